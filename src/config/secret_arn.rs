//! `{ secret = "ARN" }`: where AWS keeps a secret that instances fetch by themselves.
//!
//! Source: Elastic Beanstalk developer guide, "Fetching secrets and parameters to Elastic Beanstalk
//! environment variables": ARNs of Secrets Manager's secrets, each with the name of one of its JSON
//! keys at the end if only that is wanted, and of Systems Manager's parameters, which have no such
//! keys.

/// An ARN of a secret or parameter, in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretArn<'a> {
    /// The service that keeps it.
    pub store: Store,
    /// Its region.
    pub region: &'a str,
    /// The ARN without a JSON key: what permissions are about.
    pub resource: &'a str,
    /// The JSON key of which the value is wanted, instead of the whole secret.
    pub json_key: Option<&'a str>,
}

/// A service that keeps secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Store {
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Systems Manager's Parameter Store.
    Parameters,
}

/// What the account of an ARN consists of.
const ACCOUNT_DIGITS: usize = 12;

impl<'a> SecretArn<'a> {
    /// Reads an ARN.
    ///
    /// # Errors
    /// What is wrong with it, and what to do about it. Nothing of the text is told: somebody may have
    /// written the secret there.
    pub fn read(text: &'a str) -> Result<Self, (String, &'static str)> {
        let parts: Vec<_> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, rest] = &parts[..] else {
            let help = "write the ARN of a secret or parameter, and never the secret itself";
            return Err(("this is no ARN".to_owned(), help));
        };
        if !partition.starts_with("aws") || region.is_empty() || !is_account(account) {
            let help = "it begins with `arn:aws:SERVICE:REGION:ACCOUNT:`";
            return Err(("this ARN lacks its partition, region or account".to_owned(), help));
        }
        let (store, json_key) = match service {
            "secretsmanager" => (Store::SecretsManager, json_key(rest)?),
            "ssm" => (Store::Parameters, parameter(rest)?),
            _ => {
                let help = "name a secret of `secretsmanager`, or a parameter of `ssm`";
                return Err(("its service keeps no secrets".to_owned(), help));
            }
        };
        let resource = match json_key {
            Some(key) => &text[..text.len() - key.len() - 1],
            None => text,
        };
        Ok(Self { store, region, resource, json_key })
    }
}

fn is_account(account: &str) -> bool {
    account.len() == ACCOUNT_DIGITS && account.bytes().all(|digit| digit.is_ascii_digit())
}

/// The JSON key at the end of `secret:NAME:KEY`.
fn json_key(rest: &str) -> Result<Option<&str>, (String, &'static str)> {
    let wrong = |message: &str, help| Err((message.to_owned(), help));
    match rest.split(':').collect::<Vec<_>>()[..] {
        ["secret", name] if !name.is_empty() => Ok(None),
        ["secret", name, key] if !name.is_empty() && !key.is_empty() => Ok(Some(key)),
        ["secret", name, _, ..] if !name.is_empty() => wrong(
            "a JSON key of a secret is a name without colons",
            "write `…:secret:NAME-XXXXXX:KEY`: keys of keys, versions and stages cannot be named",
        ),
        _ => {
            wrong("this ARN names no secret", "it ends in `secret:NAME-XXXXXX`, or `…:KEY` of that")
        }
    }
}

/// Parameters have no JSON keys, and no version can be named.
fn parameter(rest: &str) -> Result<Option<&str>, (String, &'static str)> {
    let name = rest.strip_prefix("parameter/").unwrap_or_default();
    if name.is_empty() {
        return Err(("this ARN names no parameter".to_owned(), "it ends in `parameter/NAME`"));
    }
    if name.contains(':') {
        let help = "keep the value in a parameter of its own, or in Secrets Manager";
        let message = "a parameter is fetched whole, in its latest version: its name has no colon";
        return Err((message.to_owned(), help));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf";

    #[test]
    fn a_secret_a_json_key_of_one_and_a_parameter_are_told_apart() {
        let read = |text| SecretArn::read(text).unwrap();
        let whole = read(SECRET);
        assert_eq!((whole.store, whole.region), (Store::SecretsManager, "eu-west-1"));
        assert_eq!((whole.resource, whole.json_key), (SECRET, None));
        let keyed = format!("{SECRET}:password");
        let keyed = SecretArn::read(&keyed).unwrap();
        assert_eq!((keyed.resource, keyed.json_key), (SECRET, Some("password")));
        let parameter = "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/shop/token";
        assert_eq!(read(parameter).store, Store::Parameters);
        assert_eq!(read(parameter).resource, parameter);
    }

    #[test]
    fn what_is_no_such_arn_is_refused_without_being_told() {
        for wrong in [
            "hunter2",
            "arn:aws:secretsmanager::123456789012:secret:hunter2",
            "arn:aws:secretsmanager:eu-west-1:12:secret:hunter2",
            "arn:aws:hunter2:eu-west-1:123456789012:secret:a",
            "arn:aws:secretsmanager:eu-west-1:123456789012:hunter2",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a:hunter2:AWSCURRENT",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a:hunter2",
        ] {
            let (message, help) = SecretArn::read(wrong).unwrap_err();
            assert!(
                !message.contains("hunter2") && !help.contains("hunter2"),
                "{wrong}: {message}"
            );
        }
    }
}
