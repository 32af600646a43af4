//! The redirect to https in the instances' proxy.
//!
//! Where the platforms include files (developer guide, "Extending Elastic Beanstalk Linux platforms", "Reverse proxy
//! configuration"; "Configuring your Tomcat environment's proxy server" for Amazon Linux AMI):
//!
//! | in the bundle | included in |
//! |---|---|
//! | `.platform/nginx/conf.d/*.conf` | nginx's `http` block |
//! | `.platform/nginx/conf.d/elasticbeanstalk/*.conf` | its `server` block, where the platform's own files for locations are |
//! | `.platform/httpd/conf.d/*.conf` | Apache's server configuration; the virtual host is `conf.d/elasticbeanstalk/00_application.conf` |
//! | `.ebextensions/nginx/conf.d/…` | the same as nginx's, on Java's platforms of Amazon Linux AMI |
//! | the same in `src/main/webapp` of a WAR's project | the same: it becomes the WAR's root, and that is the bundle's |
//! | `files:` of `.ebextensions/*.config` | written by root where they say, on Amazon Linux AMI |
//!
//! Assumed: that Apache's `conf.d/*.conf` is included on Amazon Linux AMI as well, as AWS's own samples for Node.js have
//! it; there Apache is 2.4, which is what the file needs.

use std::path::{Path, PathBuf};

use super::path::pattern;
use super::template::filled;
use super::tomcat::WEBAPP;
use super::{App, Error, Front, Generation, NewFile, Proxy, Wish, network};

const NAME: &str = "ebdeploy-redirect";

/// The files that make the proxy redirect.
///
/// # Errors
/// When the platform's nginx includes none where the redirect could stand.
pub(super) fn files(wish: &Wish) -> Result<Vec<NewFile>, Error> {
    let mut files = of_bundle(wish)?;
    if wish.war {
        for file in &mut files {
            file.path = Path::new(WEBAPP).join(&file.path);
        }
    }
    Ok(files)
}

fn of_bundle(wish: &Wish) -> Result<Vec<NewFile>, Error> {
    let folder = match (wish.generation, wish.proxy) {
        (Generation::Platform, Proxy::Nginx) => ".platform/nginx/conf.d",
        (Generation::Platform, Proxy::Apache) => ".platform/httpd/conf.d",
        (Generation::Ami, Proxy::Nginx) if wish.app == App::Java => ".ebextensions/nginx/conf.d",
        (Generation::Ami, Proxy::Nginx) => return Err(Error::NothingIncluded),
        (Generation::Ami, Proxy::Apache) => {
            return Ok(vec![NewFile {
                path: format!(".ebextensions/{NAME}.config").into(),
                purpose: "writes the file that makes Apache redirect http to https",
                text: in_config(&apache(wish)),
            }]);
        }
    };
    let path = |rest: &str| PathBuf::from(format!("{folder}/{rest}{NAME}.conf"));
    let mut files = match wish.proxy {
        Proxy::Apache => vec![NewFile {
            path: path(""),
            purpose: "makes Apache redirect http to https, but for the health check",
            text: apache(wish),
        }],
        Proxy::Nginx => vec![
            NewFile {
                path: path(""),
                purpose: "says which requests are redirected to https, and which not",
                text: nginx_http(wish),
            },
            NewFile {
                path: path("elasticbeanstalk/"),
                purpose: "makes nginx redirect them",
                text: nginx_server(wish),
            },
        ],
    };
    if wish.front == Front::Network {
        files.extend(network::files(wish, folder));
    }
    Ok(files)
}

/// Matches each path that is served as it came, as it is sent.
fn served(wish: &Wish) -> impl Iterator<Item = String> {
    std::iter::once(wish.health.on_the_wire()).chain(wish.except.iter().map(|path| pattern(path)))
}

/// What is said about how requests came, in both servers' files.
fn told(wish: &Wish) -> [(&'static str, &'static str); 2] {
    if wish.front == Front::Network {
        let alone = include_str!("templates/alone.conf");
        [("told", include_str!("templates/told-address.conf")), ("alone", alone)]
    } else {
        [("told", include_str!("templates/told-header.conf")), ("alone", "")]
    }
}

fn nginx_http(wish: &Wish) -> String {
    let network = wish.front == Front::Network;
    let (asked, before) = if network {
        ("\"$http_x_forwarded_proto$http_x_forwarded_for $request_uri\"", " ")
    } else {
        ("$request_uri", "")
    };
    let came = if network { "$ebdeploy_came" } else { "$http_x_forwarded_proto" };
    let lines: Vec<_> =
        served(wish).map(|path| format!("    \"~^{before}{path}(?:\\?|$)\" yes;")).collect();
    let others = if wish.keep_method { "308" } else { "301" };
    let [(_, told), alone] = told(wish);
    let map = if network { include_str!("templates/nginx-came.conf") } else { "" };
    let (served, told) = (lines.join("\n"), format!("{told}{map}"));
    let own = [("asked", asked), ("came", came), ("served", &served), ("others", others)];
    let gaps = [&own[..], &[("told", told.as_str()), alone]].concat();
    filled(include_str!("templates/nginx-http.conf"), &gaps)
}

fn nginx_server(wish: &Wish) -> String {
    let others = if wish.keep_method { include_str!("templates/nginx-others.conf") } else { "" };
    filled(include_str!("templates/nginx-server.conf"), &[("others", others)])
}

fn apache(wish: &Wish) -> String {
    let line = |path: String| {
        format!(" \\\n     && %{{THE_REQUEST}} !~ m#^\\S+ (?:https?://[^/? ]*)?{path}[? ]#")
    };
    let served: String = served(wish).map(line).collect();
    let (came, served) = if wish.front == Front::Network {
        let paths = served.trim_start_matches(" \\\n     && ");
        (
            "%{CONN_REMOTE_ADDR} != '127.0.0.1' && -z reqenv('ebdeploy_https')",
            format!(
                " \\\n     && (-n '%{{HTTP:X-Forwarded-Proto}}%{{HTTP:X-Forwarded-For}}' || ({paths}))"
            ),
        )
    } else {
        ("%{HTTP:X-Forwarded-Proto} =~ m#^http$#i", served)
    };
    let (first, others) = if wish.keep_method {
        let read = "    RewriteCond %{REQUEST_METHOD} ^(?:GET|HEAD)$\n";
        (read, include_str!("templates/apache-others.conf"))
    } else {
        ("", "")
    };
    let own = [("came", came), ("served", &served), ("first", first), ("others", others)];
    filled(include_str!("templates/apache.conf"), &[&own[..], &told(wish)].concat())
}

/// A file's text as the content of the one that writes it: a block of YAML, where nothing but its indent has a meaning.
fn in_config(text: &str) -> String {
    let line =
        |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("      {line}\n") };
    let content: String = text.lines().map(line).collect();
    format!("{}{content}", include_str!("templates/files.config"))
}
