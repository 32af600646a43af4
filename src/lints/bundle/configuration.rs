//! `.ebextensions`: whether its files can be read, and what they set.
//!
//! Sources: Elastic Beanstalk developer guide, "Advanced environment customization with configuration
//! files", "Configuration options" with their precedence; events in public reports of what AWS does with
//! files that are at fault.

use super::{Check, Found, Inside, Lint, Look, Severity, found};
use crate::config::nearest;
use crate::desired::{Property, Value, namespace, objection};
use crate::extensions::Setting;

pub(crate) static LINTS: [Lint; 5] = [
    Lint {
        id: "ebextensions-syntax",
        severity: Severity::Error,
        says: "a configuration file is neither YAML nor JSON",
        reason: "Elastic Beanstalk cannot process a version with such a file, and does not deploy it",
        cure: "mend the file: it is YAML, indented with spaces, or JSON",
        check: Check::Bundle(syntax),
    },
    Lint {
        id: "ebextensions-twice",
        severity: Severity::Warning,
        says: "a key stands twice in a map of a configuration file",
        reason: "one of the two is lost, and nobody says which",
        cure: "put what belongs together under one key, or take one away",
        check: Check::Bundle(twice),
    },
    Lint {
        id: "ebextensions-key",
        severity: Severity::Warning,
        says: "a configuration file has a top-level key that there is not",
        reason: "Elastic Beanstalk skips a file with a key that it does not know, and deploys without it",
        cure: "use keys that there are: option_settings, Resources, Outputs, Mappings, Parameters, Conditions, packages, \
               groups, users, sources, files, commands, services, container_commands",
        check: Check::Bundle(key),
    },
    Lint {
        id: "ebextensions-option",
        severity: Severity::Error,
        says: "`option_settings` of a bundle name an option that there is not, or a value that it may not have, or are none",
        reason: "Elastic Beanstalk validates the options of a bundle when it is deployed, and refuses it",
        cure: "mend the option, or take it away",
        check: Check::Bundle(option),
    },
    Lint {
        id: "ebextensions-overridden",
        severity: Severity::Note,
        says: "a bundle sets an option that the file sets or resets as well",
        reason: "what is set on the environment itself comes before what its bundle says, so the file of ebdeploy wins",
        cure: "say it in one place: take it out of the bundle",
        check: Check::Bundle(overridden),
    },
];

/// The keys of configuration files. Keys of CloudFormation's templates are passed on to it.
const KEYS: [&str; 14] = [
    "Conditions",
    "Mappings",
    "Outputs",
    "Parameters",
    "Resources",
    "commands",
    "container_commands",
    "files",
    "groups",
    "option_settings",
    "packages",
    "services",
    "sources",
    "users",
];

fn syntax(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let wrong = inside.extensions.iter().filter_map(|(file, read)| {
        let error = read.as_ref().err()?;
        let (message, place) = if file.starts_with("__MACOSX/") {
            (
                "a Mac left this in the archive, and it is read as a configuration file".to_owned(),
                inside.file(file),
            )
        } else {
            let message = format!("neither YAML nor JSON: {}", error.why);
            (message, inside.place(file, &(error.at..error.at + 1)))
        };
        Some(found(message).within(place))
    });
    wrong.collect()
}

fn twice(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let keys = inside.readable().flat_map(|(file, read)| {
        read.twice.iter().map(move |key| {
            found(format!("`{}` stands twice here", key.name)).within(inside.place(file, &key.span))
        })
    });
    keys.collect()
}

fn key(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let unknown = inside.readable().flat_map(|(file, read)| {
        let unknown = read.keys.iter().filter(|key| !KEYS.contains(&key.name.as_str()));
        unknown.map(move |key| {
            let meant = nearest(&key.name, KEYS).map(|meant| format!("; did you mean `{meant}`?"));
            let message = format!(
                "no configuration file has a key `{}`{}",
                key.name,
                meant.unwrap_or_default()
            );
            found(message).within(inside.place(file, &key.span))
        })
    });
    unknown.collect()
}

fn option(look: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let mut told: Vec<_> = inside
        .readable()
        .flat_map(|(file, read)| {
            read.misshapen
                .iter()
                .map(move |why| found(why.name.clone()).within(inside.place(file, &why.span)))
        })
        .collect();
    told.extend(inside.settings().filter_map(|(file, set)| {
        let Setting { option, name, value } = set;
        let text = value.as_ref().map(|value| value.name.as_str());
        let objection = objection(option, text, look.kind)?;
        let flag = text.and_then(flag);
        if flag
            .is_some_and(|flag| crate::desired::objection(option, Some(flag), look.kind).is_none())
        {
            return None;
        }
        let place = value.as_ref().filter(|_| objection.of_value).map_or(name, |value| &value.span);
        Some(found(objection.message).within(inside.place(file, place)))
    }));
    told
}

/// What YAML 1.1 takes for a truth value, and YAML 1.2 for a text. Which of them Elastic Beanstalk
/// reads is not known, so that both are let through.
fn flag(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "on" => Some("true"),
        "no" | "off" => Some("false"),
        _ => None,
    }
}

fn overridden(look: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let told = inside.settings().filter_map(|(file, Setting { option, name, value })| {
        let (path, message) = if let Some(property) = look.option(&option.namespace, &option.name) {
            let bundled = value.as_ref().map(|value| value.name.as_str());
            (property.path.clone(), both(property, bundled, file))
        } else {
            let path = look.removal(&option.namespace, &option.name)?;
            (path.to_owned(), format!("{option} goes back to what `{file}` says"))
        };
        Some(Found::new(path, message).within(inside.place(file, name)))
    });
    told.collect()
}

/// Two who set the same option.
fn both(property: &Property, bundled: Option<&str>, file: &str) -> String {
    let Property { option, value, .. } = property;
    let is_secret = matches!(value, Value::Secret(_)) || option.namespace == namespace::VARIABLES;
    match bundled {
        Some(text) if value.read(text) == *value => {
            format!("`{file}` sets {option} too, to the same")
        }
        Some(text) if !is_secret => {
            format!("`{file}` sets {option} to `{text}`, and it will be `{}`", value.to_aws())
        }
        _ => format!("`{file}` sets {option} too, to something else"),
    }
}
