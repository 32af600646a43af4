"""The whole story on ``environments/local.toml``, each command as one would type it, each step checked.

Standard library only; ``make demo`` builds what it runs. The exit code is 0 when every step was as expected.
"""

import signal
import sys

from shell import Shell, echo
from stage import FILE, stage

ENVIRONMENT = "shop-local"
CNAME = f"{ENVIRONMENT}.eu-west-1.elasticbeanstalk.com"
#: long enough to watch an apply make progress
PHASE_SECONDS = 1.0
VARIABLES = "aws:elasticbeanstalk:application:environment"


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    _say("LocalStack starts, with Elastic Beanstalk, a certificate for shop.example.com, and nothing else.")
    with stage(PHASE_SECONDS) as localstack:
        shell = Shell(localstack)
        echo(" ".join(["export", *(f"{name}={value}" for name, value in localstack.settings().items())]))
        create(shell)
        look(shell)
        drift(shell)
    _say("All was as expected.")


def create(shell: Shell) -> None:
    """From nothing to an environment that is as the file says."""
    _say("Nothing is there yet, so all is to be made. Exit code 2 means that there are changes.")
    shell.plan(FILE, "create-application", "create-environment", "open-https-port", "redirect-to-https")
    _say("Make it. Elastic Beanstalk takes its time; its events are shown as they come.")
    shell.run(f"ebdeploy apply {FILE} --yes")
    _say("A second plan proves it: there is nothing left to do, and the exit code is 0.")
    shell.plan(FILE)


def look(shell: Shell) -> None:
    """What stands there, by the eyes of another client."""
    _say("What does the aws CLI see? The 443 listener with its certificate and TLS policy;")
    describe = "aws elbv2 describe-"
    shell.name("LB", f"{describe}load-balancers --query 'LoadBalancers[0].LoadBalancerArn' --output text")
    shell.name(
        "CERT", "aws acm list-certificates --query 'CertificateSummaryList[0].CertificateArn' --output text"
    )
    listener = "Listeners[?Port==`443`].[Protocol,SslPolicy,Certificates[0].CertificateArn]"
    listeners = f"{describe}listeners --load-balancer-arn $LB --output text --query"
    certificate = shell.environment["CERT"]
    shell.read(f"{listeners} '{listener}'", "HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06", certificate)
    _say("the target group, which asks for /health;")
    groups = f"{describe}target-groups --load-balancer-arn $LB --output text --query"
    shell.read(f"{groups} 'TargetGroups[].[TargetGroupName,HealthCheckPath,Matcher.HttpCode]'", "/health")
    _say("the two rules on port 80, and the tags by which ebdeploy knows its own;")
    shell.name("HTTP", f"{listeners} 'Listeners[?Port==`80`].ListenerArn'")
    rules = f"{describe}rules --listener-arn $HTTP --output text --query"
    shell.read(
        f"{rules} 'Rules[].[Priority,Conditions[0].Values[0],Actions[0].Type]'", "49999", "50000", "redirect"
    )
    shell.name("RULES", f"{rules} 'Rules[?!IsDefault].RuleArn'")
    tags = f"{describe}tags --resource-arns $RULES --output text --query 'TagDescriptions[].Tags[]'"
    shell.read(tags, "ebdeploy:environment", ENVIRONMENT, "ebdeploy:rule", "exempt-1", "redirect")
    shell.name("RULE", f"{rules} 'Rules[?Priority==`\"50000\"`].RuleArn'")
    _say("and port 443, open in the load balancer's security group.")
    shell.name("SG", f"{describe}load-balancers --query 'LoadBalancers[0].SecurityGroups[0]' --output text")
    ingress = "SecurityGroups[0].IpPermissions[].[FromPort,IpRanges[0].CidrIp]"
    shell.read(
        f"aws ec2 describe-security-groups --group-ids $SG --output text --query '{ingress}'", "443", "80"
    )
    _say("The load balancer answers: it sends browsers to HTTPS, and serves the health check over HTTP.")
    shell.browse(CNAME, "/", "301 https://")
    shell.browse(CNAME, "/health", "200")


def drift(shell: Shell) -> None:
    """Somebody changes things by hand; they are seen, and mended."""
    _say("Somebody moves a rule, and changes a variable.")
    shell.run(
        "aws elbv2 set-rule-priorities --rule-priorities RuleArn=$RULE,Priority=7 --query 'Rules[].Priority'"
    )
    variable = f"Namespace={VARIABLES},OptionName=DJANGO_SETTINGS_MODULE,Value=shop.settings.debug"
    update = f"update-environment --environment-name {ENVIRONMENT} --query 'Status'"
    shell.run(f"aws elasticbeanstalk {update} --option-settings {variable}")
    shell.until_ready(ENVIRONMENT)
    _say("The plan shows both, and that every target is looked at anew after the restart.")
    shell.plan(FILE, "update-settings", "redirect-to-https", "look-anew")
    _say("Mend it.")
    shell.run(f"ebdeploy apply {FILE} --yes")
    shell.plan(FILE)
    settings = f"describe-configuration-settings --application-name shop --environment-name {ENVIRONMENT}"
    value = "ConfigurationSettings[0].OptionSettings[?OptionName==`DJANGO_SETTINGS_MODULE`].Value"
    shell.read(f"aws elasticbeanstalk {settings} --output text --query '{value}'", "shop.settings.aws")
    shell.read("aws elbv2 describe-rules --rule-arns $RULE --output text --query 'Rules[].Priority'", "50000")


def _say(text: str) -> None:
    print(f"\n# {text}", flush=True)


if __name__ == "__main__":
    main()
