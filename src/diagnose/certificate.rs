//! The certificate of the 443 listener: whom it is for, how long it lasts, who renews it.

use jiff::{SignedDuration, Timestamp};

use super::{Case, Symptom};
use crate::observed::{Certificate, Held};

/// ACM renews 60 days before the end (ACM user guide, "Managed renewal"): what is not renewed by
/// now will hardly be without somebody's doing.
const NEAR: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(super) const SYMPTOMS: [Symptom; 5] = [
    Symptom {
        id: "certificate-not-covering",
        problem: "the listener's certificate does not cover the domain of the file",
        cure: "run `ebdeploy apply`, which attaches one that does; where there is none, request one \
               in ACM",
        evidence: not_covering,
    },
    Symptom {
        id: "certificate-not-issued",
        problem: "no certificate for the domain of the file can be used",
        cure: "add the DNS record that ACM shows for a pending one, and wait until it is ISSUED; \
               else request a new one in this region",
        evidence: not_issued,
    },
    Symptom {
        id: "certificate-unused",
        problem: "the listener's certificate ends soon, and one that lasts longer is there unused",
        cure: "run `ebdeploy apply` with the domain in [https] certificate: it attaches the better \
               one",
        evidence: unused,
    },
    Symptom {
        id: "certificate-expiring",
        problem: "the listener's certificate ends soon or has ended, and ACM does not renew it",
        cure: "import its successor under the same ARN (`aws acm import-certificate \
               --certificate-arn …`), or request one of ACM, which renews itself",
        evidence: expiring,
    },
    Symptom {
        id: "renewal-stuck",
        problem: "the listener's certificate ends soon, and its renewal does not come about",
        cure: "put the DNS record back that ACM shows for it: ACM looks for it anew",
        evidence: renewal_stuck,
    },
];

/// That there is no usable certificate has been told, and why.
pub(super) fn is_told(case: &Case<'_>) -> bool {
    !not_issued(case).is_empty() || !expiring(case).is_empty()
}

/// The certificate of the 443 listener.
fn presented<'a>(case: &Case<'a>) -> Option<&'a Held> {
    case.situation.certificate(case.listener(443)?.certificate.as_deref()?)
}

fn is_usable(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.status == "ISSUED" && certificate.not_after.is_none_or(|end| end > now)
}

/// Certificates that could be attached for the domain of the file.
fn candidates<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Certificate> {
    let domain = case.domain();
    let all = case.observed.map(|observed| observed.certificates.as_slice()).unwrap_or_default();
    all.iter().filter(move |found| domain.is_some_and(|domain| found.covers(domain)))
}

fn not_covering(case: &Case<'_>) -> Vec<String> {
    let (Some(domain), Some(listener)) = (case.domain(), case.listener(443)) else {
        return Vec::new();
    };
    let further = case.situation.certificates.iter();
    let known = presented(case).is_some();
    if !known
        || further.clone().any(|held| held.certificate.covers(domain))
        || listener.certificate.is_none()
    {
        return Vec::new();
    }
    let mut lines: Vec<_> = further.map(|held| described(&held.certificate)).collect();
    let now = case.situation.at;
    lines.extend(
        candidates(case)
            .filter(|found| is_usable(found, now))
            .map(|found| format!("unused: {}", described(found))),
    );
    lines
}

fn not_issued(case: &Case<'_>) -> Vec<String> {
    let now = case.situation.at;
    // Of one that is presented it is told that it has ended.
    let told = !expiring(case).is_empty();
    if case.domain().is_none() || told || candidates(case).any(|found| is_usable(found, now)) {
        return Vec::new();
    }
    candidates(case).map(described).collect()
}

fn ends_soon(certificate: &Certificate, now: Timestamp) -> bool {
    certificate.not_after.is_some_and(|end| end.duration_since(now) < NEAR)
}

/// Better ones than what is presented, each with its end.
fn better<'a>(case: &Case<'a>, held: &'a Held) -> Vec<&'a Certificate> {
    let now = case.situation.at;
    let better = |found: &&Certificate| {
        found.arn != held.certificate.arn && is_usable(found, now) && !ends_soon(found, now)
    };
    candidates(case).filter(better).collect()
}

/// The certificate that ends soon.
fn ending<'a>(case: &Case<'a>) -> Option<&'a Held> {
    presented(case).filter(|held| ends_soon(&held.certificate, case.situation.at))
}

fn unused(case: &Case<'_>) -> Vec<String> {
    let Some(held) = ending(case) else { return Vec::new() };
    let better = better(case, held);
    if better.is_empty() {
        return Vec::new();
    }
    let unused = better.into_iter().map(|found| format!("unused: {}", described(found)));
    [described(&held.certificate)].into_iter().chain(unused).collect()
}

fn expiring(case: &Case<'_>) -> Vec<String> {
    let Some(held) = ending(case).filter(|held| better(case, held).is_empty()) else {
        return Vec::new();
    };
    if held.certificate.renewable && !held.renewal.imported {
        return Vec::new();
    }
    let why =
        if held.renewal.imported { "it was imported" } else { "ACM says that it is not eligible" };
    vec![described(&held.certificate), why.to_owned()]
}

fn renewal_stuck(case: &Case<'_>) -> Vec<String> {
    let Some(held) = ending(case).filter(|held| better(case, held).is_empty()) else {
        return Vec::new();
    };
    if !held.certificate.renewable || held.renewal.imported {
        return Vec::new();
    }
    let status = held.renewal.status.as_deref().unwrap_or("not begun");
    vec![described(&held.certificate), format!("its renewal is {status}")]
}

/// `arn:… (shop.example.com) ISSUED, ends on 2027-01-31`
fn described(certificate: &Certificate) -> String {
    let Certificate { arn, domains, status, not_after, renewable: _ } = certificate;
    let end =
        not_after.map_or_else(String::new, |end| format!(", ends on {}", end.strftime("%Y-%m-%d")));
    format!("{arn} ({}) {status}{end}", domains.join(", "))
}
