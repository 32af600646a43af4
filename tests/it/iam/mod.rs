//! The least IAM policy: what is in it, and that nothing is missing.

mod binary;
mod policy;
mod table;

use ebdeploy::desired::Desired;
use ebdeploy::iam::{Part, Place, Policy, Purpose, policy};

use crate::support::desired;

const HEAD: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\n\
                    platform = \"Python 3.13 running on 64bit Amazon Linux 2023\"\n";

/// The policy of a file for all that ebdeploy itself calls.
fn calls(tables: &str) -> Policy {
    let desired = desired(&format!("{HEAD}{tables}"));
    of(&desired, Purpose::Everything, Part::Calls)
}

fn of(desired: &Desired, purpose: Purpose, part: Part) -> Policy {
    policy(desired, &Place::new(desired, None, None), purpose, part)
}
