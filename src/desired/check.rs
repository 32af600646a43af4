//! What the option catalogue has to say about the file.

use std::collections::BTreeMap;

use super::{Desired, OptionKey, Property, catalogue, namespace};
use crate::config::{Diagnostic, LoadBalancerType, Source, fault, nearest};

/// How many bytes all variables may have together, as `NAME=value,…`.
///
/// Source: Elastic Beanstalk developer guide, "Environment properties". Assumed: that secrets which
/// instances fetch do not count, since neither they nor their ARNs are in the parameter that has
/// this limit.
pub const MOST_VARIABLE_BYTES: usize = 4096;

/// Every option is known, stands once, and has a value that it may have.
pub(super) fn options(desired: &Desired, source: &Source) -> Vec<Diagnostic> {
    let kind = desired.load_balancer().unwrap_or_default();
    // Which certificate it will be does not matter to a check of names.
    let properties = desired.properties(kind, desired.certificate().map(|_| "arn:"));
    let mut problems = Vec::new();
    let mut declared: BTreeMap<&OptionKey, &str> = BTreeMap::new();
    let keys = properties
        .set
        .iter()
        .map(|Property { path, option, value, .. }| (path, option, Some(value)));
    for (path, option, value) in
        keys.chain(properties.removed.iter().map(|(path, option)| (path, option, None)))
    {
        let twin = option.twin();
        if let Some(other) = twin.as_ref().and_then(|twin| declared.get(twin)) {
            // Which of them would hold is not documented.
            let message = format!("the variable `{}` is written twice", option.name);
            let help = format!("`{other}` gives it a value as well: keep one of them");
            let problem = Diagnostic::error(&fault::DECLARED_TWICE, message, source.key(path));
            problems.push(problem.with_help(help));
        }
        if let Some(other) = declared.insert(option, path) {
            let message = format!("{option} is written twice");
            let problem = Diagnostic::error(&fault::DECLARED_TWICE, message, source.key(path));
            problems.push(problem.with_help(format!("`{other}` says it as well: keep that one")));
        }
        if is_nameless(option) {
            let message = "a scheduled action needs a name";
            let place = source.key(path);
            problems.push(Diagnostic::error(&fault::ACTION_WITHOUT_NAME, message, place));
            continue;
        }
        let Some(row) = catalogue::find(option) else {
            problems.push(unknown(option, path, source));
            continue;
        };
        if let Some(problem) = value.and_then(|value| row.problem(value, kind)) {
            let message = format!("{option}: {problem}");
            let problem = Diagnostic::error(&fault::OPTION_VALUE, message, source.value(path));
            problems.push(match row.default.as_deref().filter(|default| !default.is_empty()) {
                Some(default) => problem.with_help(format!("its default is `{default}`")),
                None => problem,
            });
        }
    }
    problems
}

/// What is wrong with an option that somebody sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// What, as a fragment without a full stop.
    pub message: String,
    /// It is the value that is wrong.
    pub of_value: bool,
}

/// What Elastic Beanstalk has against an option that is set to a value, where that is known. AWS does
/// not mind the case of a namespace (probes of the live API).
pub fn objection(
    option: &OptionKey,
    value: Option<&str>,
    balancer: LoadBalancerType,
) -> Option<Objection> {
    let lower = OptionKey { namespace: option.namespace.to_ascii_lowercase(), ..option.clone() };
    let known = [option, &lower]
        .into_iter()
        .find_map(|option| catalogue::find(option).map(|row| (option, row)));
    let Some((option, row)) = known else {
        // Of which scheduled action it is, is not known here.
        if option.namespace == namespace::SCHEDULED_ACTION {
            return None;
        }
        let (message, meant) = missing(option);
        let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        return Some(Objection { message: format!("{message}{meant}"), of_value: false });
    };
    let problem = row.problem(&catalogue::shape(option, value?), balancer)?;
    Some(Objection { message: format!("{option}: {problem}"), of_value: true })
}

/// An option of a scheduled action, of which it is not said which one: they are told apart by their
/// `ResourceName` (Elastic Beanstalk developer guide, "General options for all environments").
fn is_nameless(option: &OptionKey) -> bool {
    option.namespace == namespace::SCHEDULED_ACTION && option.resource.is_none()
}

/// That there is no such option, and which one was probably meant.
fn missing(option: &OptionKey) -> (String, Option<&'static str>) {
    let mut names = catalogue::names(&option.namespace).peekable();
    if names.peek().is_some() {
        let message =
            format!("Elastic Beanstalk has no option `{}` in {}", option.name, option.namespace);
        (message, nearest(&option.name, names))
    } else {
        let message = format!("Elastic Beanstalk has no namespace `{}`", option.namespace);
        (message, nearest(&option.namespace, catalogue::namespaces()))
    }
}

fn unknown(option: &OptionKey, path: &str, source: &Source) -> Diagnostic {
    let (message, meant) = missing(option);
    let problem = Diagnostic::error(&fault::UNKNOWN_OPTION, message, source.key(path));
    match meant {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => problem,
    }
}

/// Names and values of all variables are short enough together, those from the caller's environment
/// included.
pub(super) fn variables(desired: &Desired, source: &Source) -> Vec<Diagnostic> {
    let properties = desired.properties(desired.load_balancer().unwrap_or_default(), None);
    let variables =
        properties.set.iter().filter(|property| property.option.namespace == namespace::VARIABLES);
    let bytes: usize = variables.map(Property::variable_bytes).sum();
    if bytes <= MOST_VARIABLE_BYTES {
        return Vec::new();
    }
    let message = format!(
        "the variables have {bytes} bytes together; Elastic Beanstalk takes {MOST_VARIABLE_BYTES}"
    );
    vec![Diagnostic::error(&fault::VARIABLES_TOO_LARGE, message, source.key("variables"))]
}
