//! How many instances, and where they and the load balancer stand.

use super::Fault;

faults! {
    MIN_ABOVE_MAX = "min-above-max" {
        says: "`min` is not more than `max`.",
        why: "Elastic Beanstalk refuses a group of instances like that.",
        cure: "lower `min` or raise `max`",
    }
    INSTANCE_TYPES = "instance-type-count" {
        says: "`instance-types` names 1 to 40 types.",
        why: "An environment needs one, and the option `InstanceTypes` takes 40.",
        cure: "for example [\"t3.small\", \"t3a.small\"]",
    }
    NO_SUBNET = "no-subnet" {
        says: "Where a VPC is named, so is at least one subnet for the instances.",
        why: "Elastic Beanstalk does not choose among a VPC's subnets.",
        cure: "name at least one",
    }
    TOO_FEW_ZONES = "too-few-zones" {
        says: "An application load balancer stands in at least two zones, any other in at least one.",
        why: "So says the user guide of Elastic Load Balancing, \"Subnets for your load balancer\".",
        cure: "name one subnet of each zone",
    }
}
