//! What is to be scaffolded: what the caller asks for, and what an environment's file says.

use std::path::Path;

use clap::ValueEnum;

use super::written::{Written, exempt, front, keys, option};
use super::{Error, HealthPath, Servlet, django};
use crate::config::{Config, HealthCheck, LoadBalancerType};

/// The namespace of the proxy's options.
pub(super) const PROXY: &str = "aws:elasticbeanstalk:environment:proxy";
/// The option that chooses it.
pub(super) const SERVER: &str = "ProxyServer";

/// What the names of Tomcat's platforms have.
const TOMCAT: &str = "Tomcat";

/// The server in front of the application, on the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Proxy {
    /// Apache HTTP Server 2.4.
    Apache,
    /// nginx.
    Nginx,
}

impl Proxy {
    /// Its name, as in the option `ProxyServer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apache => "apache",
            Self::Nginx => "nginx",
        }
    }
}

/// How a platform takes files for its proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Amazon Linux 2 and 2023: from `.platform`.
    Platform,
    /// Amazon Linux AMI: from `.ebextensions`.
    Ami,
}

/// What is in front of the instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// A load balancer that says what a request came by.
    Telling(LoadBalancerType),
    /// A network load balancer.
    Network,
    /// None: clients reach the one instance themselves.
    Nothing,
}

/// The kind of application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum App {
    /// Django.
    Django {
        /// The module of the site's own settings.
        settings: String,
    },
    /// Node.js with Express.
    Node,
    /// Java with Spring Boot.
    Java,
    /// Java in Tomcat, as a WAR.
    Tomcat {
        /// The packages of its servlets.
        servlet: Servlet,
    },
    /// Pages that the proxy serves itself.
    Static {
        /// Where they are in the bundle.
        root: String,
    },
}

impl App {
    fn name(&self) -> &'static str {
        match self {
            Self::Django { .. } => "Django",
            Self::Node => "Express",
            Self::Java => "Spring Boot",
            Self::Tomcat { .. } => "Tomcat",
            Self::Static { .. } => "Pages",
        }
    }
}

/// What a caller asks for, beside the file.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The kind of application.
    pub app: App,
    /// The proxy.
    pub proxy: Option<Proxy>,
    /// The generation of the platform.
    pub generation: Option<Generation>,
    /// The health check's path.
    pub health: Option<String>,
    /// Path patterns that are served by http too, beside those of the file: it names none where its
    /// load balancer has no rules.
    pub except: Vec<String>,
    /// Whether requests that are neither GET nor HEAD are to be repeated as they are.
    pub keep_method: bool,
}

/// What is to be scaffolded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The kind of application.
    pub app: App,
    /// The proxy in front of it.
    pub proxy: Proxy,
    /// How the platform takes its files.
    pub generation: Generation,
    /// Whether the application comes as a WAR.
    pub war: bool,
    /// What is in front of the instances.
    pub front: Front,
    /// The health check's path.
    pub health: HealthPath,
    /// Path patterns, as a load balancer reads them, that are served by http too.
    pub except: Vec<String>,
    /// Whether requests that are neither GET nor HEAD are to be repeated as they are.
    pub keep_method: bool,
    /// The environment's file, where there is one.
    pub file: Option<Written>,
}

impl Wish {
    pub(super) fn title(&self) -> String {
        let Self { app, proxy, generation, .. } = self;
        let proxy = match proxy {
            Proxy::Apache => "Apache",
            Proxy::Nginx => "nginx",
        };
        let linux = match generation {
            Generation::Platform => "Amazon Linux 2 and 2023",
            Generation::Ami => "Amazon Linux AMI",
        };
        format!("{} behind {proxy}, on {linux}", app.name())
    }

