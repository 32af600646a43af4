//! `[unmanaged]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What comes of variables and tags that the environment has and the file does not name.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unmanaged {
    /// Variables: `keep` leaves them alone, `warn` names them in a note, `prune` takes them away.
    pub variables: Stray,
    /// Tags, likewise. Those of AWS, of Elastic Beanstalk and of ebdeploy are always kept.
    pub tags: Stray,
}

/// What comes of something that the file does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stray {
    /// It is left alone.
    #[default]
    Keep,
    /// It is left alone, and named in a note.
    Warn,
    /// It is taken away.
    Prune,
}
