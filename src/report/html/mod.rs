//! A report as a page that needs nothing else: no script, nothing to fetch. It can be read on a
//! phone, by day and by night, and by those who hear it.

mod drawing;
mod fleet;
mod markup;

use super::human::clock;
use super::rows::Row;
use super::text::visible;
use super::whole::{Entry, Report, Verb, cost};
use super::{diagnostics, plural};
use crate::error::exit;
use crate::observed::InstanceLog;
use crate::plan::Plan;
pub(super) use fleet::fleet;
use markup::Markup;

/// Classes of the headline.
const GOOD: &str = "headline good";
const PLAIN: &str = "headline";
const BAD: &str = "headline bad";
const STYLE: &str = include_str!("page.css");
/// The browser is told so too.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The whole page.
pub(super) fn render(report: &Report<'_>) -> String {
    page(&report.heading(), |main| {
        head(main, report);
        write(main, report);
    })
}

fn page(title: &str, content: impl FnOnce(&mut Markup)) -> String {
    let mut page = Markup::default();
    page.element("html", &[("lang", "en")], |page| {
        page.element("head", &[], |head| {
            head.void("meta", &[("charset", "utf-8")]);
            let view = "width=device-width, initial-scale=1";
            head.void("meta", &[("name", "viewport"), ("content", view)]);
            head.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            let policy = "Content-Security-Policy";
            head.void("meta", &[("http-equiv", policy), ("content", POLICY)]);
            head.leaf("title", &[], title);
            head.style(STYLE);
        });
        page.element("body", &[], |body| body.element("main", &[], content));
    });
    page.finish()
}

fn write(main: &mut Markup, report: &Report<'_>) {
    if let Some(failure) = report.failure() {
        section(main, "What went wrong", |section| {
            section.element("pre", &[], |pre| pre.lines(&failure));
        });
    }
    let entries = report.entries();
    if !entries.is_empty() {
        let title = if report.verb == Verb::Plan { "Changes" } else { "Steps" };
        section(main, title, |section| steps(section, &entries));
    }
    let back = report.entries_back();
    if !back.is_empty() {
        section(main, "Taken back", |section| steps(section, &back));
    }
    notes(main, report);
    if let Some(path) = report.path {
        section(main, "The way of a request", |section| drawing::draw(path, section));
    }
    let log = report.log();
    if !log.is_empty() {
        let title = format!("The environment's log: {}", plural(log.len(), "line"));
        folded(main, &title, |fold| {
            fold.element("pre", &[], |pre| pre.lines(&log.join("\n")));
        });
    }
    for InstanceLog { instance, taken, text } in report.logs() {
        let title = format!("The log of {instance}, {}", clock(*taken));
        folded(main, &title, |fold| {
            let lines = text.lines().map(visible).collect::<Vec<_>>().join("\n");
            fold.element("pre", &[], |pre| pre.lines(&lines));
        });
    }
}

fn head(main: &mut Markup, report: &Report<'_>) {
    main.leaf("h1", &[], &report.heading());
    let (first, rest) = report.headline();
    headline(main, class_of(report), &first, &rest);
    if let Some(planned) = report.planned() {
        main.leaf("p", &[], &format!("Planned: {planned}"));
    }
    main.element("p", &[("class", "faint")], |line| {
        line.text("From ");
        line.leaf("code", &[], &diagnostics::shown(report.file));
    });
}