    /// Why nobody on the instance can tell http from https, where that is so.
    ///
    /// A load balancer adds `X-Forwarded-Proto` where it speaks HTTP itself (ELB user guides, "HTTP headers" and
    /// "X-Forwarded headers"); a network one passes connections on, but may do so to another port.
    pub(super) fn cannot_tell(&self) -> Option<&'static str> {
        match (self.front, self.generation) {
            (Front::Telling(_), _) | (Front::Network, Generation::Platform) => None,
            (Front::Network, Generation::Ami) => Some(
                "no redirect is written: a network load balancer adds no X-Forwarded-Proto; on Amazon Linux 2 and 2023 \
                 its port 443 could lead to a port of its own",
            ),
            (Front::Nothing, _) => Some(
                "no redirect is written: without a load balancer nobody adds X-Forwarded-Proto; TLS would have to end on \
                 the instance",
            ),
        }
    }

    /// Whether the file says so already.
    pub(super) fn says(&self, key: &str) -> bool {
        self.file.iter().flat_map(|file| &file.keys).any(|said| said == key)
    }

    /// A command about the environment's file.
    pub(super) fn command(&self, verb: &str) -> String {
        let file = self.file.as_ref().map_or(Path::new("FILE"), |file| &file.path);
        format!("ebdeploy {verb} {}", file.display())
    }
}

/// What a caller asks for, together with what a file says. What both leave open is the platform's default.
///
/// # Errors
/// When the platform has no such proxy, or no Tomcat, the two contradict each other, or a path or module is none.
pub fn wish(asked: Asked, written: Option<(&Path, &Config)>) -> Result<Wish, Error> {
    let file = written.map(|(_, file)| file);
    let Asked { app, proxy, generation, health, mut except, keep_method } = asked;
    if let App::Django { settings } = &app {
        django::settings(settings)?;
    }
    let platform = file.and_then(|file| file.environment.platform.as_deref()).unwrap_or_default();
    if platform.contains("Windows") {
        return Err(Error::NoProxy(platform.to_owned()));
    }
    if matches!(app, App::Tomcat { .. }) && !platform.is_empty() && !platform.contains(TOMCAT) {
        return Err(Error::NoTomcat(platform.to_owned()));
    }
    let generation = generation.unwrap_or_else(|| of_platform(platform));
    let checked = file.and_then(|file| file.health_check.as_ref()).map(|check| check.path.clone());
    let health = health.or(checked).unwrap_or_else(|| HealthCheck::default().path);
    except.extend(file.map(exempt).unwrap_or_default());
    Ok(Wish {
        proxy: chosen(proxy, file, platform, generation, &app)?,
        generation,
        war: matches!(app, App::Tomcat { .. }) || platform.contains(TOMCAT),
        front: file.map_or(Front::Telling(LoadBalancerType::default()), front),
        health: HealthPath::new(&health)?,
        except,
        keep_method,
        file: written.map(|(path, file)| Written { path: path.to_owned(), keys: keys(file) }),
        app,
    })
}

/// Amazon Linux 2 and 2023 name their number.
fn of_platform(platform: &str) -> Generation {
    if platform.ends_with("Amazon Linux") { Generation::Ami } else { Generation::Platform }
}

/// The proxy: that of the command line, of the file, or the platform's default (developer guide, "Reverse proxy
/// configuration" and the platforms' pages for Amazon Linux AMI).
fn chosen(
    asked: Option<Proxy>,
    file: Option<&Config>,
    platform: &str,
    generation: Generation,
    app: &App,
) -> Result<Proxy, Error> {
    let written = file.and_then(|file| option(file, PROXY, SERVER));
    let of_file = match written {
        Some("nginx") => Some(Proxy::Nginx),
        Some("apache") => Some(Proxy::Apache),
        Some(other) => return Err(Error::NoProxy(format!("{SERVER} = {other}"))),
        None => None,
    };
    if let (Some(asked), Some(of_file), Some(file)) = (asked, of_file, written)
        && asked != of_file
    {
        return Err(Error::OtherProxy { file: file.to_owned(), asked: asked.name() });
    }
    let default = match (generation, app) {
        (Generation::Platform, _) | (Generation::Ami, App::Node | App::Java) => Proxy::Nginx,
        (Generation::Ami, App::Django { .. } | App::Tomcat { .. } | App::Static { .. }) => {
            Proxy::Apache
        }
    };
    let proxy = asked.or(of_file).unwrap_or(default);
    let has_apache =
        [TOMCAT, "Node.js", "PHP", "Python"].iter().any(|with| platform.contains(with));
    if proxy == Proxy::Apache && !platform.is_empty() && !has_apache {
        return Err(Error::NoApache(platform.to_owned()));
    }
    Ok(proxy)
}
