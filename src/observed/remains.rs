//! What there is of an environment that is to go, and what hangs on it.

use super::{Observed, Summary};

/// All that the plan of a destruction is made from, beside the file.
#[derive(Clone, Debug, Default)]
pub struct Remains {
    /// The environment, with the rules of all its listeners and whose they are. What only an update
    /// needs has not been asked.
    pub observed: Observed,
    /// Shadow target groups that interrupted runs left behind. They are outside the environment, and
    /// do not go with it.
    pub shadows: Vec<Leftover>,
    /// Rules of security groups of other hands that refer to the environment's own.
    pub references: Vec<Reference>,
    /// The application, where it is to go too and is there.
    pub application: Option<Holdings>,
}

/// A target group that was made beside those of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The ARN of the load balancer that it hangs on, if it still does.
    pub balancer: Option<String>,
}

/// A security group whose rules refer to another one, which cannot be deleted before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The id of the group whose rules refer.
    pub from: String,
    /// Its name.
    pub name: String,
    /// The id of the group that they refer to.
    pub to: String,
}

/// What belongs to an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Its environments, but for terminated ones.
    pub environments: Vec<Summary>,
    /// The labels of its versions.
    pub versions: Vec<String>,
    /// The names of its saved configurations.
    pub configurations: Vec<String>,
}
