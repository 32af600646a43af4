//! What is asked about load balancers as their clients see them, and about certificates in use.

use aws_sdk_acm::types::CertificateType;
use aws_sdk_elasticloadbalancing::types::{
    HealthCheck, ListenerDescription, LoadBalancerDescription,
};
use aws_sdk_elasticloadbalancingv2::types::LoadBalancerSchemeEnum;

use super::{Aws, certificate, found, pages, text};
use crate::cloud::{ObserveFront, Result};
use crate::observed::{Action, Check, Front, Held, Listener, Renewal};

const INTERNET_FACING: &str = "internet-facing";

impl ObserveFront for Aws {
    async fn front(&self, balancer: &str) -> Result<Option<Front>> {
        let asked = self.balancer.describe_load_balancers().load_balancer_arns(balancer);
        let answer =
            found(self.call("elasticloadbalancing:DescribeLoadBalancers", asked.send()).await)?;
        let balancer = answer.as_ref().and_then(|answer| answer.load_balancers().first());
        Ok(balancer.map(|balancer| Front {
            dns_name: text(balancer.dns_name()),
            internet_facing: balancer.scheme() == Some(&LoadBalancerSchemeEnum::InternetFacing),
            groups: balancer.security_groups().to_vec(),
        }))
    }

    async fn classic(&self, balancer: &str) -> Result<Option<(Front, Vec<Listener>, Check)>> {
        let asked = self.classic.describe_load_balancers().load_balancer_names(balancer);
        let answer = self.call("elasticloadbalancing:DescribeLoadBalancers", asked.send()).await?;
        Ok(answer.load_balancer_descriptions().first().map(classic))
    }

    async fn listener_certificates(&self, listener: &str) -> Result<Vec<String>> {
        pages(async |marker| {
            let asked = self
                .balancer
                .describe_listener_certificates()
                .listener_arn(listener)
                .set_marker(marker);
            let answer = self
                .call("elasticloadbalancing:DescribeListenerCertificates", asked.send())
                .await?;
            let arns = answer.certificates().iter().filter_map(|found| found.certificate_arn());
            Ok((arns.map(str::to_owned).collect(), answer.next_marker))
        })
        .await
    }

    async fn held(&self, certificate: &str) -> Result<Option<Held>> {
        let asked = self.certificates.describe_certificate().certificate_arn(certificate);
        let answer = found(self.call("acm:DescribeCertificate", asked.send()).await)?;
        Ok(answer.and_then(|answer| answer.certificate).map(|detail| Held {
            certificate: certificate::described(&detail),
            renewal: Renewal {
                imported: detail.r#type() == Some(&CertificateType::Imported),
                status: detail
                    .renewal_summary()
                    .map(|renewal| renewal.renewal_status().as_str().to_owned()),
                used_by: detail.in_use_by().to_vec(),
            },
        }))
    }
}

fn classic(balancer: &LoadBalancerDescription) -> (Front, Vec<Listener>, Check) {
    let front = Front {
        dns_name: text(balancer.dns_name()),
        internet_facing: balancer.scheme() == Some(INTERNET_FACING),
        groups: balancer.security_groups().to_vec(),
    };
    let listeners = balancer.listener_descriptions().iter();
    let name = text(balancer.load_balancer_name());
    let listeners = listeners.filter_map(|found| classic_listener(found, &name)).collect();
    (front, listeners, balancer.health_check().map(classic_check).unwrap_or_default())
}

fn classic_listener(found: &ListenerDescription, balancer: &str) -> Option<Listener> {
    let listener = found.listener()?;
    Some(Listener {
        arn: format!("{balancer}:{}", listener.load_balancer_port()),
        port: u16::try_from(listener.load_balancer_port()).ok()?,
        certificate: listener.ssl_certificate_id().map(str::to_owned),
        policy: found.policy_names().first().cloned(),
        default_action: Action::Forward { target_groups: vec![balancer.to_owned()] },
        weights: std::collections::BTreeMap::new(),
        rules: Vec::new(),
    })
}

/// `HTTP:80/health` asks for a path and takes 200 alone (Elastic Load Balancing, Classic guide,
/// "Configure health checks"); `TCP:80` makes a connection.
fn classic_check(check: &HealthCheck) -> Check {
    let count = i32::cast_unsigned;
    let path = check.target().find('/').map(|start| check.target()[start..].to_owned());
    Check {
        matcher: path.as_ref().map(|_| "200".to_owned()),
        path,
        interval: count(check.interval()),
        timeout: count(check.timeout()),
        healthy: count(check.healthy_threshold()),
        unhealthy: count(check.unhealthy_threshold()),
    }
}
