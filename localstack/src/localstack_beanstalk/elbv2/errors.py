"""What ELBv2 refuses: AWS's codes and texts.

Texts were seen in public reports of the live API. Where none was found, the text is ours and the line says
"assumed"; the code is then the one that the service model documents.
"""

from dataclasses import dataclass
from typing import Any

from localstack.aws.api import CommonServiceException

from ..asf import refusal


@dataclass(frozen=True)
class Problem:
    """A code and a text with places: calling it makes the exception to raise."""

    code: str
    text: str

    def __call__(self, **places: Any) -> CommonServiceException:
        return refusal(self.code, self.text.format(**places))


def invalid(text: str) -> CommonServiceException:
    """A ``ValidationError`` with a text of its own."""
    return refusal("ValidationError", text)


ACTION_FIELDS = Problem(
    "InvalidLoadBalancerAction",
    "For actions of type '{type}', you must specify the following fields: '{field}'",
)
ACTION_LAST = Problem(  # assumed
    "InvalidLoadBalancerAction",
    "The last action must be one of the following types: 'forward', 'redirect', 'fixed-response'",
)
ATTRIBUTE_UNKNOWN = Problem("ValidationError", "{kind} attribute key '{key}' is not recognized")
ATTRIBUTE_VALUE = Problem(  # assumed
    "InvalidConfigurationRequest", "The value '{value}' of attribute '{key}' is not valid: {rule}"
)
BALANCER_NAME_TAKEN = Problem(
    "DuplicateLoadBalancerName",
    "A load balancer with the same name '{name}' exists, but with different settings",
)
BALANCER_PROTECTED = Problem(
    "OperationNotPermitted",
    "Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
)
BALANCER_UNKNOWN = Problem("LoadBalancerNotFound", "Load balancer '{arn}' not found")
BALANCERS_UNKNOWN = Problem("LoadBalancerNotFound", "One or more load balancers not found")
CERTIFICATE_DEFAULT = Problem(  # assumed
    "OperationNotPermitted", "Default certificate '{arn}' cannot be removed"
)
CERTIFICATE_UNKNOWN = Problem("CertificateNotFound", "Certificate '{arn}' not found")
CERTIFICATE_UNSUPPORTED = Problem(
    "UnsupportedCertificate",
    "The certificate '{arn}' must have a fully-qualified domain name, a supported signature, "
    "and a supported key size.",
)
GROUP_ELSEWHERE = Problem(
    "TargetGroupAssociationLimit",
    "The following target groups cannot be associated with more than one load balancer: {arn}",
)
GROUP_IN_USE = Problem("ResourceInUse", "Target group '{arn}' is currently in use by a listener or a rule")
GROUP_NAME_TAKEN = Problem(
    "DuplicateTargetGroupName",
    "A target group with the same name '{name}' exists, but with different settings",
)
GROUP_PROTOCOL = Problem(
    "IncompatibleProtocols",
    "Listener protocol '{listener}' is not supported with a target group with the protocol '{group}'",
)
GROUP_UNKNOWN = Problem("TargetGroupNotFound", "Target group '{arn}' not found")
GROUP_VPC = Problem(  # assumed
    "InvalidConfigurationRequest",
    "The following target groups are not in the VPC of the load balancer '{vpc}': {arn}",
)
GROUPS_NEVER = Problem(  # assumed
    "InvalidConfigurationRequest",
    "Load balancer '{arn}' was created without security groups and cannot be given any",
)
GROUPS_UNKNOWN = Problem("TargetGroupNotFound", "One or more target groups not found")
HEALTH_PROTOCOL_FIXED = Problem(
    "InvalidConfigurationRequest",
    "You cannot change the health check protocol for a target group with the TCP protocol",
)
INSTANCE_NOT_RUNNING = Problem(
    "InvalidTarget",
    "The following targets are not in a running state and cannot be registered: '{ids}'",
)
INSTANCE_VPC = Problem(
    "InvalidTarget", "The following targets are not in the target group VPC '{vpc}': '{ids}'"
)
LISTENER_PORT_TAKEN = Problem(
    "DuplicateListener", "A listener already exists on this port for this load balancer '{arn}'"
)
LISTENER_UNKNOWN = Problem("ListenerNotFound", "One or more listeners not found")
PRIORITY_TAKEN = Problem("PriorityInUse", "Priority '{priority}' is currently in use")
QUOTA_CERTIFICATES = Problem(  # assumed
    "TooManyCertificates", "The maximum number of certificates has been reached on the load balancer"
)
QUOTA_LISTENERS = Problem(
    "TooManyListeners", "The maximum number of listeners has been reached on the load balancer"
)
QUOTA_BALANCERS = Problem("TooManyLoadBalancers", "The maximum number of load balancers has been reached")
QUOTA_GROUPS = Problem("TooManyTargetGroups", "The maximum number of target groups has been reached")
QUOTA_GROUPS_ON_ACTION = Problem(  # assumed
    "TooManyUniqueTargetGroupsPerLoadBalancer",
    "The maximum number of target groups has been reached for the action",
)
QUOTA_GROUPS_ON_BALANCER = Problem(
    "TooManyUniqueTargetGroupsPerLoadBalancer",
    "You've reached the limit on the number of unique target groups per load balancer",
)
QUOTA_RULES = Problem("TooManyRules", "The maximum number of rules has been reached on the load balancer")
QUOTA_TAGS = Problem("TooManyTags", "The maximum number of tags has been reached on the resource")
QUOTA_TARGETS = Problem("TooManyTargets", "The maximum number of targets has been reached")
REDIRECT_DOWNGRADE = Problem(  # assumed; the guide: "You can't redirect HTTPS to HTTP"
    "InvalidLoadBalancerAction", "The redirect configuration is not valid because it redirects HTTPS to HTTP."
)
REDIRECT_LOOP = Problem(
    "InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop."
)
RULE_DEFAULT = Problem("OperationNotPermitted", "Default rule '{arn}' cannot be {done}")
RULE_UNKNOWN = Problem("RuleNotFound", "One or more rules not found")
SECURITY_GROUP_UNKNOWN = Problem("InvalidSecurityGroup", "One or more security groups are invalid")
SECURITY_GROUP_VPC = Problem(
    "InvalidConfigurationRequest", "One or more security groups are not in the same VPC as the load balancer"
)
SUBNET_UNKNOWN = Problem("SubnetNotFound", "The subnet ID '{id}' does not exist")
SUBNETS_SAME_ZONE = Problem(
    "InvalidConfigurationRequest",
    "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
)
SUBNETS_VPC = Problem("InvalidConfigurationRequest", "All subnets must belong to the same VPC: '{vpc}'")
SSL_POLICY_UNKNOWN = Problem("SSLPolicyNotFound", "SSL policy '{name}' not found")
TAG_TWICE = Problem("DuplicateTagKeys", "Tag key '{key}' was specified more than once")
