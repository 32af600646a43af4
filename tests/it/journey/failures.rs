//! Updates that fail, with applications that really run: what is told, what is taken back, and what
//! clients get afterwards.

use std::fs;

use serde_json::{Value, json};

use super::interruptions::{ended, started, until_told};
use super::shop::{SERVER, Shop};
use super::text;
use crate::localstack::Account;
use crate::support::root;

const MODE: &str = "aws:elasticbeanstalk:application:environment";

#[test]
fn a_version_whose_command_is_not_there_is_taken_back_with_all_that_came_with_it() {
    let shop = Shop::serving();
    let (first, max) = (shop.version(), shop.option("aws:autoscaling:asg", "MaxSize"));
    shop.write("Procfile", "web: gunicornn app:app");
    shop.page("the second page");
    shop.edit("team = \"web\"", "team = \"ops\"");
    shop.edit("max = 4", "max = 3");
    shop.edit("[variables]", "[variables]\nMODE = \"new\"\nTOKEN_OF_SHOP = \"s3cr3t-of-shop\"");
    let report = shop.folder.path().join("report.json");
    let to = format!("json={}", report.display());
    let ended = shop.apply(&["--on-failure", "roll-back", "--report", &to]);
    assert_eq!(ended.code, 1, "{ended}");
    let (during, summary) = ended.stderr.split_once("error: ").unwrap();
    assert!(summary.starts_with("the environment `shop-local` is Red; rolled back\n"), "{ended}");
    for told in [
        "problem[command-not-found]",
        "gunicornn: not found",
        "\nrolled back: shop-local is as it was before\n",
    ] {
        assert!(summary.contains(told), "{told}: {ended}");
    }
    assert!(during.contains("Rolling back: what this run changed is taken back."), "{ended}");

    assert!(shop.answered().ends_with("the first page"), "{}", shop.answered());
    assert_eq!(shop.version(), first);
    assert_eq!((shop.tag("team"), shop.option(MODE, "MODE")), (json!("web"), Value::Null));
    assert_eq!(shop.option("aws:autoscaling:asg", "MaxSize"), max);
    assert_eq!(shop.option(MODE, "TOKEN_OF_SHOP"), Value::Null);
    assert_eq!(shop.seen()["Health"], "Green");
    assert_eq!(shop.account.leases(), [""; 0]);

    let report = fs::read_to_string(report).unwrap();
    assert!(!format!("{report}{ended}").contains("s3cr3t-of-shop"), "{report}");
    let document: Value = serde_json::from_str(&report).unwrap();
    let outcome = &document["outcome"];
    assert_eq!(outcome["roll-back"]["ending"], "done", "{outcome}");
    let done = json!(["deploy-version", "update-tags", "update-settings", "look-anew"]);
    assert_eq!(outcome["roll-back"]["done"], done);
    let log = text(&outcome["evidence"]["logs"][0]["text"]);
    assert!(
        log.contains("[INFO] Platform Engine finished execution on command: app-deploy"),
        "{log}"
    );

    // What was taken back can be asked for again.
    shop.write("Procfile", "web: python app.py");
    let mended = shop.apply(&[]);
    assert_eq!(mended.code, 0, "{mended}");
    assert!(shop.answered().ends_with("the second page"));
}

#[test]
fn a_version_that_crashes_at_its_start_stays_where_nothing_else_is_asked_for() {
    let shop = Shop::serving();
    shop.write("app.py", "import shop_of_nobody\n");
    let ended = shop.apply(&[]);
    assert_eq!(ended.code, 1, "{ended}");
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.starts_with("the environment `shop-local` is Red\n"), "{ended}");
    assert!(summary.contains("problem[module-missing]"), "{ended}");
    assert!(summary.contains("No module named 'shop_of_nobody'"), "{ended}");
    assert!(!summary.contains("rolled back"), "{ended}");
    assert_eq!(shop.seen()["Health"], "Red", "it stays as the failure left it");

    shop.write("app.py", SERVER);
    shop.page("mended");
    let mended = shop.apply(&[]);
    assert_eq!(mended.code, 0, "{mended}");
    assert!(shop.answered().ends_with("mended"));
}

