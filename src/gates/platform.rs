//! Changes of the platform.

use super::change::{Change, branch_and_version};

/// It moves to another branch.
pub(super) fn moves(change: &Change<'_>) -> bool {
    of_both(change, |before, after| before.0 != after.0)
}

/// It gets an older version, or a branch of an older language or operating system.
pub(super) fn is_downgrade(change: &Change<'_>) -> bool {
    of_both(change, is_older)
}

/// Branch and version.
type Platform<'a> = (&'a str, &'a str);

fn of_both(change: &Change<'_>, is: impl Fn(Platform<'_>, Platform<'_>) -> bool) -> bool {
    let Change::Platform { before: Some(before), after } = change else { return false };
    let platforms = branch_and_version(before).zip(branch_and_version(after));
    platforms.is_some_and(|(before, after)| is(before, after))
}

/// Of one branch the version tells; of branches the numbers in their names, where all else in the
/// names is the same: `Python 3.11 running on 64bit Amazon Linux 2023`.
fn is_older(before: Platform<'_>, after: Platform<'_>) -> bool {
    let version = |text: &str| semver::Version::parse(text).ok();
    if before.0 == after.0 {
        return version(after.1) < version(before.1);
    }
    let numbers = |branch: &str| {
        let words = branch.split(|c: char| !c.is_ascii_digit());
        words.filter_map(|word| word.parse::<u32>().ok()).collect::<Vec<_>>()
    };
    let rest = |branch: &str| -> String {
        let kept = branch.chars().filter(|c| !c.is_ascii_digit() && *c != '.');
        kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let words = |branch: &str| branch.split(" running on ").map(str::to_owned).collect::<Vec<_>>();
    let parts = words(before.0).into_iter().zip(words(after.0));
    parts
        .into_iter()
        .any(|(before, after)| rest(&before) == rest(&after) && numbers(&after) < numbers(&before))
}
