//! What each platform wants of a bundle.
//!
//! Sources: Elastic Beanstalk developer guide, "Create an application source bundle" and the pages of
//! the platforms; events and engine logs of failed deployments in public reports (Docker, Java SE).

use super::{Check, Found, Inside, Lint, Look, Severity, found};
use crate::bundle::Contents;

pub(crate) static LINTS: [Lint; 4] = [
    Lint {
        id: "bundle-unreadable",
        severity: Severity::Error,
        reason: "Elastic Beanstalk takes zip archives, by whatever name, and nothing else",
        cure: "pack it anew, with a tool that writes plain zip archives; or name the folder, and ebdeploy packs it",
        check: Check::Bundle(unreadable),
    },
    Lint {
        id: "bundle-wrapped",
        severity: Severity::Error,
        reason: "Elastic Beanstalk looks for these at the top of the bundle, and not in a folder in it",
        cure: "pack what is in that folder, not the folder itself; or name the folder as `bundle`",
        check: Check::Bundle(wrapped),
    },
    Lint {
        id: "bundle-incomplete",
        severity: Severity::Error,
        reason: "the instances refuse to deploy a bundle without it",
        cure: "add it at the top of the bundle, and see that neither `.ebignore` nor `.gitignore` leaves it out",
        check: Check::Platform(incomplete),
    },
    Lint {
        id: "bundle-no-start",
        severity: Severity::Warning,
        reason: "the platform would not know what to start, or find nothing to serve",
        cure: "add it at the top of the bundle, and see that neither `.ebignore` nor `.gitignore` leaves it out",
        check: Check::Platform(no_start),
    },
];

