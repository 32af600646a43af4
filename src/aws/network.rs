//! Security groups and subnets: the only file that needs EC2's crate.

use aws_sdk_ec2::types::{
    Filter, IpPermission, IpRange, Ipv6Range, ResourceType, SecurityGroup as AwsGroup, Tag,
    TagSpecification,
};

use super::{Aws, pages, text};
use crate::cloud::{ChangeNetwork, ErrorKind, ObserveNetwork, Result, Subnets};
use crate::observed::{Ingress, SecurityGroup, Subnet};

/// The tag by which Elastic Beanstalk marks what it made for an environment.
const OF_BEANSTALK: &str = "elasticbeanstalk:environment-id";

impl ObserveNetwork for Aws {
    async fn security_groups(&self, ids: &[String]) -> Result<Vec<SecurityGroup>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let asked = self.network.describe_security_groups().set_group_ids(Some(ids.to_vec()));
        let answer = self.call("ec2:DescribeSecurityGroups", asked.send()).await?;
        Ok(answer.security_groups().iter().map(group).collect())
    }

    async fn subnets(&self, which: Subnets<'_>) -> Result<Vec<Subnet>> {
        let filter = match which {
            // By filter rather than by id, so that an unknown one is left out instead of failing
            // the call.
            Subnets::Named(ids) => {
                Filter::builder().name("subnet-id").set_values(Some(ids.to_vec())).build()
            }
            Subnets::Default => Filter::builder().name("default-for-az").values("true").build(),
        };
        pages(async |token| {
            let asked =
                self.network.describe_subnets().filters(filter.clone()).set_next_token(token);
            let answer = self.call("ec2:DescribeSubnets", asked.send()).await?;
            let subnets = answer.subnets().iter().map(|subnet| Subnet {
                id: text(subnet.subnet_id()),
                vpc: text(subnet.vpc_id()),
                zone: text(subnet.availability_zone()),
            });
            Ok((subnets.collect(), answer.next_token))
        })
        .await
    }
}

impl ChangeNetwork for Aws {
    async fn open_port(
        &self,
        group: &str,
        port: u16,
        sources: &[String],
        tags: &[(&str, &str)],
    ) -> Result<()> {
        let (v6, v4): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.contains(':'));
        let v4 = v4.into_iter().map(|source| {
            IpRange::builder().cidr_ip(source).description("HTTPS, by ebdeploy").build()
        });
        let v6 = v6.into_iter().map(|source| {
            Ipv6Range::builder().cidr_ipv6(source).description("HTTPS, by ebdeploy").build()
        });
        let permission = IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(port.into())
            .to_port(port.into())
            .set_ip_ranges(Some(v4.collect()))
            .set_ipv6_ranges(Some(v6.collect()))
            .build();
        let tags = tags
            .iter()
            .map(|(key, value)| Tag::builder().key(*key).value(*value).build())
            .collect();
        let tags = TagSpecification::builder()
            .resource_type(ResourceType::SecurityGroupRule)
            .set_tags(Some(tags))
            .build();
        let told = self
            .network
            .authorize_security_group_ingress()
            .group_id(group)
            .ip_permissions(permission)
            .tag_specifications(tags);
        match self.call("ec2:AuthorizeSecurityGroupIngress", told.send()).await {
            Err(error) if error.kind == ErrorKind::Exists => Ok(()),
            result => result.map(|_| ()),
        }
    }
}

fn group(group: &AwsGroup) -> SecurityGroup {
    let made_by_beanstalk = group.tags().iter().any(|tag| tag.key() == Some(OF_BEANSTALK));
    SecurityGroup {
        id: text(group.group_id()),
        of_beanstalk: made_by_beanstalk,
        ingress: group.ip_permissions().iter().filter_map(ingress).collect(),
    }
}

fn ingress(permission: &IpPermission) -> Option<Ingress> {
    let v4 = permission.ip_ranges().iter().filter_map(|range| range.cidr_ip());
    let v6 = permission.ipv6_ranges().iter().filter_map(|range| range.cidr_ipv6());
    let sources = v4.chain(v6).map(str::to_owned).collect();
    let port = |port: Option<i32>| port.and_then(|port| u16::try_from(port).ok());
    match permission.ip_protocol()? {
        "tcp" => Some(Ingress {
            from: port(permission.from_port())?,
            to: port(permission.to_port())?,
            sources,
        }),
        // Every protocol, and so every port.
        "-1" => Some(Ingress { from: 0, to: u16::MAX, sources }),
        _ => None,
    }
}
