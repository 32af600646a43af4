//! The difference, decided: what must be done, in which order, at what cost, and why. Pure: no
//! clock, no calls.
//!
//! Planning decides and applying obeys, so a [`Plan`] holds all that the steps need, and every
//! error that can be known is known here. What is deliberately left alone is told in a [`Note`].

mod arrange;
mod bundle;
mod certificate;
mod destroy;
mod diff;
mod divide;
mod document;
mod draft;
mod fallback;
mod goal;
mod health_check;
mod live;
mod merged;
mod network;
mod old_versions;
pub mod path;
mod platform;
mod proof;
mod properties;
mod redirect;
mod refuse;
mod rollback;
mod rule;
mod secrets;
mod step;
mod tags;
mod together;
mod unmanaged;
mod variables;
mod version;

use schemars::JsonSchema;
use serde::Serialize;

use crate::desired::{Desired, Impact, Properties};
use crate::observed::{Environment, Observed, Settings};
use draft::Draft;
use merged::Merged;
use properties::{kind, may_be_empty};

pub use bundle::{StoredBundle, Upload};
pub use destroy::{Ending, destroy};
pub use diff::{Edit, Removal, diff};
pub use document::{FORMAT, PlanDocument};
pub use fallback::Fallback;
pub use goal::Goal;
pub use network::needs_subnets;
pub use old_versions::OldVersion;
pub use platform::needs_versions;
pub use proof::{Proof, SHADOW, SHADOWS, asks_otherwise, shadow_name, wanted_group};
pub use properties::properties;
pub use redirect::needs_owners;
pub use rollback::{Reach, roll_back};
pub use rule::{ENVIRONMENT_TAG, ROLE_TAG, RuleChange, RuleContent, RuleSpec, Serve};
pub use secrets::{needs_platform_age, platform_to_be};
pub use step::{NewEnvironment, Step};
pub use tags::TagEdit;
pub use unmanaged::tells_of_variables;
pub use variables::VariableBytes;
pub use version::BUNDLE;

/// What must be done for AWS to be as the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The environment's name.
    pub environment: String,
    /// Its region.
    pub region: String,
    /// In order.
    pub steps: Vec<Step>,
    /// What the reader should know, and nothing is done about.
    pub notes: Vec<Note>,
    /// What the health check is lowered to when no target passes it after a change.
    pub fallback: Option<Fallback>,
    /// What the health check was lowered to before.
    pub on_fallback: Option<Fallback>,
    /// The environment may have no instances at all, and is no worse for it.
    pub may_be_empty: bool,
    /// How much of their room the variables will take, where some of them change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable_bytes: Option<VariableBytes>,
    /// What comes of the environment.
    pub goal: Goal,
}

/// Something that the reader should know. It steers nothing.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(transparent)]
pub struct Note(pub String);

/// Why there can be no plan: at which key of the file, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The dotted path of the key.
    pub path: String,
    /// What is wrong, as a fragment without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    fn new(path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), help: help.into() }
    }
}

impl Plan {
    /// There is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// There is nothing to do, and nothing that the reader should know.
    pub fn tells_nothing(&self) -> bool {
        self.is_empty() && self.notes.is_empty() && self.on_fallback.is_none()
    }

    /// All that is to be done is part of what another plan was to do, in the same order: whoever
    /// agreed to that one has agreed to this.
    pub fn is_within(&self, other: &Self) -> bool {
        let mut others = other.steps.iter();
        self.steps.iter().all(|step| others.any(|other| other == step))
    }

    /// What there is left to do may wait for the next run: to return from the fallback, to remove a
    /// version that was just replaced, or a shadow: one that holds no lease may be trying it.
    pub fn may_wait(&self) -> bool {
        use Step::{RemoveVersions, ReturnToPathCheck, SweepShadow};
        self.steps.iter().all(|step| {
            matches!(step, ReturnToPathCheck { .. } | RemoveVersions { .. } | SweepShadow { .. })
        })
    }

    /// What the whole plan costs: as much as its dearest step.
    pub fn impact(&self) -> Impact {
        self.steps.iter().map(Step::impact).max().unwrap_or(Impact::None)
    }
}

/// Decides what must be done.
///
/// # Errors
/// All reasons for which the file cannot be brought about.
pub fn plan(desired: &Desired, observed: &Observed) -> Result<Plan, Vec<Problem>> {
    let mut draft = Draft::default();
    match &observed.environment {
        None => create(desired, observed, &mut draft),
        Some(environment) => update(desired, observed, environment, &mut draft),
    }
    if !draft.problems.is_empty() {
        return Err(draft.problems);
    }
    let Draft { steps, notes, on_fallback, variable_bytes, problems: _ } = draft;
    let properties = properties(desired, observed);
    Ok(Plan {
        environment: desired.environment().to_owned(),
        region: observed.region.clone(),
        steps,
        notes,
        fallback: Fallback::allowed(desired, kind(desired, observed), &properties),
        on_fallback,
        may_be_empty: may_be_empty(observed, &properties),
        variable_bytes,
        goal: Goal::AsTheFileSays,
    })
}

