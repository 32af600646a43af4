//! What a text looks like that nobody should see.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Parts of a name by which a variable is taken for a secret.
const NAMES: [&str; 6] = ["SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "PRIVATE_KEY"];

/// What a private key looks like (RFC 7468).
const PRIVATE_KEY: &str = "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----";

/// What else is a secret by its form, and what that form is.
///
/// Sources: AWS IAM user guide, "IAM identifiers", unique id prefixes; RFC 7519; the prefixes that
/// GitHub, GitLab, Slack, Stripe, Google and npm document for their tokens.
const FORMS: [(&str, &str); 9] = [
    ("an AWS access key", r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"),
    ("a URL with a password", r"[a-z][a-z0-9+.-]*://[^/?#\s:@]*:[^/?#\s@]+@"),
    ("a token of GitHub", r"\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{16,}"),
    ("a token of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a key of Stripe", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    ("an API key of Google", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a token of npm", r"\bnpm_[A-Za-z0-9]{30,}"),
];

struct Patterns {
    private_key: Option<Regex>,
    forms: Vec<(&'static str, Regex)>,
}

// The patterns are tested to be well-formed.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns {
    private_key: Regex::new(PRIVATE_KEY).ok(),
    forms: FORMS
        .into_iter()
        .filter_map(|(what, pattern)| Some((what, Regex::new(pattern).ok()?)))
        .collect(),
});

/// Why a value is taken for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It is a private key, without a doubt.
    PrivateKey,
    /// It has the form of one, and what that is.
    Form(&'static str),
    /// It is as random as a key.
    Random,
}

/// A variable of this name is taken for a secret.
pub fn names_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    NAMES.iter().any(|part| name.contains(part))
}

/// What kind of secret a value looks like, if it looks like one.
pub fn secret_shape(value: &str) -> Option<Shape> {
    let Patterns { private_key, forms } = &*PATTERNS;
    if private_key.as_ref().is_some_and(|pattern| pattern.is_match(value)) {
        return Some(Shape::PrivateKey);
    }
    let form = forms.iter().find(|(_, pattern)| pattern.is_match(value));
    let random = || is_random(value).then_some(Shape::Random);
    form.map(|(what, _)| Shape::Form(what)).or_else(random)
}

/// As many different characters, and as mixed, as in a key that a machine made. Names, paths,
/// domains, ids and words put together are not.
fn is_random(value: &str) -> bool {
    const SHORTEST: usize = 20;
    const SHORTEST_HEX: usize = 32;
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"+/_-=".contains(&byte);
    if value.len() < SHORTEST || !value.bytes().all(sign) {
        return false;
    }
    let has = |of_kind: fn(&u8) -> bool| value.as_bytes().iter().any(of_kind);
    let (digits, letters) = (has(u8::is_ascii_digit), has(u8::is_ascii_alphabetic));
    if value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return value.len() >= SHORTEST_HEX && digits && letters && entropy(value) >= 3.0;
    }
    let cases = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    digits && cases && turns(value) * 5 >= value.len() && entropy(value) >= 3.5
}

/// Bits a character (Shannon).
fn entropy(value: &str) -> f64 {
    let length = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let present = counts.into_iter().filter(|count| *count > 0);
    present.map(|count| f64::from(count) / length).map(|share| -share * share.log2()).sum()
}

/// How often a letter or digit is followed by one of another kind. Words that were put together
/// have few of these, once the capitals that begin them are left out.
fn turns(value: &str) -> usize {
    let is_turn = |pair: &[u8]| match (pair[0], pair[1]) {
        (before, after) if before.is_ascii_digit() => after.is_ascii_alphabetic(),
        (before, after) if before.is_ascii_lowercase() => {
            after.is_ascii_uppercase() || after.is_ascii_digit()
        }
        (before, after) => before.is_ascii_uppercase() && after.is_ascii_digit(),
    };
    value.as_bytes().windows(2).filter(|pair| is_turn(pair)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_well_formed() {
        assert!(PATTERNS.private_key.is_some());
        assert_eq!(PATTERNS.forms.len(), FORMS.len());
    }

    #[test]
    fn secrets_are_known_by_their_form() {
        let shapes = [
            ("AKIAIOSFODNN7EXAMPLE", "an AWS access key"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3", "a JSON Web Token"),
            ("postgres://shop:hunter2@db.internal:5432/shop", "a URL with a password"),
            ("redis://:hunter2@cache", "a URL with a password"),
        ];
        for (value, what) in shapes {
            assert_eq!(secret_shape(value), Some(Shape::Form(what)), "{value}");
        }
        let random = [
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "3f786850e387550fdab836ed7e6dc881de23001b",
        ];
        for value in random {
            assert_eq!(secret_shape(value), Some(Shape::Random), "{value}");
        }
        // Put together here, so that scanners of repositories find no tokens.
        for (prefix, rest) in [("ghp_", 36), ("xoxb-", 24), ("sk_live_", 24), ("AIza", 35)] {
            assert!(
                secret_shape(&format!("{prefix}{}", "a1".repeat(rest)[..rest].to_owned()))
                    .is_some()
            );
        }
        for kind in ["", "RSA ", "EC ", "ENCRYPTED "] {
            let key = format!("-----BEGIN {kind}PRIVATE KEY-----\nMII\n");
            assert_eq!(secret_shape(&key), Some(Shape::PrivateKey), "{kind}");
        }
    }

    #[test]
    fn names_paths_domains_and_ids_are_no_secrets() {
        for value in [
            "",
            "shop.settings.aws",
            "shop.example.com,shop-django.eu-west-1.elasticbeanstalk.com",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
            "postgres://shop@db.internal:5432/shop",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf",
            "subnet-0abc1234def567890",
            "550e8400-e29b-41d4-a716-446655440000",
            "MyServiceBackend2024Production",
            "my-long-service-name-2024-blue",
            "/opt/python/current/app/static",
            "00000000000000000000000000000000",
            "-----BEGIN CERTIFICATE-----",
            "ELBSecurityPolicy-TLS13-1-2-2021-06",
        ] {
            assert_eq!(secret_shape(value), None, "{value}");
        }
    }
}
