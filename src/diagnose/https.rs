//! Why clients do not get through: the ports, their listeners and security groups, and TLS.

use super::{Case, Symptom};
use crate::desired::{OptionKey, namespace};
use crate::observed::{Failure, Leads, Scheme, SecurityGroup, TlsFault};

pub(super) const SYMPTOMS: [Symptom; 12] = [
    Symptom {
        id: "https-no-listener",
        problem: "nothing listens on port 443, though the file asks for HTTPS",
        cure: "run `ebdeploy apply`; where Elastic Beanstalk believes to have the listener, somebody \
               deleted it: rebuild the environment",
        evidence: no_listener,
    },
    Symptom {
        id: "https-foreign-listener",
        problem: "the 443 listener was made by hand, and Elastic Beanstalk does not know of it",
        cure: "delete it at a quiet time and apply at once, so that Elastic Beanstalk makes its own; \
               it would collide with this one",
        evidence: foreign_listener,
    },
    Symptom {
        id: "https-in-the-clear",
        problem: "port 443 is served without TLS",
        cure: "give the 443 listener a certificate: write [https] certificate and apply",
        evidence: in_the_clear,
    },
    Symptom {
        id: "https-port-closed",
        problem: "no security group of the load balancer lets in port 443",
        cure: "run `ebdeploy apply`, which opens it where the group is Elastic Beanstalk's and the \
               load balancer an application one; else open it in the group by hand",
        evidence: port_closed,
    },
    Symptom {
        id: "balancer-unreachable",
        problem: "the environment cannot be reached from here, though it faces the internet",
        cure: "see whether its subnets have a route to an internet gateway, whether a network ACL \
               or the security group keeps this machine out, and whether this machine reaches the \
               internet",
        evidence: unreachable,
    },
    Symptom {
        id: "https-unreachable",
        problem: "port 443 cannot be reached from here, and port 80 can",
        cure: "see whether a network ACL of the load balancer's subnets, or a firewall on the way, \
               lets in port 443, and the answers' ports out",
        evidence: |case| one_way(case, Scheme::Https, Scheme::Http),
    },
    Symptom {
        id: "http-unreachable",
        problem: "port 80 cannot be reached from here, so nobody is redirected to HTTPS",
        cure: "see whether the load balancer's security group and network ACLs let in port 80",
        evidence: |case| one_way(case, Scheme::Http, Scheme::Https),
    },
    Symptom {
        id: "domain-nowhere",
        problem: "the domain of the file has no address",
        cure: "make a DNS record of it that leads to the environment's own domain name: a CNAME, or \
               an alias in Route 53",
        evidence: nowhere,
    },
    Symptom {
        id: "tls-untrusted",
        problem: "the certificate is signed by nobody whom this machine trusts",
        cure: "use a certificate of ACM or of a public authority, with its whole chain; for one of \
               your own authority, name its root in SSL_CERT_FILE",
        evidence: |case| tls(case, TlsFault::Untrusted),
    },
    Symptom {
        id: "tls-wrong-name",
        problem: "the certificate that is presented is another name's",
        cure: "name the domain in [https] certificate and apply, or request a certificate that has \
               the name",
        evidence: |case| tls(case, TlsFault::WrongName),
    },
    Symptom {
        id: "tls-expired",
        problem: "the certificate that is presented has ended",
        cure: "have a new one issued or imported in ACM, and apply",
        evidence: |case| tls(case, TlsFault::Expired),
    },
    Symptom {
        id: "tls-failed",
        problem: "TLS does not come about on port 443",
        cure: "see the TLS policy of the listener ([https] policy), and whether a certificate is \
               attached",
        evidence: |case| tls(case, TlsFault::Other),
    },
];

fn no_listener(case: &Case<'_>) -> Vec<String> {
    if case.desired.certificate().is_none()
        || !case.knows_listeners()
        || case.listener(443).is_some()
    {
        return Vec::new();
    }
    let ports: Vec<_> = case
        .balancer()
        .map(|balancer| balancer.listeners.iter().map(|found| found.port.to_string()).collect())
        .unwrap_or_default();
    let mut lines = vec![format!("the load balancer listens on {}", ports.join(", "))];
    if says_enabled(case) == Some(true) {
        lines.push("Elastic Beanstalk's settings have the listener".to_owned());
    }
    lines
}

/// What Elastic Beanstalk's settings say about its own 443 listener.
fn says_enabled(case: &Case<'_>) -> Option<bool> {
    let option = OptionKey::new(namespace::HTTPS_LISTENER, "ListenerEnabled");
    let enabled = case.settings()?.get(&option).cloned().flatten();
    Some(enabled.is_some_and(|enabled| enabled.eq_ignore_ascii_case("true")))
}

