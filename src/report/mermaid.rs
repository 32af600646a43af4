//! The way of a request as a Mermaid flow chart, which GitHub and GitLab draw.

use std::borrow::Cow;
use std::fmt::Write;

use super::text::{visible, within};
use crate::plan::path::{Change, Place, Station, TrafficPath, Way};

/// So many bytes of a line, and so many lines of a station, are drawn.
const MOST_BYTES: usize = 240;
const MOST_LINES: usize = 8;

/// What tells a change apart for the eye; a word says it too.
const CLASSES: &str = "    \
    classDef added stroke:#1a7f37,stroke-width:3px
    classDef changed stroke:#9a6700,stroke-width:3px,stroke-dasharray:8 4
    classDef removed stroke:#cf222e,stroke-width:3px,stroke-dasharray:2 4
";

/// The flow chart, without the fence around it.
pub(super) fn render(path: &TrafficPath) -> String {
    let mut chart = String::from("flowchart TD\n");
    let title = format!("The way of a request through {}", path.environment);
    let _ = writeln!(chart, "    accTitle: {}", plain(&title, MOST_BYTES));
    let _ = writeln!(chart, "    accDescr: {}", plain(&path.to_string(), 4 * MOST_BYTES));
    for station in &path.stations {
        let _ = writeln!(chart, "    {}", node(station));
    }
    for way in &path.ways {
        let _ = writeln!(chart, "    {}", edge(way));
    }
    for (place, change) in path.stations.iter().map(|station| (station.place, station.change)) {
        if let Some(class) = class(change) {
            let _ = writeln!(chart, "    class {} {class}", id(place));
        }
    }
    if path.stations.iter().any(|station| station.change != Change::Stays) {
        chart.push_str(CLASSES);
    }
    chart
}

fn node(station: &Station) -> String {
    let Station { place, title, change, lines } = station;
    let word = change.word().map_or_else(String::new, |word| format!(" ({word})"));
    let mut label = escaped(&format!("{title}{word}"));
    for line in lines.iter().take(MOST_LINES) {
        let _ = write!(label, "<br/>{}", escaped(&line.to_string()));
    }
    if lines.len() > MOST_LINES {
        let _ = write!(label, "<br/>… {} more", lines.len() - MOST_LINES);
    }
    let id = id(*place);
    match place {
        Place::Clients => format!("{id}([\"{label}\"])"),
        Place::Instances => format!("{id}[[\"{label}\"]]"),
        Place::Http | Place::Https | Place::TargetGroup => format!("{id}[\"{label}\"]"),
    }
}

fn edge(Way { from, to, label, change }: &Way) -> String {
    let arrow = match change {
        Change::Stays => "-->",
        Change::Added | Change::Changed => "==>",
        Change::Removed => "-.->",
    };
    let word = change.word().unwrap_or_default();
    let words: Vec<_> =
        [label.as_str(), word].into_iter().filter(|part| !part.is_empty()).collect();
    let label = match words.join(", ") {
        none if none.is_empty() => String::new(),
        label => format!("|\"{}\"|", escaped(&label)),
    };
    format!("{} {arrow}{label} {}", id(*from), id(*to))
}

fn id(place: Place) -> &'static str {
    match place {
        Place::Clients => "clients",
        Place::Http => "http",
        Place::Https => "https",
        Place::TargetGroup => "targets",
        Place::Instances => "instances",
    }
}

fn class(change: Change) -> Option<&'static str> {
    match change {
        Change::Stays => None,
        Change::Added => Some("added"),
        Change::Changed => Some("changed"),
        Change::Removed => Some("removed"),
    }
}

/// A label. Whatever might mean something to Mermaid, or to the Markdown that it reads in labels, is
/// written as Mermaid's own entity.
fn escaped(text: &str) -> String {
    within(&visible(text), MOST_BYTES, |character| {
        let tame = character.is_alphanumeric() || " -./:,()=→…⏎".contains(character);
        if tame { character.to_string().into() } else { entity(character) }
    })
}

fn entity(character: char) -> Cow<'static, str> {
    format!("#{};", u32::from(character)).into()
}

/// A title or description, where Mermaid reads no entities: what might mean something is left out.
fn plain(text: &str, most: usize) -> String {
    within(&visible(text), most, |character| {
        let meant = ";#%{}<>\"`\\".contains(character);
        if meant { " ".into() } else { character.to_string().into() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_label_means_anything_to_mermaid() {
        let label = escaped("a\"]\nclick x \"`b`\" #quot; %%{init}%% </details> | *c* _d_");
        assert!(
            label.chars().all(|c| c.is_alphanumeric() || " -./:,()=→…⏎#;".contains(c)),
            "{label}"
        );
        assert!(label.starts_with("a#34;#93;⏎click x #34;#96;b#96;#34;"), "{label}");
    }
}
