//! Java in Tomcat: a web application, as a WAR.
//!
//! One class does it, for which nothing has to be edited: Tomcat finds it by its annotation. What it registers stands
//! before what the application declares (Jakarta Servlet 4.4, "Configuration methods": `isMatchAfter`), and trusts
//! proxies by Tomcat's own `RemoteIpFilter`, which believes private addresses alone.
//!
//! Assumed: that the platform's Tomcat has no `RemoteIpValve` of its own. With one the address is the client's already,
//! whom the filter does not believe, so that it changes nothing.

use std::path::PathBuf;

use clap::ValueEnum;

use super::template::filled;
use super::{Error, HealthPath, NewFile, NextStep, path};

/// Where a web application's own files are, before Maven and Gradle make a WAR of them: what stands there stands in
/// the root of the source bundle (developer guide, "Structuring your project folder" of Tomcat's platform).
pub(super) const WEBAPP: &str = "src/main/webapp";

/// The packages that a Tomcat's servlets are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Servlet {
    /// Of Tomcat 9 and earlier ones.
    Javax,
    /// Of Tomcat 10 and later ones.
    Jakarta,
}

impl Servlet {
    /// Those of a platform such as `Tomcat 10 with Corretto 17 running on …`.
    pub fn of_platform(platform: &str) -> Option<Self> {
        let number = platform.split_once("Tomcat ")?.1.split([' ', '.']).next()?;
        let jakarta = number.parse::<u32>().ok()? >= 10;
        Some(if jakarta { Self::Jakarta } else { Self::Javax })
    }

    fn package(self) -> &'static str {
        match self {
            Self::Javax => "javax",
            Self::Jakarta => "jakarta",
        }
    }
}

/// The files and the steps.
///
/// # Errors
/// When the path has characters that a servlet's mapping, or Java, reads more into.
pub(super) fn parts(
    servlet: Servlet,
    health: &HealthPath,
) -> Result<(Vec<NewFile>, Vec<NextStep>), Error> {
    let path = path::plain(health, "a servlet's mapping reads more into some of its characters")?;
    let template = include_str!("templates/tomcat-health.java");
    let file = NewFile {
        path: PathBuf::from("src/main/java/elasticbeanstalk/ElasticBeanstalk.java"),
        purpose: "answers the health check before every login, and has Tomcat trust both proxies",
        text: filled(template, &[("servlet", servlet.package()), ("path", path)]),
    };
    let found = NextStep::new(
        "Only where web.xml says metadata-complete=\"true\", so that Tomcat looks for no annotations, name it there:",
        &[
            "<listener>",
            "  <listener-class>elasticbeanstalk.ElasticBeanstalk</listener-class>",
            "</listener>",
        ],
    );
    let secure = NextStep::new(
        "Take CONFIDENTIAL out of web.xml, if it is there: Tomcat looks at it before any filter, and would redirect \
         for ever.",
        &[],
    );
    let built = NextStep::new(
        "Build the WAR, which is the version's bundle in the environment's file:",
        &["[version]", "bundle = \"target/ROOT.war\"   # yours"],
    );
    Ok((vec![file], vec![found, secure, built]))
}

/// What a Spring Boot application lacks that is no process of its own: in a WAR its `server.` settings are nobody's.
pub(super) fn valve() -> NextStep {
    NextStep::new(
        "In a WAR it is Tomcat that has to trust the proxies: write into src/main/webapp/META-INF/context.xml:",
        &[
            "<Context>",
            "  <Valve className=\"org.apache.catalina.valves.RemoteIpValve\"",
            "         protocolHeader=\"X-Forwarded-Proto\"/>",
            "</Context>",
        ],
    )
}
