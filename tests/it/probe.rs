//! Real requests, to a server of the test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use ebdeploy::cloud::Address;
use ebdeploy::observed::{Failure, Leads, Outcome, Question, Scheme, TlsFault};
use ebdeploy::probe::{Network, Probe, Way};

/// A server that reads each request's head, answers so, and hangs up; and the heads that it read.
fn server(
    answer: &'static str,
    connections: usize,
) -> (SocketAddr, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = thread::spawn(move || {
        let serve = |_| {
            let (stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(&stream).lines();
            let head = lines.map_while(Result::ok).take_while(|line| !line.is_empty());
            let head: Vec<_> = head.collect();
            let _ = (&stream).write_all(answer.as_bytes());
            head.join("\n")
        };
        (0..connections).map(serve).collect()
    });
    (address, serving)
}

fn way(to: SocketAddr) -> Way {
    Way { host: "shop.example.com".into(), through: to.ip().to_string(), port: Some(to.port()) }
}

async fn outcome(to: SocketAddr, scheme: Scheme) -> Outcome {
    let question = Question { scheme, path: "/health?deep=1".into() };
    let mut probing = Network.ask(&way(to), vec![question]).await;
    assert_eq!(probing.leads, Leads::Here, "where somebody else says where to go, nothing is said");
    probing.asked.remove(0).outcome
}

#[tokio::test]
async fn an_answer_is_read_and_a_redirect_not_followed() {
    let redirect = "HTTP/1.1 301 Moved\r\nLocation: https://shop.example.com/\r\nServer: nginx\r\n\
                    Content-Length: 2\r\nConnection: close\r\n\r\nhi";
    let (address, serving) = server(redirect, 1);
    let Outcome::Answer(answer) = outcome(address, Scheme::Http).await else { panic!("no answer") };
    assert_eq!(
        (answer.status, answer.location.as_deref()),
        (301, Some("https://shop.example.com/"))
    );
    assert_eq!((answer.server.as_deref(), answer.body.as_str()), (Some("nginx"), "hi"));
    let head = serving.join().unwrap().remove(0).to_lowercase();
    assert!(head.starts_with("get /health?deep=1 http/1.1"), "{head}");
    assert!(head.contains("\nhost: shop.example.com"), "{head}");
    assert!(head.contains("\naccept: application/json"), "{head}");
}

#[tokio::test]
async fn nobody_who_listens_is_told_from_one_who_hangs_up() {
    let (address, serving) = server("", 1);
    assert!(matches!(outcome(address, Scheme::Http).await, Outcome::Failure(Failure::Closed(_))));
    serving.join().unwrap();
    assert_eq!(outcome(address, Scheme::Http).await, Outcome::Failure(Failure::Refused));
}

#[tokio::test]
async fn what_speaks_no_tls_fails_at_tls() {
    let (address, serving) = server("HTTP/1.1 400 Bad Request\r\n\r\n", 1);
    let failed = outcome(address, Scheme::Https).await;
    assert!(matches!(failed, Outcome::Failure(Failure::Tls(TlsFault::Other, _))), "{failed:?}");
    drop(serving);
}

#[tokio::test]
async fn a_name_without_an_address_is_told_as_such() {
    let nowhere = Way { host: "shop.invalid".into(), through: "shop.invalid".into(), port: None };
    let question = Question { scheme: Scheme::Http, path: "/".into() };
    let probing = Network.ask(&nowhere, vec![question]).await;
    let failure = probing.unreached(Scheme::Http);
    assert!(matches!(failure, Some(Failure::Unresolved(_))), "{failure:?}");
}

#[tokio::test]
async fn a_body_is_read_as_far_as_it_matters() {
    let long: &'static str = Box::leak(
        format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(1 << 20))
            .into_boxed_str(),
    );
    let (address, serving) = server(long, 1);
    let Outcome::Answer(answer) = outcome(address, Scheme::Http).await else { panic!("no answer") };
    assert_eq!(answer.body.len(), 64 * 1024);
    serving.join().unwrap();
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_not_told() {
    let (at, serving) = server("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n", 1);
    let address = Address::new(format!("http://{at}/log?X-Amz-Signature=hunter2"));
    assert_eq!(Network.read(&address).await, Err("it answered 403".to_owned()));
    serving.join().unwrap();
    let refused = Network.read(&address).await.unwrap_err();
    assert!(!refused.contains("hunter2") && refused.contains("refused"), "{refused}");
    assert!(!format!("{address:?}").contains("hunter2"));
}
