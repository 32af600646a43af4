//! What stands beside the lines of a file, for whoever reviews it.

use std::path::Path;

use super::command::{Kind, Place, annotation};
use crate::config::{Diagnostic, Source, Span, Text};
use crate::error::Error;
use crate::gates::Refusal;
use crate::lints::{Excerpt, Remark, Severity};
use crate::report::diagnostics::within;
use crate::report::{COLUMNS, Review, failure, review};

/// How GitHub knows a file.
pub(super) type Name<'a> = &'a dyn Fn(&Path) -> String;

/// An annotation for each problem of the file, under its id, or one for all else, under `title`. `name` says how GitHub knows a
/// file.
pub(super) fn of_error(error: &Error, file: &Path, title: &str, name: Name<'_>) -> Vec<String> {
    if let Some((source_file, diagnostics)) = error.problems() {
        let one = |diagnostic: &Diagnostic| {
            let Diagnostic { fault, message, span, help } = diagnostic;
            let (file, place) = place(source_file, span.clone());
            let told = format!("{message}\nhelp: {help}");
            annotation(Kind::Error, &name(file), place, fault.id(), &told)
        };
        return diagnostics.iter().map(one).collect();
    }
    if let Error::Gated { source_file, plan: _, refusals } = error {
        return refusals.iter().map(|refusal| of_refusal(source_file, refusal, name)).collect();
    }
    let told = anstream::adapter::strip_str(&failure::render(error, COLUMNS)).to_string();
    let told = told.strip_prefix("error: ").unwrap_or(&told);
    vec![annotation(Kind::Error, &name(file), None, title, told)]
}

fn of_refusal(source: &Source, refusal: &Refusal, name: Name<'_>) -> String {
    let Refusal { gate, path, message, held: _ } = refusal;
    let (file, place) = place(source, path.as_deref().and_then(|path| source.value(path)));
    annotation(Kind::Error, &name(file), place, gate, message)
}

/// An annotation for each remark of a lint, under the lint's name, and one for gates that were
/// overridden.
pub(super) fn of_review(source: &Source, review: &Review, name: Name<'_>) -> Vec<String> {
    let one = |remark: &Remark| {
        let Remark { id, severity, path: _, within, message, reason, cure } = remark;
        let kind = match severity {
            Severity::Error => Kind::Error,
            Severity::Warning => Kind::Warning,
            Severity::Note => Kind::Notice,
        };
        let (file, place) = match within {
            Some(within) if !within.packed => (within.file.as_path(), of_excerpt(within)),
            _ => place(source, review::place(source, remark)),
        };
        annotation(kind, &name(file), place, id, &format!("{message}\n{reason}\nhelp: {cure}"))
    };
    let overridden = review.overridden.iter().flat_map(|reason| {
        let told = move |refusal: &Refusal| {
            let message = format!("overridden ({reason}): {}", refusal.message);
            annotation(Kind::Warning, &name(&source.path), None, refusal.gate, &message)
        };
        review.refusals.iter().map(told)
    });
    review.remarks.iter().map(one).chain(overridden).collect()
}

/// In which file something stands, and where. Of several lines it is the first: columns of several
/// lines are refused.
fn place(source: &Source, span: Option<Span>) -> (&Path, Option<Place>) {
    let Some(span) = span else { return (&source.path, None) };
    let Text { path, text, .. } = source.text_of(&span);
    let own = within(source.text_of(&span).within(&span), text);
    let (before, rest) = text.split_at(own.start);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let width = rest.get(..own.len()).map_or(0, |text| text.chars().count()).max(1);
    let place = Place { line: source.line(&span), from: column, to: column + width - 1 };
    (path, Some(place))
}

