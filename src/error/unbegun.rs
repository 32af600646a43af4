//! Of several environments, one that was not begun.

/// Why an environment was not begun, of several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbegun {
    /// One that comes first did not come to a good end.
    #[error("`{0}`, which comes first, did not come to a good end")]
    After(String),
    /// None is begun once one has failed, as the caller wants it.
    #[error("`{0}` failed")]
    Failed(String),
    /// All are to be possible before the first one is begun.
    #[error("nothing is done where one of the files cannot be brought about")]
    Impossible,
    /// The call was interrupted before.
    #[error("interrupted")]
    Interrupted,
}
