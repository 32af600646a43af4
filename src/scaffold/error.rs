//! Why nothing can be scaffolded.

use std::io;
use std::path::PathBuf;

/// Why nothing can be scaffolded, or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its instances have no proxy that is known here.
    #[error("on `{0}` there is neither Apache nor nginx")]
    NoProxy(String),
    /// Apache is not among this platform's proxies.
    #[error("`{0}` has nginx alone as its proxy")]
    NoApache(String),
    /// It has no Tomcat.
    #[error("`{0}` has no Tomcat")]
    NoTomcat(String),
    /// The file says otherwise than the command line.
    #[error("the file's ProxyServer is `{file}`, and `--proxy` says `{asked}`")]
    OtherProxy {
        /// As in the file.
        file: String,
        /// As on the command line.
        asked: &'static str,
    },
    /// The platform's nginx includes nothing in its server block.
    #[error("on Amazon Linux AMI only Java's nginx includes files in its server block")]
    NothingIncluded,
    /// The health check's path cannot be a route of its own.
    #[error("`{path}` cannot be the health check's path: {problem}")]
    HealthPath {
        /// As it was written.
        path: String,
        /// Why.
        problem: &'static str,
    },
    /// There is no Django project to be seen.
    #[error("`{}` names no settings module", .0.display())]
    NoSettings(PathBuf),
    /// That is no module's name.
    #[error("`{0}` is no name of a Python module")]
    NoModule(String),
    /// Files with another text are there.
    #[error("nothing was written: {} there already, with another text", listed(.0))]
    Occupied(Vec<PathBuf>),
    /// Nobody can be asked, and `--yes` was not given.
    #[error("there is no terminal to ask on, and `--yes` was not given; nothing was written")]
    NobodyToAsk,
    /// The answer was not `yes`.
    #[error("nothing was written: the answer was not `yes`")]
    Declined,
    /// A file cannot be read or written.
    #[error("cannot {verb} `{}`", path.display())]
    File {
        /// `read` or `write`.
        verb: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// What to do next.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoProxy(_) => "its web server is not one that this command knows",
            Self::NoApache(_) => "take `--proxy nginx`",
            Self::NoTomcat(_) => "take `--app java` for Spring Boot, or a platform of Tomcat",
            Self::OtherProxy { .. } => {
                "change the one or the other; without `--proxy` it is the file's"
            }
            Self::NothingIncluded => {
                "take `--proxy apache`, or a platform of Amazon Linux 2023: Amazon Linux AMI was retired in 2022"
            }
            Self::HealthPath { .. } => "write a path of its own, such as `/health`",
            Self::NoSettings(_) => {
                "name the project's folder with `--into DIR`, or its settings with `--settings mysite.settings`"
            }
            Self::NoModule(_) => "write it as `mysite.settings`",
            Self::Occupied(_) => "look at them, and write over them with `--force`",
            Self::NobodyToAsk => "look at the list (`--dry-run`), then run again with `--yes`",
            Self::Declined | Self::File { .. } => return None,
        })
    }
}

fn listed(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(", "))
}
