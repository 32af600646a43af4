"""The kinds of resources that a stack is made of."""

from .balancing import Listener, ListenerRule, LoadBalancer, TargetGroup
from .compute import AutoScalingGroup, LaunchTemplate, ScalingPolicy
from .kind import Kind
from .network import SecurityGroup

#: by CloudFormation's names for them
KINDS: dict[str, Kind] = {
    "AWS::EC2::SecurityGroup": SecurityGroup(),
    "AWS::EC2::LaunchTemplate": LaunchTemplate(),
    "AWS::AutoScaling::AutoScalingGroup": AutoScalingGroup(),
    "AWS::AutoScaling::ScalingPolicy": ScalingPolicy(),
    "AWS::ElasticLoadBalancingV2::TargetGroup": TargetGroup(),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": LoadBalancer(),
    "AWS::ElasticLoadBalancingV2::Listener": Listener(),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ListenerRule(),
}
