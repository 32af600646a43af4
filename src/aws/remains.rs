//! What AWS is asked about an environment that is to go.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, IpPermission, SecurityGroup};
use tokio::try_join;

use super::network::OF_BEANSTALK;
use super::{Aws, pages, text};
use crate::cloud::{ObserveBeanstalk, ObserveRemains, Result};
use crate::observed::{Holdings, Leftover, Reference};

impl ObserveRemains for Aws {
    async fn holdings(&self, application: &str) -> Result<Option<Holdings>> {
        let asked = self.beanstalk.describe_applications().application_names(application);
        let answer = self.call("elasticbeanstalk:DescribeApplications", asked.send()).await?;
        let Some(found) = answer.applications().first() else { return Ok(None) };
        Ok(Some(Holdings {
            environments: self.environments_of(Some(application)).await?,
            versions: found.versions().to_vec(),
            configurations: found.configuration_templates().to_vec(),
        }))
    }

    async fn target_groups_named(&self, prefix: &str) -> Result<Vec<Leftover>> {
        let groups = pages(async |marker| {
            let asked = self.balancer.describe_target_groups().set_marker(marker);
            let answer =
                self.call("elasticloadbalancing:DescribeTargetGroups", asked.send()).await?;
            let groups = answer.target_groups().iter().map(|group| Leftover {
                name: text(group.target_group_name()),
                arn: text(group.target_group_arn()),
                balancer: group.load_balancer_arns().first().cloned(),
            });
            Ok((groups.collect(), answer.next_marker))
        });
        let mut groups: Vec<Leftover> = groups.await?;
        groups.retain(|group| group.name.starts_with(prefix));
        groups.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(groups)
    }

    async fn own_groups(&self, environment_id: &str) -> Result<Vec<String>> {
        let name = format!("tag:{OF_BEANSTALK}");
        let groups = groups_where(self, &name, &[environment_id.to_owned()]).await?;
        Ok(groups.iter().map(|group| text(group.group_id())).collect())
    }

    async fn references(&self, groups: &[String]) -> Result<Vec<Reference>> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        // EC2 keeps a group from being deleted that another one's rules refer to, whichever way
        // they go (Amazon VPC user guide, "Delete your security group").
        let (incoming, outgoing) = try_join!(
            groups_where(self, "ip-permission.group-id", groups),
            groups_where(self, "egress.ip-permission.group-id", groups),
        )?;
        let others = incoming.iter().chain(&outgoing).flat_map(|group| of_group(group, groups));
        Ok(others.collect::<BTreeSet<_>>().into_iter().collect())
    }
}

async fn groups_where(aws: &Aws, filter: &str, values: &[String]) -> Result<Vec<SecurityGroup>> {
    let filter = Filter::builder().name(filter).set_values(Some(values.to_vec())).build();
    pages(async |token| {
        let asked =
            aws.network.describe_security_groups().filters(filter.clone()).set_next_token(token);
        let answer = aws.call("ec2:DescribeSecurityGroups", asked.send()).await?;
        Ok((answer.security_groups.unwrap_or_default(), answer.next_token))
    })
    .await
}

/// What a group's rules refer to of these, unless it is one of them.
fn of_group(group: &SecurityGroup, groups: &[String]) -> Vec<Reference> {
    let from = text(group.group_id());
    if groups.contains(&from) {
        return Vec::new();
    }
    let rules = group.ip_permissions().iter().chain(group.ip_permissions_egress());
    let referred = rules.flat_map(IpPermission::user_id_group_pairs);
    let known =
        referred.filter_map(|pair| pair.group_id()).filter(|to| groups.iter().any(|own| own == to));
    let reference = |to: &str| Reference {
        from: from.clone(),
        name: text(group.group_name()),
        to: to.to_owned(),
    };
    known.map(reference).collect()
}
