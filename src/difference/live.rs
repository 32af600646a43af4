//! What AWS has for two environments.

use std::collections::BTreeMap;

use super::{Difference, Said, Wish, differing};
use crate::config::LoadBalancerType;
use crate::desired::{
    Desired, OptionKey, RedirectWish, Secret, Value, default_of, is_secret_option, namespace,
};
use crate::observed::{Environment, Rule, is_own_tag};

/// One of the two: its file, and what AWS has.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What its file asks for.
    pub desired: &'a Desired,
    /// The region in which it stands.
    pub region: &'a str,
    /// What is there.
    pub environment: &'a Environment,
}

/// An option that a file manages: its key, and a value in its shape, where one is known.
type Managed = BTreeMap<OptionKey, (String, Option<Value>)>;

/// Where two environments differ in what either file manages, and in platform, version and tags. Secrets
/// that AWS masks are taken for the same.
pub fn of_live(a: Side<'_>, b: Side<'_>) -> Difference {
    let mut managed = a.managed();
    for (option, (key, value)) in b.managed() {
        let known = managed.entry(option).or_insert((key, None));
        known.1 = known.1.take().filter(|known| is_telling(known, value.as_ref())).or(value);
    }
    let redirects = a.redirects() && b.redirects();
    let wishes = |side: Side<'_>| {
        let mut wishes = side.itself();
        wishes.extend(side.options(&managed));
        wishes.extend(redirects.then(|| side.redirect()));
        wishes
    };
    let mut rows = differing(wishes(a), wishes(b), &Said::Nothing);
    rows.retain(|row| !is_masked(&row.a) && !is_masked(&row.b));
    Difference { identity: differing(a.identity(), b.identity(), &Said::Nothing), rows }
}

/// If either of the two is a secret, the secret tells more.
fn is_telling(known: &Value, other: Option<&Value>) -> bool {
    matches!(known, Value::Secret(_)) || !matches!(other, Some(Value::Secret(_)))
}

/// AWS answers some secrets with asterisks: nobody can tell whether they differ.
fn is_masked(said: &Said) -> bool {
    matches!(said, Said::Value(Value::Secret(secret)) if secret.is_masked())
}

impl Side<'_> {
    fn kind(&self) -> LoadBalancerType {
        let kind = self.environment.load_balancer().or_else(|| self.desired.load_balancer());
        kind.unwrap_or_default()
    }

    fn identity(&self) -> Vec<Wish> {
        let summary = &self.environment.summary;
        vec![
            Wish::text("environment.name", Some(&summary.name), Said::Nothing),
            Wish::text("environment.cname", summary.cname.as_ref(), Said::Nothing),
        ]
    }

    /// What is looked at whoever manages it.
    fn itself(&self) -> Vec<Wish> {
        let Environment { summary, tags, .. } = self.environment;
        let (branch, version) = summary.platform().unzip();
        let mut wishes = vec![
            Wish::text("application.name", Some(&summary.application), Said::Nothing),
            Wish::text("environment.region", Some(self.region), Said::Nothing),
            Wish::text("environment.platform", branch, Said::Nothing),
            Wish::text("environment.platform-version", version, Said::Nothing),
            Wish::text("version.label", summary.version.as_ref(), Said::Nothing),
        ];
        let tags = tags.iter().filter(|(key, _)| is_own_tag(key));
        wishes.extend(tags.map(|(key, value)| {
            Wish::text(&format!("environment.tags.{key}"), Some(value), Said::Nothing)
        }));
        wishes
    }

    /// The options that the file manages.
    fn managed(&self) -> Managed {
        // Which certificate the file means does not matter to what there is.
        let certificate = self.desired.certificate().map(|_| "");
        let properties = self.desired.properties(self.kind(), certificate);
        let set = properties.set.into_iter().map(|property| {
            let key = property.key();
            (property.option, (key, Some(property.value)))
        });
        let removed = properties.removed.into_iter().map(|(key, option)| {
            let default = default_of(&option);
            (option, (key, default))
        });
        set.chain(removed).collect()
    }

    fn options(&self, managed: &Managed) -> Vec<Wish> {
        let wish = |(option, (key, shape)): (&OptionKey, &(String, Option<Value>))| {
            let text = self.environment.settings.get(option).cloned().flatten();
            let said = text.filter(|text| !text.is_empty()).map_or(Said::Nothing, |text| {
                let is_secret = is_secret_option(&option.namespace, &option.name, &text);
                Said::Value(match shape {
                    _ if is_secret => Value::Secret(Secret::new(text)),
                    Some(shape) => shape.read(&text),
                    // A variable that a file takes away may be a secret.
                    None if option.namespace == namespace::VARIABLES => {
                        Value::Secret(Secret::new(text))
                    }
                    None => Value::Text(text),
                })
            });
            Wish { key: key.clone(), option: Some(option.clone()), said }
        };
        managed.iter().map(wish).collect()
    }

    /// The file says something of the redirect, so that the rules on port 80 were looked at.
    fn redirects(&self) -> bool {
        self.desired.redirect(self.kind()) != RedirectWish::Unmanaged
    }

    /// The rules on port 80, by priority.
    fn redirect(&self) -> Wish {
        let listener =
            self.environment.balancer.as_ref().and_then(|balancer| balancer.listener(80));
        let rules =
            listener.map(|listener| listener.rules.iter().map(Rule::describe).collect::<Vec<_>>());
        let rules = rules.filter(|rules| !rules.is_empty()).map(|rules| rules.join("; "));
        Wish::text("https.redirect", rules, Said::Nothing)
    }
}
