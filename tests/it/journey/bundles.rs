//! From a folder to a version that runs, with bundles that really run.

use std::fs;

use serde_json::{Value, json};

use super::app::App;
use super::text;
use crate::localstack::Account;

pub(super) fn uploads(account: &Account, operation: &str) -> usize {
    let of = |call: &&Value| {
        let key = call["parameters"]["Key"].as_str().unwrap_or_default();
        call["operation"] == operation && key.starts_with("shop/")
    };
    account.calls().iter().filter(of).count()
}

#[test]
fn a_folder_is_served_through_the_balancer_and_its_next_content_as_well() {
    let app = App::answering("the first page");
    let made = app.apply();
    assert_eq!(made.code, 0, "{made}");
    assert!(app.answered().ends_with("the first page"), "{}", app.answered());
    let first = app.version();
    assert!(first.as_str().unwrap().starts_with("shop-"), "{first}");

    let again = app.run(&["plan", "shop.toml", "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "the same content is the same version: {again}");

    app.answer("the second page");
    app.account.forget_calls();
    let planned = app.run(&["plan", "shop.toml"]);
    assert!(planned.stdout.contains("version.bundle  app: 2 files, "), "{planned}");
    assert_eq!(app.account.changing_calls(), [""; 0], "a plan uploads nothing");
    let updated = app.apply();
    assert_eq!(updated.code, 0, "{updated}");
    assert!(app.answered().ends_with("the second page"), "{}", app.answered());
    assert_eq!(uploads(&app.account, "s3.PutObject"), 1);

    // Back to what was there: its version still is, and nothing is uploaded.
    app.answer("the first page");
    app.account.forget_calls();
    let back = app.apply();
    assert_eq!(back.code, 0, "{back}");
    assert_eq!((app.version(), uploads(&app.account, "s3.PutObject")), (first, 0));
}

#[test]
fn an_upload_that_was_cut_off_goes_on_where_it_was() {
    let app = App::answering("a large one");
    // What cannot be compressed fills several parts.
    let mut seed = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        seed.to_le_bytes()[7]
    })
    .take(20_000_000)
    .collect();
    app.write("noise.bin", noise);
    let fault =
        json!({ "operation": "s3.UploadPart", "kind": "access-denied", "count": 99, "after": 1 });
    app.account.control(&json!({ "faults": [fault] }));
    let cut = app.apply();
    assert_eq!(cut.code, 1, "{cut}");
    assert!(cut.stderr.contains("not begun  version shop-"), "{cut}");

    app.account.control(&json!({ "faults": [] }));
    app.account.forget_calls();
    let done = app.apply();
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(uploads(&app.account, "s3.UploadPart"), 3 - 1, "one of three was there");
    assert!(done.stderr.contains("uploaded 19."), "{done}");
    let bucket =
        app.account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"].clone();
    let key = format!("shop/{}.zip", app.version().as_str().unwrap());
    let head =
        app.account.aws(&["s3api", "head-object", "--bucket", &text(&bucket), "--key", &key]);
    assert!(head["ContentLength"].as_u64().unwrap() > 19_900_000, "{head}");
    let begun = app.account.aws(&["s3api", "list-multipart-uploads", "--bucket", &text(&bucket)]);
    assert!(begun["Uploads"].is_null(), "{begun}");
}