/// One thing that a platform takes for a start.
enum Need {
    /// A file of this name.
    File(&'static str),
    /// A file at the top that ends so.
    Ending(&'static str),
    /// A folder of this name.
    Folder(&'static str),
    /// `package.json` with a script `start`.
    StartScript,
    /// The module that the option `WSGIPath` names.
    Wsgi,
    /// A page in the folder that the option `document_root` names.
    Page,
}

/// What a platform wants.
pub(super) struct Platform {
    /// Parts of the names of its branches.
    names: &'static [&'static str],
    /// Any of these is enough; where there are none, there is nothing to miss.
    needs: &'static [Need],
    /// As it is said of them.
    wants: &'static str,
    /// Instances refuse what has none of them.
    refuses: bool,
    /// It runs what a `Procfile` says.
    pub(super) takes_procfile: bool,
}

/// All platforms, the more exact names first.
static PLATFORMS: [Platform; 11] = [
    Platform {
        names: &["ECS running", "Multi-container Docker"],
        needs: &[Need::File("Dockerrun.aws.json")],
        wants: "`Dockerrun.aws.json`, of version 2",
        refuses: true,
        takes_procfile: false,
    },
    Platform {
        names: &["Docker running"],
        needs: &[
            Need::File("Dockerfile"),
            Need::File("Dockerrun.aws.json"),
            Need::File("docker-compose.yml"),
        ],
        wants: "`Dockerfile`, `Dockerrun.aws.json` or `docker-compose.yml`",
        refuses: true,
        takes_procfile: false,
    },
    Platform {
        names: &["Tomcat"],
        needs: &[
            Need::Ending(".war"),
            Need::Folder("WEB-INF"),
            Need::Ending(".jsp"),
            Need::Ending(".html"),
        ],
        wants: "`WEB-INF/`, a page or a `.war` file",
        refuses: false,
        takes_procfile: false,
    },
    Platform {
        names: &["Corretto", "Java 8", "Java 7"],
        needs: &[Need::File("Procfile"), Need::Ending(".jar"), Need::File("Buildfile")],
        wants: "`Procfile` or a `.jar` file",
        refuses: true,
        takes_procfile: true,
    },
    Platform {
        names: &["Python"],
        needs: &[Need::File("Procfile"), Need::Wsgi],
        wants: "`Procfile` or `application.py`, and the option `WSGIPath` names no other file of it",
        refuses: false,
        takes_procfile: true,
    },
    Platform {
        names: &["Node.js"],
        needs: &[
            Need::File("Procfile"),
            Need::StartScript,
            Need::File("app.js"),
            Need::File("server.js"),
        ],
        wants: "`Procfile`, a script `start` in `package.json`, `app.js` or `server.js`",
        refuses: false,
        takes_procfile: true,
    },
    Platform {
        names: &["Ruby"],
        needs: &[Need::File("Procfile"), Need::File("config.ru")],
        wants: "`Procfile` or `config.ru`",
        refuses: false,
        takes_procfile: true,
    },
    Platform {
        names: &["Go 1"],
        needs: &[
            Need::File("Procfile"),
            Need::File("Buildfile"),
            Need::File("application.go"),
            Need::File("application"),
            Need::File("bin/application"),
            Need::File("go.mod"),
        ],
        wants: "`Procfile`, `Buildfile`, `application.go` or a program `application`",
        refuses: false,
        takes_procfile: true,
    },
    Platform {
        names: &["PHP"],
        needs: &[Need::Page],
        wants: "`index.php` or `index.html`, and the option `document_root` names no folder of it that has one",
        refuses: false,
        takes_procfile: false,
    },
    Platform {
        names: &[".NET"],
        needs: &[Need::File("Procfile"), Need::Ending(".runtimeconfig.json")],
        wants: "`Procfile` or a `.runtimeconfig.json` file",
        refuses: false,
        takes_procfile: true,
    },
    Platform { names: &["IIS"], needs: &[], wants: "", refuses: false, takes_procfile: false },
];

/// The platform that a branch is of.
pub(super) fn of(branch: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.names.iter().any(|name| branch.contains(name)))
}

impl Need {
    fn is_met(&self, look: &Look<'_>, inside: &Inside<'_>) -> bool {
        let contents = inside.contents;
        match self {
            Self::File(name) => contents.has(name),
            Self::Ending(ending) => contents.at_top().any(|name| name.ends_with(ending)),
            Self::Folder(name) => contents.has_folder(name),
            Self::StartScript => has_start_script(contents, look, inside),
            Self::Wsgi => paths(look, inside, PYTHON, "application")
                .iter()
                .any(|path| module(path).iter().any(|file| contents.has(file))),
            Self::Page => paths(look, inside, PHP, "/").iter().any(|root| {
                let root = root.trim_matches('/');
                let page = |page| {
                    if root.is_empty() { String::from(page) } else { format!("{root}/{page}") }
                };
                ["index.php", "index.html"].into_iter().any(|name| contents.has(&page(name)))
            }),
        }
    }
}

const PYTHON: (&str, &str) = ("aws:elasticbeanstalk:container:python", "WSGIPath");
const PHP: (&str, &str) = ("aws:elasticbeanstalk:container:php:phpini", "document_root");
const NODE: (&str, &str) = ("aws:elasticbeanstalk:container:nodejs", "NodeCommand");

/// What an option may be: as the file says; else as the bundle says, or the environment has it.
/// Which of these two counts cannot be told from outside.
fn paths(
    look: &Look<'_>,
    inside: &Inside<'_>,
    (namespace, name): (&str, &str),
    default: &str,
) -> Vec<String> {
    if let Some(property) = look.option(namespace, name) {
        return vec![property.value.to_aws()];
    }
    let is_it = |option: &crate::desired::OptionKey| {
        option.namespace.eq_ignore_ascii_case(namespace) && option.name == name
    };
    let bundled = inside.settings().filter(|(_, set)| is_it(&set.option));
    let mut paths: Vec<_> =
        bundled.filter_map(|(_, set)| Some(set.value.as_ref()?.name.clone())).collect();
    paths.extend(look.value(namespace, name));
    paths.retain(|path| !path.is_empty());
    if paths.is_empty() {
        paths.push(default.to_owned());
    }
    paths
}

/// The files that `shop.wsgi:application`, `shop/wsgi.py` or `application` may mean.
fn module(path: &str) -> [String; 2] {
    let path = path.split(':').next().unwrap_or(path);
    let path = path.strip_suffix(".py").map_or_else(|| path.replace('.', "/"), str::to_owned);
    [format!("{path}.py"), format!("{path}/__init__.py")]
}

fn has_start_script(contents: &Contents, look: &Look<'_>, inside: &Inside<'_>) -> bool {
    // One that cannot be read is npm's to judge.
    let package = contents.text("package.json").map(serde_json::from_str::<serde_json::Value>);
    match package {
        Some(Ok(package)) if package["scripts"]["start"].is_string() => true,
        Some(Err(_)) => true,
        _ => !paths(look, inside, NODE, "").concat().is_empty(),
    }
}

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
