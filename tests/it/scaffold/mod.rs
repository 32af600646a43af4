//! What `scaffold` writes into an application's folder, and what it says. Whether servers do what the files say is
//! tested with the servers, in `tests/servers`.

mod files;
mod said;
mod written;

use std::path::Path;

use ebdeploy::config;
use ebdeploy::scaffold::{App, Asked, Error, Scaffold, Wish, scaffold, wish};

/// A caller who asks for nothing but an application.
fn asked(app: App) -> Asked {
    Asked {
        app,
        proxy: None,
        generation: None,
        health: None,
        except: Vec::new(),
        keep_method: false,
    }
}

fn django() -> App {
    App::Django { settings: "mysite.settings".to_owned() }
}

/// What is wished for with this file; empty is none.
fn wished(asked: Asked, file: &str) -> Result<Wish, Error> {
    let file = (!file.is_empty())
        .then(|| config::parse(Path::new("shop.toml"), file).expect("the file is TOML"));
    if let Some(file) = &file {
        assert_eq!(file.diagnostics, [], "{file:?}");
    }
    wish(asked, file.as_ref().map(|file| (Path::new("shop.toml"), &file.config)))
}

/// What comes of it.
fn made(asked: Asked, file: &str) -> Scaffold {
    scaffold(&wished(asked, file).expect("a wish that can be had")).expect("files")
}

/// The paths of its files.
fn paths(scaffold: &Scaffold) -> Vec<&str> {
    scaffold.files.iter().filter_map(|file| file.path.to_str()).collect()
}

/// The text of one of its files.
fn text<'a>(scaffold: &'a Scaffold, path: &str) -> &'a str {
    let found = scaffold.files.iter().find(|file| file.path == Path::new(path));
    &found.unwrap_or_else(|| panic!("no {path} among {:?}", paths(scaffold))).text
}

/// A file of an environment on this platform.
fn on(platform: &str, more: &str) -> String {
    format!(
        "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\nregion = \"eu-west-1\"\nplatform = \"{platform}\"\n{more}"
    )
}

const PYTHON: &str = "Python 3.13 running on 64bit Amazon Linux 2023";
