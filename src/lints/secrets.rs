//! Secrets that are written in the file. What they are is told, and never shown.

use super::{Check, Found, Lint, Look, Severity};
use crate::config::{Shape, names_secret, secret_shape};
use crate::desired::namespace;

pub(super) static LINTS: [Lint; 2] = [
    Lint {
        id: "literal-secret",
        severity: Severity::Warning,
        says: "a value that stands in the file is a secret by its name, or looks like one",
        reason: "whoever reads the repository, now or later, has it",
        cure: "name its place: `NAME = { secret = \"ARN\" }` has instances fetch a variable from Secrets Manager or Parameter \
               Store, `{ env = \"NAME\" }` and `{ file = \"PATH\" }` hand it over; and change it, if the file has been committed",
        check: Check::File(literal_secret),
    },
    Lint {
        id: "private-key",
        severity: Severity::Error,
        says: "a value that stands in the file is a private key",
        reason: "whoever reads the repository, now or later, has it",
        cure: "take it out, make a new one, and keep that where the application fetches it",
        check: Check::File(private_key),
    },
];

fn literal_secret(look: &Look<'_>) -> Vec<Found> {
    let found = look.desired.literals().filter_map(|(path, name, value)| {
        let of_option = path.starts_with("options.")
            && !path.starts_with(&format!("options.{}.", namespace::VARIABLES));
        let message = match secret_shape(value) {
            Some(Shape::PrivateKey) => return None,
            Some(Shape::Form(what)) => format!("`{name}` holds {what}"),
            // Ids of AWS's own making may be as random as a key.
            Some(Shape::Random) if !of_option => {
                format!("`{name}` holds random characters, as a key does")
            }
            _ if names_secret(name) && !is_harmless(value) => {
                format!("`{name}` is a secret by its name, and stands in the file")
            }
            _ => return None,
        };
        Some(Found::new(path, message))
    });
    found.collect()
}

/// What no secret is, whatever its name: nothing, a switch, an ARN, an address.
fn is_harmless(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || value.eq_ignore_ascii_case("true")
        || value.eq_ignore_ascii_case("false")
        || ["arn:", "http://", "https://"].iter().any(|start| value.starts_with(start))
}

fn private_key(look: &Look<'_>) -> Vec<Found> {
    let keys = look
        .desired
        .literals()
        .filter(|(_, _, value)| secret_shape(value) == Some(Shape::PrivateKey));
    let found = keys.map(|(path, name, _)| Found::new(path, format!("`{name}` is a private key")));
    found.collect()
}
