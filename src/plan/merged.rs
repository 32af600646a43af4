//! The settings as an update would leave them: the file's, over the environment's own, over AWS's
//! defaults. AWS validates this whole, not what is sent alone.

use std::collections::BTreeSet;

use crate::config::LoadBalancerType;
use crate::desired::{OptionKey, Properties, default_of, namespace};
use crate::observed::Settings;

/// What the settings come to.
pub(super) struct Merged<'a> {
    properties: &'a Properties,
    settings: &'a Settings,
}

impl<'a> Merged<'a> {
    /// What a file says, over the settings of an environment; a new one has none.
    pub(super) fn new(properties: &'a Properties, settings: &'a Settings) -> Self {
        Self { properties, settings }
    }

    /// What the file or the environment says of an option, defaults aside.
    pub(super) fn said(&self, namespace: &str, name: &str) -> Option<String> {
        if let Some(value) = self.properties.get(namespace, name) {
            return Some(value.to_aws());
        }
        let option = OptionKey::new(namespace, name);
        if self.properties.removed.iter().any(|(_, removed)| *removed == option) {
            return None;
        }
        self.settings.get(&option).cloned().flatten()
    }

    /// Somebody gave an option a value: AWS reports those that it chose itself as well.
    pub(super) fn is_chosen(&self, namespace: &str, name: &str) -> bool {
        let default = default_of(&OptionKey::new(namespace, name));
        let chosen = |said: &String| default.is_none_or(|default| default.read(said) != default);
        self.said(namespace, name)
            .filter(|said| !said.trim().is_empty())
            .is_some_and(|said| chosen(&said))
    }

    /// The value of an option; empty when it has none.
    pub(super) fn value(&self, namespace: &str, name: &str) -> String {
        let default = || default_of(&OptionKey::new(namespace, name)).map(|value| value.to_aws());
        self.said(namespace, name).or_else(default).unwrap_or_default().trim().to_owned()
    }

    /// An option has this value, whatever its case.
    pub(super) fn is(&self, namespace: &str, name: &str, value: &str) -> bool {
        self.value(namespace, name).eq_ignore_ascii_case(value)
    }

    /// A whole number, where the option has one.
    pub(super) fn number(&self, namespace: &str, name: &str) -> Option<i64> {
        self.value(namespace, name).parse().ok()
    }

    /// The kind of load balancer; none of a single instance.
    pub(super) fn balancer(&self) -> Option<LoadBalancerType> {
        let named = |name, value| self.is(namespace::ENVIRONMENT, name, value);
        if named("EnvironmentType", "SingleInstance") {
            return None;
        }
        let kinds = [LoadBalancerType::Application, LoadBalancerType::Network];
        let kind = kinds.into_iter().find(|kind| named("LoadBalancerType", kind.as_aws()));
        Some(kind.unwrap_or(LoadBalancerType::Classic))
    }

    /// Health is reported in detail.
    pub(super) fn is_enhanced(&self) -> bool {
        self.is(namespace::HEALTH, "SystemType", "enhanced")
    }

    /// All namespaces that begin so and that the file or the environment speaks of.
    pub(super) fn namespaces(&self, prefix: &str) -> BTreeSet<&'a str> {
        let set = self.properties.set.iter().map(|property| &property.option);
        let all = set.chain(self.settings.keys()).map(|option| option.namespace.as_str());
        all.filter(|namespace| namespace.starts_with(prefix)).collect()
    }

    /// The file's key that speaks of one of these options, the first of them first. What a new
    /// environment gets unasked is nobody's key.
    pub(super) fn path(&self, options: &[(&str, &str)]) -> Option<&'a str> {
        options.iter().find_map(|(namespace, name)| {
            let is = |option: &OptionKey| option.namespace == *namespace && option.name == *name;
            let set = self.properties.set.iter().find(|property| is(&property.option));
            let removed = self.properties.removed.iter().find(|(_, option)| is(option));
            let path = set.map(|property| property.path.as_str());
            path.or_else(|| removed.map(|(path, _)| path.as_str()))
                .filter(|path| *path != crate::desired::DEFAULT)
        })
    }
}
