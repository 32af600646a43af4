//! Node.js, with Express.

use std::path::PathBuf;

use super::template::filled;
use super::{HealthPath, NewFile, NextStep};

/// The files and the steps.
pub(super) fn parts(health: &HealthPath) -> (Vec<NewFile>, Vec<NextStep>) {
    // a regular expression's literal ends at a slash
    let route = health.decoded().replace('/', "\\/");
    let file = NewFile {
        path: PathBuf::from("ebdeploy-health.cjs"),
        purpose: "answers the health check, and has Express trust both proxies",
        text: filled(include_str!("templates/node-health.cjs"), &[("route", &route)]),
    };
    let require = NextStep::new(
        "Call it before all other routes and middleware (in an ES module, import it):",
        &["require(\"./ebdeploy-health.cjs\")(app);"],
    );
    let listen = NextStep::new(
        "Listen where Elastic Beanstalk's proxy asks:",
        &["app.listen(process.env.PORT || 8080);"],
    );
    (vec![file], vec![require, listen])
}
