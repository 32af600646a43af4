//! Secrets in what others have written: the values that are known, and what looks like one.

use crate::config::{names_secret, secret_shape};
use crate::desired::{Desired, OptionKey, Value, is_secret_option, namespace};
use crate::diagnose::without_secrets;
use crate::observed::Observed;

/// What stands in the place of a secret.
const HIDDEN: &str = "(secret)";
/// A shorter value stands in too many other words.
const SHORTEST: usize = 4;

/// Values that nobody is to see.
#[derive(Clone, Default)]
pub struct Mask {
    /// The longest first: one may be part of another.
    known: Vec<String>,
}

impl Mask {
    /// Of what a file says is a secret, and of what an environment has that is, or looks like, one.
    pub fn of(desired: &Desired, observed: &Observed) -> Self {
        let kind = desired.load_balancer().unwrap_or_default();
        let said = desired.properties(kind, None).set.into_iter();
        let said = said.filter_map(|property| match property.value {
            secret @ Value::Secret(_) => Some(secret.to_aws()),
            _ => None,
        });
        let settings = observed.environment.iter().flat_map(|environment| &environment.settings);
        let has = settings.filter_map(|(option, value)| {
            let value = value.as_ref()?;
            let OptionKey { namespace, name, resource: _ } = option;
            let of_variable = namespace == namespace::VARIABLES && names_secret(name);
            (of_variable || is_secret_option(namespace, name, value)).then(|| value.clone())
        });
        Self::new(said.chain(has))
    }

    /// Of these values.
    pub fn new(values: impl IntoIterator<Item = String>) -> Self {
        // A value of several lines stands in a log line by line.
        let values = values.into_iter().flat_map(|value| {
            let lines: Vec<_> = value.lines().map(|line| line.trim().to_owned()).collect();
            [value].into_iter().chain(lines)
        });
        let mut known: Vec<_> = values.filter(|value| value.chars().count() >= SHORTEST).collect();
        known.sort_by_key(|value| std::cmp::Reverse(value.len()));
        known.dedup();
        Self { known }
    }

    /// A text without them.
    pub fn hide(&self, text: &str) -> String {
        let mut hidden = self.known(text);
        let mut in_key = false;
        let mut lines = Vec::new();
        for line in hidden.lines() {
            let begins = line.contains("-----BEGIN ") && line.contains("PRIVATE KEY");
            if in_key || begins {
                in_key = !(line.contains("-----END ") && line.contains("PRIVATE KEY"));
                lines.push(HIDDEN.to_owned());
            } else {
                lines.push(without_secrets(&shapes(line)));
            }
        }
        let end = if hidden.ends_with('\n') { "\n" } else { "" };
        hidden = lines.join("\n") + end;
        hidden
    }

    /// A text without the values that are known.
    pub fn known(&self, text: &str) -> String {
        self.known.iter().fold(text.to_owned(), |text, value| text.replace(value, HIDDEN))
    }
}

/// A line without words that have the form of a secret. A name that is given it stays.
fn shapes(line: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || "\"'`,;()[]{}<>".contains(c);
    let mut shown = String::new();
    for word in line.split_inclusive(is_edge) {
        let (core, edge) = match word.char_indices().next_back() {
            Some((at, c)) if is_edge(c) => word.split_at(at),
            _ => (word, ""),
        };
        let (name, value) = match core.split_once('=') {
            Some((name, value)) if !value.is_empty() => (&core[..=name.len()], value),
            _ => ("", core),
        };
        let secret = secret_shape(value).is_some() || secret_shape(core).is_some();
        shown.extend([name, if secret { HIDDEN } else { value }, edge]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_value_is_hidden_wherever_it_stands() {
        let mask = Mask::new(["hunter2".into(), "hunter2-and-more".into(), "a".into()]);
        let hidden = mask.hide("connecting as ann with hunter2-and-more\n[hunter2]\n");
        assert_eq!(hidden, "connecting as ann with (secret)\n[(secret)]\n");
    }

    #[test]
    fn what_looks_like_a_secret_is_hidden_though_nobody_knows_it() {
        let key = format!("AKIA{}", "IOSFODNN7EXAMPLE");
        let text = format!(
            "key={key} \"{key}\" DB_PASSWORD=hunter2 postgres://shop:hunter2@db/shop\n\
             -----BEGIN PRIVATE KEY-----\nMIIBVgIBADAN\n-----END PRIVATE KEY-----\nafter"
        );
        let hidden = Mask::default().hide(&text);
        for secret in [key.as_str(), "hunter2", "MIIBVgIBADAN"] {
            assert!(!hidden.contains(secret), "{hidden}");
        }
        assert!(hidden.ends_with("\nafter") && hidden.starts_with("key=(secret) \""), "{hidden}");
    }

    #[test]
    fn what_a_log_says_of_itself_stays() {
        let line = "2026/11/24 13:05:11.123456 [ERROR] An error occurred during execution of command \
                    [app-deploy] - [InstallDependency]. Stop running the command. Error: exit status 1";
        assert_eq!(Mask::default().hide(line), line);
        let trace = "  File \"/var/app/current/app.py\", line 3, in <module>";
        assert_eq!(Mask::default().hide(trace), trace);
    }
}
