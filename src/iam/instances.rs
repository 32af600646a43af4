//! What instances do with the role in their profile, because the file says so.
//!
//! Source: Elastic Beanstalk developer guide, "Required IAM permissions for Elastic Beanstalk to access
//! secrets and parameters"; of a key of one's own, AWS KMS developer guide, `kms:ViaService`. What else
//! instances need stands in AWS's policy `AWSElasticBeanstalkWebTier`.

use std::collections::BTreeSet;

use super::document::{Condition, Statement};
use super::place::Place;
use crate::config::Store;
use crate::desired::Desired;

/// The statements for a file's secrets.
pub(super) fn statements(desired: &Desired, place: &Place) -> Vec<Statement> {
    let kept = |store: Store| -> BTreeSet<String> {
        let of_store = desired.secrets().filter(|(_, arn)| arn.store == store);
        of_store.map(|(_, arn)| arn.resource.to_owned()).collect()
    };
    let stores = [
        ("Secrets", "secretsmanager:GetSecretValue", "secretsmanager", Store::SecretsManager),
        ("Parameters", "ssm:GetParameter", "ssm", Store::Parameters),
    ];
    let mut statements = Vec::new();
    for (name, action, service, store) in stores {
        let resources = kept(store);
        if resources.is_empty() {
            continue;
        }
        let by = format!("{service}.{}.amazonaws.com", place.region);
        let keys = Statement::allow(
            format!("Instances{name}Keys"),
            ["kms:Decrypt"],
            [place.arn("kms", "key/*")],
        );
        let operator = if by.contains('*') { "StringLike" } else { "StringEquals" };
        statements.push(Statement::allow(format!("Instances{name}"), [action], resources));
        statements.push(keys.when(Some(Condition::of(operator, "kms:ViaService", [by]))));
    }
    statements
}
