"""What classic load balancers refuse; as in ``elbv2``, "assumed" marks a text that is ours."""

from ..elbv2.errors import Problem

BALANCER_NAME_TAKEN = Problem(
    "DuplicateLoadBalancerName",
    "Load Balancer named {name} already exists and it is configured with different parameters.",
)
BALANCER_UNKNOWN = Problem("LoadBalancerNotFound", "There is no ACTIVE Load Balancer named '{name}'")
CERTIFICATE_UNKNOWN = Problem("CertificateNotFound", "Server Certificate not found for the key: {arn}")
CERTIFICATE_MISSING = Problem(
    "InvalidConfigurationRequest", "Secure Listeners need to specify a SSLCertificateId"
)
INSTANCE_UNKNOWN = Problem("InvalidInstance", "Could not find EC2 instance {id}.")
INSTANCE_VPC = Problem("InvalidInstance", "EC2 instance {id} is not in the same VPC as ELB.")
LAYERS = Problem(  # assumed; the guide: both protocols must be of the same layer
    "ValidationError", "Listener protocol {front} and instance protocol {back} must be of the same layer"
)
LISTENER_TAKEN = Problem(
    "DuplicateListener",
    "A listener already exists for {name} with LoadBalancerPort {port}, but with a different InstancePort, "
    "Protocol, or SSLCertificateId",
)
LISTENER_UNKNOWN = Problem("ListenerNotFound", "There is no Listener configured for {name} on port {port}")
POLICY_IN_USE = Problem(  # assumed
    "InvalidConfigurationRequest", "Policy {policy} is in use and cannot be deleted"
)
POLICY_NAME_TAKEN = Problem(
    "DuplicatePolicyName", "Policy {policy} already exists and it is configured with different parameters."
)
POLICY_TYPE_UNKNOWN = Problem("PolicyTypeNotFound", "There is no policy type named {type}")
POLICY_UNKNOWN = Problem("PolicyNotFound", "There is no policy with name {policy} for load balancer {name}")
PORT_RANGE = Problem(
    "ValidationError",
    "LoadBalancerPort must be within 1-65535",  # assumed
)
PROTOCOL_UNKNOWN = Problem(
    "ValidationError",
    "Listener protocol {protocol} must be one of HTTP, HTTPS, TCP, SSL",  # assumed
)
SCHEME_UNKNOWN = Problem("InvalidScheme", "The scheme '{scheme}' is not valid")  # assumed
SUBNETS_OR_ZONES = Problem("ValidationError", "Either AvailabilityZones or SubnetIds must be specified")
SUBNETS_AND_ZONES = Problem("ValidationError", "Only one of SubnetIds or AvailabilityZones may be specified")
SUBNETS_SAME_ZONE = Problem(
    "InvalidConfigurationRequest", "ELB cannot be attached to multiple subnets in the same AZ."
)
TAG_TWICE = Problem("DuplicateTagKeys", "Tag key was specified more than once: {key}")
TOO_MANY_TAGS = Problem("TooManyTags", "The quota for the number of tags of a load balancer has been reached")

TARGET_FORM = Problem("ValidationError", "HealthCheck Target must begin with one of HTTP, TCP, HTTPS, SSL")
TARGET_PATH = Problem(
    "ValidationError",
    "HealthCheck HTTP Target must specify a port followed by a path that begins with a slash. "
    "e.g. HTTP:80/ping/this/path",
)
TARGET_PORT = Problem("ValidationError", "HealthCheck Target must specify a port within 1-65535")  # assumed
TIMEOUT = Problem("ValidationError", "HealthCheck timeout must be less than interval")  # assumed
