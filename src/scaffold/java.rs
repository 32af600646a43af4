//! Java, with Spring Boot: a profile of its own, with Actuator's health check at the path.

use std::path::PathBuf;

use super::template::filled;
use super::{Error, HealthPath, NewFile, NextStep, path, tomcat};

/// The profile that holds on Elastic Beanstalk.
pub(super) const PROFILE: &str = "elasticbeanstalk";

/// The files and the steps.
///
/// # Errors
/// When the path has characters that a file of properties, or Spring's routes, read more into.
pub(super) fn parts(
    health: &HealthPath,
    war: bool,
) -> Result<(Vec<NewFile>, Vec<NextStep>), Error> {
    let path = path::plain(health, "Spring reads more into some of its characters")?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if folder.is_empty() { "/" } else { folder };
    let template = include_str!("templates/java-spring.properties");
    let file = NewFile {
        path: PathBuf::from(format!("src/main/resources/application-{PROFILE}.properties")),
        purpose: "Spring Boot's health check, port and trust in the proxies",
        text: filled(template, &[("folder", folder), ("name", name)]),
    };
    let dependency = NextStep::new(
        "Add to the dependencies of the build:",
        &["org.springframework.boot:spring-boot-starter-actuator"],
    );
    let security = NextStep::new(
        "With Spring Security, permit the path to everybody:",
        &[&format!("requests.requestMatchers(\"{path}\").permitAll()")],
    );
    let mut steps = vec![dependency, security];
    if war {
        steps.push(tomcat::valve());
    }
    Ok((vec![file], steps))
}
