//! How the fake's environment ends, and what is then left of it.

use ebdeploy::cloud::{ObserveRemains, Result};
use ebdeploy::observed::{Holdings, Leftover, Reference, Status};

use super::{Fake, MadeGroup, World};

impl World {
    /// Somebody else terminates the environment.
    pub(crate) fn begin_termination(&mut self) {
        self.operate(Status::Terminating, None);
    }

    /// A termination ends, and the environment with it, unless AWS gives it up.
    /// Target groups that were made beside it stay. Says whether it is gone.
    pub(super) fn end(&mut self, request: &str) -> bool {
        if std::mem::take(&mut self.gives_up) {
            let text = "Stack deletion failed: The following resource(s) failed to delete: \
                        [AWSEBLoadBalancerSecurityGroup].";
            self.line("ERROR", text, Some(request));
            return false;
        }
        self.line("INFO", "terminateEnvironment completed successfully.", Some(request));
        self.environment = None;
        true
    }
}

impl ObserveRemains for Fake {
    async fn holdings(&self, _: &str) -> Result<Option<Holdings>> {
        let world = self.0.borrow();
        let own = world.environment.iter().map(|environment| environment.summary.clone());
        let holdings = Holdings {
            environments: own.chain(world.neighbours.iter().cloned()).collect(),
            versions: world.versions.iter().map(|made| made.label.clone()).collect(),
            configurations: Vec::new(),
        };
        Ok(world.application.then_some(holdings))
    }

    async fn target_groups_named(&self, prefix: &str) -> Result<Vec<Leftover>> {
        let world = self.0.borrow();
        let balancer = world.environment.as_ref().and_then(|found| found.balancer.as_ref());
        let leftover = |made: &MadeGroup| Leftover {
            name: made.name.clone(),
            arn: made.group.arn.clone(),
            balancer: balancer.map(|balancer| balancer.arn.clone()),
        };
        let named = world.groups.iter().filter(|made| made.name.starts_with(prefix));
        Ok(named.map(leftover).collect())
    }

    async fn own_groups(&self, _: &str) -> Result<Vec<String>> {
        Ok(self.0.borrow_mut().balancer().groups.iter().map(|group| group.id.clone()).collect())
    }

    async fn references(&self, groups: &[String]) -> Result<Vec<Reference>> {
        let world = self.0.borrow();
        let known = world.references.iter().filter(|reference| groups.contains(&reference.to));
        Ok(known.cloned().collect())
    }
}
