//! Which certificate the 443 listener gets.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::config::fault;
use crate::desired::{CertificateWish, Desired};
use crate::observed::{Certificate, Observed};

const PATH: &str = "https.certificate";

/// A certificate that ends sooner than this, and that ACM does not renew, comes after the others.
const NEAR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Chooses the certificate that the file asks for; none when it asks for none.
///
/// Of those that are issued and cover the domain: an exact name before a wildcard, one that will
/// last before one that ends soon, and of those the one that lasts longest.
///
/// # Errors
/// When none can be used, with each candidate and what is wrong with it.
pub(super) fn choose<'a>(
    desired: &Desired,
    observed: &'a Observed,
) -> Result<Option<&'a Certificate>, Problem> {
    match desired.certificate() {
        None => Ok(None),
        Some(CertificateWish::Arn(arn)) => named(arn, observed).map(Some),
        Some(CertificateWish::Domain(domain)) => best(domain, observed).map(Some),
    }
}

fn named<'a>(arn: &str, observed: &'a Observed) -> Result<&'a Certificate, Problem> {
    let Some(certificate) = observed.certificates.iter().find(|certificate| certificate.arn == arn)
    else {
        let message = format!("there is no certificate {arn} in {}", observed.region);
        let help = "check the ARN, or name the domain and let ebdeploy find the certificate";
        return Err(Problem::new(&fault::CERTIFICATE_MISSING, PATH, message).with_help(help));
    };
    match objection(certificate, observed.at) {
        None => Ok(certificate),
        Some(why) => {
            let message = format!("the certificate {arn} {why}");
            let problem = Problem::new(&fault::CERTIFICATE_UNUSABLE, PATH, message);
            Err(problem.with_help(cure(&certificate.status)))
        }
    }
}

fn best<'a>(domain: &str, observed: &'a Observed) -> Result<&'a Certificate, Problem> {
    let covering = observed.certificates.iter().filter(|certificate| certificate.covers(domain));
    let usable =
        covering.clone().filter(|certificate| objection(certificate, observed.at).is_none());
    usable.max_by_key(|certificate| rank(certificate, domain, observed.at)).ok_or_else(|| {
        let candidates: Vec<_> =
            covering.map(|certificate| describe(certificate, observed.at)).collect();
        if candidates.is_empty() {
            let others =
                observed.certificates.iter().flat_map(|certificate| certificate.domains.clone());
            let others: std::collections::BTreeSet<_> = others.collect();
            let known = if others.is_empty() {
                "none at all".to_owned()
            } else {
                others.into_iter().collect::<Vec<_>>().join(", ")
            };
            let message = format!("no certificate in {} covers {domain}", observed.region);
            let help =
                format!("request one in ACM, in this region; there are certificates for: {known}");
            return Problem::new(&fault::CERTIFICATE_MISSING, PATH, message).with_help(help);
        }
        let message = format!("no certificate for {domain} can be used: {}", candidates.join("; "));
        let help = "have one of them issued in ACM, or request a new one";
        Problem::new(&fault::CERTIFICATE_UNUSABLE, PATH, message).with_help(help)
    })
}

/// The better certificate ranks higher; the ARN makes it certain which of two equals is taken.
fn rank<'a>(
    certificate: &'a Certificate,
    domain: &str,
    now: Timestamp,
) -> (bool, bool, Option<Timestamp>, &'a str) {
    let exact = certificate.domains.iter().any(|name| name.eq_ignore_ascii_case(domain));
    let lasts = certificate.renewable || !ends_within(certificate, now, NEAR);
    (exact, lasts, certificate.not_after, &certificate.arn)
}

fn ends_within(certificate: &Certificate, now: Timestamp, span: SignedDuration) -> bool {
    certificate.not_after.is_some_and(|end| end.duration_since(now) < span)
}

/// What keeps a certificate from being used.
fn objection(certificate: &Certificate, now: Timestamp) -> Option<String> {
    if certificate.status != "ISSUED" {
        return Some(format!("is {}", certificate.status));
    }
    let ended = certificate.not_after.filter(|end| *end <= now)?;
    Some(format!("ended on {}", ended.strftime("%Y-%m-%d")))
}

fn describe(certificate: &Certificate, now: Timestamp) -> String {
    let why = objection(certificate, now).unwrap_or_else(|| "is usable".to_owned());
    format!("{} ({}) {why}", certificate.arn, certificate.domains.join(", "))
}

fn cure(status: &str) -> &'static str {
    match status {
        "PENDING_VALIDATION" => {
            "add the DNS record that ACM shows for it, and wait until it is ISSUED"
        }
        "VALIDATION_TIMED_OUT" | "FAILED" => "request it anew in ACM",
        _ => "request or import a new one in ACM",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(arn: &str, domain: &str, days: i64) -> Certificate {
        let end = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(days * 24);
        Certificate {
            arn: arn.into(),
            domains: vec![domain.into()],
            status: "ISSUED".into(),
            not_after: Some(end),
            renewable: false,
        }
    }

    fn chosen(certificates: Vec<Certificate>) -> Result<String, String> {
        let observed = Observed { certificates, at: Timestamp::UNIX_EPOCH, ..Observed::default() };
        best("shop.example.com", &observed)
            .map(|found| found.arn.clone())
            .map_err(|problem| problem.message)
    }

    #[test]
    fn an_exact_name_comes_before_a_wildcard_that_lasts_longer() {
        let both = vec![
            certificate("wild", "*.example.com", 300),
            certificate("exact", "shop.example.com", 90),
        ];
        assert_eq!(chosen(both), Ok("exact".into()));
    }

    #[test]
    fn a_wildcard_stands_for_exactly_one_label() {
        assert_eq!(chosen(vec![certificate("wild", "*.example.com", 90)]), Ok("wild".into()));
        assert!(chosen(vec![certificate("apex", "*.shop.example.com", 90)]).is_err());
        assert!(chosen(vec![certificate("deep", "*.com", 90)]).is_err());
    }

    #[test]
    fn one_that_is_renewed_comes_before_one_that_ends_soon() {
        let renewed =
            Certificate { renewable: true, ..certificate("renewed", "shop.example.com", 10) };
        let imported = certificate("imported", "shop.example.com", 20);
        assert_eq!(chosen(vec![imported, renewed]), Ok("renewed".into()));
    }

    #[test]
    fn of_equals_the_one_that_lasts_longest_is_taken() {
        let two = vec![
            certificate("long", "shop.example.com", 200),
            certificate("short", "shop.example.com", 100),
        ];
        assert_eq!(chosen(two), Ok("long".into()));
    }

    #[test]
    fn a_refusal_names_each_candidate_and_its_fault() {
        let pending = Certificate {
            status: "PENDING_VALIDATION".into(),
            ..certificate("arn:pending", "shop.example.com", 200)
        };
        let message =
            chosen(vec![pending, certificate("arn:old", "*.example.com", -1)]).unwrap_err();
        assert!(
            message.contains("arn:pending (shop.example.com) is PENDING_VALIDATION"),
            "{message}"
        );
        assert!(message.contains("arn:old (*.example.com) ended on 1969-12-31"), "{message}");
    }
}
