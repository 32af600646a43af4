//! Port 80: who decides there, and where it leads.

use super::{Case, Symptom};
use crate::desired::RedirectWish;
use crate::observed::{Action, Answer, Condition, Listener, RedirectTarget, Rule, Scheme};

pub(super) const SYMPTOMS: [Symptom; 3] = [
    Symptom {
        id: "redirect-loop",
        problem: "HTTPS redirects to itself, so clients go in a loop",
        cure: "the application sees HTTP, since TLS ends at the load balancer: let it believe \
               `X-Forwarded-Proto` (Django: `SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \
               \"https\")`), let the instance's proxy hand it on, and redirect nowhere but at the \
               load balancer",
        evidence: looping,
    },
    Symptom {
        id: "redirect-missing",
        problem: "port 80 does not redirect to HTTPS, though the file asks for it",
        cure: "run `ebdeploy apply`; a rule of another hand that wins belongs behind the redirect, \
               or away",
        evidence: missing,
    },
    Symptom {
        id: "redirect-elsewhere",
        problem: "port 80 redirects, and not to HTTPS",
        cure: "take away what redirects there: the rule that wins, the listener's default action, \
               or the application's own redirect",
        evidence: elsewhere,
    },
];

fn wished(case: &Case<'_>) -> bool {
    let kind = case.situation.kind.unwrap_or_default();
    matches!(case.desired.redirect(kind), RedirectWish::On { .. })
}

/// An answer over HTTPS that sends the client to where it is.
fn looping(case: &Case<'_>) -> Vec<String> {
    let Some(probing) = case.probing else { return Vec::new() };
    let loops = probing.asked.iter().filter(|asked| {
        let question = &asked.question;
        let itself = [Scheme::Https, Scheme::Http]
            .map(|scheme| format!("{scheme}://{}{}", probing.host, question.path));
        let answer = probing.answer(question.scheme, &question.path);
        question.scheme == Scheme::Https
            && answer
                .filter(|answer| answer.is_redirect())
                .and_then(|answer| answer.location.as_deref())
                .is_some_and(|location| itself.contains(&without_port(location)))
    });
    loops.map(|asked| probing.line(asked)).collect()
}

/// The usual ports say nothing.
fn without_port(location: &str) -> String {
    let Some((scheme, rest)) = location.split_once("://") else { return location.to_owned() };
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host);
    format!("{scheme}://{host}{path}")
}

fn missing(case: &Case<'_>) -> Vec<String> {
    let Some(listener) = case.listener(80).filter(|_| wished(case)) else { return Vec::new() };
    let decides = decides(listener);
    let answer = case.probing.and_then(|probing| probing.answer(Scheme::Http, "/"));
    let redirected = match answer {
        Some(answer) => answer.is_redirect(),
        None => redirects(decides.1),
    };
    if redirected {
        return Vec::new();
    }
    case.asked(Scheme::Http, "/").into_iter().chain([decides.0]).collect()
}

fn elsewhere(case: &Case<'_>) -> Vec<String> {
    let Some(listener) = case.listener(80).filter(|_| wished(case)) else { return Vec::new() };
    let answer = case.probing.and_then(|probing| probing.answer(Scheme::Http, "/"));
    let Some(Answer { location: Some(location), .. }) =
        answer.filter(|answer| answer.is_redirect())
    else {
        return Vec::new();
    };
    if location.starts_with("https://") {
        return Vec::new();
    }
    case.asked(Scheme::Http, "/").into_iter().chain([decides(listener).0]).collect()
}

/// What decides about `/` on a listener, in words: the first rule that may match, or else the
/// default action.
fn decides(listener: &Listener) -> (String, &Action) {
    let rule = listener.rules.iter().find(|rule| may_match(rule));
    match rule {
        Some(rule) => (
            format!("the rule at priority {} wins: it {}", rule.priority, does(&rule.action)),
            &rule.action,
        ),
        None => (
            format!("the listener's default action wins: it {}", does(&listener.default_action)),
            &listener.default_action,
        ),
    }
}

fn may_match(rule: &Rule) -> bool {
    let first_page = |pattern: &String| ["/", "/*", "*"].contains(&pattern.as_str());
    rule.conditions.iter().all(|condition| match condition {
        Condition::Path(patterns) => patterns.iter().any(first_page),
        Condition::Other(field) => field == "host-header",
    })
}

fn redirects(action: &Action) -> bool {
    matches!(action, Action::Redirect(target) if target.protocol.eq_ignore_ascii_case("HTTPS"))
}

fn does(action: &Action) -> String {
    match action {
        Action::Forward { .. } => "forwards to the instances".to_owned(),
        Action::Redirect(RedirectTarget { protocol, port, host, path, status, .. }) => {
            format!("redirects to {}://{host}:{port}{path} with {status}", protocol.to_lowercase())
        }
        Action::Other(kind) => format!("does {kind}"),
    }
}
