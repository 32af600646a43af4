//! What a file says that decides which permissions it takes.

use crate::config::LoadBalancerType;
use crate::desired::{Desired, Properties, RedirectWish, Value, namespace};

/// What a file says of what has to do with permissions.
pub(super) struct Asks<'a> {
    pub(super) desired: &'a Desired,
    /// The environment may have a load balancer of this kind: the one that the file names, or,
    /// where it names none, whichever there is.
    pub(super) application: bool,
    pub(super) network: bool,
    pub(super) classic: bool,
    /// It speaks of how targets are checked.
    pub(super) checks: bool,
    pub(super) redirect: RedirectWish,
}

impl<'a> Asks<'a> {
    pub(super) fn new(desired: &'a Desired) -> Self {
        let named = desired.load_balancer();
        let properties = desired.properties(named.unwrap_or_default(), None);
        let single = is_single(&properties);
        let may_be = |kind| !single && named.is_none_or(|named| named == kind);
        Self {
            desired,
            application: may_be(LoadBalancerType::Application),
            network: may_be(LoadBalancerType::Network),
            classic: may_be(LoadBalancerType::Classic),
            checks: properties.speak_of(namespace::DEFAULT_PROCESS),
            redirect: desired.redirect(named.unwrap_or_default()),
        }
    }

    /// The load balancer is one that has target groups.
    pub(super) fn has_groups(&self) -> bool {
        self.application || self.network
    }

    /// Rules on port 80 are to be made, or taken away.
    pub(super) fn redirects(&self) -> bool {
        self.application && self.redirect != RedirectWish::Unmanaged
    }

    /// A health check may be tried on a shadow.
    pub(super) fn proves(&self) -> bool {
        self.application && self.desired.proves_checks()
    }
}

/// There is one instance, and no load balancer.
pub(super) fn is_single(properties: &Properties) -> bool {
    let kind = properties.get(namespace::ENVIRONMENT, "EnvironmentType").map(Value::to_aws);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("SingleInstance"))
}
