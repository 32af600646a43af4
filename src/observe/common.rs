//! What several environments of one caller and region have in common, asked once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::Timestamp;
use tokio::sync::OnceCell;

use crate::cloud::{Observe, Result, Subnets};
use crate::desired::Desired;
use crate::observed::{ApplicationVersion, Certificate, PlatformVersion, Subnet, Summary};

/// What was asked so far. It is a look of one moment: whoever wants to know anew makes a new one.
#[derive(Debug, Default)]
pub struct Common {
    names: Vec<String>,
    environments: Answers<(), Vec<Summary>>,
    certificates: Answers<(), Vec<Certificate>>,
    certificate: Answers<String, Option<Certificate>>,
    applications: Answers<String, bool>,
    versions: Answers<String, Vec<ApplicationVersion>>,
    siblings: Answers<String, Vec<Summary>>,
    platform_versions: Answers<String, Vec<PlatformVersion>>,
    platform_made: Answers<String, Option<Timestamp>>,
    platform_branches: Answers<(), Vec<String>>,
    subnets: Answers<Vec<String>, Vec<Subnet>>,
}

impl Common {
    /// Of these environments.
    pub fn of<'a>(desired: impl IntoIterator<Item = &'a Desired>) -> Self {
        let names = desired.into_iter().map(|desired| desired.environment().to_owned());
        Self { names: names.collect(), ..Self::default() }
    }

    /// All environments by name, in one call: `DescribeEnvironments` takes any number of names.
    pub(super) async fn environment(
        &self,
        cloud: &impl Observe,
        name: &str,
    ) -> Result<Option<Summary>> {
        let all = self.environments.get((), cloud.environments(&self.names)).await?;
        Ok(all.into_iter().rfind(|summary| summary.name == name))
    }

    pub(super) async fn certificates(&self, cloud: &impl Observe) -> Result<Vec<Certificate>> {
        self.certificates.get((), cloud.certificates()).await
    }

    pub(super) async fn certificate(
        &self,
        cloud: &impl Observe,
        arn: &str,
    ) -> Result<Option<Certificate>> {
        self.certificate.get(arn.to_owned(), cloud.certificate(arn)).await
    }

    pub(super) async fn application_exists(
        &self,
        cloud: &impl Observe,
        name: &str,
    ) -> Result<bool> {
        self.applications.get(name.to_owned(), cloud.application_exists(name)).await
    }

    /// All versions of an application.
    pub(super) async fn versions(
        &self,
        cloud: &impl Observe,
        application: &str,
    ) -> Result<Vec<ApplicationVersion>> {
        self.versions.get(application.to_owned(), cloud.versions(application)).await
    }

    /// All environments of an application.
    pub(super) async fn siblings(
        &self,
        cloud: &impl Observe,
        application: &str,
    ) -> Result<Vec<Summary>> {
        self.siblings.get(application.to_owned(), cloud.environments_of(Some(application))).await
    }

    pub(super) async fn platform_versions(
        &self,
        cloud: &impl Observe,
        branch: &str,
    ) -> Result<Vec<PlatformVersion>> {
        self.platform_versions.get(branch.to_owned(), cloud.platform_versions(branch)).await
    }

    pub(super) async fn platform_made(
        &self,
        cloud: &impl Observe,
        arn: &str,
    ) -> Result<Option<Timestamp>> {
        self.platform_made.get(arn.to_owned(), cloud.platform_made(arn)).await
    }

    pub(super) async fn platform_branches(&self, cloud: &impl Observe) -> Result<Vec<String>> {
        self.platform_branches.get((), cloud.platform_branches()).await
    }

    /// Those of these ids, of the default VPC where there are none.
    pub(super) async fn subnets(
        &self,
        cloud: &impl Observe,
        ids: Vec<String>,
    ) -> Result<Vec<Subnet>> {
        let asked = ids.clone();
        let which = if ids.is_empty() { Subnets::Default } else { Subnets::Named(&asked) };
        self.subnets.get(ids, cloud.subnets(which)).await
    }
}

/// Answers by question; who asks what is being asked waits for the answer. A failure is an answer
/// too: it would fail for the others as well.
#[derive(Debug)]
struct Answers<K, V>(RefCell<BTreeMap<K, Answer<V>>>);

type Answer<V> = Rc<OnceCell<Result<V>>>;

impl<K, V> Default for Answers<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Ord, V: Clone> Answers<K, V> {
    async fn get(&self, question: K, ask: impl Future<Output = Result<V>>) -> Result<V> {
        let answer = self.0.borrow_mut().entry(question).or_default().clone();
        answer.get_or_init(|| ask).await.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::cloud::{Error, ErrorKind};
    use crate::waves;

    #[tokio::test]
    async fn the_same_is_asked_once_and_something_else_by_itself() {
        let answers = Answers::<u8, u8>::default();
        let asked = Cell::new(0);
        let ask = async |question: u8| {
            asked.set(asked.get() + 1);
            tokio::task::yield_now().await;
            Ok(question * 2)
        };
        let all = [1, 2, 1, 1].map(|question| answers.get(question, ask(question)));
        assert_eq!(waves::all(all).await, [Ok(2), Ok(4), Ok(2), Ok(2)]);
        assert_eq!(asked.get(), 2);
    }

    #[tokio::test]
    async fn a_failure_is_not_asked_for_again() {
        let answers = Answers::<(), u8>::default();
        let error = Error {
            operation: "acm:ListCertificates",
            code: None,
            message: "no".into(),
            request_id: None,
            kind: ErrorKind::AccessDenied,
        };
        assert_eq!(answers.get((), async { Err(error.clone()) }).await, Err(error.clone()));
        assert_eq!(answers.get((), async { Ok(1) }).await, Err(error));
    }
}
