//! The way of a request through the environment, and what a plan changes on it: one model, which
//! each report draws in its own manner.
//!
//! What changes is read from the plan's steps; what stays as it is, from the file. What neither
//! speaks of is left out.

mod facts;
mod rules;

use std::fmt;

use super::Plan;
use crate::config::LoadBalancerType;
use crate::desired::{CertificateWish, Desired, OptionKey, health_option, namespace};
use crate::observed::Observed;
use facts::Facts;

/// The way of a request, from the clients to the instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrafficPath {
    /// The environment's name.
    pub environment: String,
    /// From the clients on.
    pub stations: Vec<Station>,
    /// In the order of the stations that they lead from.
    pub ways: Vec<Way>,
}

/// Where a request passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Which.
    pub place: Place,
    /// What it is called.
    pub title: String,
    /// What becomes of it.
    pub change: Change,
    /// What is known of it.
    pub lines: Vec<Line>,
}

/// Something that is known of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In words; with both values, where it changes.
    pub text: String,
    /// What becomes of it.
    pub change: Change,
}

/// From one station to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it begins.
    pub from: Place,
    /// Where it leads.
    pub to: Place,
    /// What goes along it.
    pub label: String,
    /// What becomes of it.
    pub change: Change,
}

/// The stations that there can be, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Browsers, and whoever else asks.
    Clients,
    /// The listener on port 80.
    Http,
    /// The listener on port 443.
    Https,
    /// What tells which instances can serve.
    TargetGroup,
    /// What serves.
    Instances,
}

/// What becomes of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// It stays as it is.
    #[default]
    Stays,
    /// It is made.
    Added,
    /// It is changed.
    Changed,
    /// It goes.
    Removed,
}

impl Change {
    /// In a word; nothing for what stays.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Stays => None,
            Self::Added => Some("new"),
            Self::Changed => Some("changed"),
            Self::Removed => Some("removed"),
        }
    }

    /// What becomes of a whole whose parts these are the changes of.
    fn of_parts(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut changes = parts.into_iter();
        let first = changes.next().unwrap_or_default();
        if changes.all(|change| change == first) { first } else { Self::Changed }
    }
}

impl TrafficPath {
    /// The way of a request through what the file asks for, with what the plan changes.
    pub fn of(desired: &Desired, observed: &Observed, plan: &Plan) -> Self {
        let kind = match &observed.environment {
            Some(environment) => environment.load_balancer(),
            None => Some(desired.load_balancer().unwrap_or_default()),
        };
        let facts = Facts::new(desired, kind, plan);
        let mut path =
            Self { environment: plan.environment.clone(), stations: Vec::new(), ways: Vec::new() };
        path.station(Place::Clients, "Clients", Change::Stays, Vec::new());
        match kind {
            Some(kind) => balanced(&facts, kind, &mut path),
            None => path.way(Place::Clients, Place::Instances, "HTTP", facts.made()),
        }
        let lines = instances(&facts);
        let change = facts.changed_with(&lines, facts.touches_instances());
        path.station(Place::Instances, "Instances", change, lines);
        path
    }

    /// The station at a place, if the way leads there.
    pub fn at(&self, place: Place) -> Option<&Station> {
        self.stations.iter().find(|station| station.place == place)
    }

    /// Something on the way changes.
    pub fn is_changed(&self) -> bool {
        let stations = self.stations.iter().map(|station| station.change);
        stations.chain(self.ways.iter().map(|way| way.change)).any(|change| change != Change::Stays)
    }

    fn station(&mut self, place: Place, title: &str, change: Change, lines: Vec<Line>) {
        self.stations.push(Station { place, title: title.to_owned(), change, lines });
    }

    fn way(&mut self, from: Place, to: Place, label: &str, change: Change) {
        self.ways.push(Way { from, to, label: label.to_owned(), change });
    }
}

/// Listeners and health check of a load balancer.
fn balanced(facts: &Facts<'_>, kind: LoadBalancerType, path: &mut TrafficPath) {
    let (http, https) = match kind {
        LoadBalancerType::Network => ("TCP", "TLS"),
        LoadBalancerType::Application | LoadBalancerType::Classic => ("HTTP", "HTTPS"),
    };
    let rules = rules::of(facts, kind);
    path.way(Place::Clients, Place::Http, http, facts.made());
    let change = facts.changed_with(&rules.lines, facts.touches(rules::LISTENERS));
    path.station(Place::Http, "Port 80", change, rules.lines);
    let secure = https_lines(facts);
    let is_there = facts.desired.certificate().is_some()
        || rules.redirect.is_some()
        || facts.touches(facts::HTTPS);
    let new = facts.listener_is_new();
    if is_there {
        let change = facts.changed_with(&secure, facts.touches(facts::HTTPS));
        let reached = if new || facts.opens_https() { Change::Added } else { Change::Stays };
        path.way(Place::Clients, Place::Https, https, reached);
        path.station(Place::Https, "Port 443", if new { Change::Added } else { change }, secure);
    }
    if let Some(redirect) = &rules.redirect {
        path.way(Place::Http, Place::Https, &redirect.label, redirect.change);
    }
    if let Some(served) = &rules.served {
        path.way(Place::Http, Place::TargetGroup, &served.label, served.change);
    }
    if is_there {
        let change = if new { Change::Added } else { Change::Stays };
        path.way(Place::Https, Place::TargetGroup, "", change);
    }
    let lines = check_lines(facts, kind);
    let title = match kind {
        LoadBalancerType::Application | LoadBalancerType::Network => "Target group",
        LoadBalancerType::Classic => "Classic load balancer",
    };
    let change = facts.changed_with(&lines, facts.touches(facts::CHECK));
    path.station(Place::TargetGroup, title, change, lines);
    path.way(Place::TargetGroup, Place::Instances, "", facts.made());
}

