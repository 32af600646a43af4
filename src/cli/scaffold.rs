//! `ebdeploy scaffold`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::config::is_path_pattern;
use crate::scaffold::{Generation, Proxy, Servlet};

/// `ebdeploy scaffold`
#[derive(Debug, Args)]
pub struct Scaffold {
    /// The file that says what the environment should be: it has the health check's path, what is
    /// not redirected, the platform and its proxy.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// What the application is made with: Django, Node.js with Express, Java with Spring Boot, Java
    /// in Tomcat, or pages alone.
    #[arg(long, value_enum)]
    pub app: Kind,
    /// The instances' proxy. Left out: the file's, or the platform's default.
    #[arg(long, value_enum)]
    pub proxy: Option<Proxy>,
    /// The folder of the source bundle; of Tomcat that of the project. Left out: the one that the
    /// file names, or this one.
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// The operating system of the platform. Left out: the file's, or Amazon Linux 2023.
    #[arg(long, value_enum)]
    pub generation: Option<Linux>,
    /// The health check's path, where no file has one; `/health` when left out.
    #[arg(long, value_name = "PATH", conflicts_with = "file")]
    pub health_path: Option<String>,
    /// Do not redirect paths of this pattern, in which `*` is any text and `?` any character: beside
    /// the health check's, and those that the file exempts. Several times.
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub except: Vec<String>,
    /// Redirect requests that are neither GET nor HEAD with 308: clients repeat the method and the
    /// body. Left out: with 301, like all.
    #[arg(long)]
    pub keep_method: bool,
    /// Of Django, the module of the site's settings. Left out: the one that manage.py names.
    #[arg(long, value_name = "MODULE")]
    pub settings: Option<String>,
    /// Of Tomcat, the packages of its servlets. Left out: those of the file's platform, or those of
    /// Tomcat 10 and later ones.
    #[arg(long, value_enum)]
    pub servlet: Option<Servlet>,
    /// Of pages, the folder in the bundle that they are in. Left out: the bundle itself.
    #[arg(long, value_name = "FOLDER", value_parser = inside, default_value = "")]
    pub document_root: String,
    /// How the files are written.
    #[command(flatten)]
    pub writing: Writing,
}

/// How files are written into somebody's folder.
#[derive(Clone, Copy, Debug, Args)]
pub struct Writing {
    /// Only show what would be written.
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask: for scripts.
    #[arg(short, long)]
    pub yes: bool,
    /// Write over files that are there with another text.
    #[arg(long)]
    pub force: bool,
}

/// A kind of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Django.
    Django,
    /// Node.js with Express.
    Node,
    /// Java with Spring Boot.
    Java,
    /// Java in Tomcat: servlets, as a WAR.
    Tomcat,
    /// Pages alone.
    Static,
}

/// An operating system of Elastic Beanstalk's platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Linux {
    /// Amazon Linux AMI, which was retired in 2022.
    Al1,
    /// Amazon Linux 2.
    Al2,
    /// Amazon Linux 2023.
    Al2023,
}

impl From<Linux> for Generation {
    fn from(linux: Linux) -> Self {
        match linux {
            Linux::Al1 => Self::Ami,
            Linux::Al2 | Linux::Al2023 => Self::Platform,
        }
    }
}

fn pattern(text: &str) -> Result<String, String> {
    if is_path_pattern(text) {
        Ok(text.to_owned())
    } else {
        Err("write it as `/status/*`: at most 128 characters and five wildcards".to_owned())
    }
}

fn inside(folder: &str) -> Result<String, String> {
    let parts = folder.trim_end_matches('/').split('/');
    if folder.is_empty() || parts.into_iter().all(|part| !matches!(part, "" | "." | "..")) {
        Ok(folder.to_owned())
    } else {
        Err("write it as `public`: a folder in the bundle".to_owned())
    }
}
