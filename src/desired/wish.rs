//! What is wished for that is no option; and what the caller decides.

use semver::VersionReq;

use crate::config::StatusCode;

/// What the caller of one run decides, beside the file.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub struct Choices {
    /// A health check is changed without being tried beside the live one first.
    pub no_shadow: bool,
    /// The health check is not lowered, whatever the file says.
    pub require_path_check: bool,
}

/// How the file asks for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateWish<'a> {
    /// The best one that covers this domain.
    Domain(&'a str),
    /// This one.
    Arn(&'a str),
}

/// Which version of which platform will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformWish<'a> {
    /// The branch's name.
    pub branch: &'a str,
    /// Any of these; any at all when nothing is said.
    pub versions: Option<VersionReq>,
}

/// What should happen to a request on port 80.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectWish {
    /// Nothing is said.
    Unmanaged,
    /// Our redirect is taken away.
    Off,
    /// It is redirected, but for some paths.
    On {
        /// 301 or 302.
        status: StatusCode,
        /// The path patterns that are served over HTTP.
        except: Vec<String>,
    },
}
