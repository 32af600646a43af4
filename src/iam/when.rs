//! When a file takes an action: questions that rows of the table ask.

use super::asks::Asks;
use crate::config::Lock;
use crate::desired::Desired;

pub(super) fn sets_tags(desired: &Desired) -> bool {
    Asks::new(desired).sets_tags()
}

pub(super) fn removes_tags(desired: &Desired) -> bool {
    Asks::new(desired).removes_tags()
}

pub(super) fn takes_leases(desired: &Desired) -> bool {
    desired.lock() != Lock::Off
}

pub(super) fn uploads(desired: &Desired) -> bool {
    Asks::new(desired).uploads()
}

pub(super) fn removes_versions(desired: &Desired) -> bool {
    desired.keep_versions().is_some()
}