/// Where in a file of the bundle something stands.
fn of_excerpt(Excerpt { line, text, span, .. }: &Excerpt) -> Option<Place> {
    let column = text.get(..span.start)?.chars().count() + 1;
    let width = text.get(span.clone())?.chars().count().max(1);
    Some(Place { line: (*line)?, from: column, to: column + width - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::report::diagnostics::shown;
    use insta::assert_snapshot;

    fn invalid(text: &str) -> Error {
        match config::parse(Path::new("environments/prod.toml"), text) {
            Err(error) => Error::File(error),
            Ok(file) => {
                let (source_file, diagnostics) = (Box::new(file.source), file.diagnostics);
                Error::Refused { source_file, diagnostics }
            }
        }
    }

    #[test]
    fn each_problem_of_a_file_is_an_annotation_of_its_line() {
        let error = invalid(
            "[application]\nname = \"shop\"\n[environment]\nname = \"shop-prod\"\n\
             [capacity]\n  instance-typs = ['t3.small']\nmin = 5\nmax = 3\n",
        );
        let lines = of_error(&error, Path::new("environments/prod.toml"), "ebdeploy plan", &shown);
        assert_snapshot!(lines.join("\n"), @r"
        ::error file=environments/prod.toml,line=6,endLine=6,col=3,endColumn=15,title=unknown-key::unknown field `instance-typs`, expected one of `instance-types`, `min`, `max`%0Ahelp: did you mean `instance-types`?
        ::error file=environments/prod.toml,line=7,endLine=7,col=7,endColumn=7,title=min-above-max::`min` is 5, more than `max`, which is 3%0Ahelp: lower `min` or raise `max`
        ");
    }

    #[test]
    fn another_error_is_an_annotation_of_the_file() {
        let error = Error::Busy("shop-prod".to_owned());
        let lines = of_error(&error, Path::new("prod.toml"), "ebdeploy apply", &shown);
        assert_snapshot!(lines.join("\n"), @"::error file=prod.toml,title=ebdeploy apply::the environment `shop-prod` is busy%0Ahint: run again later, or with `--if-busy wait`");
    }

    #[test]
    fn what_lints_and_gates_say_stands_at_its_line_under_its_name() {
        let text = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-prod\"\n[capacity]\nmax = 3\n";
        let source = config::parse(Path::new("prod.toml"), text).unwrap().source;
        let remark = Remark {
            id: "some-lint",
            severity: Severity::Note,
            path: "capacity.max".into(),
            within: None,
            message: "it is odd".into(),
            reason: "nobody does that",
            cure: "take two",
        };
        let refusal = Refusal {
            gate: "some-gate",
            path: Some("environment.name".into()),
            message: "no".into(),
            held: Vec::new(),
        };
        let (remarks, refusals) = (vec![remark], vec![refusal.clone()]);
        let review = Review { remarks, refusals, overridden: Some("incident 7".into()) };
        let mut lines = of_review(&source, &review, &shown);
        lines.push(of_refusal(&source, &refusal, &shown));
        assert_snapshot!(lines.join("\n"), @r"
        ::notice file=prod.toml,line=6,endLine=6,col=7,endColumn=7,title=some-lint::it is odd%0Anobody does that%0Ahelp: take two
        ::warning file=prod.toml,title=some-gate::overridden (incident 7): no
        ::error file=prod.toml,line=4,endLine=4,col=8,endColumn=18,title=some-gate::no
        ");
    }

    #[test]
    fn what_is_wrong_in_a_bundle_stands_beside_its_own_line_unless_it_is_in_an_archive() {
        let text = "[application]\nname = \"a\"\n[environment]\nname = \"abcd\"\n[version]\nbundle = \"app\"\n";
        let source = config::parse(Path::new("prod.toml"), text).unwrap().source;
        let remark = |packed| Remark {
            id: "some-lint",
            severity: Severity::Error,
            path: "version.bundle".into(),
            within: Some(Excerpt {
                file: "app/Procfile".into(),
                packed,
                line: Some(2),
                text: "wörker b".into(),
                span: 0..7,
            }),
            message: "it is odd".into(),
            reason: "nobody does that",
            cure: "mend it",
        };
        let remarks = vec![remark(false), remark(true)];
        let lines = of_review(&source, &Review { remarks, ..Review::default() }, &shown);
        assert_snapshot!(lines.join("\n"), @r"
        ::error file=app/Procfile,line=2,endLine=2,col=1,endColumn=6,title=some-lint::it is odd%0Anobody does that%0Ahelp: mend it
        ::error file=prod.toml,line=6,endLine=6,col=10,endColumn=14,title=some-lint::it is odd%0Anobody does that%0Ahelp: mend it
        ");
    }
}
