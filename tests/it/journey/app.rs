//! An application of one's own, and a file for it.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::rc::Rc;

use serde_json::Value;

use super::text;
use crate::localstack::Account;
use crate::support::{Ran, ran, root};

/// A folder with an application, and a file for it.
pub(super) struct App {
    pub(super) folder: tempfile::TempDir,
    pub(super) account: Rc<Account>,
}

impl App {
    /// One that answers with this text.
    pub(super) fn answering(told: &str) -> Self {
        Self::of(Rc::new(Account::seeded()), told, "")
    }

    /// Another folder for the same environment, with more lines in its file.
    pub(super) fn beside(&self, told: &str, more: &str) -> Self {
        Self::of(Rc::clone(&self.account), told, more)
    }

    fn of(account: Rc<Account>, told: &str, more: &str) -> Self {
        let app = Self { folder: tempfile::tempdir().unwrap(), account };
        fs::create_dir(app.folder.path().join("app")).unwrap();
        let file = fs::read_to_string(root().join(super::FILE)).unwrap();
        let file = file.replace("#:schema ./schema.json", "").replace("min = 2", "min = 1");
        let version = "[version]\nbundle = \"app\"\nlabel-prefix = \"shop-\"\n";
        fs::write(app.folder.path().join("shop.toml"), format!("{file}{version}{more}")).unwrap();
        app.write("Procfile", "web: python app.py");
        app.answer(told);
        app
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join("app").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(super) fn answer(&self, told: &str) {
        self.write(
            "app.py",
            format!(
                "import http.server, os\n\
                 class Page(http.server.BaseHTTPRequestHandler):\n    \
                     def do_GET(self):\n        \
                         self.send_response(200); self.end_headers(); self.wfile.write(b{told:?})\n\
                 http.server.HTTPServer((\"127.0.0.1\", int(os.environ[\"PORT\"])), Page).serve_forever()\n"
            ),
        );
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.account.command(arguments);
        command.current_dir(self.folder.path());
        command
    }

    pub(super) fn apply(&self) -> Ran {
        self.run(&["apply", "shop.toml", "--yes"])
    }

    /// What the application answers through its load balancer.
    pub(super) fn answered(&self) -> String {
        let name = ["--environment-name", "shop-local"];
        let resources = self.account.aws(&[
            "elasticbeanstalk",
            "describe-environment-resources",
            name[0],
            name[1],
        ]);
        let balancer = text(&resources["EnvironmentResources"]["LoadBalancers"][0]["Name"]);
        let described = self.account.aws(&[
            "elbv2",
            "describe-load-balancers",
            "--load-balancer-arns",
            &balancer,
        ]);
        let host = text(&described["LoadBalancers"][0]["DNSName"]);
        let mut stream = std::net::TcpStream::connect(Account::place()).unwrap();
        write!(stream, "GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        answer
    }

    pub(super) fn version(&self) -> Value {
        let versions = self.account.aws(&[
            "elasticbeanstalk",
            "describe-environments",
            "--environment-names",
            "shop-local",
        ]);
        versions["Environments"][0]["VersionLabel"].clone()
    }
}
