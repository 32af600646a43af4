//! Gates of the command line, in LocalStack: what is told, the exit code, and that nothing is done.

use std::fs;

use insta::assert_snapshot;
use jiff::ToSpan;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::localstack::Account;
use crate::support::{Ran, ran, root};

/// The demonstration's file with these lines, in a folder of its own.
struct Guarded {
    account: Account,
    folder: TempDir,
}

impl Guarded {
    fn by(lines: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let text = fs::read_to_string(root().join("environments/local.toml")).unwrap();
        fs::write(folder.path().join("shop.toml"), format!("{text}\n{lines}\n")).unwrap();
        Self { account: Account::seeded(), folder }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.account.command(arguments).current_dir(self.folder.path()))
    }

    fn is_untouched(&self) -> bool {
        !self.account.changing_calls().iter().any(|call| call.contains("Environment"))
    }
}

fn lines(ended: &Ran) -> Vec<Value> {
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_plan_that_costs_too_much_is_shown_and_refused_with_the_key_and_the_steps() {
    let guarded = Guarded::by("[protect]\nmax-impact = \"none\"\ndeny = [\"deploy\", \"create\"]");
    let ended = guarded.run(&["plan", "shop.toml", "--detailed-exitcode"]);
    assert!(ended.stdout.contains("+ environment shop-local"), "the plan is shown: {ended}");
    assert_eq!(ended.code, 1, "{ended}");
    assert_snapshot!(ended.stderr, @r#"
    error[max-impact]: no change may cost more than `none`, and this costs in place
      --> shop.toml:29:14
       |
    29 | max-impact = "none"
       |              ^^^^^^
       |
       = note: port 443 open (in place)
               tcp 443 from 0.0.0.0/0
       = note: redirect on port 80 (in place)
               rule exempt-1: /health: served over HTTP
               rule redirect: /*: 301 to HTTPS

    error[create]: `create` is denied: an application or environment is created
      --> shop.toml:30:19
       |
    30 | deny = ["deploy", "create"]
       |                   ^^^^^^^^
       |
       = note: application shop (no impact)
               shop is made
       = note: environment shop-local (no impact)
               shop-local is made

    error: 2 gates say no to this plan for shop-local; nothing was done
    hint: leave the steps out, or let this plan through once with `--override
          REASON`
    "#);
}

#[test]
fn the_stricter_of_the_files_limit_and_the_callers_holds() {
    let guarded = Guarded::by("[protect]\nmax-impact = \"rolling\"");
    assert_eq!(guarded.run(&["plan", "shop.toml"]).code, 0);
    assert_eq!(guarded.run(&["plan", "shop.toml", "--max-impact", "in-place"]).code, 0);
    let ended = guarded.run(&["plan", "shop.toml", "--max-impact", "none"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert_snapshot!(ended.stderr, @r"
    error[max-impact]: with `--max-impact` no change may cost more than `none`, and this costs in place
     |
     = note: port 443 open (in place)
             tcp 443 from 0.0.0.0/0
     = note: redirect on port 80 (in place)
             rule exempt-1: /health: served over HTTP
             rule redirect: /*: 301 to HTTPS

    error: 1 gate says no to this plan for shop-local; nothing was done
    hint: leave the steps out, or let this plan through once with `--override
          REASON`
    ");
    let lax = Guarded::by("[protect]\nmax-impact = \"none\"");
    let ended = lax.run(&["plan", "shop.toml", "--max-impact", "rolling"]);
    assert!(ended.stderr.contains("shop.toml:29:14"), "{ended}");
}

#[test]
fn an_apply_beyond_the_gates_does_nothing() {
    let guarded = Guarded::by("[protect]\ndeny = [\"create\"]");
    let ended = guarded.run(&["apply", "shop.toml", "--yes", "--json"]);
    assert_eq!(ended.code, 1, "{ended}");
    let lines = lines(&ended);
    let refused = &lines[0]["refused"][0];
    assert_eq!(
        (&refused["gate"], &refused["path"], &refused["line"]),
        (&json!("create"), &json!("protect.deny[0]"), &json!(29))
    );
    assert_eq!(
        refused["steps"][1],
        json!({ "index": 1, "step": "create-environment", "what": ["shop-local is made"] })
    );
    let outcome = lines.last().unwrap();
    assert_eq!(
        (&outcome["exit-code"], &outcome["override"], &outcome["done"]),
        (&json!(1), &Value::Null, &json!([]))
    );
    assert!(guarded.is_untouched());
}

#[test]
fn an_override_goes_through_and_its_reason_is_told_and_recorded() {
    let guarded = Guarded::by("[protect]\ndeny = [\"create\"]\nmax-impact = \"none\"");
    let planned = guarded.run(&["plan", "shop.toml", "--override", "first launch, #42"]);
    assert_eq!(planned.code, 0, "{planned}");
    assert_eq!(planned.stderr, "note: overridden (first launch, #42): max-impact, create\n");
    let plan = guarded.run(&["plan", "shop.toml", "--json", "--override", "first launch, #42"]);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(
        (&plan["override"], plan["refused"].as_array().map(Vec::len)),
        (&json!("first launch, #42"), Some(2))
    );
    let arguments = ["apply", "shop.toml", "--yes", "--override", "first launch, #42"];
    let applied = guarded.run(&arguments);
    assert_eq!(applied.code, 0, "{applied}");
    let end =
        "shop-local in eu-west-1 is as shop.toml says. Gates were overridden: first launch, #42\n";
    assert!(applied.stderr.ends_with(end), "{applied}");
    let again =
        guarded.run(&["apply", "shop.toml", "--yes", "--json", "--override", "for nothing"]);
    assert_eq!(lines(&again).last().unwrap()["override"], Value::Null, "{again}");
    assert!(again.stderr.contains("note: no gate had to be overridden"), "{again}");
}

#[test]
fn an_override_is_recorded_in_the_outcome() {
    let guarded = Guarded::by("[protect]\ndeny = [\"create\"]");
    let ended = guarded.run(&["apply", "shop.toml", "--yes", "--json", "--override", "because"]);
    assert_eq!(lines(&ended).last().unwrap()["override"], "because", "{ended}");
}

#[test]
fn an_override_says_why() {
    let guarded = Guarded::by("");
    assert_snapshot!(guarded.run(&["plan", "shop.toml", "--override", " "]), @r"
    ------- stderr -------
    error: invalid value ' ' for '--override <REASON>': say why

    For more information, try '--help'.
    [exit status: 64]
    ");
    let unknown = guarded.run(&["plan", "shop.toml", "--max-impact", "some"]);
    assert_eq!(unknown.code, 64, "{unknown}");
    assert!(
        unknown.stderr.contains(
            "[possible values: none, in-place, app-restart, rolling, instances-replaced]"
        ),
        "{unknown}"
    );
}

#[test]
fn outside_every_window_a_plan_says_so_and_an_apply_does_nothing() {
    let day = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC) + 3.days();
    let day = day.strftime("%a").to_string().to_lowercase();
    let window = format!("windows = [{{ days = [\"{day}\"], from = \"09:00\", to = \"17:00\" }}]");
    let guarded = Guarded::by(&format!("[protect]\n{window}\ntime-zone = \"UTC\""));
    let planned = guarded.run(&["plan", "shop.toml"]);
    assert_eq!(planned.code, 0, "{planned}");
    let told = planned.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("note: an apply would be refused now: it is"), "{planned}");
    assert!(told.contains("in UTC, outside every change window; the next opens on"), "{planned}");
    let ended = guarded.run(&["apply", "shop.toml", "--yes"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.stderr.contains("error[windows]: it is"), "{ended}");
    assert!(ended.stderr.contains("--> shop.toml:29:11"), "{ended}");
    assert!(ended.stderr.contains("note: environment shop-local"), "each step is named: {ended}");
    assert!(ended.stderr.contains("hint: run again when a window is open"), "{ended}");
    assert!(guarded.is_untouched());
    let always = guarded.run(&["apply", "shop.toml", "--yes", "--override", "an incident"]);
    assert_eq!(always.code, 0, "{always}");
}