fn create(desired: &Desired, observed: &Observed, draft: &mut Draft) {
    let kind = desired.load_balancer().unwrap_or_default();
    let chosen = draft.take(certificate::choose(desired, observed)).flatten();
    let platform = draft.take(platform::of_new(desired, observed));
    draft.take(version::usable(desired, observed));
    draft.take(network::zones(desired, observed, kind));
    draft.take(refuse::taken_cname(desired, observed));
    draft.problems.extend(secrets::refuse(desired, observed));
    if !observed.application_exists {
        draft.steps.push(Step::CreateApplication { application: desired.application().to_owned() });
    }
    draft.steps.extend(version::make(desired, observed));
    let Some(platform) = platform else { return };
    platform::note_lifecycle(platform, draft);
    let properties = desired.properties_of_new(chosen.map(|certificate| certificate.arn.as_str()));
    draft.problems.extend(together::refused(&Merged::new(&properties, &Settings::new())));
    draft.variable_bytes = variables::told_of_new(&properties);
    for (path, option) in &properties.removed {
        draft.note(format!("`{path}`: a new environment has no {option} to take away"));
    }
    if desired.version().is_some() && !Merged::new(&properties, &Settings::new()).is_enhanced() {
        draft.note(version::UNTOLD);
    }
    draft.steps.push(Step::CreateEnvironment(NewEnvironment {
        application: desired.application().to_owned(),
        environment: desired.environment().to_owned(),
        cname: desired.cname().map(str::to_owned),
        platform: platform.arn.clone(),
        version: desired.version().map(str::to_owned),
        tags: tags::of_new(desired),
        properties: properties.set,
    }));
    if desired.has_health_check() && desired.proves_checks() {
        draft.note("the health check is not proved first: nobody is served yet");
    }
    redirect::of_new(desired, kind, chosen, draft);
    draft.steps.extend(old_versions::remove(desired, observed));
    draft.notes.extend(version::left_aside(desired));
}

fn update(desired: &Desired, observed: &Observed, environment: &Environment, draft: &mut Draft) {
    let other = refuse::another_application(desired, environment);
    if let Err(problem) = other.and_then(|()| refuse::worker(environment)) {
        return draft.problems.push(problem);
    }
    draft.notes.extend(refuse::state(environment));
    let chosen = draft.take(certificate::choose(desired, observed)).flatten();
    let properties = properties(desired, observed);
    refuse(desired, observed, environment, &properties, draft);

    let changes = diff(&properties, &environment.settings, &observed.impacts);
    draft.variable_bytes = variables::told(environment, &properties, &changes);
    unmanaged::warn(desired, observed, environment, &properties, draft);
    let https = redirect::of_existing(desired, environment, chosen, &changes, draft);
    let platform = platform::update(desired, observed, environment, draft);
    let live = live::restore(desired, environment, chosen, &changes, draft);
    let version = version::deploy(desired, observed, environment, &properties, draft);
    let deploys = version.is_some();
    let mut check =
        health_check::decide(desired, environment, &properties, changes, deploys, draft);
    draft.on_fallback = check.on_fallback;

    let settings = |changes| {
        divide::settings(&environment.summary.id, changes, &properties, &environment.settings)
    };
    let mut lift = https.before;
    draft.steps.extend(version::make(desired, observed));
    draft.steps.extend(health_check::sweep(environment));
    draft.steps.extend(platform);
    if health_check::is_changed(&check.now) {
        draft.steps.extend(check.proof.take());
        draft.steps.append(&mut lift);
    }
    draft.steps.extend(settings(check.now));
    draft.steps.extend(tags::update(desired, environment));
    draft.steps.extend(version);
    draft.steps.extend(check.proof);
    draft.steps.append(&mut lift);
    draft.steps.extend(settings(check.after_version));
    draft.steps.extend(live);
    draft.steps.extend(https.after);
    draft.steps.extend(health_check::look_anew(desired, environment, &draft.steps));
    draft.steps.extend(check.back);
    draft.steps.extend(old_versions::remove(desired, observed));
    draft.notes.extend(version::left_aside(desired));
}

/// Collects what cannot be brought about in an environment that exists.
fn refuse(
    desired: &Desired,
    observed: &Observed,
    environment: &Environment,
    properties: &Properties,
    draft: &mut Draft,
) {
    let kind = environment.load_balancer().unwrap_or_default();
    draft.problems.extend(refuse::create_only(desired, environment, properties));
    draft.problems.extend(refuse::combinations(desired, environment));
    let merged = Merged::new(properties, &environment.settings);
    draft.problems.extend(together::refused(&merged));
    // AWS says of some of this the same.
    let told: Vec<_> = draft.problems.iter().map(|problem| problem.path.clone()).collect();
    let complaints = refuse::complaints(observed, properties).into_iter();
    draft.problems.extend(complaints.filter(|complaint| !told.contains(&complaint.path)));
    draft.problems.extend(secrets::refuse(desired, observed));
    draft.take(variables::refuse(environment, properties));
    draft.take(refuse::missing_balancer(desired, environment));
    draft.take(refuse::foreign_https_listener(desired, environment));
    draft.take(version::usable(desired, observed));
    draft.take(network::zones(desired, observed, kind));
    draft.notes.extend(refuse::warnings(observed));
}
