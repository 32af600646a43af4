//! Source bundles: from a folder to a version that is deployed once.

mod deploying;
mod packing;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use ebdeploy::bundle::{self, Bundle};

/// A folder with these files in it; a name that ends with `*` is executable.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let executable = name.ends_with('*');
        let path = folder.path().join(name.trim_end_matches('*'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let mode = if executable { 0o755 } else { 0o644 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    folder
}

fn link(folder: &tempfile::TempDir, name: &str, target: &str) {
    symlink(target, folder.path().join(name)).unwrap();
}

fn read(path: &Path) -> Result<Bundle, bundle::Error> {
    Bundle::read("app", path)
}
