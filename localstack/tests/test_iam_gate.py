"""The gate, asked by another client than ours."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from .environments import LAUNCHABLE, PLATFORM, PROFILE, Shop, settings
from .permissions import User, allow, document

Client = Callable[..., Any]
EB = "arn:aws:elasticbeanstalk:eu-west-1"
ROLE = {("aws:elasticbeanstalk:environment", "ServiceRole"): "aws-elasticbeanstalk-service-role"}


@pytest.fixture
def user(client: Client, control: Callable[..., Any], endpoint: str, account: str) -> User:
    """A user who may do nothing yet."""
    return User(client, control, endpoint, account)


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[int, str, str]:
    """Status, code and text with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"], error["Code"], error["Message"]


def no_policy(action: str, arn: str, account: str, where: str = "") -> str:
    on = f" on resource: {where}" if where else ""
    because = f"because no identity-based policy allows the {action} action"
    return f"User: {arn} is not authorized to perform: {action}{on} {because}"


def test_until_an_account_asks_for_it_policies_decide_nothing(user: User, control: Client) -> None:
    control("PUT", f"accounts/{user.account}", {"enforce_iam": False})
    user.client("elasticbeanstalk").create_application(ApplicationName="shop")


def test_the_root_of_an_account_may_do_everything(user: User, client: Client) -> None:
    client("elasticbeanstalk").create_application(ApplicationName="shop")


def test_each_kind_of_service_refuses_with_its_own_code_and_words(user: User, account: str) -> None:
    ann = f"arn:aws:iam::{account}:user/ann"
    application = f"{EB}:{account}:application/shop"
    assert refusal(user.client("elasticbeanstalk").create_application, ApplicationName="shop") == (
        403,
        "AccessDenied",
        no_policy("elasticbeanstalk:CreateApplication", ann, account, application),
    )
    describe = "elasticloadbalancing:DescribeLoadBalancers"
    for service in ("elbv2", "elb"):
        told = refusal(user.client(service).describe_load_balancers)
        assert told == (403, "AccessDenied", no_policy(describe, ann, account))
    told = refusal(user.client("acm").list_certificates)
    assert told == (400, "AccessDeniedException", no_policy("acm:ListCertificates", ann, account))
    told = refusal(user.client("s3").put_object, Bucket="b-" + account, Key="k", Body=b"")
    where = f'"arn:aws:s3:::b-{account}/k"'
    assert told == (403, "AccessDenied", no_policy("s3:PutObject", ann, account, where))
    status, code, text = refusal(user.client("ec2").describe_subnets)
    assert (status, code) == (403, "UnauthorizedOperation")
    assert text.startswith("You are not authorized to perform this operation. User: " + ann)
    assert "to perform: ec2:DescribeSubnets because no identity-based policy" in text


def test_whoever_has_a_key_may_ask_whose_it_is(user: User, account: str) -> None:
    user.may({"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert user.client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{account}:user/ann"


def test_a_key_that_is_nobodys_or_not_active_is_not_taken(user: User) -> None:
    user.may(allow("*"))
    user.client("elbv2").describe_load_balancers()
    user.iam.update_access_key(UserName="ann", AccessKeyId=user.key["AccessKeyId"], Status="Inactive")
    assert refusal(user.client("elbv2").describe_load_balancers)[:2] == (403, "InvalidClientTokenId")
    assert refusal(user.client("acm").list_certificates)[:2] == (400, "UnrecognizedClientException")
    assert refusal(user.client("ec2").describe_subnets)[:2] == (401, "AuthFailure")
    assert refusal(user.client("s3").list_buckets)[:2] == (403, "InvalidAccessKeyId")


def test_policies_are_inline_attached_or_of_groups_and_a_deny_of_any_counts(user: User) -> None:
    listed = user.client("elbv2").describe_load_balancers
    made = user.iam.create_policy(
        PolicyName="attached", PolicyDocument=document(allow("elasticloadbalancing:*"))
    )
    arn = made["Policy"]["Arn"]
    user.iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    listed()
    user.iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("s3:*")), SetAsDefault=True)
    assert refusal(listed)[1] == "AccessDenied"
    user.iam.create_group(GroupName="staff")
    user.iam.add_user_to_group(GroupName="staff", UserName="ann")
    of_group = document(allow("elasticloadbalancing:Describe*"))
    user.iam.put_group_policy(GroupName="staff", PolicyName="p", PolicyDocument=of_group)
    listed()
    user.may({"Effect": "Deny", "Action": "elasticloadbalancing:DescribeLoadBalancers", "Resource": "*"})
    assert refusal(listed)[2].endswith("with an explicit deny in an identity-based policy")


