//! Versions that the application need not keep.

use std::collections::BTreeSet;

use super::{Error, Run};
use crate::cloud::{Change, ErrorKind, Observe};
use crate::plan::OldVersion;
use crate::waves;

impl<C: Observe + Change> Run<'_, C> {
    /// Removes versions, but for those that somebody has deployed since the plan was made: AWS has
    /// been seen to remove what runs, though it says that it does not (boto/boto3#891). What AWS is
    /// at just now is left to the next run.
    pub(super) async fn remove_versions(
        &mut self,
        application: &str,
        versions: &[OldVersion],
    ) -> Result<(), Error> {
        self.journal.waiting_for = format!("old versions of `{application}` are removed");
        let environments = self.cloud.environments_of(Some(application)).await?;
        let running: BTreeSet<_> =
            environments.iter().filter_map(|found| found.version.as_deref()).collect();
        let goes = |old: &&OldVersion| !running.contains(old.label.as_str());
        let removing = versions
            .iter()
            .filter(goes)
            .map(|old| self.cloud.delete_version(application, &old.label, old.with_bundle));
        for removed in waves::all(removing).await {
            match removed {
                Err(error) if error.kind == ErrorKind::Busy => {}
                removed => removed?,
            }
        }
        Ok(())
    }
}
