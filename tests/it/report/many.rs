//! Several environments in one report.

use std::path::PathBuf;

use ebdeploy::error::{Error, Unbegun};
use ebdeploy::plan::Plan;
use ebdeploy::plan::path::TrafficPath;
use ebdeploy::report::{Fleet, Report, Shape, Verb};
use insta::assert_snapshot;
use serde_json::Value;

use super::anything::check_page;
use super::{made_of, setting};

/// Environments of these names, each with a plan.
struct Planned(Vec<(PathBuf, Plan, TrafficPath)>);

impl Planned {
    fn of(names: &[&str], steps: usize) -> Self {
        let one = |name: &&str| {
            let rows =
                (0..steps).map(|index| setting(&format!("variables.{name}-{index}"), None, "b"));
            let (mut plan, mut path) = made_of(rows.collect());
            (plan.environment, path.environment) = ((*name).to_owned(), (*name).to_owned());
            (PathBuf::from(format!("environments/{name}.toml")), plan, path)
        };
        Self(names.iter().map(one).collect())
    }

    fn reports(&self) -> Vec<Report<'_>> {
        let one = |planned| {
            let (file, plan, path): &(PathBuf, Plan, TrafficPath) = planned;
            let told = Report::new(Verb::Plan, file);
            Report { plan: Some(plan), path: Some(path), ..told }
        };
        self.0.iter().map(one).collect()
    }
}

fn render(members: &[Report<'_>], shape: Shape) -> String {
    Fleet { verb: Verb::Plan, members }.render(shape)
}

#[test]
fn a_comment_has_a_table_of_all_and_a_fold_for_each_that_has_something_to_tell() {
    let planned = Planned::of(&["shop-api", "shop-web", "shop-data"], 1);
    let mut reports = planned.reports();
    let unchanged = Plan { steps: Vec::new(), ..planned.0[1].1.clone() };
    reports[1].plan = Some(&unchanged);
    let error = Error::NotBegun(Unbegun::Impossible);
    reports[2].result = Err(&error);
    assert_snapshot!(render(&reports, Shape::Markdown), @r"
    <!-- ebdeploy plan of several files -->
    ### ebdeploy plan: 3 environments

    **3 environments**: 1 with changes, 1 without changes, 1 not begun; dearest impact: app restart

    | Environment | File | Outcome |
    |---|---|---|
    | shop-api in eu-west-1 | `environments/shop-api.toml` | 1 step; dearest impact: app restart |
    | shop-web in eu-west-1 | `environments/shop-web.toml` | no changes |
    | shop-data in eu-west-1 | `environments/shop-data.toml` | not begun: nothing is done where one of the files cannot be brought about |

    <details>
    <summary>shop-api in eu-west-1: 1 step; dearest impact: app restart</summary>


    | Step | Key | Before | After | Impact |
    |---|---|---|---|---|
    | 1. ~ settings | `variables.shop-api-0` | – | `b` | app restart |

    <details>
    <summary>The way of a request, unchanged</summary>

    ```mermaid
    flowchart TD
        accTitle: The way of a request through shop-api
        accDescr: .
    ```

    </details>

    </details>
    ");
}

#[test]
fn whatever_there_is_to_tell_a_comment_has_room_for_it_and_no_fold_stays_open() {
    for (environments, steps) in [(3, 2000), (100, 30), (1000, 1)] {
        let names: Vec<_> = (0..environments).map(|index| format!("shop-{index}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let planned = Planned::of(&names, steps);
        let page = render(&planned.reports(), Shape::Markdown);
        assert!(page.len() <= 65_536, "{environments}: {}", page.len());
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
        assert!(page.contains("left out"), "{environments}: {page}");
        assert!(page.contains("| shop-0 in eu-west-1 |"), "{page}");
    }
}

#[test]
fn programs_get_a_document_for_each() {
    let planned = Planned::of(&["shop-api", "shop-web"], 2);
    let document: Value = serde_json::from_str(&render(&planned.reports(), Shape::Json)).unwrap();
    assert_eq!(document["impact"], "app-restart");
    assert_eq!(document["environments"][1]["environment"], "shop-web");
    assert_eq!(document["environments"][1]["steps"].as_array().unwrap().len(), 2);
}

#[test]
fn a_page_leads_from_the_table_to_each() {
    let planned = Planned::of(&["shop-api", "shop-web"], 2);
    let page = render(&planned.reports(), Shape::Html);
    check_page(&page);
    for part in
        ["<a href=\"#environment-1\">shop-web in eu-west-1</a>", "<div id=\"environment-1\">"]
    {
        assert_eq!(page.matches(part).count(), 1, "{part} in {page}");
    }
}
