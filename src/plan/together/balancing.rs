//! Listeners, processes and rules, by the kind of load balancer.

use super::super::merged::Merged;
use super::{Broken, broken};
use crate::config::LoadBalancerType::{Application, Classic, Network};
use crate::desired::namespace::{APPLICATION, LOAD_BALANCER};

const PROCESS: &str = "aws:elasticbeanstalk:environment:process:";
const LISTENER: &str = "aws:elbv2:listener:";
const CLASSIC_LISTENER: &str = "aws:elb:listener:";
const CLASSIC_CHECK: (&str, &str) = ("aws:elb:healthcheck", "Target");
const RULE: &str = "aws:elbv2:listenerrule:";

/// Probe: "Only TCP Protocols are supported for Network Load Balancers".
pub(super) fn network_protocols(of: &Merged<'_>) -> Vec<Broken> {
    if of.balancer() != Some(Network) {
        return Vec::new();
    }
    let wrong = |prefix: &str, allowed: &'static [&'static str]| {
        let named = of.namespaces(prefix).into_iter();
        named.filter_map(move |namespace| {
            let protocol = of.said(namespace, "Protocol")?;
            let known = allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(&protocol));
            (!known).then(|| {
                let message = format!("a network load balancer does not speak {protocol}");
                broken(&[(namespace, "Protocol")], message, "use TCP, or TLS for a listener")
            })
        })
    };
    wrong(PROCESS, &["TCP"]).chain(wrong(LISTENER, &["TCP", "TLS"])).collect()
}

/// Probe: "You must specify an SSL certificate to configure a listener to use HTTPS or TLS".
pub(super) fn certificates(of: &Merged<'_>) -> Vec<Broken> {
    if !matches!(of.balancer(), Some(Application | Network)) {
        return Vec::new();
    }
    let lacks = |namespace: &&str| {
        let secure = ["HTTPS", "TLS"].iter().any(|secure| of.is(namespace, "Protocol", secure));
        secure
            && !of.is(namespace, "ListenerEnabled", "false")
            && of.value(namespace, "SSLCertificateArns").is_empty()
    };
    let told = |namespace: &str| {
        let names = ["Protocol", "SSLCertificateArns", "ListenerEnabled"];
        let message = "a listener for HTTPS or TLS has no certificate";
        broken(&names.map(|name| (namespace, name)), message, "name one in SSLCertificateArns")
    };
    of.namespaces(LISTENER).into_iter().filter(lacks).map(told).collect()
}

/// Probe: priorities are from 1 to 1000, each given once.
pub(super) fn priorities(of: &Merged<'_>) -> Vec<Broken> {
    let rules = of.namespaces(RULE).into_iter();
    let rules: Vec<_> =
        rules.filter_map(|rule| Some((rule, of.number(rule, "Priority")?))).collect();
    let wrong = |(index, (rule, priority)): (usize, &(&str, i64))| {
        let twice = rules[..index].iter().any(|(_, other)| other == priority);
        let message = match () {
            () if !(1..=1000).contains(priority) => {
                format!("priority {priority} of a listener's rule is not from 1 to 1000")
            }
            () if twice => format!("two rules of listeners have the priority {priority}"),
            () => return None,
        };
        let earlier = rules[..index].iter().find(|(_, other)| other == priority);
        let mut options = vec![(*rule, "Priority")];
        options.extend(earlier.map(|(rule, _)| (*rule, "Priority")));
        Some(broken(&options, message, "give each rule a priority of its own"))
    };
    rules.iter().enumerate().filter_map(wrong).collect()
}

/// Probe: "Instance protocol must be at the same layer as the front-end load balancer protocol".
pub(super) fn layers(of: &Merged<'_>) -> Vec<Broken> {
    if of.balancer() != Some(Classic) {
        return Vec::new();
    }
    let layer = |protocol: &str| ["HTTP", "HTTPS"].contains(&protocol.to_uppercase().as_str());
    let differing = |namespace: &&str| {
        let outside = of.said(namespace, "ListenerProtocol");
        let inside = of.said(namespace, "InstanceProtocol");
        outside.zip(inside).is_some_and(|(outside, inside)| layer(&outside) != layer(&inside))
    };
    let told = |namespace: &str| {
        let names = ["InstanceProtocol", "ListenerProtocol"];
        let message = "a listener and its instances speak protocols of different layers";
        let help = "use HTTP or HTTPS on both sides, or TCP or SSL on both";
        broken(&names.map(|name| (namespace, name)), message, help)
    };
    of.namespaces(CLASSIC_LISTENER).into_iter().filter(differing).map(told).collect()
}

/// Probe: refused for classic load balancers and single instances.
pub(super) fn address_type(of: &Merged<'_>) -> Vec<Broken> {
    let said = of.said(LOAD_BALANCER, "IpAddressType").is_some_and(|said| !said.is_empty());
    if !said || matches!(of.balancer(), Some(Application | Network)) {
        return Vec::new();
    }
    let message = "only application and network load balancers have an `IpAddressType`";
    vec![broken(&[(LOAD_BALANCER, "IpAddressType")], message, "remove it")]
}

/// The guide's events: "You cannot configure an Elastic Beanstalk environment with values for both …".
pub(super) fn one_check(of: &Merged<'_>) -> Vec<Broken> {
    let url = (APPLICATION, "Application Healthcheck URL");
    let has = |(namespace, name): (&str, &str)| of.is_chosen(namespace, name);
    if of.balancer() != Some(Classic) || !has(url) || !has(CLASSIC_CHECK) {
        return Vec::new();
    }
    let message = "a health check has either a `Target` or an `Application Healthcheck URL`";
    vec![broken(&[CLASSIC_CHECK, url], message, "take one of them away: `{ reset = true }`")]
}
