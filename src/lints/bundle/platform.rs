//! What each platform starts from.
//!
//! Sources: Elastic Beanstalk developer guide, the pages of the platforms.

use super::{Inside, Look};
use crate::bundle::Contents;
use crate::desired::OptionKey;

/// One thing that a platform takes for a start.
pub(super) enum Need {
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
    pub(super) needs: &'static [Need],
    /// As it is said of them.
    pub(super) wants: &'static str,
    /// Instances refuse what has none of them.
    pub(super) refuses: bool,
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
    pub(super) fn is_met(&self, look: &Look<'_>, inside: &Inside<'_>) -> bool {
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
    let is_it = |option: &OptionKey| {
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
