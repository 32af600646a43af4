//! Kinds of change that a file can forbid: one row a kind.

use super::View;
use super::change::{Change, Setting};
use super::{health, https, platform};
use crate::config::{Diagnostic, File, fault, nearest};
use crate::desired::namespace;

/// A kind of change.
pub(super) struct Kind {
    /// Its name in the file.
    pub(super) id: &'static str,
    /// What happens in such a change.
    pub(super) means: &'static str,
    /// A change is of this kind.
    pub(super) is: fn(&Change<'_>, &View<'_>) -> bool,
}

/// All kinds, by what they are about.
pub(super) static KINDS: [Kind; 19] = [
    Kind {
        id: "create",
        means: "an application or environment is created",
        is: |change, _| matches!(change, Change::New(_)),
    },
    Kind {
        id: "deploy",
        means: "another application version is deployed",
        is: |change, _| matches!(change, Change::Version { .. }),
    },
    Kind {
        id: "platform-branch",
        means: "the platform's branch changes",
        is: |change, _| platform::moves(change),
    },
    Kind {
        id: "downgrade",
        means: "the platform gets an older version, or a branch of an older language or operating system",
        is: |change, _| platform::is_downgrade(change),
    },
    Kind {
        id: "redirect-off",
        means: "the redirect from HTTP to HTTPS is taken away",
        is: https::redirect_off,
    },
    Kind {
        id: "redirect-exempt",
        means: "more paths are exempt from the redirect to HTTPS",
        is: https::redirect_exempt,
    },
    Kind {
        id: "https-off",
        means: "HTTPS, or its certificate, is taken away",
        is: |change, _| setting(change, https::off),
    },
    Kind {
        id: "tls-weakened",
        means: "the TLS policy lets older versions or weaker ciphers in, or is one that ebdeploy does not know",
        is: |change, _| setting(change, https::tls_weakened),
    },
    Kind {
        id: "port-open",
        means: "a port is opened to clients",
        is: |change, _| matches!(change, Change::Port { .. }),
    },
    Kind {
        id: "health-check-off",
        means: "the health check's path is taken away",
        is: |change, _| setting(change, health::off),
    },
    Kind {
        id: "health-check-loosened",
        means: "the health check takes more answers for healthy, asks for `/`, or notices a failure later",
        is: |change, _| setting(change, health::loosened),
    },
    Kind {
        id: "capacity-reduced",
        means: "there may be fewer instances, or no load balancer",
        is: |change, _| setting(change, capacity_reduced),
    },
    Kind {
        id: "instance-types",
        means: "the types of the instances change",
        is: |change, _| setting(change, instance_types),
    },
    Kind {
        id: "network",
        means: "VPC, subnets or addresses change",
        is: |change, _| setting(change, |setting| setting.option.namespace == namespace::VPC),
    },
    Kind {
        id: "roles",
        means: "the service role or the instance profile changes",
        is: |change, _| setting(change, roles),
    },
    Kind {
        id: "managed-updates-off",
        means: "managed platform updates are switched off",
        is: |change, _| setting(change, managed_updates_off),
    },
    Kind {
        id: "variables-removed",
        means: "a variable is taken away",
        is: |change, _| setting(change, |setting| setting.removed && is_variable(setting)),
    },
    Kind {
        id: "options-removed",
        means: "an option falls back to its default",
        is: |change, _| setting(change, |setting| setting.removed && !is_variable(setting)),
    },
    Kind {
        id: "tags-removed",
        means: "a tag is taken away",
        is: |change, _| matches!(change, Change::Tag { after: None, .. }),
    },
];

/// The kinds that a file can forbid, each with what happens in such a change.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().map(|kind| (kind.id, kind.means))
}

/// The kind of this name.
pub(super) fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// Kinds that the file forbids and that there are not, or forbids twice.
pub fn misnamed(file: &File) -> Vec<Diagnostic> {
    let denied = file.config.protect.iter().flat_map(|protect| &protect.deny);
    let all: Vec<_> = denied.collect();
    let place = |index: usize| file.source.value(&format!("protect.deny[{index}]"));
    let problem = |(index, id): (usize, &&String)| {
        if kind(id).is_none() {
            let help = match nearest(id, kinds().map(|(id, _)| id)) {
                _ if id.as_str() == "destroy" => {
                    "write `destroy = true` in [protect] instead".to_owned()
                }
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!(
                    "there are {}",
                    kinds().map(|(id, _)| id).collect::<Vec<_>>().join(", ")
                ),
            };
            let problem = format!("`{id}` is no kind of change");
            let found = Diagnostic::error(&fault::UNKNOWN_CHANGE, problem, place(index));
            return Some(found.with_help(help));
        }
        all[..index].contains(id).then(|| {
            let problem = format!("`{id}` is written twice");
            Diagnostic::error(&fault::WRITTEN_TWICE, problem, place(index))
        })
    };
    all.iter().enumerate().filter_map(problem).collect()
}

fn setting(change: &Change<'_>, is: impl Fn(&Setting) -> bool) -> bool {
    matches!(change, Change::Setting(setting) if is(setting))
}

fn is_variable(setting: &Setting) -> bool {
    setting.option.is_variable()
}

fn capacity_reduced(setting: &Setting) -> bool {
    let single =
        |text: Option<String>| text.is_some_and(|text| text.eq_ignore_ascii_case("SingleInstance"));
    if setting.is(namespace::ENVIRONMENT, "EnvironmentType") {
        let (before, after) = setting.texts();
        return !single(before) && single(after);
    }
    let sizes = ["MinSize", "MaxSize"].iter().any(|name| setting.is("aws:autoscaling:asg", name));
    sizes && setting.numbers().is_some_and(|(before, after)| after < before)
}

fn instance_types(setting: &Setting) -> bool {
    setting.is("aws:ec2:instances", "InstanceTypes")
        || setting.is(namespace::LAUNCH, "InstanceType")
}

fn roles(setting: &Setting) -> bool {
    setting.is(namespace::ENVIRONMENT, "ServiceRole")
        || setting.is(namespace::LAUNCH, "IamInstanceProfile")
}

fn managed_updates_off(setting: &Setting) -> bool {
    setting.is("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled")
        && setting.is_switched_off()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_the_only_one_of_its_name_and_is_documented() {
        let documented = include_str!("../../docs/file.md");
        for (index, (id, means)) in kinds().enumerate() {
            assert!(kinds().take(index).all(|(other, _)| other != id), "{id} stands twice");
            let row = format!("| `{id}` | {means} |");
            assert!(documented.contains(&row), "{row} is not in docs/file.md");
        }
    }
}