#[test]
fn what_is_no_bundle_is_refused_at_its_key() {
    let app = App::answering("nothing");
    fs::remove_dir_all(app.folder.path().join("app")).unwrap();
    let refused = app.run(&["plan", "shop.toml"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("there is no folder or archive `app`"), "{refused}");
    assert!(refused.stderr.contains("--> shop.toml:"), "{refused}");
}

#[test]
fn an_object_that_is_in_s3_already_becomes_a_version() {
    let app = App::answering("nothing");
    let path = app.folder.path().join("shop.toml");
    let file = fs::read_to_string(&path).unwrap();
    let bucket =
        text(&app.account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    let named = format!("bundle = \"s3://{bucket}/shop/v1.zip\"");
    fs::write(&path, file.replace("bundle = \"app\"", &named)).unwrap();
    let done = app.apply();
    assert_eq!(done.code, 0, "{done}");
    assert!(app.version().as_str().unwrap().starts_with("shop-"));
    assert_eq!(app.run(&["plan", "shop.toml", "--detailed-exitcode"]).code, 0);
}

#[test]
fn a_version_that_cannot_be_processed_ends_the_run_with_its_story_and_nothing_is_deployed() {
    let app = App::answering("the first page");
    assert_eq!(app.apply().code, 0);
    let first = app.version();
    app.write("env.yaml", "- no manifest\n");
    let failed = app.apply();
    assert_eq!(failed.code, 1, "{failed}");
    for told in [
        "AWS could not process the version `shop-",
        "The environment manifest env.yaml in application version shop-",
        "FAILED.",
        "not begun  version",
    ] {
        assert!(failed.stderr.contains(told), "{told} in {failed}");
    }
    assert_eq!(app.version(), first);
    assert!(app.answered().ends_with("the first page"));
    let again = app.run(&["plan", "shop.toml"]);
    assert_eq!(again.code, 1, "{again}");
    assert!(again.stderr.contains("AWS could not process the version `shop-"), "{again}");
    assert!(again.stderr.contains("--> shop.toml:"), "{again}");
}

#[test]
fn what_is_wrong_in_a_bundle_is_told_before_anything_is_uploaded() {
    let app = App::answering("a page");
    app.write(".ebextensions/1.config", "option_settings:\n\taws:autoscaling:asg: {}\n");
    app.write("Procfile", "python app.py\n");
    app.account.forget_calls();
    let validated = app.run(&["validate", "shop.toml"]);
    for ran in [
        &validated,
        &app.run(&["bundle", "shop.toml"]),
        &app.run(&["plan", "shop.toml"]),
        &app.apply(),
    ] {
        assert_eq!(ran.code, 1, "{ran}");
        for told in ["error[procfile-syntax]", "app/Procfile:1:1", "app/.ebextensions/1.config:2:2"]
        {
            assert!(ran.stderr.contains(told), "{told} in {ran}");
        }
    }
    assert_eq!(app.account.changing_calls(), [""; 0]);
    // Whoever knows better says so, and AWS has the last word.
    let path = app.folder.path().join("shop.toml");
    let allow = "allow = \"AWS shall say it\"";
    let lints =
        format!("[lints]\nprocfile-syntax = {{ {allow} }}\nebextensions-syntax = {{ {allow} }}\n");
    let file = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{file}{lints}")).unwrap();
    let told = app.apply();
    assert_eq!(told.code, 1, "{told}");
    let words = "The configuration file .ebextensions/1.config in application version shop-";
    assert!(told.stderr.contains(words), "{told}");
}

#[test]
fn an_option_of_a_bundle_that_there_is_not_is_refused_by_aws_as_well() {
    let app = App::answering("a page");
    assert_eq!(app.apply().code, 0);
    let first = app.version();
    app.write(
        ".ebextensions/1.config",
        "option_settings:\n  aws:autoscaling:asg:\n    MaxSizes: 3\n",
    );
    let refused = app.run(&["plan", "shop.toml"]);
    assert!(refused.stderr.contains("did you mean `MaxSize`?"), "{refused}");
    let path = app.folder.path().join("shop.toml");
    let file = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        format!("{file}[lints]\nebextensions-option = {{ allow = \"AWS shall say it\" }}\n"),
    )
    .unwrap();
    let told = app.apply();
    assert_eq!(told.code, 1, "{told}");
    assert!(told.stderr.contains("Unknown configuration setting."), "{told}");
    assert_eq!(app.version(), first);
}

#[test]
fn the_archive_that_is_written_is_the_one_that_is_uploaded() {
    let app = App::answering("a page");
    let written = app.run(&["bundle", "shop.toml", "--files", "--out", "app.zip"]);
    assert_eq!(written.code, 0, "{written}");
    assert!(written.stdout.contains("644 Procfile"), "{written}");
    assert_eq!(app.apply().code, 0);
    let label = app.version();
    let label = label.as_str().unwrap();
    assert!(written.stdout.contains(label), "{label} in {written}");
    let bucket =
        text(&app.account.aws(&["elasticbeanstalk", "create-storage-location"])["S3Bucket"]);
    let uploaded = app.folder.path().join("uploaded.zip");
    let (key, to) = (format!("shop/{label}.zip"), uploaded.to_str().unwrap());
    app.account.aws(&["s3api", "get-object", "--bucket", &bucket, "--key", &key, to]);
    assert_eq!(fs::read(uploaded).unwrap(), fs::read(app.folder.path().join("app.zip")).unwrap());
}