#[test]
fn settings_with_which_the_application_fails_are_taken_back_as_the_file_says() {
    let shop = Shop::serving();
    shop.edit("[variables]", "[variables]\nSTATUS = \"500\"");
    let text = fs::read_to_string(shop.file()).unwrap();
    fs::write(shop.file(), format!("{text}[apply]\non-failure = \"roll-back\"\n")).unwrap();
    let ended = shop.apply(&["--json"]);
    assert_eq!(ended.code, 1, "{ended}");
    let lines: Vec<Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let back = lines.iter().find(|line| line["event"] == "rolling-back").unwrap();
    assert_eq!(back["steps"][0]["removals"][0]["path"], "variables.STATUS", "{back}");
    let outcome = lines.last().unwrap();
    assert_eq!(outcome["error"], "the environment `shop-local` is Red; rolled back");
    assert_eq!(outcome["done"], json!(["update-settings"]), "of the run itself: {outcome}");
    let found: Vec<_> = outcome["evidence"]["findings"].as_array().unwrap().clone();
    assert!(found.iter().any(|finding| finding["id"] == "application-failing"), "{found:?}");
    assert!(shop.answered().starts_with("HTTP/1.1 200"), "{}", shop.answered());
    assert_eq!(shop.option(MODE, "STATUS"), Value::Null);

    let stays = shop.apply(&["--on-failure", "stop"]);
    assert_eq!(stays.code, 1, "{stays}");
    assert!(shop.answered().starts_with("HTTP/1.1 500"), "the command line comes first");
}