fn https_lines(facts: &Facts<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let arns = [
        OptionKey::new(namespace::HTTPS_LISTENER, "SSLCertificateArns"),
        OptionKey::new(namespace::CLASSIC_HTTPS_LISTENER, "SSLCertificateId"),
    ];
    let wished = facts.desired.certificate().map(|wish| match wish {
        CertificateWish::Domain(domain) => domain.to_owned(),
        CertificateWish::Arn(arn) => facts::short(arn),
    });
    let changed = arns.iter().find_map(|option| facts.edited(option));
    match (facts.restored_listener().or(changed), wished) {
        (Some(edit), wished) => {
            let after = wished.or(edit.after.map(|arn| facts::short(&arn)));
            let before = edit.before.map(|arn| facts::short(&arn));
            lines.extend(facts::line("certificate", before, after, true));
        }
        (None, wished) => lines.extend(facts::line("certificate", None, wished, false)),
    }
    if facts.desired.certificate().is_some() {
        lines.extend(facts.told("policy", namespace::HTTPS_LISTENER, "SSLPolicy"));
    }
    lines.extend(facts.opened_to().map(|sources| Line {
        text: format!("opened to {sources}"),
        change: facts.unless_made(Change::Added),
    }));
    lines
}

fn check_lines(facts: &Facts<'_>, kind: LoadBalancerType) -> Vec<Line> {
    let plain = |text: &str| vec![Line { text: text.to_owned(), change: Change::Stays }];
    if let Some((path, matcher)) = facts.restored_check() {
        return vec![path, matcher];
    }
    match kind {
        LoadBalancerType::Network => plain("health check: a connection"),
        _ if facts.stays_on_fallback() => plain("health check: the fallback, not the file's"),
        LoadBalancerType::Application => {
            let process = namespace::DEFAULT_PROCESS;
            let told = |label, name| facts.told(label, process, name);
            let path = told("health check", health_option::PATH);
            let matcher = told("healthy codes", health_option::MATCHER);
            path.into_iter().chain(matcher).collect()
        }
        LoadBalancerType::Classic => {
            let url =
                facts.told("health check", namespace::APPLICATION, health_option::CLASSIC_CHECK);
            url.into_iter().collect()
        }
    }
}

fn instances(facts: &Facts<'_>) -> Vec<Line> {
    let group = "aws:autoscaling:asg";
    let mut lines: Vec<_> = facts.platform().into_iter().chain(facts.version()).collect();
    lines.extend(facts.told("at least", group, "MinSize"));
    lines.extend(facts.told("at most", group, "MaxSize"));
    lines.extend(facts.told("types", "aws:ec2:instances", "InstanceTypes"));
    lines.extend(facts.other_settings());
    lines
}

/// With a word for its change, where its text does not show it.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, change } = self;
        let shown = text.contains('→');
        match change.word().filter(|_| !shown) {
            Some(word) => write!(f, "{text} ({word})"),
            None => f.write_str(text),
        }
    }
}

/// In a sentence or two, for those who do not see the drawing.
impl fmt::Display for TrafficPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = |place| self.at(place).map_or("", |station| station.title.as_str());
        let ways = self.ways.iter().map(|Way { from, to, label, change }| {
            let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
            let word = change.word().map_or_else(String::new, |word| format!(", {word}"));
            format!("{} to {}{label}{word}", title(*from), title(*to))
        });
        write!(f, "{}.", ways.collect::<Vec<_>>().join(". "))?;
        for Station { place: _, title, change, lines } in &self.stations {
            let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
            let lines = lines.join(", ");
            match (change.word(), lines.as_str()) {
                (None, "") => {}
                (Some(word), "") => write!(f, " {title}: {word}.")?,
                (Some(word), _) => write!(f, " {title}, {word}: {lines}.")?,
                (None, _) => write!(f, " {title}: {lines}.")?,
            }
        }
        Ok(())
    }
}
