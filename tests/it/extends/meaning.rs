//! What files say together.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ebdeploy::config::{Config, Setting, load};
use ebdeploy::desired::Desired;

use super::{BASE, TEST};
use crate::support::folder;

/// What a file says together with others.
fn config(files: &[(&str, &str)]) -> Config {
    let folder = folder(files);
    let file = load(&folder.path().join("test.toml")).unwrap();
    assert_eq!(file.diagnostics, []);
    file.config
}

fn text(text: &str) -> Setting {
    Setting::Text(text.to_owned())
}

#[test]
fn tables_are_merged_key_by_key_and_the_file_itself_has_the_last_word() {
    let own = format!("{TEST}tags = {{ stage = \"test\" }}\n[capacity]\nmax = 8\n");
    let config = config(&[("base.toml", BASE), ("test.toml", &own)]);
    assert_eq!(config.application.name, "shop");
    assert_eq!(config.environment.name, "shop-test");
    assert_eq!(config.environment.region.as_deref(), Some("eu-west-1"));
    let tags = [("stage".to_owned(), text("test")), ("team".to_owned(), text("web"))];
    assert_eq!(config.environment.tags, BTreeMap::from(tags));
    let capacity = config.capacity.unwrap();
    assert_eq!((capacity.min, capacity.max), (Some(2), Some(8)));
}

#[test]
fn lists_are_replaced_and_so_are_tables_that_are_one_value() {
    let base = format!(
        "{BASE}TOKEN = {{ env = \"TOKEN\" }}\nOLD = \"x\"\n[https]\ncertificate = \"shop.example.com\"\n\
         redirect = {{ status = 302, except = [\"/up\"] }}\n[protect]\ndeny = [\"deploy\", \"network\"]\n"
    );
    let own = format!(
        "{TEST}[variables]\nTOKEN = \"none\"\nOLD = {{ reset = true }}\n[https]\nredirect = {{ except = [\"/health\"] }}\n\
         [protect]\ndeny = [\"create\"]\n"
    );
    let config = config(&[("base.toml", &base), ("test.toml", &own)]);
    assert_eq!(config.variables["TOKEN"], text("none"));
    assert_eq!(config.variables["OLD"], Setting::Reset);
    assert_eq!(config.protect.unwrap().deny, ["create"]);
    let redirect = format!("{:?}", config.https.unwrap().redirect.unwrap());
    assert!(redirect.contains("Permanent") && redirect.contains("/health"), "{redirect}");
}

#[test]
fn a_file_may_extend_one_that_extends_another_and_the_nearest_says_more() {
    let files = [
        ("all.toml", "[capacity]\nmin = 1\nmax = 1\ninstance-types = [\"t3.small\"]"),
        ("eu/base.toml", &format!("extends = \"../all.toml\"\n{BASE}")),
        ("eu/shops/test.toml", &TEST.replace("base.toml", "../base.toml")),
    ];
    let folder = folder(&files);
    let file = load(&folder.path().join("eu/shops/test.toml")).unwrap();
    let capacity = file.config.capacity.clone().unwrap();
    assert_eq!((capacity.min, capacity.max), (Some(2), Some(4)));
    assert_eq!(capacity.instance_types.unwrap(), ["t3.small"]);
    let paths: Vec<_> = file.source.texts().iter().map(|text| text.path.as_path()).collect();
    let paths: Vec<_> = paths
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
        .collect();
    assert_eq!(paths, ["eu/shops/test.toml", "eu/base.toml", "all.toml"]);
}

#[test]
fn a_relative_path_is_one_from_the_folder_of_the_file_that_says_it() {
    let own = TEST.replace("base.toml", "shared/base.toml");
    let folder = folder(&[("shared/base.toml", BASE), ("test.toml", &own)]);
    let source = load(&folder.path().join("test.toml")).unwrap().source;
    let beside = |key: &str| source.beside(key, "app.zip");
    assert_eq!(beside("application.name"), folder.path().join("shared/app.zip"));
    assert_eq!(beside("environment.name"), folder.path().join("app.zip"));
    assert_eq!(beside("nothing.of.this"), folder.path().join("app.zip"));
}

#[test]
#[cfg(unix)]
fn a_path_through_a_link_is_followed_where_the_link_leads() {
    let folder =
        folder(&[("elsewhere/eu/x", ""), ("elsewhere/base.toml", BASE), ("base.toml", "[")]);
    std::os::unix::fs::symlink("elsewhere/eu", folder.path().join("eu")).unwrap();
    std::fs::write(folder.path().join("test.toml"), TEST.replace("base.toml", "eu/../base.toml"))
        .unwrap();
    let file = load(&folder.path().join("test.toml")).unwrap();
    assert_eq!(file.config.application.name, "shop");
}

#[test]
fn a_file_with_a_value_is_beside_the_file_that_names_it() {
    let base = format!("{BASE}A = {{ file = \"token.txt\" }}\n");
    let own = format!(
        "extends = \"shared/base.toml\"\n{}[variables]\nB = {{ file = \"token.txt\" }}\n",
        TEST.replace("extends = \"base.toml\"\n", "")
    );
    let files = [("shared/base.toml", base.as_str()), ("test.toml", own.as_str())];
    let folder = folder(&files);
    let file = load(&folder.path().join("test.toml")).unwrap();
    let asked = RefCell::new(Vec::new());
    let caller = |path: &str| {
        asked.borrow_mut().push(path.to_owned());
        Some("one\n".to_owned())
    };
    Desired::new(&file, &caller).unwrap();
    let beside = |path: &str| folder.path().join(path).display().to_string();
    assert_eq!(asked.into_inner(), [beside("shared/token.txt"), beside("token.txt")]);
}