#[test]
fn a_saved_plan_that_fails_is_taken_back_and_cannot_be_carried_out_again_as_it_was() {
    let shop = Shop::serving();
    let first = shop.version();
    shop.write("Procfile", "web: gunicornn app:app");
    let saved = shop.run(&["plan", "shop.toml", "--out", "plan.json"]);
    assert_eq!(saved.code, 0, "{saved}");
    let ended = shop.run(&["apply", "plan.json", "--on-failure", "roll-back"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stderr.contains("\nrolled back: shop-local is as it was before\n"), "{ended}");
    assert_eq!((shop.version(), shop.account.leases()), (first, vec![]));
    assert!(shop.answered().ends_with("the first page"), "{}", shop.answered());
    // The version that failed is there by now, and the plan had to make it.
    let again = shop.run(&["apply", "plan.json"]);
    assert_eq!(again.code, 4, "{again}");
}

#[test]
fn one_of_several_that_fails_is_taken_back_before_the_others_are_left_unbegun() {
    let shop = Shop::serving();
    let first = shop.version();
    shop.write("Procfile", "web: gunicornn app:app");
    let other = fs::read_to_string(root().join(super::FILE)).unwrap();
    let other = other.replace("shop-local", "shop-other").replace("#:schema ./schema.json", "");
    fs::write(shop.folder.path().join("other.toml"), other).unwrap();
    let mut arguments = vec!["apply", "shop.toml", "other.toml", "--yes", "--parallel", "1"];
    arguments.extend(["--stop-on-failure", "--on-failure", "roll-back"]);
    let ended = shop.run(&arguments);
    assert_eq!(ended.code, 1, "{ended}");
    let back = ended.stderr.find("rolled back: shop-local is as it was before");
    let left = ended.stderr.find("not begun: `shop-local` failed");
    assert!(back.is_some() && back < left, "{ended}");
    assert_eq!((shop.version(), shop.account.leases()), (first, vec![]));
    let all = shop.account.aws(&["elasticbeanstalk", "describe-environments"]);
    let names: Vec<_> = all["Environments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| text(&it["EnvironmentName"]))
        .collect();
    assert_eq!(names, ["shop-local"]);
}

#[test]
fn what_aws_has_rolled_back_by_itself_is_not_taken_back_again() {
    let shop = Shop::serving();
    shop.edit("max = 4", "max = 3");
    shop.account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    shop.account.forget_calls();
    let ended = shop.apply(&["--on-failure", "roll-back"]);
    assert_eq!(ended.code, 1, "{ended}");
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains("AWS gave up the update of `shop-local`; rolled back"), "{ended}");
    assert!(summary.contains("Failed to deploy configuration."), "{ended}");
    assert!(summary.contains("AWS had taken it back already; shop-local is as it was"), "{ended}");
    let updates = shop.account.calls();
    let updates =
        updates.iter().filter(|call| call["operation"] == "elasticbeanstalk.UpdateEnvironment");
    assert_eq!(updates.count(), 1, "the one that failed");
    assert!(shop.answered().ends_with("the first page"));
}

#[test]
fn dependencies_that_cannot_be_installed_are_told_of_and_the_former_version_is_deployed_again() {
    let shop = Shop::serving();
    let first = shop.version();
    shop.write("requirements.txt", "--no-index\nno-such-package==1.0\n");
    let ended = shop.apply(&["--on-failure", "roll-back"]);
    assert_eq!(ended.code, 1, "{ended}");
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(summary.contains("Failed to deploy application."), "{ended}");
    assert!(summary.contains("problem[install-failed]"), "{ended}");
    assert!(summary.contains("no-such-package==1.0"), "{ended}");
    assert!(summary.contains("rolled back: shop-local is as it was before"), "{ended}");
    assert_eq!((shop.version(), &shop.seen()["Health"]), (first, &json!("Green")));
    let asked = ["describe-instances-health", "--environment-name", "shop-local"];
    let asked = [&["elasticbeanstalk"], &asked[..], &["--attribute-names", "All"]].concat();
    let health = shop.account.aws(&asked);
    assert_eq!(health["InstanceHealthList"][0]["Deployment"]["Status"], "Deployed", "{health}");
}

#[test]
fn a_way_back_that_fails_itself_tells_of_both_and_of_what_to_do() {
    let shop = Shop::serving();
    shop.edit("[variables]", "[variables]\nSTATUS = \"500\"");
    let mut running = started(shop.command(&["--on-failure", "roll-back"]));
    until_told(&mut running, "Rolling back:");
    // The update back is the one that AWS gives up.
    shop.account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let ended = ended(running);
    assert_eq!(ended.code, 1, "{ended}");
    let summary = ended.stderr.split("error: ").nth(1).unwrap();
    assert!(
        summary.starts_with("the environment `shop-local` is Red; the roll-back failed"),
        "{ended}"
    );
    let own = summary.split("\nthe roll-back failed: ").nth(1).unwrap();
    assert!(own.starts_with("AWS gave up the update of `shop-local`\n"), "{ended}");
    assert!(own.contains("begun      settings"), "{ended}");
    assert!(own.contains("it is neither as the file says nor as it was"), "{ended}");
    assert_eq!(shop.account.leases(), [""; 0]);
}

#[test]
fn a_creation_that_failed_is_not_deleted() {
    let account = Account::seeded();
    account.control(&json!({ "outcomes": { "shop-local": "fail" } }));
    let ended = account.ebdeploy(&["apply", super::FILE, "--yes", "--on-failure", "roll-back"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stderr.contains("not rolled back: there was no environment before"), "{ended}");
    let asked = ["describe-environments", "--environment-names", "shop-local"];
    let seen = account.aws(&[&["elasticbeanstalk"], &asked[..]].concat());
    assert_eq!(seen["Environments"][0]["EnvironmentName"], "shop-local", "{seen}");
}

#[test]
fn a_deadline_is_not_rolled_back_and_names_the_ways_on() {
    let shop = Shop::serving();
    shop.account.control(&json!({ "outcomes": { "shop-local": "hang" } }));
    shop.edit("max = 4", "max = 3");
    shop.edit("grace = \"4s\"", "grace = \"1s\"");
    let text = fs::read_to_string(shop.file()).unwrap();
    fs::write(shop.file(), format!("{text}[apply]\ntimeout = \"4s\"\n")).unwrap();
    let ended = shop.apply(&["--on-failure", "roll-back"]);
    assert_eq!(ended.code, 5, "{ended}");
    for told in [
        "not rolled back: AWS is still at work on it",
        "raise [apply] timeout",
        "abort-environment-update --environment-name shop-local",
    ] {
        let words = ended.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(told), "{told}: {ended}");
    }
    let abort = ["abort-environment-update", "--environment-name", "shop-local"];
    shop.account.aws(&[&["elasticbeanstalk"], &abort[..]].concat());
    super::ready(&shop.account);
    let finished = shop.apply(&[]);
    assert_eq!(finished.code, 0, "{finished}");
}
