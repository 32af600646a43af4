//! What an application and its instances' proxy need so that the site is served by https alone and its health check
//! answers: files for the application's source bundle, and what is left to do by hand.
//!
//! Everything here is decided from a [`Wish`], without looking at a disk: which files, with which text, and which next
//! steps. Where the platform's servers include a file is told in [`redirect`](self), with the source of it.
//!
//! Existing files are never edited: what would have to change in one is put into a new file that takes the
//! old one's place (a settings module that imports the site's own), or is a next step.

mod django;
mod error;
mod java;
mod keys;
mod network;
mod node;
mod pages;
mod path;
mod redirect;
mod template;
mod tomcat;
mod wish;
mod written;

use std::path::PathBuf;

use crate::config::LoadBalancerType;

pub use error::Error;
pub use path::HealthPath;
pub use tomcat::Servlet;
pub use wish::{App, Asked, Front, Generation, Proxy, Wish, wish};
pub use written::Written;

/// Files for a source bundle, and what is left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// What it is for, in a line.
    pub title: String,
    /// The files, by their paths in the bundle.
    pub files: Vec<NewFile>,
    /// What is not as one might expect.
    pub notes: Vec<String>,
    /// What is left to do by hand, in this order.
    pub steps: Vec<NextStep>,
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where it stands in the bundle.
    pub path: PathBuf,
    /// What it is for.
    pub purpose: &'static str,
    /// What stands in it.
    pub text: String,
}

/// Whether a file is in the bundle already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is not there.
    Missing,
    /// It is there with this very text.
    Same,
    /// It is there with another one.
    Other,
}

/// Something to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// What, in a sentence.
    pub what: String,
    /// Lines to be taken over as they are.
    pub lines: Vec<String>,
}

impl NextStep {
    fn new(what: impl Into<String>, lines: &[&str]) -> Self {
        Self { what: what.into(), lines: lines.iter().map(|&line| line.to_owned()).collect() }
    }
}

fn deploy(wish: &Wish) -> NextStep {
    let (apply, doctor) = (wish.command("apply"), wish.command("doctor"));
    if wish.front == Front::Telling(LoadBalancerType::Classic) {
        let what = "Deploy it; where only connections were checked before, have the path checked once it answers (a classic \
                    load balancer cannot try that beside); and see what the load balancer gets to see:";
        let moved = format!("{apply} --require-path-check");
        return NextStep::new(what, &[&apply, &moved, &doctor]);
    }
    let what = "Deploy it, and see what the load balancer gets to see:";
    NextStep::new(what, &[&apply, &doctor])
}

fn notes(wish: &Wish) -> Vec<String> {
    let network = wish.front == Front::Network;
    network.then(|| network::note(wish)).flatten().into_iter().collect()
}

/// What a wish comes to.
///
/// # Errors
/// When the platform's proxy includes no file where the redirect could stand, or the health check's path is none that
/// the application could serve.
pub fn scaffold(wish: &Wish) -> Result<Scaffold, Error> {
    let (mut files, notes) = match wish.cannot_tell() {
        Some(note) => (Vec::new(), vec![note.to_owned()]),
        None => (redirect::files(wish)?, notes(wish)),
    };
    let before = keys::before(wish, &files);
    let (own, mut steps) = match &wish.app {
        App::Django { settings } => django::parts(settings, &wish.health),
        App::Node => node::parts(&wish.health),
        App::Java => java::parts(&wish.health, wish.war)?,
        App::Tomcat { servlet } => tomcat::parts(*servlet, &wish.health)?,
        App::Static { root } => pages::parts(root, &wish.health)?,
    };
    files.extend(own);
    steps.extend(before);
    steps.extend(keys::steps(wish));
    steps.push(deploy(wish));
    Ok(Scaffold { title: wish.title(), files, notes, steps })
}
