//! Plans on file: made of a plan, and compared with one.

use std::path::Path;

use super::Subject;
use crate::cloud::ObserveBeanstalk;
use crate::desired::Choices;
use crate::error::Error;
use crate::plan::{Plan, PlanDocument};
use crate::report;
use crate::saved::{FORMAT, Saved, SavedFile};

/// What is written of a plan, so that it can be compared with a later one.
pub(super) async fn save(subject: &Subject, plan: &Plan, file: &Path) -> Result<Saved, Error> {
    Ok(Saved {
        format: FORMAT,
        ebdeploy: env!("CARGO_PKG_VERSION").to_owned(),
        account: account(subject).await?,
        region: plan.region.clone(),
        environment: plan.environment.clone(),
        file: SavedFile::new(&subject.source),
        choices: subject.desired.choices(),
        plan: serde_json::to_value(PlanDocument::new(plan, file)).unwrap_or_default(),
        shown: report::plan_lines(plan, file),
    })
}

async fn account(subject: &Subject) -> Result<String, Error> {
    let account = subject.cloud.account().await;
    account.map_err(Error::unseen)
}

/// What is to be applied: a file, or the one that a saved plan is of.
pub(super) struct Asked {
    /// The plan that was approved, where one was saved.
    pub(super) saved: Option<Saved>,
    /// What the caller decides.
    pub(super) choices: Choices,
}

impl Asked {
    /// Reads a saved plan, if the path leads to one.
    pub(super) fn read(path: &Path, choices: Choices) -> Result<Self, Error> {
        if path.extension().is_none_or(|extension| extension != "json") {
            return Ok(Self { saved: None, choices });
        }
        let saved = Saved::read(path)?;
        let choices = Choices {
            no_shadow: choices.no_shadow || saved.choices.no_shadow,
            require_path_check: choices.require_path_check || saved.choices.require_path_check,
        };
        Ok(Self { saved: Some(saved), choices })
    }

    /// The file that says what the environment should be.
    pub(super) fn file<'a>(&'a self, path: &'a Path) -> &'a Path {
        self.saved.as_ref().map_or(path, |saved| &saved.file.path)
    }

    /// Makes sure that a plan which was saved is for what is asked here.
    pub(super) async fn belongs(&self, subject: &Subject, path: &Path) -> Result<(), Error> {
        let Some(saved) = &self.saved else { return Ok(()) };
        let account = account(subject).await?;
        let here = [&account, subject.cloud.region(), subject.desired.environment()];
        Ok(saved.belongs(here, path)?)
    }

    /// Makes sure that a plan is the one that was saved, where one was.
    pub(super) async fn agrees(
        &self,
        subject: &Subject,
        plan: &Plan,
        path: &Path,
    ) -> Result<(), Error> {
        let Some(saved) = &self.saved else { return Ok(()) };
        let now = save(subject, plan, &saved.file.path).await?;
        match saved.moved(&now) {
            None => Ok(()),
            Some(moved) => Err(Error::NotAsSaved { path: path.to_owned(), moved: Box::new(moved) }),
        }
    }
}
