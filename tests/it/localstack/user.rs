//! IAM users of an account, held to their policies.

use std::process::Command;

use serde_json::{Value, json};

use super::{Account, ask, localstack};
use crate::support::{Ran, ebdeploy, ran};

/// An IAM user with an access key of its own.
pub(crate) struct User<'a> {
    account: &'a Account,
    key: String,
    secret: String,
}

impl Account {
    /// A user who may do nothing yet. From now on the account's policies decide.
    pub(crate) fn user(&self) -> User<'_> {
        self.iam("CreateUser", &[]);
        let made = self.iam("CreateAccessKey", &[]);
        let member = |name: &str| {
            let rest = made.split_once(&format!("<{name}>")).unwrap().1;
            rest.split('<').next().unwrap().to_owned()
        };
        self.control(&json!({ "enforce_iam": true }));
        let (key, secret) = (member("AccessKeyId"), member("SecretAccessKey"));
        User { account: self, key, secret }
    }

    /// Calls IAM about the user, as the account's root: LocalStack checks no signature.
    fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> String {
        let headers = format!(
            "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential={}/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
            self.id
        );
        let mut body = format!("Action={action}&Version=2010-05-08&UserName=ann");
        for (name, value) in parameters {
            body.extend(["&", name, "=", &escaped(value)]);
        }
        ask("POST", "/", &headers, &body)
    }
}

impl User<'_> {
    /// From now on this is the user's only policy.
    pub(crate) fn may(&self, policy: &Value) {
        let document = policy.to_string();
        let parameters = [("PolicyName", "least"), ("PolicyDocument", document.as_str())];
        self.account.iam("PutUserPolicy", &parameters);
    }

    /// The binary, as this user.
    pub(crate) fn ebdeploy(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = ebdeploy(arguments);
        command.env("AWS_ENDPOINT_URL", &localstack().endpoint);
        command.env("AWS_ACCESS_KEY_ID", &self.key).env("AWS_SECRET_ACCESS_KEY", &self.secret);
        command
    }
}

fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
