//! The file of an environment that does not exist yet.

use super::draft::{Draft, Entry};
use crate::config::HealthCheck;

/// What a new file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// The environment's name.
    pub environment: String,
    /// The application's name.
    pub application: String,
    /// Its region, unless it is the caller's.
    pub region: Option<String>,
    /// A platform branch.
    pub platform: String,
    /// The domain of a certificate, or its ARN; without one there is no HTTPS.
    pub certificate: Option<String>,
    /// The path of its health check.
    pub health_path: String,
}

impl Fresh {
    /// What is proposed for an environment where nothing else is said. The application is taken to have the
    /// name that stands before the last hyphen: `shop` of `shop-test`.
    pub fn proposed(environment: &str) -> Self {
        let application = environment.rsplit_once('-').map_or(environment, |(before, _)| before);
        Self {
            environment: environment.to_owned(),
            application: application.to_owned(),
            region: None,
            platform: "Python 3.13 running on 64bit Amazon Linux 2023".to_owned(),
            certificate: None,
            health_path: HealthCheck::default().path,
        }
    }
}

/// The smallest file that says so.
pub fn fresh(wishes: &Fresh) -> Draft {
    let Fresh { environment, application, region, platform, certificate, health_path } = wishes;
    let mut draft = Draft::default();
    draft.table(&["application"], vec![Entry::new("name", application.as_str())]);
    let mut entries = vec![Entry::new("name", environment.as_str())];
    entries.extend(region.as_deref().map(|region| Entry::new("region", region)));
    entries.push(Entry::new("platform", platform.as_str()));
    draft.table(&["environment"], entries);
    let https = certificate.as_deref().map(|named| Entry::new("certificate", named));
    draft.table(&["https"], https.into_iter().collect());
    draft.empty_table(&["health-check"], vec![Entry::new("path", health_path.as_str())]);
    draft
}

impl Draft {
    /// The same for another environment, which cannot have the same domain name.
    pub fn rename(&mut self, environment: &str) {
        self.remove("environment.cname");
        if let Some(name) = self.entry("environment.name") {
            name.value = environment.into();
        }
    }
}
