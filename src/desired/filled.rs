//! What holds although nobody wrote it: the defaults inside the tables of a file.

use serde::Serialize;
use toml::Value;

use super::{Desired, RedirectWish};
use crate::config::{
    Apply, HealthCheck, Https, LoadBalancer, LoadBalancerType, Redirect, Unmanaged,
};

/// A key of a table in which defaults hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    /// The table and the key.
    pub names: [String; 2],
    /// What is written there, or else what holds.
    pub value: Value,
    /// When it holds, where that is not the file's to say.
    pub condition: Option<&'static str>,
}

/// The tables in which defaults hold.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Tables<'a> {
    load_balancer: Option<&'a LoadBalancer>,
    https: Option<&'a Https>,
    health_check: Option<&'a HealthCheck>,
    unmanaged: Option<&'a Unmanaged>,
    apply: &'a Apply,
}

impl Desired {
    /// Every key of the tables in which defaults hold, with what is written there or else holds.
    pub fn filled(&self) -> Vec<Filled> {
        let config = &self.config;
        let tables = Tables {
            load_balancer: config.load_balancer.as_ref(),
            https: config.https.as_ref(),
            health_check: config.health_check.as_ref(),
            unmanaged: config.unmanaged.as_ref(),
            apply: &config.apply,
        };
        let tables = toml::Table::try_from(tables).unwrap_or_default();
        let keys = |(name, table): (String, Value)| {
            let Value::Table(table) = table else { return Vec::new() };
            let filled =
                |(key, value)| Filled { names: [name.clone(), key], value, condition: None };
            table.into_iter().map(filled).collect()
        };
        tables.into_iter().flat_map(keys).chain(self.filled_redirect()).collect()
    }

    /// The redirect, where the file says nothing of it.
    fn filled_redirect(&self) -> Option<Filled> {
        let https = self.config.https.as_ref().filter(|https| https.redirect.is_none())?;
        let condition = match self.load_balancer() {
            _ if https.certificate.is_none() => return None,
            Some(LoadBalancerType::Application) => None,
            Some(LoadBalancerType::Network | LoadBalancerType::Classic) => return None,
            None => Some("where the load balancer is an application one"),
        };
        let RedirectWish::On { status, except } = self.redirect(LoadBalancerType::Application)
        else {
            return None;
        };
        let value = Value::try_from(Redirect::On { status, except: Some(except) }).ok()?;
        Some(Filled { names: ["https".to_owned(), "redirect".to_owned()], value, condition })
    }
}
