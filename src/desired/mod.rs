//! What the file asks for, in Elastic Beanstalk's own terms: properties, each with its option,
//! value and cost.
//!
//! A managed property costs one field in `config` and one line in [`declare`](self): a table
//! destructures itself in full when it declares its properties, so a new field does not compile
//! until it has its line.

mod access;
mod caller;
mod catalogue;
mod check;
mod declare;
mod filled;
mod health;
mod impact;
mod listing;
mod option;
mod production;
mod property;
mod tls;
mod value;
mod variables;
mod version;
mod ward;
mod wish;

use std::collections::BTreeMap;

use semver::VersionReq;

use crate::bundle::Bundle;
use crate::config::{
    Config, Diagnostic, Fallback, File, HealthGoal, LoadBalancerType, Lock, OnFailure, Redirect,
    Setting, StatusCode,
};

pub use access::Access;
pub use caller::{Caller, MOST_FILE_BYTES};
pub use catalogue::{
    create_only, default_of, impact as impact_of, is_known as is_known_option, shape as shape_of,
};
pub use check::{MOST_VARIABLE_BYTES, Objection, objection};
pub(crate) use declare::{INSTANCE_PROFILE, SERVICE_ROLE, is_secret_option};
pub use filled::Filled;
pub use impact::Impact;
pub(crate) use listing::place_of;
pub use listing::{Listed, ListedTable, Origin};
pub use option::{OptionKey, health_option, namespace};
pub use production::production_tag;
pub use property::{DEFAULT, Properties, Property, variable_bytes};
pub use tls::{TlsGrade, tls_grade};
pub use value::{Secret, Value};
pub use wish::{CertificateWish, Choices, PlatformWish, RedirectWish};

/// The keys that name subnets.
const INSTANCE_SUBNETS: &str = "network.instance-subnets";
const BALANCER_SUBNETS: &str = "network.load-balancer-subnets";

/// What one environment should be.
#[derive(Clone, Debug)]
pub struct Desired {
    config: Config,
    /// What `{ env = "NAME" }` and `{ file = "PATH" }` stand for, by the path of the key.
    callers: BTreeMap<String, Secret>,
    choices: Choices,
    /// What the version is made of, and its label.
    bundle: Option<(Bundle, String)>,
    /// The label of the version that another environment hands on, instead of the file's.
    handed_on: Option<String>,
}

impl Desired {
    /// Reads a file's wishes, with what of the caller's `{ env = "NAME" }` and `{ file = "PATH" }` refer
    /// to.
    ///
    /// # Errors
    /// Everything that is wrong with the file: what its tables say, options that Elastic Beanstalk
    /// does not know or would not take, an option written twice, and variables of the caller that
    /// are not set, or files that cannot be read. By position.
    pub fn new(file: &File, caller: &impl Caller) -> Result<Self, Vec<Diagnostic>> {
        let (callers, unset) = caller::values(file, caller);
        let config = file.config.clone();
        let desired =
            Self { config, callers, choices: Choices::default(), bundle: None, handed_on: None };
        let mut found = file.diagnostics.clone();
        found.extend(unset);
        found.extend(check::options(&desired, &file.source));
        found.extend(check::variables(&desired, &file.source));
        found.sort_by_key(Diagnostic::position);
        if found.is_empty() { Ok(desired) } else { Err(found) }
    }

    /// The same wishes, for a caller who decides so.
    #[must_use]
    pub fn with(self, choices: Choices) -> Self {
        Self { choices, ..self }
    }

    /// What the caller decides.
    pub fn choices(&self) -> Choices {
        self.choices
    }

    /// The application's name.
    pub fn application(&self) -> &str {
        &self.config.application.name
    }

    /// The environment's name.
    pub fn environment(&self) -> &str {
        &self.config.environment.name
    }

    /// As whom AWS is asked, and where.
    pub fn access(&self) -> Access {
        let environment = &self.config.environment;
        Access {
            region: environment.region.clone(),
            profile: environment.profile.clone(),
            role: environment.assume_role.clone(),
        }
    }

    /// The names of environments that come before this one.
    pub fn depends_on(&self) -> &[String] {
        &self.config.apply.depends_on
    }

    /// The first label of the environment's domain name.
    pub fn cname(&self) -> Option<&str> {
        self.config.environment.cname.as_deref()
    }

