"""What the parts of a template share: logical ids, and what is around an environment."""

from dataclasses import dataclass

BALANCER_GROUP = "AWSEBLoadBalancerSecurityGroup"
INSTANCE_GROUP = "AWSEBSecurityGroup"
LOAD_BALANCER = "AWSEBV2LoadBalancer"
CLASSIC_LOAD_BALANCER = "AWSEBLoadBalancer"
DEFAULT_LISTENER = "AWSEBV2LoadBalancerListener"
DEFAULT_PROCESS = "AWSEBV2LoadBalancerTargetGroup"
LAUNCH_TEMPLATE = "AWSEBEC2LaunchTemplate"
SCALING_GROUP = "AWSEBAutoScalingGroup"
WORKER_QUEUE = "AWSEBWorkerQueue"
DEAD_LETTER_QUEUE = "AWSEBWorkerDeadLetterQueue"
#: the logical id of a single instance's address is not in the sources: assumed
ADDRESS = "AWSEBEIP"

#: kinds of environments with a load balancer of version 2
BALANCED = ("application", "network")
#: AWS's words for the scheme are not the options' words
SCHEMES = {"public": "internet-facing", "internal": "internal"}


@dataclass(frozen=True)
class Surroundings:
    """What is around the environment: found, not made, by Elastic Beanstalk."""

    vpc: str
    instance_subnets: tuple[str, ...]
    balancer_subnets: tuple[str, ...]
    image: str
    cname: str = ""
    #: whether the security group of the load balancer lets in what the listeners of option settings listen on
    opens_listener_ports: bool = False
    #: of a shared load balancer: the ARN of its first listener by port, and its security groups
    shared_listener: str = ""
    shared_groups: tuple[str, ...] = ()


def target_group(process: str) -> str:
    """The logical id of a process's target group."""
    return DEFAULT_PROCESS if process == "default" else process


def listener(name: str) -> str:
    """The logical id of a listener, named by its port."""
    return DEFAULT_LISTENER + ("" if name == "default" else name)


def listener_port(name: str) -> int:
    return 80 if name == "default" else int(name)
