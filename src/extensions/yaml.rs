//! A YAML document as a tree whose every node knows where in the text it stands. JSON is YAML.

use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

/// Nothing that people write is nested as deep as this.
const DEEPEST: usize = 64;

/// A node, and which bytes of the text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A scalar, as it is written but for quotes; nothing where it is `null`.
    Text(String),
    List(Vec<Node>),
    /// In the order of the text; keys may stand twice.
    Map(Vec<(Node, Node)>),
    /// What only whoever carries it out knows: an alias, a function of CloudFormation.
    Other,
}

/// Why a text is no YAML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) at: usize,
    pub(super) why: String,
}

/// Reads a text. `None` when there is nothing in it.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Unreadable> {
    let places = Places::new(text);
    let mut open = Vec::new();
    let mut whole = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Unreadable {
            at: places.byte(error.marker()),
            why: error.info().to_owned(),
        })?;
        let unfit = |why: &str| Unreadable { at: places.byte(&span.start), why: why.to_owned() };
        let (start, end) = (places.byte(&span.start), places.byte(&span.end));
        let content = match event {
            Event::DocumentStart(_) if whole.is_some() => {
                return Err(unfit("a second document begins here, and only one is expected"));
            }
            Event::Scalar(_, _, _, Some(_)) | Event::Alias(_) => Content::Other,
            Event::Scalar(text, style, ..) => scalar(&text, style),
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() == DEEPEST => {
                return Err(unfit("this is nested too deep"));
            }
            Event::SequenceStart(..) => {
                open.push(Open { start, nodes: Vec::new(), is_map: false });
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open { start, nodes: Vec::new(), is_map: true });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(done) = open.pop() else { continue };
                place(&mut open, &mut whole, done.close(end));
                continue;
            }
            _ => continue,
        };
        place(&mut open, &mut whole, Node { span: start..end, content });
    }
    Ok(whole)
}

/// A list or map of which the end has not come.
struct Open {
    start: usize,
    nodes: Vec<Node>,
    is_map: bool,
}

impl Open {
    fn close(self, end: usize) -> Node {
        let Self { start, nodes, is_map } = self;
        let content = if is_map {
            let mut nodes = nodes.into_iter();
            let pair = || Some((nodes.next()?, nodes.next()?));
            Content::Map(std::iter::from_fn(pair).collect())
        } else {
            Content::List(nodes)
        };
        Node { span: start..end, content }
    }
}

fn place(open: &mut [Open], whole: &mut Option<Node>, node: Node) {
    match open.last_mut() {
        Some(around) => around.nodes.push(node),
        None => *whole = Some(node),
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Content {
    let null = style == ScalarStyle::Plain && ["~", "null", "Null", "NULL"].contains(&text);
    Content::Text(if null { String::new() } else { text.to_owned() })
}

/// Where characters are, in bytes: the parser counts characters.
struct Places {
    length: usize,
    /// None where all characters are one byte.
    starts: Option<Vec<usize>>,
}

impl Places {
    fn new(text: &str) -> Self {
        let starts = || text.char_indices().map(|(start, _)| start).collect();
        Self { length: text.len(), starts: (!text.is_ascii()).then(starts) }
    }

    fn byte(&self, marker: &Marker) -> usize {
        let index = marker.index();
        let start = match &self.starts {
            Some(starts) => starts.get(index).copied().unwrap_or(self.length),
            None => index,
        };
        start.min(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_bytes_also_behind_what_is_no_ascii() {
        let text = "# grüße\na:\n  - 'b c'\n";
        let Some(Node { content: Content::Map(pairs), .. }) = parse(text).unwrap() else {
            panic!("no map")
        };
        let (key, Node { content: Content::List(items), .. }) = &pairs[0] else {
            panic!("{pairs:?}")
        };
        assert_eq!((&text[key.span.clone()], &text[items[0].span.clone()]), ("a", "'b c'"));
        assert_eq!(items[0].content, Content::Text("b c".to_owned()));
    }

    #[test]
    fn a_function_an_alias_and_nothing_are_no_texts() {
        let text = "a: &x 1\nb: *x\nc: !Ref Topic\nd: null\ne:\n";
        let Some(Node { content: Content::Map(pairs), .. }) = parse(text).unwrap() else {
            panic!("no map")
        };
        let values: Vec<_> = pairs.iter().map(|(_, value)| &value.content).collect();
        let text = |text: &str| Content::Text(text.to_owned());
        assert_eq!(values, [&text("1"), &Content::Other, &Content::Other, &text(""), &text("")]);
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_place() {
        let text = "a:\n\tb: 1\n";
        let error = parse(text).unwrap_err();
        assert!(error.why.contains("tab"), "{error:?}");
        assert!(text[..error.at].starts_with("a:\n"), "{error:?}");
        let two = parse("a: 1\n---\nb: 2\n").unwrap_err();
        assert!(two.why.contains("second document"), "{two:?}");
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(parse(&deep).unwrap_err().why.contains("deep"));
        assert_eq!(parse("# nothing\n"), Ok(None));
    }
}
