//! What Elastic Load Balancing's TLS policies let clients use.

/// How much a TLS policy asks of clients: the oldest version of TLS, and of equals the ciphers.
/// The stricter policy is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TlsGrade {
    /// The oldest version, 2 for TLS 1.2.
    pub oldest: u8,
    ciphers: Ciphers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ciphers {
    /// Those with SHA-1 as well.
    Broad,
    /// Those without forward secrecy as well.
    Static,
    /// Those with forward secrecy.
    ForwardSecret,
    /// Authenticated encryption with forward secrecy.
    Restricted,
}

/// What a policy of this name asks; nothing where its family is not known.
///
/// Source: Elastic Load Balancing user guide, "Security policies for your Application Load
/// Balancer", and for those named by a date alone also "Predefined SSL security policies for
/// Classic Load Balancers".
pub fn tls_grade(policy: &str) -> Option<TlsGrade> {
    let name = policy.strip_prefix("ELBSecurityPolicy-")?;
    let parts: Vec<_> = name.split('-').collect();
    let minor = |text: &str| text.parse().ok().filter(|minor| *minor <= 3);
    let has = |word: &str| parts.contains(&word);
    let (oldest, family) = match parts[..] {
        ["TLS", "1", oldest, ..] => (minor(oldest)?, Ciphers::Static),
        ["TLS13" | "FS", "1", oldest, ..] => (minor(oldest)?, Ciphers::ForwardSecret),
        ["FS", "2018", "06"] => (0, Ciphers::Broad),
        [year, month] if year.len() == 4 && month.len() == 2 => {
            (year.parse::<u16>().ok().map(|_| 0)?, Ciphers::Broad)
        }
        _ => return None,
    };
    let ciphers = if has("Res") {
        Ciphers::Restricted
    } else if has("Ext") || has("Ext2") {
        Ciphers::Broad
    } else if has("Ext0") || has("Ext1") {
        Ciphers::Static
    } else {
        family
    };
    Some(TlsGrade { oldest, ciphers })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(name: &str) -> TlsGrade {
        tls_grade(&format!("ELBSecurityPolicy-{name}")).unwrap()
    }

    #[test]
    fn the_oldest_version_of_tls_comes_before_the_ciphers() {
        let from_strict_to_lax = [
            "TLS13-1-3-2021-06",
            "TLS13-1-2-Res-PQ-2025-09",
            "TLS13-1-2-2021-06",
            "TLS13-1-2-Ext1-2021-06",
            "TLS13-1-2-Ext2-2021-06",
            "FS-1-1-2019-08",
            "TLS-1-1-2017-01",
            "2016-08",
        ];
        let grades = from_strict_to_lax.map(grade);
        assert!(grades.is_sorted_by(|strict, lax| strict > lax), "{grades:?}");
        assert_eq!(grade("TLS13-1-2-FIPS-2023-04"), grade("TLS13-1-2-2021-06"));
        assert_eq!(grade("FS-1-2-Res-2020-10").oldest, 2);
        assert_eq!(grade("TLS-1-2-Ext-2018-06").oldest, 2);
    }

    #[test]
    fn a_family_that_is_not_known_has_no_grade() {
        for name in [
            "",
            "my-own",
            "ELBSecurityPolicy-",
            "ELBSecurityPolicy-TLS14-1-2",
            "ELBSecurityPolicy-TLS-1-9-2030-01",
        ] {
            assert_eq!(tls_grade(name), None, "{name}");
        }
    }
}
