//! What an environment answered to real requests.

use std::fmt;

use serde::Serialize;

/// Requests that were made, and what came of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probing {
    /// The name that was asked for, in `Host` and in TLS.
    pub host: String,
    /// Where the connections went: a domain name or address, with a port if it is not the usual.
    pub through: String,
    /// Where clients are led that ask for the name by themselves.
    pub leads: Leads,
    /// Each request.
    pub asked: Vec<Asked>,
}

/// Where a name leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Leads {
    /// To where the connections went; or nobody looked.
    #[default]
    Here,
    /// To other addresses.
    Elsewhere(Vec<String>),
    /// It has no address.
    Nowhere,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What was asked.
    pub question: Question,
    /// What came of it.
    pub outcome: Outcome,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// By HTTP or HTTPS.
    pub scheme: Scheme,
    /// For which path, with its query.
    pub path: String,
}

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// In the clear, on port 80.
    Http,
    /// By TLS, on port 443.
    Https,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, whatever it says.
    Answer(Answer),
    /// None.
    Failure(Failure),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its status code.
    pub status: u16,
    /// Where it sends the client.
    pub location: Option<String>,
    /// The `Content-Type`.
    pub content_type: Option<String>,
    /// The `Server`.
    pub server: Option<String>,
    /// The beginning of its body.
    pub body: String,
}

/// Why there was no answer: how far the request came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The name has no address.
    Unresolved(String),
    /// Nobody listens.
    Refused,
    /// No connection came about in time.
    Unreachable,
    /// There was a connection, and no answer in time.
    Silent,
    /// TLS failed: in which way, and in its own words.
    Tls(TlsFault, String),
    /// The connection ended without an answer.
    Closed(String),
}

/// In which way TLS failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsFault {
    /// Nobody who is trusted here signed the certificate.
    Untrusted,
    /// The certificate is another name's.
    WrongName,
    /// Its time is over.
    Expired,
    /// Anything else.
    Other,
}

impl Probing {
    /// What came of a request.
    pub fn outcome(&self, scheme: Scheme, path: &str) -> Option<&Outcome> {
        let same = |asked: &&Asked| asked.question.scheme == scheme && asked.question.path == path;
        self.asked.iter().find(same).map(|asked| &asked.outcome)
    }

    /// The answer to a request, if there was one.
    pub fn answer(&self, scheme: Scheme, path: &str) -> Option<&Answer> {
        match self.outcome(scheme, path)? {
            Outcome::Answer(answer) => Some(answer),
            Outcome::Failure(_) => None,
        }
    }

    /// A request and what came of it, as a line.
    pub fn line(&self, Asked { question, outcome }: &Asked) -> String {
        let Question { scheme, path } = question;
        format!("GET {scheme}://{}{path}: {outcome}", self.host)
    }

    /// The same for one that is looked for.
    pub fn line_of(&self, scheme: Scheme, path: &str) -> Option<String> {
        let same = |asked: &&Asked| asked.question.scheme == scheme && asked.question.path == path;
        self.asked.iter().find(same).map(|asked| self.line(asked))
    }

    /// No request by this scheme came through at all, and why the first did not.
    pub fn unreached(&self, scheme: Scheme) -> Option<&Failure> {
        let mut outcomes = self
            .asked
            .iter()
            .filter(|asked| asked.question.scheme == scheme)
            .map(|asked| &asked.outcome)
            .peekable();
        let first = match outcomes.peek()? {
            Outcome::Failure(failure) => failure,
            Outcome::Answer(_) => return None,
        };
        outcomes.all(|outcome| matches!(outcome, Outcome::Failure(_))).then_some(first)
    }
}

impl Answer {
    /// It sends the client elsewhere.
    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308) && self.location.is_some()
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
        })
    }
}

/// `301 to https://shop.example.com/`, `nobody listens`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(Answer { status, location: Some(location), .. }) => {
                write!(f, "{status} to {location}")
            }
            Self::Answer(Answer { status, .. }) => write!(f, "{status}"),
            Self::Failure(failure) => write!(f, "{failure}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(words) => write!(f, "the name has no address ({words})"),
            Self::Refused => f.write_str("connection refused"),
            Self::Unreachable => f.write_str("no connection in time"),
            Self::Silent => f.write_str("connected, and no answer in time"),
            Self::Tls(_, words) => write!(f, "TLS failed: {words}"),
            Self::Closed(words) => write!(f, "closed without an answer ({words})"),
        }
    }
}