def test_the_session_of_a_role_has_the_roles_policies(user: User, account: str) -> None:
    trust = document({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    arn = user.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    policy = document(allow("acm:ListCertificates"))
    user.iam.put_role_policy(RoleName="deploy", PolicyName="p", PolicyDocument=policy)
    asked = {"RoleArn": arn, "RoleSessionName": "run"}
    assert f"sts:AssumeRole on resource: {arn}" in refusal(user.client("sts").assume_role, **asked)[2]
    user.may(allow("sts:AssumeRole", arn))
    session = user.client("sts").assume_role(**asked)["Credentials"]
    user.client("acm", session).list_certificates()
    told = refusal(user.client("elbv2", session).describe_load_balancers)[2]
    assert told.startswith(f"User: arn:aws:sts::{account}:assumed-role/deploy/run is not authorized")


def test_resources_of_beanstalk_are_told_apart(user: User, shop: Shop, account: str) -> None:
    shop.create("web1")
    eb = user.client("elasticbeanstalk")
    web1 = f"{EB}:{account}:environment/shop/web1"
    user.may(allow("elasticbeanstalk:*", web1))
    eb.describe_environment_resources(EnvironmentName="web1")
    eb.describe_configuration_settings(ApplicationName="shop", EnvironmentName="web1")
    other = refusal(eb.describe_configuration_settings, ApplicationName="shop", EnvironmentName="web2")
    assert f"on resource: {EB}:{account}:environment/shop/web2 because" in other[2]
    # of a name alone it is not known which environment that would be
    assert refusal(eb.describe_environment_resources, EnvironmentName="web2")[1] == "AccessDenied"
    user.may(allow("elasticbeanstalk:DescribeEnvironmentResources"))
    assert refusal(eb.describe_environment_resources, EnvironmentName="web2")[1] == "InvalidParameterValue"


def test_some_operations_show_only_what_one_may_see_and_refuse_nothing(
    user: User, shop: Shop, account: str
) -> None:
    shop.create("web1")
    eb = user.client("elasticbeanstalk")
    assert eb.describe_environments(EnvironmentNames=["web1"])["Environments"] == []
    assert eb.describe_applications()["Applications"] == []
    assert eb.describe_application_versions()["ApplicationVersions"] == []
    assert eb.describe_events(EnvironmentName="web1")["Events"] == []
    user.may(allow(["elasticbeanstalk:Describe*"], f"{EB}:{account}:environment/shop/web1"))
    assert len(eb.describe_environments()["Environments"]) == 1
    assert eb.describe_events(EnvironmentName="web1")["Events"] != []
    assert eb.describe_applications()["Applications"] == []
    in_shop = {"StringEquals": {"elasticbeanstalk:InApplication": f"{EB}:{account}:application/shop"}}
    user.may(allow("elasticbeanstalk:Describe*", Condition=in_shop))
    assert len(eb.describe_environments()["Environments"]) == 1


def test_creating_needs_what_the_guide_says_besides_and_the_roles_passed(
    user: User, shop: Shop, account: str
) -> None:
    user.iam.create_role(RoleName="aws-elasticbeanstalk-service-role", AssumeRolePolicyDocument="{}")
    eb = user.client("elasticbeanstalk")
    asked: dict[str, Any] = {"ApplicationName": "shop", "EnvironmentName": "web1", "PlatformArn": PLATFORM}
    asked |= {"OptionSettings": settings(LAUNCHABLE | ROLE), "Tags": [{"Key": "team", "Value": "web"}]}
    environment = f"{EB}:{account}:environment/shop/web1"
    service_role = f"arn:aws:iam::{account}:role/aws-elasticbeanstalk-service-role"
    statements = [allow("sts:GetCallerIdentity")]
    for action, resource in [
        ("elasticbeanstalk:CreateEnvironment", environment),
        ("elasticbeanstalk:CheckDNSAvailability", "*"),
        ("elasticbeanstalk:CreateStorageLocation", "*"),
        ("elasticbeanstalk:AddTags", environment),
        ("iam:PassRole", f"arn:aws:iam::{account}:role/{PROFILE}"),
        ("iam:PassRole", service_role),
    ]:
        user.may(*statements)
        where = "" if resource == "*" else f" on resource: {resource}"
        told = refusal(eb.create_environment, **asked)[2]
        assert f"is not authorized to perform: {action}{where} because" in told
        statements.append(allow(action, resource))
    to_instances = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    user.may(*statements[:-1], allow("iam:PassRole", service_role, Condition=to_instances))
    assert "iam:PassRole" in refusal(eb.create_environment, **asked)[2]
    user.may(*statements)
    eb.create_environment(**asked)
    shop.ready("web1")


def test_tags_are_added_and_removed_by_actions_of_their_own(user: User, shop: Shop, account: str) -> None:
    shop.create("web1")
    update = user.client("elasticbeanstalk").update_tags_for_resource
    arn = f"{EB}:{account}:environment/shop/web1"
    tag = {"Key": "team", "Value": "web"}
    user.may(allow("elasticbeanstalk:UpdateTagsForResource"))
    assert "elasticbeanstalk:AddTags" in refusal(update, ResourceArn=arn, TagsToAdd=[tag])[2]
    assert "elasticbeanstalk:RemoveTags" in refusal(update, ResourceArn=arn, TagsToRemove=["team"])[2]
    user.may(allow("elasticbeanstalk:AddTags", arn))
    update(ResourceArn=arn, TagsToAdd=[tag])
    shop.ready("web1")


def test_rules_and_target_groups_of_load_balancers_have_their_resources(
    user: User, shop: Shop, account: str
) -> None:
    shop.create("web1")
    balancer = shop.elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    listener = shop.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
    group = shop.elbv2.describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    elbv2, prefix = user.client("elbv2"), f"arn:aws:elasticloadbalancing:eu-west-1:{account}"
    rule = {
        "ListenerArn": listener,
        "Priority": 7,
        "Conditions": [{"Field": "path-pattern", "Values": ["/x"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": group}],
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    making = allow("elasticloadbalancing:CreateRule", f"{prefix}:listener/app/awseb-*/*/*")
    user.may(making)
    told = refusal(elbv2.create_rule, **rule)[2]
    assert "elasticloadbalancing:AddTags on resource: " in told and ":listener-rule/app/awseb-" in told
    tagging = allow("elasticloadbalancing:AddTags", f"{prefix}:listener-rule/app/*")
    user.may(making, tagging)
    made = elbv2.create_rule(**rule)["Rules"][0]["RuleArn"]
    pairs = [{"RuleArn": made, "Priority": 8}]
    assert f"on resource: {made}" in refusal(elbv2.set_rule_priorities, RulePriorities=pairs)[2]
    assert f"on resource: {made}" in refusal(elbv2.delete_rule, RuleArn=made)[2]
    user.may(allow("elasticloadbalancing:*Rule", f"{prefix}:listener-rule/app/*"))
    elbv2.delete_rule(RuleArn=made)
    targets = [{"Id": "i-0123456789abcdef0"}]
    told = refusal(elbv2.register_targets, TargetGroupArn=group, Targets=targets)[2]
    assert f"elasticloadbalancing:RegisterTargets on resource: {group}" in told


def test_a_rule_of_a_security_group_needs_its_group_and_its_tags(
    user: User, shop: Shop, account: str
) -> None:
    group = shop.ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    authorize, prefix = (
        user.client("ec2").authorize_security_group_ingress,
        f"arn:aws:ec2:eu-west-1:{account}",
    )
    tags = [{"ResourceType": "security-group-rule", "Tags": [{"Key": "a", "Value": "b"}]}]
    port = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    asked = {"GroupId": group, "IpPermissions": port, "TagSpecifications": tags}
    action = "ec2:AuthorizeSecurityGroupIngress"
    assert f"{action} on resource: {prefix}:security-group/{group} because" in refusal(authorize, **asked)[2]
    opening = [allow(action, f"{prefix}:{kind}/*") for kind in ("security-group", "security-group-rule")]
    user.may(*opening)
    rules = f"{prefix}:security-group-rule/*"
    assert f"ec2:CreateTags on resource: {rules} because" in refusal(authorize, **asked)[2]
    only_then = {"StringEquals": {"ec2:CreateAction": "AuthorizeSecurityGroupIngress"}}
    user.may(*opening, allow("ec2:CreateTags", rules, Condition=only_then))
    authorize(**asked)


def test_objects_of_s3_need_more_when_there_are_conditions_and_when_they_are_not_there(
    user: User, client: Client, account: str
) -> None:
    bucket = f"b-{account}"
    client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3, place = user.client("s3"), f"arn:aws:s3:::{bucket}"
    user.may(allow(["s3:PutObject", "s3:DeleteObject"], f"{place}/leases/*"))
    kept = s3.put_object(Bucket=bucket, Key="leases/a", Body=b"1", IfNoneMatch="*")
    assert refusal(s3.put_object, Bucket=bucket, Key="other", Body=b"")[1] == "AccessDenied"
    again = {"Bucket": bucket, "Key": "leases/a", "IfMatch": kept["ETag"]}
    assert "s3:GetObject" in refusal(s3.put_object, Body=b"2", **again)[2]
    assert "s3:GetObject" in refusal(s3.delete_object, **again)[2]
    user.may(allow(["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], f"{place}/leases/*"))
    s3.delete_object(**again)
    status, code, text = refusal(s3.get_object, Bucket=bucket, Key="leases/a")
    assert (status, code) == (403, "AccessDenied")
    assert f's3:ListBucket on resource: "{place}" because' in text
    user.may(allow("s3:GetObject", f"{place}/leases/*"), allow("s3:ListBucket", place))
    assert refusal(s3.get_object, Bucket=bucket, Key="leases/a")[1] == "NoSuchKey"
    assert "s3:ListAllMyBuckets" in refusal(s3.list_buckets)[2]


def test_addresses_that_beanstalk_gives_out_need_no_permission(user: User, shop: Shop) -> None:
    shop.create("web1")
    user.may(allow(["elasticbeanstalk:RequestEnvironmentInfo", "elasticbeanstalk:RetrieveEnvironmentInfo"]))
    eb = user.client("elasticbeanstalk")
    eb.request_environment_info(EnvironmentName="web1", InfoType="tail")
    found: list[Any] = []
    while not found:
        found = eb.retrieve_environment_info(EnvironmentName="web1", InfoType="tail")["EnvironmentInfo"]
    assert requests.get(found[0]["Message"], timeout=10).status_code == 200


def test_the_call_log_has_what_was_refused(user: User, control: Client, account: str) -> None:
    refusal(user.client("acm").list_certificates)
    call = control("GET", f"accounts/{account}/calls")["calls"][-1]
    assert (call["operation"], call["error"]) == ("acm.ListCertificates", "AccessDeniedException")
