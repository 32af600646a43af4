//! What a bundle is known by.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::{Entry, Error, Kind};

const CHUNK: usize = 64 * 1024;

/// Of names, modes and contents, in order; and how many bytes there are. Each text has its length
/// before it, so that nothing can be mistaken for something else.
pub(super) fn of_entries(entries: &[Entry]) -> Result<(String, u64), Error> {
    let mut whole = Sha256::new();
    let mut bytes = 0;
    for entry in entries {
        let failed = |source| Error::File { path: entry.path.clone(), source };
        note(&mut whole, &entry.name);
        match &entry.kind {
            Kind::Link { target } => {
                whole.update(b"link");
                note(&mut whole, target);
            }
            Kind::File { mode } => {
                whole.update(b"file");
                whole.update(mode.to_be_bytes());
                let mut file =
                    Counted { inner: File::open(&entry.path).map_err(failed)?, bytes: 0 };
                note(&mut whole, &of_file(&mut file).map_err(failed)?);
                bytes += file.bytes;
            }
        }
    }
    Ok((hexadecimal(&whole.finalize()), bytes))
}

/// Of some texts, in order.
pub(super) fn of_texts(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        note(&mut digest, text);
    }
    hexadecimal(&digest.finalize())
}

/// Of the bytes of a file.
pub(super) fn of_file(file: &mut impl Read) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            read => digest.update(&chunk[..read]),
        }
    }
}

fn note(digest: &mut Sha256, text: &str) {
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text.as_bytes());
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
