"""The kinds of resources that a stack is made of."""

from .balancing import Listener, ListenerRule, LoadBalancer, TargetGroup
from .classic import ClassicLoadBalancer
from .compute import AutoScalingGroup, LaunchTemplate, ScalingPolicy
from .kind import Kind
from .monitoring import Alarm
from .network import SecurityGroup
from .single import ElasticIp, Queue

#: by CloudFormation's names for them
KINDS: dict[str, Kind] = {
    "AWS::EC2::SecurityGroup": SecurityGroup(),
    "AWS::EC2::LaunchTemplate": LaunchTemplate(),
    "AWS::AutoScaling::AutoScalingGroup": AutoScalingGroup(),
    "AWS::AutoScaling::ScalingPolicy": ScalingPolicy(),
    "AWS::CloudWatch::Alarm": Alarm(),
    "AWS::EC2::EIP": ElasticIp(),
    "AWS::SQS::Queue": Queue(),
    "AWS::ElasticLoadBalancing::LoadBalancer": ClassicLoadBalancer(),
    "AWS::ElasticLoadBalancingV2::TargetGroup": TargetGroup(),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": LoadBalancer(),
    "AWS::ElasticLoadBalancingV2::Listener": Listener(),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ListenerRule(),
}
