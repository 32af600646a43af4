//! Configuration files of `.ebextensions`: what they set, and where in them it stands. Pure.
//!
//! Source: Elastic Beanstalk developer guide, "Advanced environment customization with configuration
//! files", "Option settings".

mod yaml;

use std::ops::Range;

use yaml::{Content, Node};

use crate::desired::{OptionKey, namespace};

/// A configuration file as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// Its top-level keys.
    pub keys: Vec<Named>,
    /// Keys that stand a second time in the same map: where they do.
    pub twice: Vec<Named>,
    /// What `option_settings` sets.
    pub settings: Vec<Setting>,
    /// What of `option_settings` is none.
    pub misshapen: Vec<Named>,
    /// What `Resources` names.
    pub resources: Vec<Resource>,
}

/// A word, and which bytes of the text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The word.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// An option that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which.
    pub option: OptionKey,
    /// Where its name stands.
    pub name: Range<usize>,
    /// To what, and where that stands; `None` where only Elastic Beanstalk can tell.
    pub value: Option<Named>,
}

/// A resource that is added or overridden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its logical id.
    pub id: Named,
    /// Such as `AWS::ElasticLoadBalancingV2::Listener`; what overrides one may leave it out.
    pub kind: Option<String>,
}

/// Why a file is neither YAML nor JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Which byte it goes wrong at.
    pub at: usize,
    /// What is wrong there.
    pub why: String,
}

/// Reads a configuration file.
///
/// # Errors
/// When it is neither YAML nor JSON, or no map.
pub fn read(text: &str) -> Result<Extension, Unreadable> {
    let whole = match yaml::parse(text) {
        Ok(Some(whole)) => whole,
        Ok(None) => return Ok(Extension::default()),
        // JSON of an older kind than YAML 1.2 takes is read by Elastic Beanstalk all the same.
        Err(_) if serde_json::from_str::<serde_json::Map<_, _>>(text).is_ok() => {
            return Ok(Extension::default());
        }
        Err(yaml::Unreadable { at, why }) => return Err(Unreadable { at, why }),
    };
    let Content::Map(pairs) = &whole.content else {
        return Err(Unreadable {
            at: whole.span.start,
            why: "the file is no map of keys".to_owned(),
        });
    };
    let mut read = Extension { keys: names(pairs), ..Extension::default() };
    twice(&whole, &mut read.twice);
    for (key, value) in pairs {
        match text_of(key) {
            Some("option_settings") => settings(value, &mut read),
            Some("Resources") => read.resources = resources(value),
            _ => {}
        }
    }
    Ok(read)
}

fn names(pairs: &[(Node, Node)]) -> Vec<Named> {
    pairs.iter().filter_map(|(key, _)| named(key)).collect()
}

fn named(node: &Node) -> Option<Named> {
    Some(Named { name: text_of(node)?.to_owned(), span: node.span.clone() })
}

fn text_of(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) => Some(text),
        Content::List(_) | Content::Map(_) | Content::Other => None,
    }
}

/// Keys that stand twice in one map, at any depth.
fn twice(node: &Node, found: &mut Vec<Named>) {
    match &node.content {
        Content::Map(pairs) => {
            let keys = names(pairs);
            for (index, key) in keys.iter().enumerate() {
                if keys[..index].iter().any(|before| before.name == key.name) {
                    found.push(key.clone());
                }
            }
            for (_, value) in pairs {
                twice(value, found);
            }
        }
        Content::List(items) => items.iter().for_each(|item| twice(item, found)),
        Content::Text(_) | Content::Other => {}
    }
}

/// Both forms: a map of options by namespace, and a list of options.
fn settings(section: &Node, read: &mut Extension) {
    match &section.content {
        Content::Map(namespaces) => {
            for (namespace, options) in namespaces {
                of_namespace(namespace, options, read);
            }
        }
        Content::List(items) => items.iter().for_each(|item| of_item(item, read)),
        Content::Text(text) if text.is_empty() => {}
        Content::Text(_) | Content::Other => {
            misshapen(section, "`option_settings` is neither a map of namespaces nor a list", read);
        }
    }
}

fn of_namespace(namespace: &Node, options: &Node, read: &mut Extension) {
    let Some(name) = text_of(namespace) else { return };
    match &options.content {
        Content::Map(options) => {
            for (option, value) in options {
                let Some(named) = named(option) else { continue };
                let option = OptionKey::new(name, named.name);
                read.settings.push(Setting { option, name: named.span, value: value_of(value) });
            }
        }
        Content::Text(text) if text.is_empty() => {}
        Content::List(_) | Content::Text(_) | Content::Other => {
            misshapen(namespace, &format!("what stands under `{name}` is no map of options"), read);
        }
    }
}

