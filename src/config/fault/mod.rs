//! What can be wrong with a file: one row a fault, with an id that lasts.
//!
//! One file a subject. A [`Diagnostic`](super::Diagnostic) names its row, and only rows of these
//! tables exist: `docs/diagnostics.md` and `ebdeploy explain` are made of them.

/// Rows of a table, each under a name of its own.
macro_rules! faults {
    ($($name:ident = $id:literal {
        says: $says:literal,
        why: $why:literal,
        cure: $cure:literal $(,)?
    })*) => {
        $(#[doc = $says]
        pub static $name: Fault = Fault { id: $id, says: $says, why: $why, cure: $cure };)*

        pub(super) static ALL: &[&Fault] = &[$(&$name),*];
    };
}

mod cloud;
mod environment;
mod https;
mod instances;
mod protect;
mod text;
mod variables;
mod version;

pub use cloud::*;
pub use environment::*;
pub use https::*;
pub use instances::*;
pub use protect::*;
pub use text::*;
pub use variables::*;
pub use version::*;

/// One thing that can be wrong with a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    id: &'static str,
    says: &'static str,
    why: &'static str,
    cure: &'static str,
}

impl Fault {
    /// Its lasting name.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// How it should be, as a sentence.
    pub fn says(&self) -> &'static str {
        self.says
    }

    /// Why it should be so, as a sentence; a limit of AWS's with its source.
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// What to do about it, as a fragment without a full stop. A diagnostic that knows better says
    /// so.
    pub fn cure(&self) -> &'static str {
        self.cure
    }
}

/// Faults of one subject.
pub struct Group {
    /// What they are about, as a heading.
    pub title: &'static str,
    /// A file alone does not show them: it takes a look at AWS.
    pub takes_a_look: bool,
    /// All of them.
    pub faults: &'static [&'static Fault],
}

const fn of_file(title: &'static str, faults: &'static [&'static Fault]) -> Group {
    Group { title, takes_a_look: false, faults }
}

/// The tables, in the order in which they are documented.
pub static GROUPS: [Group; 8] = [
    of_file("The file as such", text::ALL),
    of_file("`[application]`, `[environment]` and `[apply]`", environment::ALL),
    of_file("`[version]`", version::ALL),
    of_file("`[capacity]` and `[network]`", instances::ALL),
    of_file("`[https]` and `[health-check]`", https::ALL),
    of_file("`[variables]` and `[options]`", variables::ALL),
    of_file("`[protect]` and `[lints]`", protect::ALL),
    Group { title: "What a look at AWS finds", takes_a_look: true, faults: cloud::ALL },
];

/// All faults.
pub fn faults() -> impl Iterator<Item = &'static Fault> {
    GROUPS.iter().flat_map(|group| group.faults).copied()
}
