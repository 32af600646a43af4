//! What a bundle is, and what is in it.

use std::io;

use super::block::Block;
use super::text::visible;
use super::{out, plural, width};
use crate::bundle::{Bundle, Content, Contents};

/// Writes a bundle and the label that its version gets to stdout; with its files where they are asked for.
///
/// # Errors
/// When stdout cannot be written to.
pub fn bundle(bundle: &Bundle, label: &str, files: bool) -> io::Result<()> {
    out(&text(bundle, label, files, width(&io::stdout())))
}

fn text(bundle: &Bundle, label: &str, files: bool, columns: usize) -> String {
    let Bundle { name, content, digest, bytes, contents } = bundle;
    let size = indicatif::HumanBytes(*bytes);
    let count = contents.as_ref().map(|contents| plural(contents.files.len(), "file"));
    let what = match (content, count) {
        (Content::Folder(_), Some(count)) => format!("a folder with {count}, {size} unpacked"),
        (Content::Archive(_), Some(count)) => format!("an archive with {count}, {size}"),
        (Content::Stored { .. }, _) => format!("an object in S3, {size}; it is not looked into"),
        (_, None) => size.to_string(),
    };
    let mut block = Block::new(columns);
    block.head(&visible(name));
    block.rows("bundle", [what]);
    block.rows("label", [visible(label)]);
    block.rows("digest", [format!("sha256 {digest}")]);
    if files {
        block.rows("files", contents.iter().flat_map(listed));
    }
    block.finish()
}

/// Each file with its permissions, where they are known.
fn listed(contents: &Contents) -> Vec<String> {
    let line = |(name, mode): (&String, &Option<u32>)| {
        let mode = mode.map_or_else(|| "---".to_owned(), |mode| format!("{mode:03o}"));
        format!("{mode}  {}", visible(name))
    };
    contents.files.iter().map(line).collect()
}
