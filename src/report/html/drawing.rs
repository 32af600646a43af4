//! The way of a request as a drawing: one station under the other, so that it can be read on a phone.
//! A way that passes by the other listener runs along the margin.

use super::markup::Markup;
use crate::plan::path::{Change, Place, Station, TrafficPath, Way};
use crate::report::text::visible;

/// The drawing's units are CSS pixels at its natural size.
const WIDTH: u32 = 388;
const MARGIN: u32 = 44;
const GAP: u32 = 40;
const PADDING: u32 = 12;
const TITLE: u32 = 20;
const LINE: u32 = 17;
/// Characters of a line, in a font in which all have the same width.
const COLUMNS: usize = 37;
/// Lines of one text, and of a station.
const MOST_PARTS: usize = 4;
const MOST_LINES: usize = 14;

/// A station with its place on the page.
struct Box<'a> {
    station: &'a Station,
    lines: Vec<(String, Change)>,
    top: u32,
    height: u32,
}

impl Box<'_> {
    fn bottom(&self) -> u32 {
        self.top + self.height
    }

    fn middle(&self) -> u32 {
        self.top + self.height / 2
    }
}

/// Draws it.
pub(super) fn draw(path: &TrafficPath, page: &mut Markup) {
    let boxes = boxes(path);
    let height = boxes.last().map_or(0, Box::bottom) + 2;
    let view = format!("0 0 {WIDTH} {height}");
    let title = format!("The way of a request through {}", path.environment);
    let attributes = [("viewBox", view.as_str()), ("role", "img"), ("aria-label", title.as_str())];
    page.element("svg", &attributes, |svg| {
        svg.leaf("title", &[], &title);
        svg.leaf("desc", &[], &path.to_string());
        for way in &path.ways {
            draw_way(way, &boxes, svg);
        }
        for found in &boxes {
            draw_box(found, svg);
        }
    });
}

fn boxes(path: &TrafficPath) -> Vec<Box<'_>> {
    let mut top = 2;
    let place = |station| {
        let lines = lines(station);
        let count = u32::try_from(lines.len()).unwrap_or_default();
        let height = 2 * PADDING + TITLE + LINE * count;
        let found = Box { station, lines, top, height };
        top += height + GAP;
        found
    };
    path.stations.iter().map(place).collect()
}

/// A station's lines, broken to its width. What changes is marked in the first column.
fn lines(station: &Station) -> Vec<(String, Change)> {
    let mut lines = Vec::new();
    for line in &station.lines {
        let mark = symbol(line.change);
        for (index, part) in broken(&visible(&line.to_string())).into_iter().enumerate() {
            let mark = if index == 0 { mark } else { " " };
            lines.push((format!("{mark} {part}"), line.change));
        }
    }
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES - 1);
        lines.push(("  …".to_owned(), Change::Stays));
    }
    lines
}

/// A text in parts that fit, broken at spaces where there are some.
fn broken(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut width = 0;
    for word in text.split(' ') {
        let needed: usize = word.chars().map(columns).sum();
        if width > 0 && width + 1 + needed > COLUMNS {
            parts.push(String::new());
            width = 0;
        }
        for (index, character) in word.chars().enumerate() {
            let spaced = index == 0 && width > 0;
            if width + usize::from(spaced) + columns(character) > COLUMNS {
                parts.push(String::new());
                width = 0;
            } else if spaced {
                push(&mut parts, ' ');
                width += 1;
            }
            push(&mut parts, character);
            width += columns(character);
        }
    }
    if parts.len() > MOST_PARTS {
        parts.truncate(MOST_PARTS);
        push(&mut parts, '…');
    }
    parts
}

fn push(parts: &mut [String], character: char) {
    if let Some(last) = parts.last_mut() {
        last.push(character);
    }
}

/// East Asian characters and pictures are twice as wide as others; any of them may be.
fn columns(character: char) -> usize {
    if u32::from(character) < 0x1100 || "…→⏎".contains(character) { 1 } else { 2 }
}

