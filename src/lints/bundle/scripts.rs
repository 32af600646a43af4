//! `.platform`: hooks, and the proxy's own files.
//!
//! Sources: Elastic Beanstalk developer guide, "Platform hooks", "Reverse proxy configuration",
//! "Migrating your Elastic Beanstalk Linux application to Amazon Linux 2".

use super::{Check, Found, Inside, Lint, Look, Severity, found};
use crate::bundle::is_hook;

pub(crate) static LINTS: [Lint; 4] = [
    Lint {
        id: "hook-mode",
        severity: Severity::Note,
        says: "a hook is not executable",
        reason: "a hook must be executable; platform versions since 29 April 2022 see to that by themselves, older ones \
                 fail to deploy",
        cure: "`chmod +x`, and `git update-index --chmod=+x` where Git does not know of modes",
        check: Check::Bundle(mode),
    },
    Lint {
        id: "hook-lines",
        severity: Severity::Note,
        says: "a hook has line breaks of Windows",
        reason: "with line breaks of Windows a script is not found or fails; platform versions since 29 December 2022 mend \
                 them, older ones do not",
        cure: "save the file with line breaks of Unix; in Git, `.platform/** text eol=lf` in `.gitattributes`",
        check: Check::Bundle(lines),
    },
    Lint {
        id: "platform-folder",
        severity: Severity::Warning,
        says: "a file of `.platform` is in no folder that a platform knows",
        reason: "what stands in no folder that the platform knows is not run and not read",
        cure: "hooks stand right in `.platform/hooks/` or `.platform/confighooks/`, each in `prebuild/`, `predeploy/` or \
               `postdeploy/`; the proxy's files in `.platform/nginx/` or `.platform/httpd/`",
        check: Check::Bundle(folder),
    },
    Lint {
        id: "proxy-not-read",
        severity: Severity::Warning,
        says: "there is `.ebextensions/nginx` or `.ebextensions/httpd`, and the platform is Amazon Linux 2 or later",
        reason: "since Amazon Linux 2 the proxy's files are read from `.platform` alone",
        cure: "move it to `.platform/nginx/`, or `.platform/httpd/` with the option `ProxyServer = \"apache\"`",
        check: Check::Platform(not_read),
    },
];

const STAGES: [&str; 3] = ["prebuild", "predeploy", "postdeploy"];
/// Folders of `.platform` whose content is the proxy's, or is passed over on purpose.
const PROXIES: [&str; 2] = ["nginx", "httpd"];

fn mode(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let files = inside.contents.files.iter().filter(|(name, _)| is_hook(name));
    let plain = files.filter(|(_, mode)| mode.is_some_and(|mode| mode & 0o111 == 0));
    plain.map(|(name, _)| found("this hook is not executable").within(inside.file(name))).collect()
}

fn lines(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let hooks = inside.contents.texts.keys().filter(|name| is_hook(name));
    let told = hooks.filter_map(|name| {
        let at = inside.contents.text(name)?.find("\r\n")?;
        Some(
            found("this hook has line breaks of Windows").within(inside.place(name, &(at..at + 1))),
        )
    });
    told.collect()
}

fn folder(_: &Look<'_>, inside: &Inside<'_>) -> Vec<Found> {
    let is_known = |name: &str| {
        let Some(within) = name.strip_prefix(".platform/") else { return true };
        match within.split('/').collect::<Vec<_>>()[..] {
            // What a hook reads may lie beside it, in a folder of its own.
            ["hooks" | "confighooks", stage, _, ..] => STAGES.contains(&stage),
            [proxy, _, ..] => PROXIES.contains(&proxy),
            _ => false,
        }
    };
    let is_kept = |name: &&String| {
        [".gitkeep", "README.md", ".gitignore"].iter().any(|own| name.ends_with(own))
    };
    let unknown = inside.contents.files.keys().filter(|name| !is_known(name) && !is_kept(name));
    unknown.map(|name| found("no platform reads this file").within(inside.file(name))).collect()
}

fn not_read(_: &Look<'_>, inside: &Inside<'_>) -> Option<Vec<Found>> {
    inside.branch.as_ref()?;
    let of_proxy = |name: &&String| {
        let within = name.strip_prefix(".ebextensions/");
        within.is_some_and(|within| within.starts_with("nginx/") || within.starts_with("httpd/"))
    };
    let files = inside.contents.files.keys().filter(of_proxy).filter(|_| inside.is_recent());
    let told =
        files.map(|name| found("the proxy does not read this file").within(inside.file(name)));
    Some(told.collect())
}