fn class_of(report: &Report<'_>) -> &'static str {
    let no_changes = report.plan.is_none_or(Plan::is_empty);
    match report.code() {
        exit::DONE if report.verb != Verb::Plan || no_changes => GOOD,
        exit::DONE | exit::CHANGES | exit::FALLBACK => PLAIN,
        _ => BAD,
    }
}

fn headline(main: &mut Markup, class: &str, first: &str, rest: &str) {
    main.element("p", &[("class", class)], |line| {
        line.leaf("strong", &[], first);
        line.text(&format!(": {rest}"));
    });
}

fn section(main: &mut Markup, title: &str, content: impl FnOnce(&mut Markup)) {
    main.element("section", &[], |section| {
        section.leaf("h2", &[], title);
        content(section);
    });
}

fn folded(main: &mut Markup, title: &str, content: impl FnOnce(&mut Markup)) {
    main.element("details", &[], |fold| {
        fold.leaf("summary", &[], title);
        content(fold);
    });
}

/// The table of all steps, and a fold for each that has many rows.
fn steps(section: &mut Markup, entries: &[Entry]) {
    let ended = entries.iter().any(|entry| entry.fate.is_some());
    let mut titles = vec!["Step", "Key", "Before", "After", "Impact"];
    titles.extend(ended.then_some("Outcome"));
    table(section, &titles, |body| {
        for entry in entries {
            step(body, entry);
        }
    });
    for entry in entries.iter().filter(|entry| entry.is_long()) {
        let count = plural(entry.rows.len(), "setting");
        let title = format!("{} {}: {count}", entry.mark.symbol(), entry.title);
        folded(section, &title, |fold| long(fold, entry));
    }
}

/// A table of one step.
fn long(fold: &mut Markup, entry: &Entry) {
    let new = entry.is_new();
    let titles: &[&str] =
        if new { &["Key", "Value"] } else { &["Key", "Before", "After", "Impact"] };
    table(fold, titles, |body| {
        for row in &entry.rows {
            body.element("tr", &[("role", "row")], |line| {
                if new {
                    code(line, "Key", Some(&row.key));
                    code(line, "Value", row.after.as_ref());
                } else {
                    values(line, row, entry);
                }
            });
        }
    });
}

fn table(section: &mut Markup, titles: &[&str], rows: impl FnOnce(&mut Markup)) {
    // A table that is shown as blocks is no table any more, unless it is said to be one.
    section.element("table", &[("role", "table")], |table| {
        table.element("thead", &[("role", "rowgroup")], |head| {
            head.element("tr", &[("role", "row")], |row| {
                for title in titles {
                    row.leaf("th", &[("scope", "col"), ("role", "columnheader")], title);
                }
            });
        });
        table.element("tbody", &[("role", "rowgroup")], rows);
    });
}

fn step(body: &mut Markup, entry: &Entry) {
    let Entry { number, mark, title, impact, rows, reason: _, fate } = entry;
    let title = format!("{number}. {} {title}", mark.symbol());
    let ended = |line: &mut Markup, first: bool| {
        if let Some(fate) = fate {
            cell(line, "Outcome", if first { fate } else { "" });
        }
    };
    if rows.is_empty() || entry.is_long() {
        let keys = if rows.is_empty() { String::new() } else { plural(rows.len(), "setting") };
        body.element("tr", &[("class", "first"), ("role", "row")], |line| {
            cell(line, "Step", &title);
            cell(line, "Key", &keys);
            cell(line, "Before", "");
            cell(line, "After", "");
            cell(line, "Impact", &cost(*impact));
            ended(line, true);
        });
        return;
    }
    for (index, row) in rows.iter().enumerate() {
        let first = index == 0;
        let class = if first { "first" } else { "further" };
        body.element("tr", &[("class", class), ("role", "row")], |line| {
            cell(line, "Step", if first { &title } else { "" });
            values(line, row, entry);
            ended(line, first);
        });
    }
}

fn values(line: &mut Markup, row: &Row, entry: &Entry) {
    let Row { key, before, after, impact } = row;
    code(line, "Key", Some(key));
    code(line, "Before", before.as_ref());
    code(line, "After", after.as_ref());
    cell(line, "Impact", &cost(impact.unwrap_or(entry.impact)));
}

fn cell(line: &mut Markup, label: &str, text: &str) {
    let class = label.to_lowercase();
    let class = if text.is_empty() { format!("{class} empty") } else { class };
    line.leaf("td", &[("role", "cell"), ("data-label", label), ("class", &class)], text);
}

fn code(line: &mut Markup, label: &str, value: Option<&String>) {
    let class = label.to_lowercase();
    let class = if value.is_none() { format!("{class} empty") } else { class };
    let attributes = [("role", "cell"), ("data-label", label), ("class", class.as_str())];
    line.element("td", &attributes, |cell| match value {
        Some(value) if value.is_empty() => cell.leaf("code", &[], "\"\""),
        Some(value) => cell.leaf("code", &[], value),
        None => cell.text("–"),
    });
}

fn notes(main: &mut Markup, report: &Report<'_>) {
    let notes = report.notes();
    if notes.is_empty() {
        return;
    }
    section(main, "Notes", |section| {
        section.element("ul", &[], |list| {
            for note in &notes {
                list.leaf("li", &[], note);
            }
        });
    });
}
