//! A plan on file: shown to whoever approves it, and carried out later only if it is still the same.
//!
//! The file says where it belongs: account, region, environment, and the digest of the TOML file. It
//! holds no secret value, and nothing is carried out from it: applying it observes and plans again,
//! and compares.

mod file;

use std::path::{Path, PathBuf};
use std::{fs, io};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::desired::Choices;
use crate::plan::PlanDocument;

pub use file::{ExtendedFile, SavedFile, digest};

/// The version of the shape. A member that is added does not change it; one that goes, or means
/// something else, does.
pub const FORMAT: u32 = 1;

/// Members of a plan that steer nothing.
const UNSTEERING: [&str; 2] = ["notes", "variable-bytes"];

/// A plan on file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "ebdeploy saved plan")]
pub struct Saved {
    /// The version of this shape: 1.
    pub format: u32,
    /// The version of ebdeploy that made it.
    pub ebdeploy: String,
    /// The AWS account that it is for.
    pub account: String,
    /// The region that it is for.
    pub region: String,
    /// The environment that it is for.
    pub environment: String,
    /// The file that says what the environment should be.
    pub file: SavedFile,
    /// What the caller decided.
    pub choices: Choices,
    /// What is to be done, as `ebdeploy plan --json` prints it, without what lints and gates say.
    #[schemars(with = "PlanDocument")]
    pub plan: Value,
    /// The same for people, line by line.
    pub shown: Vec<String>,
}

/// Why a file is no plan that can be carried out here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read or written.
    #[error("cannot {verb} `{}`", path.display())]
    File {
        /// `read` or `write`.
        verb: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is none.
    #[error("`{}` is no saved plan: {reason}", path.display())]
    NotOne {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is for something else.
    #[error("the plan in `{}` is for the {what} {saved}, and this is {now}", path.display())]
    Elsewhere {
        /// Which file.
        path: PathBuf,
        /// Account, region or environment.
        what: &'static str,
        /// The one that it is for.
        saved: String,
        /// The one that is here.
        now: String,
    },
}

/// What is not as it was when a plan was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The file says something else.
    pub file: Option<PathBuf>,
    /// Another version of ebdeploy saved it than compares it now: the former, the latter.
    pub ebdeploy: Option<(String, String)>,
    /// Lines of the plan that stood there and stand no more.
    pub gone: Vec<String>,
    /// Lines that stand there now.
    pub new: Vec<String>,
}