/// An item without a namespace is an environment variable (developer guide, "Option settings").
fn of_item(item: &Node, read: &mut Extension) {
    let Content::Map(pairs) = &item.content else {
        return misshapen(item, "an item of `option_settings` is no map", read);
    };
    let of = |wanted: &str| pairs.iter().find(|(key, _)| text_of(key) == Some(wanted));
    let Some(name) = of("option_name").and_then(|(_, name)| named(name)) else {
        return misshapen(item, "an item of `option_settings` has no `option_name`", read);
    };
    let namespace = of("namespace").and_then(|(_, namespace)| text_of(namespace));
    let option = OptionKey::new(namespace.unwrap_or(namespace::VARIABLES), name.name);
    let value = of("value").and_then(|(_, value)| value_of(value));
    read.settings.push(Setting { option, name: name.span, value });
}

/// A value that is written; what stands in backticks is a function.
fn value_of(node: &Node) -> Option<Named> {
    named(node).filter(|value| !value.name.starts_with('`'))
}

fn misshapen(node: &Node, why: &str, read: &mut Extension) {
    read.misshapen.push(Named { name: why.to_owned(), span: node.span.clone() });
}

fn resources(section: &Node) -> Vec<Resource> {
    let Content::Map(resources) = &section.content else { return Vec::new() };
    let of = |(id, body): &(Node, Node)| {
        let kind = match &body.content {
            Content::Map(pairs) => pairs
                .iter()
                .find(|(key, _)| text_of(key) == Some("Type"))
                .and_then(|(_, kind)| text_of(kind).map(str::to_owned)),
            Content::List(_) | Content::Text(_) | Content::Other => None,
        };
        Some(Resource { id: named(id)?, kind })
    };
    resources.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let Extension { settings, misshapen, .. } = read(text).unwrap();
        let setting = |Setting { option, value, name }: &Setting| {
            let value = value.as_ref().map(|value| value.name.as_str());
            format!("{option} = {value:?} at {}", &text[name.clone()])
        };
        let misshapen = misshapen.iter().map(|why| why.name.clone());
        settings.iter().map(setting).chain(misshapen).collect()
    }

    #[test]
    fn both_forms_of_option_settings_say_the_same() {
        let map = "option_settings:\n  aws:autoscaling:asg:\n    MinSize: 2\n    MaxSize: '4'\n";
        let list = "option_settings:\n  - namespace: aws:autoscaling:asg\n    option_name: MinSize\n    value: 2\n  \
                    - namespace: aws:autoscaling:asg\n    option_name: MaxSize\n    value: 4\n";
        let json =
            r#"{"option_settings": {"aws:autoscaling:asg": {"MinSize": 2, "MaxSize": "4"}}}"#;
        let expected = [
            "aws:autoscaling:asg MinSize = Some(\"2\") at MinSize",
            "aws:autoscaling:asg MaxSize = Some(\"4\") at MaxSize",
        ];
        assert_eq!(
            (told(map), told(list)),
            (expected.map(str::to_owned).to_vec(), expected.map(str::to_owned).to_vec())
        );
        assert_eq!(told(json).len(), 2);
    }

    #[test]
    fn an_item_without_a_namespace_is_a_variable_and_a_function_has_no_value() {
        let text = "option_settings:\n  - option_name: A\n    value: '`{\"Ref\": \"Topic\"}`'\n";
        assert_eq!(told(text), ["aws:elasticbeanstalk:application:environment A = None at A"]);
    }

    #[test]
    fn what_is_no_option_setting_is_told() {
        assert_eq!(
            told("option_settings: 3\n"),
            ["`option_settings` is neither a map of namespaces nor a list"]
        );
        assert_eq!(
            told("option_settings:\n  aws:autoscaling:asg: 3\n  aws:ec2:vpc:\n"),
            ["what stands under `aws:autoscaling:asg` is no map of options"]
        );
        assert_eq!(
            told("option_settings:\n  - value: 3\n  - MinSize\n"),
            [
                "an item of `option_settings` has no `option_name`",
                "an item of `option_settings` is no map"
            ]
        );
        assert_eq!(told("option_settings:\n"), [""; 0]);
    }

    #[test]
    fn a_key_that_stands_twice_is_found_at_any_depth() {
        let text =
            "commands:\n  a: {command: x}\ncommands:\n  b:\n    command: y\n    command: z\n";
        let twice = read(text).unwrap().twice;
        let lines: Vec<_> =
            twice.iter().map(|key| text[..key.span.start].matches('\n').count() + 1).collect();
        assert_eq!(lines, [3, 6]);
    }

    #[test]
    fn what_is_no_map_and_what_is_neither_yaml_nor_json_is_unreadable() {
        assert_eq!(read("- a\n").unwrap_err().why, "the file is no map of keys");
        assert!(read("{\"a\": 1").is_err());
        assert_eq!(read("").unwrap(), Extension::default());
        let resources =
            read("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n").unwrap().resources;
        assert_eq!(resources[0].kind.as_deref(), Some("AWS::SNS::Topic"));
    }
}
