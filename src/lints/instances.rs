//! The instances: who reaches them, what they hand out, whether they are kept up to date.

use super::{Check, Found, Lint, Look, Severity};
use crate::desired::namespace;

const MANAGED: &str = "aws:elasticbeanstalk:managedactions";

pub(super) static LINTS: [Lint; 3] = [
    Lint {
        id: "imds-v1",
        severity: Severity::Warning,
        says: "`DisableIMDSv1 = false`",
        reason: "whoever makes the application fetch a URL gets the credentials of the instance profile",
        cure: "write `DisableIMDSv1 = true`, once nothing on the instances asks without a token",
        check: Check::File(imds_v1),
    },
    Lint {
        id: "ssh-open",
        severity: Severity::Warning,
        says: "`EC2KeyName` is given, and `SSHSourceRestriction` is not, or is everybody",
        reason: "with a key pair Elastic Beanstalk opens port 22, and to everybody unless told otherwise",
        cure: "use Session Manager and leave `EC2KeyName` out, or name your network: `SSHSourceRestriction = \
               \"tcp,22,22,192.0.2.0/24\"`",
        check: Check::File(ssh_open),
    },
    Lint {
        id: "managed-updates-off",
        severity: Severity::Note,
        says: "`ManagedActionsEnabled = false`; in production also that it is left out and off",
        reason: "patches of the operating system and the language come with new versions of the platform",
        cure: "switch them on: `ManagedActionsEnabled` and `PreferredStartTime` of \
               `aws:elasticbeanstalk:managedactions`, `UpdateLevel` of \
               `aws:elasticbeanstalk:managedactions:platformupdate`",
        check: Check::Cloud(managed_updates_off),
    },
];

fn is(value: &str, word: &str) -> bool {
    value.trim().eq_ignore_ascii_case(word)
}

fn imds_v1(look: &Look<'_>) -> Vec<Found> {
    let disable = look.option(namespace::LAUNCH, "DisableIMDSv1");
    let off = disable.filter(|disable| is(&disable.value.to_aws(), "false"));
    let found = off.map(|off| {
        let message = "instances answer requests for metadata that have no token";
        Found::new(&off.path, message)
    });
    found.into_iter().collect()
}

fn ssh_open(look: &Look<'_>) -> Vec<Found> {
    let key = look.option(namespace::LAUNCH, "EC2KeyName");
    let Some(key) = key.filter(|key| !key.value.to_aws().trim().is_empty()) else {
        return Vec::new();
    };
    // Without Elastic Beanstalk's own security group there is nothing that it opens.
    let own_group = look.value(namespace::LAUNCH, "DisableDefaultEC2SecurityGroup");
    if own_group.is_some_and(|own| is(&own, "true")) {
        return Vec::new();
    }
    let name = "SSHSourceRestriction";
    // `tcp,22,22,192.0.2.0/24`
    let source = look.value(namespace::LAUNCH, name);
    let source = source.as_deref().and_then(|source| source.rsplit(',').next()).map(str::trim);
    let open = source.is_none_or(|source| ["", "0.0.0.0/0", "::/0"].contains(&source));
    let given = look.option(namespace::LAUNCH, name).map(|given| given.path.as_str());
    let path = given.or_else(|| look.removal(namespace::LAUNCH, name)).unwrap_or(&key.path);
    let found = Found::new(path, "port 22 of the instances is open to everybody");
    if open { vec![found] } else { Vec::new() }
}

fn managed_updates_off(look: &Look<'_>) -> Option<Vec<Found>> {
    let name = "ManagedActionsEnabled";
    let message = "the platform is not updated by Elastic Beanstalk";
    if let Some(path) = look.removal(MANAGED, name) {
        return Some(vec![Found::new(path, message)]);
    }
    if let Some(given) = look.option(MANAGED, name) {
        let off = is(&given.value.to_aws(), "false");
        return Some(if off { vec![Found::new(&given.path, message)] } else { Vec::new() });
    }
    if !look.desired.is_production() {
        return Some(Vec::new());
    }
    // Left out, it keeps what AWS has, which is off in a new environment.
    let observed = look.observed?;
    let on = observed.environment.as_ref().and_then(|found| found.setting(MANAGED, name));
    let off = !on.is_some_and(|on| is(on, "true"));
    Some(if off { vec![Found::new("environment.name", message)] } else { Vec::new() })
}
