//! What a file says that decides which permissions it takes.

use crate::config::{LoadBalancerType, OnFailure};
use crate::desired::{Desired, Properties, RedirectWish, Value, namespace};

/// What a file says of what has to do with permissions.
pub(super) struct Asks<'a> {
    pub(super) desired: &'a Desired,
    /// Kinds of load balancer that the environment may have: the one that the file names, or, where
    /// it names none, whichever there is.
    balancers: Vec<LoadBalancerType>,
    /// It speaks of how targets are checked.
    pub(super) checks: bool,
    pub(super) redirect: RedirectWish,
}

impl<'a> Asks<'a> {
    pub(super) fn new(desired: &'a Desired) -> Self {
        let named = desired.load_balancer();
        let properties = desired.properties(named.unwrap_or_default(), None);
        let balancers = match named {
            _ if is_single(&properties) => Vec::new(),
            Some(kind) => vec![kind],
            None => vec![
                LoadBalancerType::Application,
                LoadBalancerType::Network,
                LoadBalancerType::Classic,
            ],
        };
        Self {
            desired,
            balancers,
            checks: properties.speak_of(namespace::DEFAULT_PROCESS),
            redirect: desired.redirect(named.unwrap_or_default()),
        }
    }

    /// A version is deployed.
    pub(super) fn deploys(&self) -> bool {
        self.desired.version().is_some() || self.desired.bundle_name().is_some()
    }

    /// What versions are made of is uploaded.
    pub(super) fn uploads(&self) -> bool {
        self.desired.bundle_name().is_some_and(|name| !name.starts_with("s3://"))
    }

    /// The load balancer may be one with rules.
    pub(super) fn application(&self) -> bool {
        self.balancers.contains(&LoadBalancerType::Application)
    }

    /// The load balancer may be one without target groups.
    pub(super) fn classic(&self) -> bool {
        self.balancers.contains(&LoadBalancerType::Classic)
    }

    /// The load balancer may be one with target groups.
    pub(super) fn has_groups(&self) -> bool {
        self.balancers.iter().any(|kind| *kind != LoadBalancerType::Classic)
    }

    /// It may be destroyed, as somebody has written: nobody gets that permission by saying nothing.
    pub(super) fn may_end(&self) -> bool {
        self.desired.protect().and_then(|protect| protect.destroy) == Some(false)
    }

    /// What a failed run changed is taken back.
    pub(super) fn rolls_back(&self) -> bool {
        self.desired.on_failure() == OnFailure::RollBack
    }

    /// Rules on port 80 are to be made, or taken away.
    pub(super) fn redirects(&self) -> bool {
        self.application() && self.redirect != RedirectWish::Unmanaged
    }

    /// A health check may be tried on a shadow.
    pub(super) fn proves(&self) -> bool {
        self.application() && self.desired.proves_checks()
    }
}

/// There is one instance, and no load balancer.
pub(super) fn is_single(properties: &Properties) -> bool {
    let kind = properties.get(namespace::ENVIRONMENT, "EnvironmentType").map(Value::to_aws);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("SingleInstance"))
}