fn foreign_listener(case: &Case<'_>) -> Vec<String> {
    let Some(listener) = case.listener(443) else { return Vec::new() };
    let elbv2 = listener.arn.starts_with("arn:");
    let foreign =
        elbv2 && case.desired.certificate().is_some() && says_enabled(case) == Some(false);
    if foreign { vec![listener.arn.clone()] } else { Vec::new() }
}

fn in_the_clear(case: &Case<'_>) -> Vec<String> {
    let Some(listener) = case.listener(443) else { return Vec::new() };
    if listener.certificate.is_some() || case.desired.certificate().is_none() {
        return Vec::new();
    }
    vec![format!("{} has no certificate", listener.arn)]
}

pub(super) fn port_closed(case: &Case<'_>) -> Vec<String> {
    let Some(balancer) = case.balancer() else { return Vec::new() };
    // Sources that are no addresses, such as prefix lists, let in as well.
    let open = |group: &SecurityGroup| {
        group.ingress.iter().any(|ingress| (ingress.from..=ingress.to).contains(&443))
    };
    if balancer.listener(443).is_none()
        || balancer.groups.is_empty()
        || balancer.groups.iter().any(open)
    {
        return Vec::new();
    }
    let mut lines: Vec<_> = balancer.groups.iter().map(lets_in).collect();
    lines.extend(case.asked(Scheme::Https, "/"));
    lines
}

fn lets_in(group: &SecurityGroup) -> String {
    let ports = group.ingress.iter().map(|ingress| match (ingress.from, ingress.to) {
        (from, to) if from == to => from.to_string(),
        (from, to) => format!("{from}-{to}"),
    });
    let ports = ports.collect::<Vec<_>>().join(", ");
    let ports = if ports.is_empty() { "nothing".to_owned() } else { format!("tcp {ports} only") };
    let whose = if group.of_beanstalk { "Elastic Beanstalk's" } else { "given to it" };
    format!("{} ({whose}) lets in {ports}", group.id)
}

/// Neither scheme came through, although both should.
fn unreachable(case: &Case<'_>) -> Vec<String> {
    let Some(probing) = case.probing.filter(|_| case.is_internet_facing()) else {
        return Vec::new();
    };
    let is_far = |failure: &Failure| matches!(failure, Failure::Refused | Failure::Unreachable);
    let far = [Scheme::Http, Scheme::Https].into_iter().all(|scheme| {
        probing.unreached(scheme).map_or_else(
            || probing.asked.iter().all(|asked| asked.question.scheme != scheme),
            is_far,
        )
    });
    if !far || probing.asked.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("connections went to {}", probing.through)];
    lines.extend(probing.asked.iter().map(|asked| probing.line(asked)));
    lines
}

/// One port came through, the other did not, although there is somebody to listen on it.
fn one_way(case: &Case<'_>, closed: Scheme, open: Scheme) -> Vec<String> {
    let Some(probing) = case.probing.filter(|_| port_closed(case).is_empty()) else {
        return Vec::new();
    };
    let port = if closed == Scheme::Https { 443 } else { 80 };
    let far = probing.unreached(closed).is_some_and(|failure| !matches!(failure, Failure::Tls(..)));
    let asked = |scheme| probing.asked.iter().any(|asked| asked.question.scheme == scheme);
    let through = asked(open) && probing.unreached(open).is_none();
    if !far || !through || case.listener(port).is_none() {
        return Vec::new();
    }
    let both = [closed, open].into_iter().filter_map(|scheme| case.asked(scheme, "/"));
    both.collect()
}

fn nowhere(case: &Case<'_>) -> Vec<String> {
    let nowhere = case.probing.filter(|probing| probing.leads == Leads::Nowhere);
    let own = case.situation.summary.cname.as_deref().unwrap_or("the load balancer");
    nowhere
        .filter(|probing| Some(probing.host.as_str()) == case.domain())
        .map(|probing| format!("{} does not resolve; it should lead to {own}", probing.host))
        .into_iter()
        .collect()
}

fn tls(case: &Case<'_>, fault: TlsFault) -> Vec<String> {
    let Some(probing) = case.probing else { return Vec::new() };
    match probing.unreached(Scheme::Https) {
        // Where there is nothing to speak TLS with, that has been said.
        Some(Failure::Tls(found, _)) if *found == fault && case.listener(443).is_some() => {
            let mut lines: Vec<_> = case.asked(Scheme::Https, "/").into_iter().collect();
            let listener = case.listener(443).and_then(|found| found.certificate.as_deref());
            lines.extend(listener.map(|arn| match case.situation.certificate(arn) {
                Some(held) => format!("{arn} is for {}", held.certificate.domains.join(", ")),
                None => arn.to_owned(),
            }));
            lines
        }
        _ => Vec::new(),
    }
}
