//! Changes of HTTPS and the redirect to it that leave more requests in the clear.

use super::View;
use super::change::{Change, Setting};
use crate::desired::{RedirectWish, namespace, tls_grade};
use crate::observed::{Condition, Rule};
use crate::plan::{ENVIRONMENT_TAG, ROLE_TAG, RuleChange, RuleContent, RuleSpec, Serve};

/// The redirect goes, and no other of ours stays.
pub(super) fn redirect_off(change: &Change<'_>, view: &View<'_>) -> bool {
    let deleted =
        matches!(change, Change::Rule(RuleChange::Delete { role, .. }) if role == "redirect");
    // One that is there twice is deleted once, and stays.
    deleted && view.desired.redirect(view.kind()) == RedirectWish::Off
}

/// A path that was redirected is served over HTTP.
pub(super) fn redirect_exempt(change: &Change<'_>, view: &View<'_>) -> bool {
    let Change::Rule(
        RuleChange::Create(RuleSpec { content: after, .. }) | RuleChange::Modify { after, .. },
    ) = change
    else {
        return false;
    };
    let RuleContent { paths, serve: Serve::Forward { .. } } = after else { return false };
    let ours = view.rules().filter(|rule| {
        let tags = rule.tags.as_ref();
        tags.and_then(|tags| tags.get(ENVIRONMENT_TAG))
            .is_some_and(|name| name == view.desired.environment())
    });
    let role = |rule: &Rule| {
        rule.tags.as_ref().and_then(|tags| tags.get(ROLE_TAG)).cloned().unwrap_or_default()
    };
    let redirected = ours.clone().any(|rule| role(rule) == "redirect");
    let exempt = |path: &String| {
        let holds = |condition: &Condition| matches!(condition, Condition::Path(paths) if paths.contains(path));
        ours.clone().any(|rule| role(rule) != "redirect" && rule.conditions.iter().any(holds))
    };
    redirected && !paths.iter().all(exempt)
}

/// A listener stops being HTTPS, or loses its certificate.
pub(super) fn off(setting: &Setting) -> bool {
    let of_443 = [namespace::HTTPS_LISTENER, namespace::CLASSIC_HTTPS_LISTENER]
        .contains(&setting.option.namespace.as_str());
    let of_listener = of_443
        || setting.option.namespace.starts_with("aws:elbv2:listener:")
        || setting.option.namespace.starts_with("aws:elb:listener:");
    let encrypts = |protocol: Option<String>| {
        protocol.is_some_and(|protocol| {
            ["HTTPS", "TLS", "SSL"].contains(&protocol.trim().to_ascii_uppercase().as_str())
        })
    };
    let (before, after) = setting.texts();
    let empty = after.as_ref().is_none_or(|after| after.trim().is_empty());
    of_listener
        && match setting.option.name.as_str() {
            "ListenerEnabled" => of_443 && (setting.is_switched_off() || setting.removed),
            "Protocol" | "ListenerProtocol" => encrypts(before) && !encrypts(after),
            "SSLCertificateArns" | "SSLCertificateId" => before.is_some() && empty,
            _ => false,
        }
}

/// A policy that is taken away leaves Elastic Load Balancing's own, which is an old one.
pub(super) fn tls_weakened(setting: &Setting) -> bool {
    let of_policy = ["SSLPolicy", "SSLReferencePolicy"].contains(&setting.option.name.as_str());
    let (Some(before), after) = setting.texts() else { return false };
    let after = after.as_deref().and_then(tls_grade);
    of_policy && after.is_none_or(|after| tls_grade(&before).is_some_and(|before| after < before))
}