    /// The platform.
    pub fn platform(&self) -> Option<PlatformWish<'_>> {
        let environment = &self.config.environment;
        let branch = environment.platform.as_deref()?;
        let versions =
            environment.platform_version.as_deref().and_then(|range| VersionReq::parse(range).ok());
        Some(PlatformWish { branch, versions })
    }

    /// Tags to have; `None` for those to be taken away.
    pub fn tags(&self) -> BTreeMap<&str, Option<&str>> {
        let tags = self.config.environment.tags.iter();
        tags.map(|(key, setting)| match setting {
            Setting::Text(text) => (key.as_str(), Some(text.as_str())),
            Setting::Reset
            | Setting::List(_)
            | Setting::Env(_)
            | Setting::File(_)
            | Setting::Secret(_) => (key.as_str(), None),
        })
        .collect()
    }

    /// The kind of load balancer that the file names.
    pub fn load_balancer(&self) -> Option<LoadBalancerType> {
        self.config.load_balancer.as_ref().map(|balancer| balancer.kind)
    }

    /// The VPC that the file names.
    pub fn vpc(&self) -> Option<&str> {
        self.config.network.as_ref().map(|network| network.vpc.as_str())
    }

    /// The load balancer's subnets that the file names: the instances', if it has none of its own.
    pub fn load_balancer_subnets(&self) -> Option<&[String]> {
        let network = self.config.network.as_ref()?;
        Some(network.load_balancer_subnets.as_ref().unwrap_or(&network.instance_subnets))
    }

    /// All subnets that the file names, by the key that names them.
    pub fn subnets(&self) -> Vec<(&'static str, &str)> {
        let Some(network) = &self.config.network else { return Vec::new() };
        let balancer = network.load_balancer_subnets.as_deref().unwrap_or_default();
        let instances = network.instance_subnets.iter().map(|id| (INSTANCE_SUBNETS, id.as_str()));
        instances.chain(balancer.iter().map(|id| (BALANCER_SUBNETS, id.as_str()))).collect()
    }

    /// The certificate of the 443 listener.
    pub fn certificate(&self) -> Option<CertificateWish<'_>> {
        let certificate = self.config.https.as_ref()?.certificate.as_deref()?;
        Some(match certificate.strip_prefix("arn:") {
            Some(_) => CertificateWish::Arn(certificate),
            None => CertificateWish::Domain(certificate),
        })
    }

    /// The file says something of HTTPS.
    pub fn keeps_https(&self) -> bool {
        self.config.https.is_some()
    }

    /// The redirect from port 80, where the load balancer is of this kind.
    pub fn redirect(&self, kind: LoadBalancerType) -> RedirectWish {
        let Some(https) = &self.config.https else { return RedirectWish::Unmanaged };
        match &https.redirect {
            Some(Redirect::Off) => RedirectWish::Off,
            None if kind != LoadBalancerType::Application => RedirectWish::Unmanaged,
            None => RedirectWish::On { status: StatusCode::default(), except: self.exempt() },
            Some(Redirect::On { status, except }) => RedirectWish::On {
                status: *status,
                except: except.clone().unwrap_or_else(|| self.exempt()),
            },
        }
    }

    /// The health check's path is served over HTTP unless the file says otherwise, since who asks
    /// for it does not follow redirects.
    fn exempt(&self) -> Vec<String> {
        self.config.health_check.iter().map(|health| health.path.clone()).collect()
    }

    /// The health check is lowered when no instance passes it and yet would serve.
    pub fn falls_back(&self) -> bool {
        let health = self.config.health_check.as_ref();
        health.is_some_and(|health| health.fallback == Fallback::Tcp)
            && !self.choices.require_path_check
    }

    /// A changed health check is tried beside the live one first.
    pub fn proves_checks(&self) -> bool {
        !self.choices.no_shadow
    }

    /// What health of the environment counts as success.
    pub fn health(&self) -> HealthGoal {
        self.config.apply.health
    }

    /// How long the environment has to stay healthy.
    pub fn stable_for(&self) -> std::time::Duration {
        self.config.apply.stable_for.map(crate::config::Duration::get).unwrap_or_default()
    }

    /// Whether a run takes the environment's lease.
    pub fn lock(&self) -> Lock {
        self.config.apply.lock
    }

    /// What becomes of an environment whose update fails.
    pub fn on_failure(&self) -> OnFailure {
        self.config.apply.on_failure
    }

    /// The same, where somebody decides that beside the file.
    #[must_use]
    pub fn with_on_failure(mut self, decided: Option<OnFailure>) -> Self {
        self.config.apply.on_failure = decided.unwrap_or(self.config.apply.on_failure);
        self
    }

    /// How long a run may take.
    pub fn timeout(&self) -> std::time::Duration {
        self.config.apply.timeout.get()
    }

    /// How long instances may take to pass the health check.
    pub fn grace(&self) -> std::time::Duration {
        self.config.health_check.clone().unwrap_or_default().grace.get()
    }
}
