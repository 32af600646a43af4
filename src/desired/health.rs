//! What the file asks of the health check.

use super::Desired;
use crate::config::HealthCheck;

impl Desired {
    /// The health check that the file asks for.
    pub fn health_check(&self) -> Option<&HealthCheck> {
        self.config.health_check.as_ref()
    }

    /// The file asks for a health check.
    pub fn has_health_check(&self) -> bool {
        self.health_check().is_some()
    }
}
