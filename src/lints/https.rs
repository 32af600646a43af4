//! TLS, the redirect, the certificate.

use jiff::SignedDuration;

use super::{Check, Found, Lint, Look, Severity};
use crate::config::LoadBalancerType;
use crate::desired::{CertificateWish, RedirectWish, namespace, tls_grade};

/// TLS 1.2: what came before was withdrawn (RFC 8996).
const OLDEST: u8 = 2;

/// ACM renews 60 days before the end (ACM user guide, "Managed renewal"): what it does not renew
/// should have been by then.
const NEAR: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(super) static LINTS: [Lint; 3] = [
    Lint {
        id: "tls-policy",
        severity: Severity::Warning,
        says: "a TLS policy lets in TLS older than 1.2, or is of no family that ebdeploy knows",
        reason: "TLS 1.0 and 1.1 were withdrawn (RFC 8996), and auditors look for them",
        cure: "use `ELBSecurityPolicy-TLS13-1-2-2021-06`, the default, or a stricter one",
        check: Check::File(tls_policy),
    },
    Lint {
        id: "no-redirect",
        severity: Severity::Warning,
        says: "there is HTTPS, and `redirect = false`, or a load balancer that has no rules",
        reason: "who types the domain, or follows an old link, is served in the clear",
        cure: "leave `redirect` out or write `redirect = true`; behind a classic or network load balancer, \
               which has no rules, have the instances' proxy redirect (`ebdeploy scaffold`), and silence this",
        check: Check::File(no_redirect),
    },
    Lint {
        id: "certificate-expiring",
        severity: Severity::Warning,
        says: "the chosen certificate ends within 30 days, and ACM does not renew it",
        reason: "it ends within 30 days, and ACM does not renew it: clients will be refused",
        cure: "import its successor under the same ARN, or request one of ACM, which renews itself",
        check: Check::Cloud(certificate_expiring),
    },
];

fn tls_policy(look: &Look<'_>) -> Vec<Found> {
    let names = ["SSLPolicy", "SSLReferencePolicy"];
    let given =
        look.properties.set.iter().filter(|given| names.contains(&given.option.name.as_str()));
    let bad = given.filter_map(|given| {
        let policy = given.value.to_aws();
        let message = match tls_grade(&policy) {
            Some(grade) if grade.oldest >= OLDEST => return None,
            Some(grade) => format!("`{policy}` lets in TLS 1.{}", grade.oldest),
            None => format!("ebdeploy does not know which versions of TLS `{policy}` lets in"),
        };
        Some(Found::new(&given.path, message))
    });
    let removed = look.properties.removed.iter().filter(|(_, option)| option.name == names[0]);
    let fallen = removed.map(|(path, _)| {
        let message = "without a policy, Elastic Load Balancing lets in TLS 1.0";
        Found::new(path, message)
    });
    bad.chain(fallen).collect()
}

fn no_redirect(look: &Look<'_>) -> Vec<Found> {
    match look.desired.redirect(look.kind) {
        RedirectWish::Off => {
            vec![Found::new("https.redirect", "port 80 is not redirected to HTTPS")]
        }
        RedirectWish::Unmanaged
            if look.desired.certificate().is_some()
                && look.kind != LoadBalancerType::Application =>
        {
            let message =
                format!("port 80 of a {} load balancer is not redirected to HTTPS", look.kind);
            vec![Found::new("https.certificate", message)]
        }
        RedirectWish::Unmanaged | RedirectWish::On { .. } => Vec::new(),
    }
}

fn certificate_expiring(look: &Look<'_>) -> Option<Vec<Found>> {
    let wish = look.desired.certificate();
    let Some(CertificateWish::Domain(_) | CertificateWish::Arn(_)) = wish else {
        return Some(Vec::new());
    };
    let observed = look.observed?;
    let chosen = ["SSLCertificateArns", "SSLCertificateId"].into_iter().find_map(|name| {
        let namespaces = [namespace::HTTPS_LISTENER, namespace::CLASSIC_HTTPS_LISTENER];
        namespaces.into_iter().find_map(|namespace| look.option(namespace, name))
    });
    let arn = chosen?.value.to_aws();
    let certificate = observed.certificates.iter().find(|certificate| certificate.arn == arn)?;
    let near = |end: &jiff::Timestamp| end.duration_since(observed.at) < NEAR;
    let ends = certificate.not_after.filter(near).filter(|_| !certificate.renewable);
    let found = ends.map(|end| {
        let message = format!("the certificate {arn} ends on {}", end.strftime("%Y-%m-%d"));
        Found::new("https.certificate", message)
    });
    Some(found.into_iter().collect())
}
