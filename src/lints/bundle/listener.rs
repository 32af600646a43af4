//! `.ebextensions` that reach into the listeners which ebdeploy keeps.

use super::{Check, Found, Inside, Lint, Look, Severity};
use crate::extensions::{Extension, Resource};

pub(crate) static LINTS: [Lint; 1] = [Lint {
    id: "ebextensions-listener",
    severity: Severity::Note,
    says: "there is `[https]`, and a bundle changes listeners or their rules",
    reason: "two who keep the same listener undo what the other did: Elastic Beanstalk at each deployment, ebdeploy at \
             each apply",
    cure: "leave listeners, certificates and redirects to [https], and take them out of the bundle",
    check: Check::Bundle(listener),
}];

/// What CloudFormation calls parts of listeners.
const KINDS: [&str; 3] = [
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
];
/// What Elastic Beanstalk calls its own listeners: `AWSEBV2LoadBalancerListener`, and with the port
/// (developer guide, "Modifying the resources that Elastic Beanstalk creates").
const OWN: &str = "AWSEBV2LoadBalancerListener";
const NAMESPACES: [&str; 3] =
    ["aws:elb:listener:", "aws:elbv2:listener:", "aws:elbv2:listenerrule:"];

fn listener(look: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let keeps = look.desired.keeps_https();
    let of_file = |(file, read): (&str, &Extension)| {
        let resources = read.resources.iter().filter(|resource| is_listener(resource));
        let resources = resources.map(|Resource { id, .. }| {
            (format!("`{file}` changes the listener by the resource `{}`", id.name), &id.span)
        });
        let settings = read.settings.iter().filter(|set| {
            let option = &set.option;
            // The same option in both is told of as that.
            let same = look.option(&option.namespace, &option.name).is_some();
            !same && NAMESPACES.iter().any(|start| option.namespace.starts_with(start))
        });
        let settings =
            settings.map(|set| (format!("`{file}` sets {} of a listener", set.option), &set.name));
        let all = resources.chain(settings);
        all.map(|(message, span)| Found::new("https", message).within(inside.place(file, span)))
            .collect::<Vec<_>>()
    };
    inside.readable().filter(|_| keeps).flat_map(of_file).collect()
}

fn is_listener(Resource { id, kind }: &Resource) -> bool {
    kind.as_deref().is_some_and(|kind| KINDS.contains(&kind)) || id.name.starts_with(OWN)
}
