//! What Elastic Beanstalk makes of settings.

use std::collections::BTreeMap;

use ebdeploy::desired::{OptionKey, namespace};
use ebdeploy::observed::{
    Action, Balancer, Check, Environment, Ingress, Listener, SecurityGroup, Settings, Status,
    Summary, TargetGroup,
};

use super::platform;

/// An environment as Elastic Beanstalk makes it of these settings.
pub(super) fn build(
    name: &str,
    application: &str,
    cname: Option<&str>,
    settings: Settings,
) -> Environment {
    let target_group = TargetGroup {
        arn: "target-group".into(),
        protocol: "HTTP".into(),
        port: 80,
        vpc: "vpc-1".into(),
        check: Check {
            path: Some("/".into()),
            matcher: Some("200".into()),
            interval: 15,
            timeout: 5,
            healthy: 3,
            unhealthy: 5,
        },
        targets: None,
    };
    let group = SecurityGroup {
        id: "sg-1".into(),
        of_beanstalk: true,
        ingress: vec![Ingress { from: 80, to: 80, sources: vec!["0.0.0.0/0".into()] }],
    };
    let http = Listener {
        arn: "listener-80".into(),
        port: 80,
        certificate: None,
        policy: None,
        default_action: Action::Forward { target_groups: vec![target_group.arn.clone()] },
        weights: [(target_group.arn.clone(), 1)].into(),
        rules: Vec::new(),
    };
    let mut environment = Environment {
        summary: Summary {
            id: "e-1".into(),
            arn: "arn:environment".into(),
            name: name.into(),
            application: application.into(),
            is_worker: false,
            status: Status::Launching,
            abortable: false,
            health: "Green".into(),
            platform: Some(platform("4.7.2").arn),
            version: None,
            cname: cname.map(|cname| format!("{cname}.eu-west-1.elasticbeanstalk.com")),
        },
        settings,
        tags: BTreeMap::new(),
        balancer: Some(Balancer {
            arn: "arn:balancer".into(),
            groups: vec![group],
            listeners: vec![http],
            target_groups: vec![target_group],
            shadow: None,
        }),
    };
    template(&mut environment, &Settings::new());
    environment
}

/// Changes what differs between the settings before and now, and nothing else, as a template does.
pub(super) fn template(environment: &mut Environment, before: &Settings) {
    let option = |settings: &Settings, namespace: &str, name: &str| {
        settings.get(&OptionKey::new(namespace, name)).cloned().flatten()
    };
    let settings = &environment.settings;
    let changed = |namespace: &str, name: &str| {
        let after = option(settings, namespace, name);
        after.filter(|_| option(before, namespace, name) != option(settings, namespace, name))
    };
    let path = changed(namespace::DEFAULT_PROCESS, "HealthCheckPath");
    let matcher = changed(namespace::DEFAULT_PROCESS, "MatcherHTTPCode");
    let certificate = changed(namespace::HTTPS_LISTENER, "SSLCertificateArns");
    let policy = changed(namespace::HTTPS_LISTENER, "SSLPolicy");
    let Some(balancer) = &mut environment.balancer else { return };
    let check = &mut balancer.target_groups[0].check;
    check.path = path.or(check.path.take());
    check.matcher = matcher.or(check.matcher.take());
    if certificate.is_some() && balancer.listener(443).is_none() {
        let http = balancer.listeners[0].clone();
        let https = Listener { arn: "listener-443".into(), port: 443, rules: Vec::new(), ..http };
        balancer.listeners.push(https);
    }
    if let Some(https) = balancer.listeners.iter_mut().find(|listener| listener.port == 443) {
        https.certificate = certificate.or(https.certificate.take());
        https.policy = policy.or(https.policy.take());
    }
}
