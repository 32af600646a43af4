//! Several environments on one page.

use super::markup::Markup;
use super::{
    BAD, GOOD, PLAIN, cell, class_of, code, folded, headline, page, section, table, write,
};
use crate::report::fleet::{Fleet, Line};

/// A page of several environments: a table of all, and a fold for each.
pub(in crate::report) fn fleet(fleet: &Fleet<'_>) -> String {
    page(&fleet.heading(), |main| {
        main.leaf("h1", &[], &fleet.heading());
        let (first, rest) = fleet.headline();
        let good = fleet.members.iter().all(|report| class_of(report) == GOOD);
        let bad = fleet.members.iter().any(|report| class_of(report) == BAD);
        headline(
            main,
            if bad {
                BAD
            } else if good {
                GOOD
            } else {
                PLAIN
            },
            &first,
            &rest,
        );
        let lines = fleet.lines();
        section(main, "Environments", |section| {
            table(section, &["Environment", "File", "Outcome"], |body| {
                for (index, line) in lines.iter().enumerate() {
                    row_of_fleet(body, index, line);
                }
            });
        });
        for (index, (line, report)) in lines.iter().zip(fleet.members).enumerate() {
            let id = format!("environment-{index}");
            folded(main, &format!("{}: {}", line.subject, line.told), |fold| {
                // A link to what is in a fold opens it.
                fold.element("div", &[("id", &id)], |inside| write(inside, report));
            });
        }
    })
}

fn row_of_fleet(body: &mut Markup, index: usize, line: &Line) {
    body.element("tr", &[("class", "first"), ("role", "row")], |row| {
        let attributes = [("role", "cell"), ("data-label", "Environment"), ("class", "step")];
        row.element("td", &attributes, |cell| {
            cell.leaf("a", &[("href", &format!("#environment-{index}"))], &line.subject);
        });
        code(row, "File", Some(&line.file));
        cell(row, "Outcome", &line.told);
    });
}
