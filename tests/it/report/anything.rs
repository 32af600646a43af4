//! Whatever the values are, a comment stays a comment and a page a page.

use ebdeploy::plan::path::{Change, Line, Place, Station, TrafficPath, Way};
use ebdeploy::plan::{Note, Plan, Step, TagEdit};
use ebdeploy::report::Shape;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{made_of, of_plan, setting};

/// Texts that would mean something to whoever reads them.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "\\PC{0,8}",
        "[|`<>\\\\\\n\\r\\t \"'&#@*_~\\[\\]()!-]{1,4}",
        Just("</details>".to_owned()),
        Just("```".to_owned()),
        Just("-->".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("%%{init: {}}%%".to_owned()),
        Just("x".repeat(300)),
    ];
    vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Stays),
        Just(Change::Added),
        Just(Change::Changed),
        Just(Change::Removed)
    ]
}

fn path() -> impl Strategy<Value = TrafficPath> {
    let places = [Place::Clients, Place::Http, Place::Https, Place::TargetGroup, Place::Instances];
    let line = (text(), change()).prop_map(|(text, change)| Line { text, change });
    let station = (text(), change(), vec(line, 0..20));
    let ways = vec((0..5usize, 0..5usize, text(), change()), 0..8);
    (text(), vec(station, 5), ways).prop_map(move |(environment, stations, ways)| TrafficPath {
        environment,
        stations: places
            .into_iter()
            .zip(stations)
            .map(|(place, (title, change, lines))| Station { place, title, change, lines })
            .collect(),
        ways: ways
            .into_iter()
            .filter(|(from, to, ..)| from < to)
            .map(|(from, to, label, change)| Way {
                from: places[from],
                to: places[to],
                label,
                change,
            })
            .collect(),
    })
}

fn planned() -> impl Strategy<Value = (Plan, TrafficPath)> {
    let settings = vec((text(), proptest::option::of(text()), text()), 0..150);
    let tags =
        btree_map(text(), (proptest::option::of(text()), proptest::option::of(text())), 0..30);
    (settings, tags, vec(text(), 0..60), text(), path()).prop_map(
        |(settings, tags, notes, environment, path)| {
            let mut steps: Vec<_> = settings
                .iter()
                .map(|(path, before, after)| setting(path, before.as_deref(), after))
                .collect();
            let edits =
                tags.into_iter().map(|(key, (before, after))| (key, TagEdit { before, after }));
            steps.push(Step::UpdateTags { arn: "arn".into(), edits: edits.collect() });
            steps.push(Step::CreateApplication { application: environment.clone() });
            let (plan, _) = made_of(steps);
            let notes = notes.into_iter().map(Note).collect();
            (Plan { environment, notes, ..plan }, path)
        },
    )
}

/// The cells of a row, as GitHub counts them: a backslash takes the next character's meaning away.
fn cells(row: &str) -> usize {
    let mut characters = row.trim_end().chars();
    let mut bars = 0;
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '|' => bars += 1,
            _ => {}
        }
    }
    bars - 1
}

/// Tables keep their width from the head to the last row.
fn check_tables(comment: &str) {
    let mut width = None;
    for line in comment.lines() {
        if !line.starts_with('|') {
            width = None;
            continue;
        }
        assert_eq!(cells(line), *width.get_or_insert_with(|| cells(line)), "{line}");
    }
}

/// What is opened is closed: folds, blocks of text, drawings.
fn check_blocks(comment: &str) {
    let mut open = Vec::new();
    for line in comment.lines() {
        match (line, open.last().copied()) {
            ("```", Some("```mermaid"))
            | ("</details>", Some("<details>"))
            | ("</pre>", Some("<pre>")) => {
                open.pop();
            }
            ("```mermaid" | "<pre>", _) | ("<details>", None) => open.push(line),
            _ => assert!(!line.trim_start().starts_with("```"), "{line}"),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for (start, end) in [("<details>", "</details>"), ("<pre>", "</pre>"), ("<code>", "</code>")] {
        assert_eq!(comment.matches(start).count(), comment.matches(end).count(), "{start}");
    }
    let marks = comment.lines().take_while(|line| line.starts_with("<!-- "));
    for mark in marks {
        assert_eq!(mark.find("-->"), Some(mark.len() - 3), "{mark}");
    }
    assert!(!comment.replace("\\<", "").contains("<script"));
}

/// Every tag is closed in its turn, and nothing is run or fetched.
pub(super) fn check_page(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = page.strip_prefix("<!doctype html>\n").expect("it says what it is");
    for tag in body.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        let name = tag.split_whitespace().next().unwrap_or_default();
        assert!(name == "style" || !text.contains('>'), "{text}");
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed)),
            None if name == "meta" => {}
            None => open.push(name),
        }
        for reference in ["script", "link", "img", "iframe", "object", "use", "image", "base"] {
            assert_ne!(name, reference);
        }
        // A link leads to a place of the page itself.
        let tag = tag.replacen("a href=\"#", "a \"#", 1);
        for attribute in ["href=", "src=", "srcset=", "style=", " on"] {
            let names = tag.split('"').step_by(2).collect::<String>();
            assert!(!names.contains(attribute), "{tag}");
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!page.contains("url(") && !page.contains("@import"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_comment_holds_together_and_is_not_too_long(planned in planned()) {
        let comment = of_plan(&planned, Shape::Markdown);
        prop_assert!(comment.len() <= 65_536, "{} bytes", comment.len());
        check_tables(&comment);
        check_blocks(&comment);
    }

    #[test]
    fn a_page_closes_what_it_opens_and_fetches_nothing(planned in planned()) {
        check_page(&of_plan(&planned, Shape::Html));
    }

    #[test]
    fn json_and_text_can_hold_it_too(planned in planned()) {
        let json = of_plan(&planned, Shape::Json);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
        let plain = of_plan(&planned, Shape::Human);
        prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{plain:?}");
    }
}
