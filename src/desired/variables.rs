//! What the file says of variables beside their values: which of them instances fetch, and what comes
//! of those that it does not name.

use super::Desired;
use crate::config::{SecretArn, Setting, Unmanaged};

impl Desired {
    /// What comes of variables and tags that the file does not name.
    pub fn unmanaged(&self) -> Unmanaged {
        self.config.unmanaged.unwrap_or_default()
    }

    /// Secrets that instances fetch, each by the path of its key.
    pub fn secrets(&self) -> impl Iterator<Item = (String, SecretArn<'_>)> {
        let variables = self.config.variables.iter();
        variables.filter_map(|(name, setting)| match setting {
            Setting::Secret(arn) => Some((format!("variables.{name}"), SecretArn::read(arn).ok()?)),
            _ => None,
        })
    }
}
