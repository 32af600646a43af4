//! The command line, without AWS.

use insta::assert_snapshot;

use crate::support::{FILE, ebdeploy, folder, ran};

fn destroy(flags: &[&str]) -> crate::support::Ran {
    let folder = folder(&[("shop.toml", FILE)]);
    let mut command = ebdeploy(&[&["destroy", "shop.toml"], flags].concat());
    ran(command.current_dir(folder.path()).env("AWS_REGION", "eu-west-1"))
}

#[test]
fn yes_alone_is_not_enough_and_neither_is_a_name_alone() {
    for flags in [&["--yes"][..], &["--confirm", "shop-test"]] {
        let ended = destroy(flags);
        assert_eq!(ended.code, 64, "{ended}");
        assert!(ended.stderr.contains("required arguments were not provided"), "{ended}");
    }
}

#[test]
fn the_name_that_is_confirmed_must_be_the_files() {
    assert_snapshot!(destroy(&["--yes", "--confirm", "shop-prod"]), @r"
    ------- stderr -------
    error: `--confirm shop-prod` is not the environment of the file, `shop-test`; nothing was done
    hint: write the name that the file has, if that is the environment that you mean
    [exit status: 64]
    ");
}

#[test]
fn a_change_that_is_denied_is_no_way_to_say_it() {
    let text = format!("{FILE}[protect]\ndeny = [\"destroy\"]\n");
    let folder = folder(&[("shop.toml", &text)]);
    let ended = ran(ebdeploy(&["validate", "shop.toml"]).current_dir(folder.path()));
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stderr.contains("write `destroy = true` in [protect] instead"), "{ended}");
}