fn draw_box(found: &Box<'_>, svg: &mut Markup) {
    let Box { station, lines, top, height } = found;
    let Station { place, title, change, lines: _ } = station;
    let (x, y) = (MARGIN.to_string(), top.to_string());
    let (width, tall) = ((WIDTH - 2 * MARGIN).to_string(), height.to_string());
    let round = match place {
        Place::Clients => height / 2,
        Place::Http | Place::Https | Place::TargetGroup | Place::Instances => 6,
    };
    svg.element("g", &[("class", class(*change))], |group| {
        let corner = round.to_string();
        let shape = [
            ("class", "station"),
            ("x", x.as_str()),
            ("y", y.as_str()),
            ("width", width.as_str()),
            ("height", tall.as_str()),
            ("rx", corner.as_str()),
        ];
        group.element("rect", &shape, |_| {});
        let mut baseline = top + PADDING + TITLE - 6;
        write(group, MARGIN + PADDING + 10, baseline, "name", title);
        if let Some(word) = change.word() {
            let word = format!("{} {word}", symbol(*change));
            write(group, WIDTH - MARGIN - PADDING, baseline, "word", &word);
        }
        for (line, change) in lines {
            baseline += LINE;
            let class = format!("line {}", class(*change));
            write(group, MARGIN + PADDING - 4, baseline, &class, line);
        }
    });
}

fn draw_way(way: &Way, boxes: &[Box<'_>], svg: &mut Markup) {
    let at = |place: Place| boxes.iter().position(|found| found.station.place == place);
    let (Some(from), Some(to)) = (at(way.from), at(way.to)) else { return };
    let label = label(way);
    svg.element("g", &[("class", class(way.change))], |group| {
        let (start, end) = (&boxes[from], &boxes[to]);
        if to == from + 1 {
            straight(group, start, end, &label);
        } else {
            around(group, start, end, way.from == Place::Clients, &label);
        }
    });
}

fn label(Way { from: _, to: _, label, change }: &Way) -> String {
    let word = change.word().unwrap_or_default();
    let parts = [label.as_str(), word].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

fn straight(group: &mut Markup, start: &Box<'_>, end: &Box<'_>, label: &str) {
    let (x, top, bottom) = (WIDTH / 2, start.bottom(), end.top);
    line(group, &format!("M{x} {top}V{}", bottom - 7));
    head(group, &format!("M{} {}h12l-6 8z", x - 6, bottom - 8));
    write(group, x + 12, top.midpoint(bottom) + 3, "label", label);
}

/// Along the left margin, or the right one.
fn around(group: &mut Markup, start: &Box<'_>, end: &Box<'_>, left: bool, label: &str) {
    let (from, to) = (start.middle(), end.middle());
    let (edge, margin, head_at, tip) = if left {
        (MARGIN, 24, MARGIN - 8, 8)
    } else {
        (WIDTH - MARGIN, WIDTH - 24, WIDTH - MARGIN + 8, -8)
    };
    line(group, &format!("M{edge} {from}H{margin}V{to}H{head_at}"));
    head(group, &format!("M{head_at} {}v12l{tip} -6z", to - 6));
    let (x, y) = (if left { margin - 6 } else { margin + 16 }, from.midpoint(to));
    let turned = format!("rotate(-90 {x} {y})");
    let (x, y) = (x.to_string(), y.to_string());
    let attributes = [
        ("class", "label turned"),
        ("x", x.as_str()),
        ("y", y.as_str()),
        ("transform", turned.as_str()),
    ];
    group.leaf("text", &attributes, label);
}

fn line(group: &mut Markup, way: &str) {
    group.element("path", &[("class", "way"), ("d", way)], |_| {});
}

fn head(group: &mut Markup, shape: &str) {
    group.element("path", &[("class", "head"), ("d", shape)], |_| {});
}

fn write(group: &mut Markup, x: u32, y: u32, class: &str, text: &str) {
    let (x, y) = (x.to_string(), y.to_string());
    group.leaf("text", &[("class", class), ("x", &x), ("y", &y)], text);
}

/// Means the same without colour.
fn symbol(change: Change) -> &'static str {
    match change {
        Change::Stays => " ",
        Change::Added => "+",
        Change::Changed => "~",
        Change::Removed => "-",
    }
}

fn class(change: Change) -> &'static str {
    change.word().unwrap_or("stays")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_part_of_a_line_is_wider_than_a_station(text in "\\PC{0,200}") {
            for part in broken(&text) {
                let width: usize = part.chars().map(columns).sum();
                prop_assert!(width <= COLUMNS + 1, "{part}");
            }
        }
    }
}
