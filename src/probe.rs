//! Asks an environment as its clients do: real requests, one connection each, no redirect followed.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, LOCATION, SERVER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::CertificateError;
use tokio::join;
use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::cloud::Address;
use crate::observed::{
    Answer, Asked, Failure, Leads, Outcome, Probing, Question, Scheme, TlsFault,
};
use crate::waves::all;

/// How long a connection, with its TLS, may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take; load balancers give up a health check after 5 s by default.
const ANSWER: Duration = Duration::from_secs(10);
/// So much of a body is read.
const MOST_BYTES: usize = 64 * 1024;
/// So much of a log is read.
const MOST_LOG_BYTES: usize = 16 * 1024 * 1024;

/// Where connections go, and which name is asked for there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The name in `Host` and in TLS.
    pub host: String,
    /// The domain name or address that is connected to.
    pub through: String,
    /// Its port, where one port plays both 80 and 443.
    pub port: Option<u16>,
}

/// Whoever can ask.
#[expect(async_fn_in_trait, reason = "one runtime, one thread: no Send bound is wanted")]
pub trait Probe {
    /// Asks all questions at once.
    async fn ask(&self, way: &Way, questions: Vec<Question>) -> Probing;
    /// Reads a text.
    ///
    /// # Errors
    /// Why it cannot be read, without the address.
    async fn read(&self, address: &Address) -> Result<String, String>;
}

/// By the network, trusting whom this machine trusts (`SSL_CERT_FILE`, `SSL_CERT_DIR`, or the
/// system's store).
#[derive(Clone, Copy, Debug, Default)]
pub struct Network;

impl Probe for Network {
    async fn ask(&self, way: &Way, questions: Vec<Question>) -> Probing {
        let (addresses, leads) =
            join!(addresses(&way.through, way.port), addresses(&way.host, None));
        let client = addresses.as_ref().map_err(Clone::clone).and_then(|found| client(way, found));
        let asked = match client {
            Ok(client) => {
                all(questions.into_iter().map(|question| one(&client, way, question))).await
            }
            Err(failure) => {
                let outcome = Outcome::Failure(failure);
                let asked = |question| Asked { question, outcome: outcome.clone() };
                questions.into_iter().map(asked).collect()
            }
        };
        let leads = leads_to(way, &addresses, leads);
        Probing { host: way.host.clone(), through: way.shown(), leads, asked }
    }

    async fn read(&self, address: &Address) -> Result<String, String> {
        let client = builder().build().map_err(|error| words(&error))?;
        let answer = client.get(address.expose()).send().await.map_err(|error| words(&error))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(format!("it answered {}", status.as_u16()));
        }
        body(answer, MOST_LOG_BYTES).await.map_err(|error| words(&error))
    }
}

impl Way {
    fn shown(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.through),
            None => self.through.clone(),
        }
    }
}

fn builder() -> reqwest::ClientBuilder {
    // The AWS SDK brings its own; whoever comes first installs it, and it is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("ebdeploy/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
}

/// The addresses of a name. Port 0 stands for that of the scheme.
async fn addresses(host: &str, port: Option<u16>) -> Result<Vec<SocketAddr>, Failure> {
    let unresolved = |words: String| Failure::Unresolved(words);
    match timeout(CONNECT, lookup_host((host, port.unwrap_or_default()))).await {
        Ok(Ok(found)) => {
            let found: Vec<_> = found.collect();
            if found.is_empty() { Err(unresolved("no address".to_owned())) } else { Ok(found) }
        }
        Ok(Err(error)) => Err(unresolved(error.to_string())),
        Err(_) => Err(unresolved("no answer in time".to_owned())),
    }
}