impl Saved {
    /// Reads a plan.
    ///
    /// # Errors
    /// When the file cannot be read, or is no plan of a format that is known here.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::File {
            verb: "read",
            path: path.to_owned(),
            source,
        })?;
        let not_one = |reason: String| Error::NotOne { path: path.to_owned(), reason };
        let document: Value =
            serde_json::from_str(&text).map_err(|error| not_one(error.to_string()))?;
        match document["format"].as_u64() {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => return Err(not_one(format!("its format is {format}, not {FORMAT}"))),
            None => return Err(not_one("it has no `format`".to_owned())),
        }
        serde_json::from_value(document).map_err(|error| not_one(error.to_string()))
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        fs::write(path, text + "\n").map_err(|source| Error::File {
            verb: "write",
            path: path.to_owned(),
            source,
        })
    }

    /// Makes sure that this plan is for this account, region and environment.
    ///
    /// # Errors
    /// When it is for another one.
    pub fn belongs(&self, here: [&str; 3], path: &Path) -> Result<(), Error> {
        let there = [&self.account, &self.region, &self.environment];
        let places = ["account", "region", "environment"].into_iter().zip(there).zip(here);
        for ((what, saved), now) in places {
            if saved != now {
                let (path, saved, now) = (path.to_owned(), saved.clone(), now.to_owned());
                return Err(Error::Elsewhere { path, what, saved, now });
            }
        }
        Ok(())
    }

    /// What is not as it was; `None` when the plan is still the same.
    pub fn moved(&self, now: &Self) -> Option<Moved> {
        let file = self.file.changed(&now.file);
        // Notes steer nothing: health that comes and goes between plan and approval is no change.
        let steering = |plan: &Value| {
            let mut plan = plan.clone();
            if let Some(members) = plan.as_object_mut() {
                members.retain(|name, _| !UNSTEERING.contains(&name.as_str()));
            }
            plan
        };
        if file.is_none() && steering(&self.plan) == steering(&now.plan) {
            return None;
        }
        let versions = (self.ebdeploy.clone(), now.ebdeploy.clone());
        let ebdeploy = (versions.0 != versions.1).then_some(versions);
        let only = |these: &[String], others: &[String]| {
            these.iter().filter(|line| !others.contains(line)).cloned().collect()
        };
        let (gone, new) = (only(&self.shown, &now.shown), only(&now.shown, &self.shown));
        Some(Moved { file, ebdeploy, gone, new })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn extended(text: &str) -> ExtendedFile {
        ExtendedFile { path: "base.toml".into(), sha256: digest(text) }
    }

    fn saved() -> Saved {
        Saved {
            format: FORMAT,
            ebdeploy: "1.0.0".into(),
            account: "123456789012".into(),
            region: "eu-west-1".into(),
            environment: "shop-prod".into(),
            file: SavedFile {
                path: "prod.toml".into(),
                sha256: digest("max = 4"),
                extends: vec![extended("min = 2")],
            },
            choices: Choices::default(),
            plan: json!({ "steps": [] }),
            shown: vec!["~ settings".into(), "    capacity.max  3 → 4".into()],
        }
    }

    #[test]
    fn another_version_of_ebdeploy_that_plans_the_same_has_moved_nothing() {
        let now = Saved { ebdeploy: "1.1.0".into(), ..saved() };
        assert_eq!(saved().moved(&now), None);
    }

    #[test]
    fn a_note_that_came_or_went_meanwhile_has_moved_nothing() {
        let plan = |notes: Value| json!({ "steps": ["one"], "notes": notes });
        let then = Saved { plan: plan(json!([])), ..saved() };
        let now = Saved { plan: plan(json!(["the environment is Yellow"])), ..saved() };
        assert_eq!(then.moved(&now), None);
    }

    #[test]
    fn what_moved_is_told_line_by_line() {
        let now = Saved {
            plan: json!({ "steps": ["another"] }),
            shown: vec!["~ settings".into(), "    capacity.max  2 → 4".into()],
            ..saved()
        };
        let moved = saved().moved(&now).unwrap();
        assert_eq!((moved.file, moved.ebdeploy), (None, None));
        assert_eq!(moved.gone, ["    capacity.max  3 → 4"]);
        assert_eq!(moved.new, ["    capacity.max  2 → 4"]);
    }

    #[test]
    fn another_text_of_the_file_is_another_plan() {
        let file = SavedFile { sha256: digest("max = 5"), ..saved().file };
        let moved = saved().moved(&Saved { file, ..saved() }).unwrap();
        assert_eq!(moved.file, Some("prod.toml".into()));
    }

    #[test]
    fn another_text_of_a_file_that_it_extends_is_another_plan() {
        for extends in [vec![extended("min = 1")], vec![]] {
            let file = SavedFile { extends, ..saved().file };
            let moved = saved().moved(&Saved { file, ..saved() }).unwrap();
            assert_eq!(moved.file, Some("base.toml".into()));
        }
        let extends = vec![extended("min = 2"), extended("")];
        let file = SavedFile { extends, ..saved().file };
        assert!(saved().moved(&Saved { file, ..saved() }).is_some());
    }

    #[test]
    fn a_plan_of_a_file_that_extends_nothing_says_nothing_of_it() {
        let file = SavedFile { extends: vec![], ..saved().file };
        let written = serde_json::to_string(&file).unwrap();
        assert!(!written.contains("extends"), "{written}");
        assert_eq!(serde_json::from_str::<SavedFile>(&written).unwrap(), file);
    }

    #[test]
    fn a_plan_for_another_account_is_refused() {
        let here = ["999999999999", "eu-west-1", "shop-prod"];
        let refused = saved().belongs(here, Path::new("plan.json")).unwrap_err();
        let expected =
            "the plan in `plan.json` is for the account 123456789012, and this is 999999999999";
        assert_eq!(refused.to_string(), expected);
    }
}
