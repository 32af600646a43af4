//! What is missing in a bundle, and what is one in name only.
//!
//! Sources: Elastic Beanstalk developer guide, "Create an application source bundle"; events and engine logs
//! of failed deployments in public reports (Docker, Java SE).

use super::{Check, Found, Inside, Lint, Look, Severity, found};
use crate::bundle::Contents;

pub(crate) static LINTS: [Lint; 4] = [
    Lint {
        id: "bundle-unreadable",
        severity: Severity::Error,
        says: "an archive is no zip archive that can be read",
        reason: "Elastic Beanstalk takes zip archives, by whatever name, and nothing else",
        cure: "pack it anew, with a tool that writes plain zip archives; or name the folder, and ebdeploy packs it",
        check: Check::Bundle(unreadable),
    },
    Lint {
        id: "bundle-wrapped",
        severity: Severity::Error,
        says: "everything in the bundle is in one folder, with files that belong at the top",
        reason: "Elastic Beanstalk looks for these at the top of the bundle, and not in a folder in it",
        cure: "pack what is in that folder, not the folder itself; or name the folder as `bundle`",
        check: Check::Bundle(wrapped),
    },
    Lint {
        id: "bundle-incomplete",
        severity: Severity::Error,
        says: "the platform misses what its instances refuse to deploy without (Docker, ECS, Java SE), or `Dockerrun.aws.json` has a version that is not the platform's",
        reason: "the instances refuse to deploy a bundle without it",
        cure: "add it at the top of the bundle, and see that neither `.ebignore` nor `.gitignore` leaves it out",
        check: Check::Platform(incomplete),
    },
    Lint {
        id: "bundle-no-start",
        severity: Severity::Warning,
        says: "the platform finds nothing to start, or nothing to serve",
        reason: "the platform would not know what to start, or find nothing to serve",
        cure: "add it at the top of the bundle, and see that neither `.ebignore` nor `.gitignore` leaves it out",
        check: Check::Platform(no_start),
    },
];

fn unreadable(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let contents = inside.contents;
    let broken = contents.broken.iter();
    let told = broken.map(|why| {
        found(format!("`{}` is no zip archive that can be read: {why}", contents.place.display()))
    });
    told.collect()
}

/// What tells that a folder is the application.
const MARKS: [&str; 14] = [
    ".ebextensions",
    ".platform",
    "Buildfile",
    "Dockerfile",
    "Dockerrun.aws.json",
    "Procfile",
    "application.go",
    "application.py",
    "config.ru",
    "docker-compose.yml",
    "go.mod",
    "package.json",
    "requirements.txt",
    "WEB-INF",
];

/// The one folder that all files are in, but for what a Mac adds.
fn wrapper(contents: &Contents) -> Option<&str> {
    let own = || contents.files.keys().filter(|name| !name.starts_with("__MACOSX/"));
    let (folder, _) = own().next()?.split_once('/')?;
    own().all(|name| name.split_once('/').is_some_and(|(top, _)| top == folder)).then_some(folder)
}

fn wrapped(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let Some(folder) = wrapper(inside.contents) else { return Vec::new() };
    let is_there = |mark: &&str| {
        let name = format!("{folder}/{mark}");
        inside.contents.has(&name) || inside.contents.has_folder(&name)
    };
    let marks: Vec<_> =
        MARKS.into_iter().filter(is_there).map(|mark| format!("`{mark}`")).collect();
    if marks.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "everything in `{}` is in one folder, `{folder}`, with {}",
        inside.contents.place.display(),
        marks.join(", ")
    );
    vec![found(message)]
}

/// What the platform misses; nothing where another lint tells why.
fn missing(look: &Look<'_>, inside: &Inside<'_>, refuses: bool) -> Option<Vec<Found>> {
    let (platform, branch) = (inside.platform?, inside.branch.as_deref()?);
    let contents = inside.contents;
    let told_already = contents.broken.is_some() || !wrapped(look, inside).is_empty();
    // A `.war` or `.jar` is the application itself, whatever is in it.
    let place = contents.place.extension().filter(|_| contents.packed);
    let is_program = place.is_some_and(|ending| ending == "war" || ending == "jar");
    let met =
        platform.needs.is_empty() || platform.needs.iter().any(|need| need.is_met(look, inside));
    if platform.refuses != refuses || told_already || is_program || met {
        return Some(Vec::new());
    }
    let message = format!(
        "`{}` has no {}, and the platform is {branch}",
        contents.place.display(),
        platform.wants
    );
    Some(vec![found(message)])
}

fn incomplete(look: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    let mut found = missing(look, inside, true)?;
    found.extend(dockerrun(inside));
    Some(found)
}

fn no_start(look: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    missing(look, inside, false)
}

/// ECS takes version 2 alone, Docker by itself 1 and 3.
///
/// Source: developer guide, "Docker platform configuration", "ECS managed Docker"; what AWS says to a
/// wrong one stands in the `eb` command.
fn dockerrun(inside: &Inside<'_>) -> Option<Found> {
    const FILE: &str = "Dockerrun.aws.json";
    let branch = inside.branch.as_deref()?;
    let of_ecs = branch.contains("ECS running") || branch.contains("Multi-container Docker");
    if !of_ecs && !branch.contains("Docker running") {
        return None;
    }
    let text = inside.contents.text(FILE)?;
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    let version = &document["AWSEBDockerrunVersion"];
    let number = version.as_u64().or_else(|| version.as_str()?.trim().parse().ok())?;
    if (number == 2) == of_ecs {
        return None;
    }
    let key = text.find("AWSEBDockerrunVersion").unwrap_or(0);
    let other = if of_ecs { "2" } else { "1 or 3" };
    let message = format!("`{FILE}` has version {number}, and {branch} takes {other}");
    Some(found(message).within(inside.place(FILE, &(key..key + "AWSEBDockerrunVersion".len()))))
}
