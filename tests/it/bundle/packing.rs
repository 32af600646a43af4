//! What is packed of a folder, and how.

use std::fs::{self, File};
use std::io::{Read, Seek};

use ebdeploy::bundle::{Bundle, Content, Error, MOST_BYTES, pack};
use zip::ZipArchive;

use super::{folder, link, read};

fn names(bundle: &Bundle) -> Vec<&str> {
    let Content::Folder(entries) = &bundle.content else { panic!("{bundle:?} is no folder") };
    entries.iter().map(|entry| entry.name.as_str()).collect()
}

fn packed(bundle: &Bundle) -> Vec<u8> {
    let mut file = tempfile::tempfile().unwrap();
    let bytes = pack(bundle, &mut file, &mut |_| ()).unwrap();
    let mut archive = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut archive).unwrap();
    assert_eq!(bytes, archive.len() as u64);
    archive
}

#[test]
fn what_git_ignores_is_left_out_and_git_itself_always() {
    let folder = folder(&[
        (".gitignore", "*.log\n/build/\n!keep.log\n"),
        (".git/HEAD", "ref"),
        (".elasticbeanstalk/config.yml", ""),
        (".ebextensions/https.config", "x: 1"),
        ("app.py", ""),
        ("app.py~", "an editor's copy"),
        ("error.log", ""),
        ("keep.log", ""),
        ("build/out", ""),
        ("deep/build/out", ""),
        ("deep/.gitignore", "secret\n"),
        ("deep/secret", ""),
    ]);
    let bundle = read(folder.path()).unwrap();
    assert_eq!(
        names(&bundle),
        [
            ".ebextensions/https.config",
            ".gitignore",
            "app.py",
            "deep/.gitignore",
            "deep/build/out",
            "keep.log",
        ]
    );
}

#[test]
fn with_ebignore_gitignore_does_not_count() {
    let folder = folder(&[
        (".gitignore", "dist\n"),
        (".ebignore", "src\n*.map\n!dist/keep.map\n"),
        ("dist/app.js", ""),
        ("dist/app.map", ""),
        ("dist/keep.map", ""),
        ("src/app.ts", ""),
    ]);
    let bundle = read(folder.path()).unwrap();
    assert_eq!(names(&bundle), [".ebignore", ".gitignore", "dist/app.js", "dist/keep.map"]);
}

#[test]
fn the_same_content_gives_the_same_archive_whenever_and_wherever_it_was_written() {
    let files = [("b/run*", "#!/bin/sh\n"), ("a.txt", "text"), ("c", "")];
    let (one, mut other) = (folder(&files), files);
    other.reverse();
    let two = folder(&other);
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::open(two.path().join("a.txt")).unwrap().set_modified(old).unwrap();
    let (one, two) = (read(one.path()).unwrap(), read(two.path()).unwrap());
    assert_eq!(one.digest, two.digest);
    assert_eq!(packed(&one), packed(&two));
}

#[test]
fn another_content_name_or_mode_gives_another_label() {
    let bundles = [
        folder(&[("a", "1"), ("b", "")]),
        folder(&[("a", ""), ("b", "1")]),
        folder(&[("a", "1"), ("bb", "")]),
        folder(&[("a*", "1"), ("b", "")]),
        folder(&[("a", "1b")]),
    ];
    let mut labels: Vec<_> =
        bundles.iter().map(|folder| read(folder.path()).unwrap().label("shop-")).collect();
    assert!(labels.iter().all(|label| label.len() == "shop-".len() + 16));
    labels.sort();
    labels.dedup();
    assert_eq!(labels.len(), bundles.len());
}

#[test]
fn modes_are_kept_links_to_folders_stay_links_and_links_to_files_are_followed() {
    let folder = folder(&[("hooks/run*", "#!/bin/sh\n"), ("data/one", "1")]);
    link(&folder, "current", "data");
    link(&folder, "alias", "data/one");
    let bundle = read(folder.path()).unwrap();
    let mut archive = ZipArchive::new(std::io::Cursor::new(packed(&bundle))).unwrap();
    let mut seen = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        seen.push(format!("{} {:o} {text:?}", entry.name().unwrap(), entry.unix_mode().unwrap()));
    }
    assert_eq!(
        seen,
        [
            "alias 100644 \"1\"",
            "current 120777 \"data\"",
            "data/one 100644 \"1\"",
            "hooks/run 100755 \"#!/bin/sh\\n\"",
        ]
    );
}

#[test]
fn what_cannot_be_packed_is_named() {
    let broken = folder(&[("a", "")]);
    link(&broken, "dead", "nowhere");
    let error = read(broken.path()).unwrap_err().to_string();
    assert!(error.ends_with("dead` cannot be packed: it is a link that leads nowhere"), "{error}");
    let ignored = folder(&[(".git/HEAD", "ref")]);
    assert!(matches!(read(ignored.path()), Err(Error::Empty(_))));
    assert!(matches!(read(&ignored.path().join("nowhere")), Err(Error::Missing(_))));
    let text = folder(&[("app.txt", "")]);
    assert!(matches!(read(&text.path().join("app.txt")), Err(Error::NoBundle(_))));
}

#[test]
fn an_archive_is_taken_as_it_is_unless_aws_would_not_take_it() {
    let folder = folder(&[("app.war", "PK and so on")]);
    let path = folder.path().join("app.war");
    let bundle = read(&path).unwrap();
    assert_eq!((bundle.extension(), bundle.bytes), ("war", 12));
    assert_eq!(packed(&bundle), b"PK and so on");
    File::options().write(true).open(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
    assert!(matches!(read(&path), Err(Error::TooLarge { .. })));
}

#[test]
fn a_folder_that_changed_since_it_was_read_is_not_packed() {
    let folder = folder(&[("a", "1")]);
    let bundle = read(folder.path()).unwrap();
    fs::write(folder.path().join("a"), "2").unwrap();
    let mut file = tempfile::tempfile().unwrap();
    let error = pack(&bundle, &mut file, &mut |_| ()).unwrap_err();
    assert!(matches!(error, Error::Changed(_)), "{error}");
    assert_eq!(file.metadata().unwrap().len(), 0);
}
