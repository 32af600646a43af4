//! Behind a network load balancer: a port of the instance that is for https alone.
//!
//! A network load balancer passes connections on, and says nothing of them. But a listener may lead to a process of its
//! own, which is another port of the instances (developer guide, "Configuring a Network Load Balancer"): what comes to
//! that one came by TLS. There a server of ours says so in `X-Forwarded-Proto`, instead of whatever the client says,
//! and passes on to the platform's own server, which knows the application; so it does not matter which platform it is.
//! That server takes what comes from the instance itself for https, and redirects the rest.
//!
//! The security group of the instances has to let the port in: from everywhere, since their load balancer is in no group,
//! and clients keep their addresses (ELB user guide, "Client IP preservation"). The rule is written as the developer
//! guide has it in "Configuring HTTPS termination at the instance".
//!
//! Assumed: that Elastic Beanstalk does not open the port of a process by itself, as the guide opens each by such a rule;
//! no source says so. If it did, the rule would be there twice, which EC2 refuses.

use super::template::filled;
use super::{NewFile, NextStep, Proxy, Wish};

/// What its files are called.
const NAME: &str = "ebdeploy-https";
/// The port for what came by TLS, and the process that it is of.
const PORT: &str = "8443";
const PROCESS: &str = "https";
/// What the listener of port 443 leads to.
pub(super) const LISTENER: &str = "aws:elbv2:listener:443";
/// The option of it.
pub(super) const LEADS_TO: &str = "DefaultProcess";

/// The server for what came by https, and the rule that lets it be reached.
pub(super) fn files(wish: &Wish, folder: &str) -> Vec<NewFile> {
    let (purpose, template) = match wish.proxy {
        Proxy::Apache => (
            "has Apache listen for what came by https",
            include_str!("templates/apache-https.conf"),
        ),
        Proxy::Nginx => {
            ("has nginx listen for what came by https", include_str!("templates/nginx-https.conf"))
        }
    };
    let gaps = [("port", PORT)];
    let rule = NewFile {
        path: format!(".ebextensions/{NAME}.config").into(),
        purpose: "lets the instances' port for it be reached",
        text: filled(include_str!("templates/ingress.config"), &gaps),
    };
    let server = NewFile {
        path: format!("{folder}/{NAME}.conf").into(),
        purpose,
        text: filled(template, &gaps),
    };
    Some(rule).filter(|_| has_group(wish)).into_iter().chain([server]).collect()
}

/// The instances are in the security group that Elastic Beanstalk makes.
fn has_group(wish: &Wish) -> bool {
    !wish.says("aws:autoscaling:launchconfiguration.DisableDefaultEC2SecurityGroup")
}

/// What is left to the user, where the instances' security groups are theirs.
pub(super) fn note(wish: &Wish) -> Option<String> {
    (!has_group(wish)).then(|| {
        format!(
            "the instances are not in Elastic Beanstalk's own security group: let port {PORT} in by yours"
        )
    })
}

/// The tables that make port 443 of the load balancer lead there.
pub(super) fn tables() -> [(String, Vec<String>); 2] {
    let process = format!("options.\"aws:elasticbeanstalk:environment:process:{PROCESS}\"");
    let lines = vec![format!("Port = {PORT}"), "Protocol = \"TCP\"".to_owned()];
    let listener = format!("options.\"{LISTENER}\"");
    [(process, lines), (listener, vec![format!("{LEADS_TO} = \"{PROCESS}\"")])]
}

/// Where 443 leads to port 80 until then, https would be sent in a circle.
pub(super) fn first(redirecting: &[NewFile]) -> NextStep {
    NextStep {
        what: "Only where the environment serves https already, deploy a version without these first, and add them after \
               the keys that follow; else https would be redirected to itself:"
            .to_owned(),
        lines: redirecting.iter().map(|file| file.path.display().to_string()).collect(),
    }
}
