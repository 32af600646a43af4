//! What one environment hands on to another.

use super::say;
use super::text::visible;
use crate::release::Release;

/// Says on stderr which version is handed on, and how it is doing where it runs.
pub fn promoted(release: &Release, to: &str) {
    say(&text(release, to));
}

fn text(release: &Release, to: &str) -> String {
    let Release { application: _, environment, region, version, instances, health } = release;
    let instances = super::plural(*instances, "instance");
    let text = format!(
        "{to} gets the version {version}, which {environment} in {region} runs on {instances}, {health}."
    );
    visible(&text)
}
