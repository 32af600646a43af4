//! A run that failed, for those who were not there.

use std::time::Duration;

use ebdeploy::apply::{self, Event, Journal, Turn};
use ebdeploy::error::Error;
use ebdeploy::observed::LogEvent;
use ebdeploy::report::{Record, Shape, Verb};
use insta::assert_snapshot;

use super::anything::check_page;
use super::{made_of, report, setting};

/// A run of three steps whose second failed.
fn failed(shape: Shape) -> String {
    let (plan, path) = made_of(vec![
        setting("variables.A", None, "1"),
        setting("variables.B", Some("1"), "2"),
        setting("variables.C", Some("1"), "2"),
    ]);
    let mut record = Record::default();
    let cause = apply::Error::Missing("the load balancer is gone".into());
    let [first, second, _] = &plan.steps[..] else { panic!("three steps") };
    let line = LogEvent {
        at: "2026-11-22T21:49:59Z".parse().unwrap(),
        severity: "ERROR".into(),
        message: "Failed <b>to</b> deploy\napplication.".into(),
        request_id: None,
    };
    let first = Turn { index: 0, total: 3, step: first };
    let second = Turn { index: 1, total: 3, step: second };
    for event in [
        Event::Started(first),
        Event::Done(first, Duration::from_secs(42)),
        Event::Started(second),
        Event::Log(&line),
        Event::Failed(second, &cause),
    ] {
        record.note(&event);
    }
    let journal = Box::new(Journal { done: 1, current: Some(1), ..Journal::default() });
    let (plan_of, aftermath) = (Box::new(plan.clone()), Box::default());
    let error = Error::Apply { plan: plan_of, journal, source: Box::new(cause), aftermath };
    report(Verb::Apply, Some((&plan, &path)), Some(&record), Err(&error)).render(shape)
}

#[test]
fn a_comment_tells_what_is_done_and_what_is_not() {
    assert_snapshot!(failed(Shape::Markdown), @r"
    <!-- ebdeploy apply: shop-test in eu-west-1 -->
    <!-- ebdeploy apply of environments/test.toml -->
    ### ebdeploy apply: shop-test in eu-west-1

    **Exit code 1**: the load balancer is gone

    Planned: 3 steps: 0 to create, 3 to change, 0 to remove; dearest impact: app restart

    File: `environments/test.toml`

    <pre>
    error: the load balancer is gone
      done       settings
      begun      settings
      not begun  settings
    hint: run `ebdeploy plan` to see what is there
    </pre>

    | Step | Key | Before | After | Impact | Outcome |
    |---|---|---|---|---|---|
    | 1. ~ settings | `variables.A` | – | `1` | app restart | done in 42 s |
    | 2. ~ settings | `variables.B` | `1` | `2` | app restart | failed |
    | 3. ~ settings | `variables.C` | `1` | `2` | app restart | not begun |

    <details>
    <summary>The way of a request, unchanged</summary>

    ```mermaid
    flowchart TD
        accTitle: The way of a request through shop-test
        accDescr: .
    ```

    </details>

    <details>
    <summary>The environment's log: 1 line</summary>

    <pre>
    21:49:59 ERROR Failed &lt;b&gt;to&lt;/b&gt; deploy⏎application.
    </pre>

    </details>
    ");
}

#[test]
fn so_does_text() {
    assert_snapshot!(failed(Shape::Human), @r"
    shop-test in eu-west-1

    ~ settings                                                           app restart
        variables.A  1
    ~ settings                                                           app restart
        variables.B  1 → 2
    ~ settings                                                           app restart
        variables.C  1 → 2

    3 steps: 0 to create, 3 to change, 0 to remove; dearest impact: app restart

    Outcome:
      1. settings: done in 42 s
      2. settings: failed
      3. settings: not begun

    The environment's log:
      21:49:59 ERROR Failed <b>to</b> deploy⏎application.

    error: the load balancer is gone
      done       settings
      begun      settings
      not begun  settings
    hint: run `ebdeploy plan` to see what is there
    ");
}

#[test]
fn so_do_programs_learn_it() {
    let document: serde_json::Value = serde_json::from_str(&failed(Shape::Json)).unwrap();
    assert_eq!(document["steps"].as_array().unwrap().len(), 3);
    assert_snapshot!(serde_json::to_string_pretty(&document["outcome"]).unwrap(), @r#"
    {
      "aborted": null,
      "done": [
        "update-settings"
      ],
      "error": "the load balancer is gone",
      "evidence": null,
      "exit-code": 1,
      "failed": "update-settings",
      "fallback": null,
      "instances": [],
      "not-started": [
        "update-settings"
      ],
      "override": null,
      "roll-back": null
    }
    "#);
    assert_snapshot!(serde_json::to_string(&document["log"]).unwrap(), @r#"[{"at":"2026-11-22T21:49:59Z","message":"Failed <b>to</b> deploy\napplication.","request-id":null,"severity":"ERROR"}]"#);
}

#[test]
fn so_does_the_page() {
    let page = failed(Shape::Html);
    check_page(&page);
    for told in [
        "headline bad",
        "done in 42 s",
        "not begun",
        "Failed &lt;b&gt;to&lt;/b&gt; deploy⏎application.",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
}
