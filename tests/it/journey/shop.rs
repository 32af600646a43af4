//! An application whose instances answer with the status that a variable says.

use std::fs;
use std::io::{Read, Write};
use std::process::Command;

use serde_json::Value;

use super::text;
use crate::localstack::Account;
use crate::support::{Ran, ran, root};

pub(super) const SERVER: &str = "
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get('STATUS', '200')))
        self.end_headers()
        self.wfile.write(open('page').read().encode())
http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Page).serve_forever()
";

/// An environment that serves the first page, and a folder with what it is made of.
pub(super) struct Shop {
    pub(super) folder: tempfile::TempDir,
    pub(super) account: Account,
}

impl Shop {
    pub(super) fn serving() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap(), account: Account::seeded() };
        fs::create_dir(shop.folder.path().join("app")).unwrap();
        let file = fs::read_to_string(root().join(super::FILE)).unwrap();
        let file = file.replace("#:schema ./schema.json", "").replace("min = 2", "min = 1");
        let file = file.replace("[health-check]", "[health-check]\ngrace = \"4s\"");
        let version = "[version]\nbundle = \"app\"\nlabel-prefix = \"shop-\"\n";
        fs::write(shop.file(), format!("{file}{version}")).unwrap();
        shop.write("app.py", SERVER);
        shop.page("the first page");
        shop.write("Procfile", "web: python app.py");
        let made = shop.apply(&[]);
        assert_eq!(made.code, 0, "{made}");
        shop
    }

    pub(super) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("shop.toml")
    }

    pub(super) fn write(&self, name: &str, content: &str) {
        fs::write(self.folder.path().join("app").join(name), content).unwrap();
    }

    pub(super) fn page(&self, told: &str) {
        self.write("page", told);
    }

    pub(super) fn edit(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.file()).unwrap();
        assert!(text.contains(from), "{from} is in the file");
        fs::write(self.file(), text.replace(from, to)).unwrap();
    }

    /// `ebdeploy` in the folder.
    fn within(&self, arguments: &[&str]) -> Command {
        let mut command = self.account.command(arguments);
        command.current_dir(self.folder.path());
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.within(arguments))
    }

    pub(super) fn command(&self, more: &[&str]) -> Command {
        self.within(&[&["apply", "shop.toml", "--yes"], more].concat())
    }

    pub(super) fn apply(&self, more: &[&str]) -> Ran {
        ran(&mut self.command(more))
    }

    /// The environment, as the `aws` command sees it.
    pub(super) fn seen(&self) -> Value {
        let asked = ["describe-environments", "--environment-names", "shop-local"];
        let seen = self.account.aws(&[&["elasticbeanstalk"], &asked[..]].concat());
        seen["Environments"][0].clone()
    }

    pub(super) fn version(&self) -> String {
        text(&self.seen()["VersionLabel"])
    }

    /// What a client gets through the load balancer.
    pub(super) fn answered(&self) -> String {
        let host = text(&self.seen()["EndpointURL"]);
        let mut stream = std::net::TcpStream::connect(Account::place()).unwrap();
        write!(stream, "GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The value of an option, as the `aws` command sees it.
    pub(super) fn option(&self, namespace: &str, name: &str) -> Value {
        let settings = self.account.aws(&[
            "elasticbeanstalk",
            "describe-configuration-settings",
            "--application-name",
            "shop",
            "--environment-name",
            "shop-local",
        ]);
        let all =
            settings["ConfigurationSettings"][0]["OptionSettings"].as_array().unwrap().clone();
        let named = |it: &&Value| it["Namespace"] == namespace && it["OptionName"] == name;
        all.iter().find(named).map_or(Value::Null, |it| it["Value"].clone())
    }

    pub(super) fn tag(&self, key: &str) -> Value {
        let arn = text(&self.seen()["EnvironmentArn"]);
        let tags = self.account.aws(&[
            "elasticbeanstalk",
            "list-tags-for-resource",
            "--resource-arn",
            &arn,
        ]);
        let all = tags["ResourceTags"].as_array().unwrap().clone();
        all.iter().find(|tag| tag["Key"] == key).map_or(Value::Null, |tag| tag["Value"].clone())
    }
}
