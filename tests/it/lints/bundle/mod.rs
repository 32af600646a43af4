//! Lints that look into the bundle.

mod configuration;
mod needs;
mod texts;

use std::path::Path;

use ebdeploy::bundle::Bundle;
use ebdeploy::lints::{IN_VAIN, Remark, Severity, remarks};

use crate::bundle::folder;
use crate::support::{FILE, converged, desired, look};

const PYTHON: &str = "Python 3.13 running on 64bit Amazon Linux 2023";
/// A Python application at its simplest.
const PLAIN: &[(&str, &str)] = &[("application.py", "")];

/// A file for a platform, with more lines.
fn file(platform: &str, more: &str) -> String {
    let head = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n";
    format!("{head}platform = \"{platform}\"\n[version]\nbundle = \"app\"\n{more}")
}

fn of(path: &Path, text: &str) -> Vec<Remark> {
    let bundle = Bundle::read("app", path).unwrap();
    let told = remarks(&desired(text).with_bundle(bundle), None);
    told.into_iter().filter(|remark| remark.id != "no-health-path").collect()
}

/// What is told of a folder: the lint, what of it, and where in the bundle.
fn told(files: &[(&str, &str)], text: &str) -> Vec<String> {
    let folder = folder(files);
    let line = |remark: Remark| {
        let Remark { id, message, within, .. } = remark;
        let message = message.replace(&folder.path().display().to_string(), "app");
        let Some(within) = within else { return format!("{id}: {message}") };
        let file = within.file.strip_prefix(folder.path()).unwrap().display();
        let line = within
            .line
            .map_or_else(String::new, |line| format!(":{line} {}", &within.text[within.span]));
        format!("{id}: {message} @ {file}{line}")
    };
    of(folder.path(), text).into_iter().map(line).collect()
}

/// The lints that speak of a folder.
fn ids(files: &[(&str, &str)], platform: &str) -> Vec<String> {
    let told = told(files, &file(platform, ""));
    told.iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn a_lint_of_bundles_is_silenced_as_any_other_and_cannot_tell_without_a_bundle() {
    let silence = "[lints]\nbundle-no-start = { allow = \"a hook makes it\" }\n";
    let text = file(PYTHON, silence);
    assert_eq!(told(&[("README", "")], &text), [""; 0]);
    assert!(told(PLAIN, &text)[0].starts_with(IN_VAIN));
    let unseen = remarks(&desired(&text), None);
    assert!(unseen.iter().all(|remark| remark.id != IN_VAIN), "{unseen:?}");
}

#[tokio::test(start_paused = true)]
async fn what_runs_already_is_refused_no_more() {
    let (cloud, _) = converged(FILE).await;
    let files = folder(&[(".ebextensions/a.config", "x: [")]);
    let wishes = desired(&format!("{FILE}[version]\nbundle = \"app\"\n"))
        .with_bundle(Bundle::read("app", files.path()).unwrap());
    let errors = async || {
        let observed =
            ebdeploy::observe::observe(&cloud, &wishes, crate::fake::now()).await.unwrap();
        let told = remarks(&wishes, Some(&observed));
        told.into_iter().filter(|remark| remark.severity == Severity::Error).count()
    };
    assert_eq!(errors().await, 1);
    let label = wishes.version().unwrap().to_owned();
    cloud.change(|world| {
        world.environment.as_mut().unwrap().summary.version = Some(label);
    });
    assert_eq!(errors().await, 0);
    assert!(look(&cloud, &wishes).await.unwrap().is_empty());
}
