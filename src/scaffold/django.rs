//! Django: a settings module for Elastic Beanstalk, and the routes and the address that it needs.

use std::path::{Path, PathBuf};

use super::template::filled;
use super::{Error, HealthPath, NewFile, NextStep};

/// The line for `requirements.txt`. Before 4 it had other settings and routes; 4 needs Python 3.10 (its metadata).
const REQUIREMENT: &str = "django-health-check>=4.8,<5";
/// What the module of settings is called, beside the site's own.
pub(super) const MODULE: &str = "elastic_beanstalk";

/// The package of the site's settings, with a dot behind it; nothing where they are in no package.
pub(super) fn package(settings: &str) -> &str {
    settings.rfind('.').map_or("", |dot| &settings[..=dot])
}

/// The module that the variable `DJANGO_SETTINGS_MODULE` is to name.
pub(super) fn module(settings: &str) -> String {
    format!("{}{MODULE}", package(settings))
}

/// What `manage.py` names as the site's settings, or the name that was asked for.
///
/// # Errors
/// When it is no module's name.
pub(super) fn settings(name: &str) -> Result<String, Error> {
    let word = |word: &str| {
        word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && word.starts_with(|c: char| !c.is_ascii_digit())
    };
    if name.split('.').all(word) {
        Ok(name.to_owned())
    } else {
        Err(Error::NoModule(name.to_owned()))
    }
}

/// The files and the steps of a site with these settings.
pub(super) fn parts(settings: &str, health: &HealthPath) -> (Vec<NewFile>, Vec<NextStep>) {
    let package = package(settings);
    let folder: PathBuf = package.split('.').collect();
    let route = health.decoded();
    let gaps = [("settings", settings), ("package", package), ("route", route.as_str())];
    let file = |name: &str, purpose, template| NewFile {
        path: Path::new(&folder).join(name),
        purpose,
        text: filled(template, &gaps),
    };
    let files = vec![
        file(
            "elastic_beanstalk.py",
            "settings: the site's own, and what a load balancer in front takes",
            include_str!("templates/django-settings.py"),
        ),
        file(
            "elastic_beanstalk_urls.py",
            "routes: the health check's, and the site's own",
            include_str!("templates/django-urls.py"),
        ),
        file(
            "instance_address.py",
            "asks the instance's metadata service for its address",
            include_str!("templates/django-address.py"),
        ),
    ];
    let install = NextStep::new(
        "Add to requirements.txt (Python 3.10 or later), or to what it is locked from:",
        &[REQUIREMENT],
    );
    let middleware = NextStep::new(
        "Make sure that MIDDLEWARE has it, and that nothing before it asks for a login:",
        &["django.middleware.security.SecurityMiddleware"],
    );
    let names = NextStep::new(
        format!("List the names that visitors use in ALLOWED_HOSTS of {settings}."),
        &[],
    );
    (files, vec![install, middleware, names])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_module_stands_beside_the_sites_own() {
        assert_eq!(module("mysite.settings"), "mysite.elastic_beanstalk");
        assert_eq!(module("shop.settings.base"), "shop.settings.elastic_beanstalk");
        assert_eq!(module("settings"), "elastic_beanstalk");
    }

    #[test]
    fn what_is_no_module_gets_into_no_file() {
        for wrong in ["", "a..b", "1a", "a.b\nimport os", "a-b", "a;b"] {
            assert!(settings(wrong).is_err(), "{wrong}");
        }
        assert!(settings("a_1.b").is_ok());
    }
}
