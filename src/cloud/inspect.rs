//! What AWS can be asked beyond what a plan needs: how an environment is doing.

use std::fmt;

use jiff::Timestamp;

use super::{Observe, Result};
use crate::observed::{Check, Front, Health, Held, Instance, Listener, LogEvent};

/// What can be asked.
pub trait Inspect: Observe + ObserveLogs {}
impl<T: Observe + ObserveLogs> Inspect for T {}

/// What Elastic Beanstalk can be asked about instances.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveInstances {
    /// How an environment is doing; `None` where health is not reported in detail.
    async fn health(&self, environment: &str) -> Result<Option<Health>>;
    /// How its instances are doing, by id; `None` where health is not reported in detail.
    async fn instances(&self, environment: &str) -> Result<Option<Vec<Instance>>>;
    /// The ids of its instances.
    async fn instance_ids(&self, environment: &str) -> Result<Vec<String>>;
    /// The newest of its events, the oldest first.
    async fn newest_events(&self, environment_id: &str, most: u16) -> Result<Vec<LogEvent>>;
}

/// What can be asked about what stands before the instances.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveFront {
    /// Where an application or network load balancer is to be reached.
    async fn front(&self, balancer: &str) -> Result<Option<Front>>;
    /// A classic load balancer: where it is to be reached, its listeners, its check.
    async fn classic(&self, balancer: &str) -> Result<Option<(Front, Vec<Listener>, Check)>>;
    /// The ARNs of the certificates that a listener presents, the default one included.
    async fn listener_certificates(&self, listener: &str) -> Result<Vec<String>>;
    /// A certificate, where it comes from, and what becomes of it.
    async fn held(&self, certificate: &str) -> Result<Option<Held>>;
}

/// What can be asked about logs.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait ObserveLogs {
    /// Asks for the last lines of the instances' logs; returns at once.
    async fn request_tail(&self, environment_id: &str) -> Result<()>;
    /// The tails that can be had by now.
    async fn tails(&self, environment_id: &str) -> Result<Vec<Tail>>;
}

/// Where the last lines of an instance's logs are.
#[derive(Clone, Debug)]
pub struct Tail {
    /// Of which instance.
    pub instance: String,
    /// When they were taken, by AWS's clock.
    pub taken: Timestamp,
    /// Where they are.
    pub address: Address,
}

/// A presigned address: whoever has it can read what is there, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Keeps an address from being shown.
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    /// The address itself, for who asks there.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(presigned)")
    }
}
