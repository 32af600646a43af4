//! Which version the environment shall run, and what it is made of.

use super::Desired;
use crate::bundle::Bundle;

impl Desired {
    /// The same wishes, with what the version is made of.
    #[must_use]
    pub fn with_bundle(self, bundle: Bundle) -> Self {
        let label = bundle.label(self.label_prefix().unwrap_or_default());
        Self { bundle: Some((bundle, label)), ..self }
    }

    /// The same wishes, but for the version: it is one that another environment hands on, whatever
    /// the file names. Where it has to be made first, it is made of `bundle`.
    #[must_use]
    pub fn with_version(self, label: &str, bundle: Option<Bundle>) -> Self {
        let bundle = bundle.map(|bundle| (bundle, label.to_owned()));
        Self { bundle, handed_on: Some(label.to_owned()), ..self }
    }

    /// The label of the version to run; nothing where it follows from a bundle that was not looked
    /// at.
    pub fn version(&self) -> Option<&str> {
        match (&self.handed_on, &self.bundle) {
            (Some(label), _) | (None, Some((_, label))) => Some(label),
            (None, None) => self.config.version.as_ref()?.label.as_deref(),
        }
    }

    /// What the file names as its version, where another one is handed on: the key, and what it
    /// says.
    pub fn left_aside(&self) -> Option<(&'static str, &str)> {
        let handed_on = self.handed_on.as_deref()?;
        let version = self.config.version.as_ref()?;
        let label = version.label.as_deref().filter(|label| *label != handed_on);
        let bundle = version.bundle.as_deref().map(|bundle| ("version.bundle", bundle));
        label.map(|label| ("version.label", label)).or(bundle)
    }

    /// How many versions the application keeps.
    pub fn keep_versions(&self) -> Option<usize> {
        let keep = self.config.version.as_ref()?.keep_versions?;
        usize::try_from(keep).ok()
    }

    /// What the labels of versions that are made of the file's bundle begin with.
    pub fn label_prefix(&self) -> Option<&str> {
        self.config.version.as_ref()?.label_prefix.as_deref()
    }

    /// What the version is made of, as the file names it.
    pub fn bundle_name(&self) -> Option<&str> {
        self.config.version.as_ref()?.bundle.as_deref()
    }

    /// What the version is made of, where it was looked at.
    pub fn bundle(&self) -> Option<&Bundle> {
        self.bundle.as_ref().map(|(bundle, _)| bundle)
    }
}
