//! From entries to an archive.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Bundle, Content, Entry, Error, Kind, MOST_BYTES, digest};

const CHUNK: usize = 64 * 1024;

/// Writes a bundle's archive into an empty file, and returns how many bytes it has. `told` hears how
/// many bytes have been packed so far.
///
/// # Errors
/// When it is not what it was when it was read, a file cannot be read or the archive not be written,
/// or it is larger than AWS takes.
pub fn pack(bundle: &Bundle, into: &mut File, told: &mut dyn FnMut(u64)) -> Result<u64, Error> {
    match &bundle.content {
        Content::Folder(entries) => {
            if digest::of_entries(entries)?.0 != bundle.digest {
                return Err(Error::Changed(bundle.name.clone()));
            }
            write(entries, into, told)?;
        }
        Content::Archive(path) => {
            let failed = |source| Error::File { path: path.clone(), source };
            copy(&mut File::open(path).map_err(failed)?, into, 0, told).map_err(failed)?;
        }
        Content::Stored { .. } => {}
    }
    let written = into.metadata().map_err(of_archive)?;
    if written.len() > MOST_BYTES {
        return Err(Error::TooLarge { bytes: written.len() });
    }
    Ok(written.len())
}

fn write(entries: &[Entry], into: &mut File, told: &mut dyn FnMut(u64)) -> Result<(), Error> {
    let mut archive = ZipWriter::new(into);
    let mut done = 0;
    for Entry { name, path, kind } in entries {
        let failed = |source| Error::File { path: path.clone(), source };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The first that a zip knows: 1980.
            .last_modified_time(DateTime::default());
        match kind {
            Kind::File { mode } => {
                let options = options.unix_permissions(*mode);
                archive.start_file(name.as_str(), options).map_err(|error| of_zip(path, error))?;
                let mut file = File::open(path).map_err(failed)?;
                done = copy(&mut file, &mut archive, done, told).map_err(failed)?;
            }
            Kind::Link { target } => {
                let added = archive.add_symlink(name.as_str(), target.as_str(), options);
                added.map_err(|error| of_zip(path, error))?;
            }
        }
    }
    archive.finish().map(|_| ()).map_err(|error| of_zip(Path::new("the archive"), error))
}

fn of_archive(source: io::Error) -> Error {
    Error::File { path: "the archive".into(), source }
}

fn copy(
    from: &mut impl Read,
    into: &mut impl Write,
    mut done: u64,
    told: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = from.read(&mut chunk)?;
        if read == 0 {
            return Ok(done);
        }
        into.write_all(&chunk[..read])?;
        done += read as u64;
        told(done);
    }
}

fn of_zip(path: &Path, error: zip::result::ZipError) -> Error {
    let source = match error {
        zip::result::ZipError::Io(source) => source,
        error => io::Error::other(error),
    };
    Error::File { path: path.to_owned(), source }
}