/// Where the name leads, other than to where was connected. Through a tunnel, or where this machine
/// resolves not even the load balancer, nothing can be said.
fn leads_to(
    way: &Way,
    through: &Result<Vec<SocketAddr>, Failure>,
    host: Result<Vec<SocketAddr>, Failure>,
) -> Leads {
    let (None, Ok(through)) = (way.port, through) else { return Leads::Here };
    match host {
        Err(_) => Leads::Nowhere,
        Ok(found) if found.iter().any(|address| through.contains(address)) => Leads::Here,
        Ok(found) => Leads::Elsewhere(found.iter().map(|found| found.ip().to_string()).collect()),
    }
}

/// A client that connects there, whatever name it asks for.
fn client(way: &Way, addresses: &[SocketAddr]) -> Result<Client, Failure> {
    // What a proxy says is no evidence about the environment.
    let client = builder().no_proxy().pool_max_idle_per_host(0);
    let client = client.resolve_to_addrs(&way.host, addresses).build();
    client.map_err(|error| failure(&error))
}

async fn one(client: &Client, way: &Way, question: Question) -> Asked {
    let Question { scheme, path } = &question;
    let asked = client.get(format!("{scheme}://{}{path}", way.host));
    let asked = asked.header(ACCEPT, "application/json, */*;q=0.5").send().await;
    let outcome = match asked {
        Ok(response) => answer(response).await,
        Err(error) => Outcome::Failure(failure(&error)),
    };
    Asked { question, outcome }
}

async fn answer(response: Response) -> Outcome {
    let header = |name: HeaderName| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let answer = Answer {
        status: response.status().as_u16(),
        location: header(LOCATION),
        content_type: header(CONTENT_TYPE),
        server: header(SERVER),
        body: String::new(),
    };
    // What came of a body that breaks off is as good.
    let body = body(response, MOST_BYTES).await.unwrap_or_default();
    Outcome::Answer(Answer { body, ..answer })
}

async fn body(mut response: Response, most: usize) -> reqwest::Result<String> {
    let mut bytes = Vec::new();
    while bytes.len() < most
        && let Some(chunk) = response.chunk().await?
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(most);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How far a request came.
fn failure(error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(found) = cause {
        // An I/O error does not name what it holds as its source.
        let held = found.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let held = held.map(|held| held as &(dyn StdError + 'static));
        let tls = [Some(found), held].into_iter().flatten().find_map(<dyn StdError>::downcast_ref);
        if let Some(tls) = tls {
            return Failure::Tls(fault(tls), tls.to_string());
        }
        match found.downcast_ref().map(io::Error::kind) {
            Some(ErrorKind::ConnectionRefused) => return Failure::Refused,
            Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => {
                return Failure::Unreachable;
            }
            _ => {}
        }
        cause = held.or_else(|| found.source());
    }
    match (error.is_timeout(), error.is_connect()) {
        (true, true) => Failure::Unreachable,
        (true, false) => Failure::Silent,
        (false, _) => Failure::Closed(words(error)),
    }
}

fn fault(error: &rustls::Error) -> TlsFault {
    use CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, UnknownIssuer,
    };
    match error {
        rustls::Error::InvalidCertificate(error) => match error {
            UnknownIssuer => TlsFault::Untrusted,
            NotValidForName | NotValidForNameContext { .. } => TlsFault::WrongName,
            Expired | ExpiredContext { .. } => TlsFault::Expired,
            _ => TlsFault::Other,
        },
        _ => TlsFault::Other,
    }
}

/// The innermost cause says most, and has no address in it.
fn words(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else { return "no reason given".to_owned() };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// The questions of a probe: the first page and the path of the health check, by each scheme.
pub fn questions(schemes: &[Scheme], health: Option<&str>) -> Vec<Question> {
    let mut paths = vec!["/"];
    paths.extend(health.filter(|path| *path != "/"));
    let of_scheme = |scheme: &Scheme| {
        let scheme = *scheme;
        paths.iter().map(move |path| Question { scheme, path: (*path).to_owned() })
    };
    schemes.iter().flat_map(of_scheme).collect()
}
