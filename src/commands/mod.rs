//! One file a verb: load, observe, plan, report. The only place that wires things together.

mod apply;
mod bundle;
mod destroy;
mod diff;
mod doctor;
mod explain;
mod fleet;
mod iam;
mod import;
mod init;
mod lock;
mod logs;
mod man;
mod output;
mod plan;
mod promote;
mod review;
mod saved;
mod scaffold;
mod schema;
mod show;
mod status;
mod unlock;
mod validate;

use std::io::{self, Read as _};
use std::path::Path;
use std::{env, fs};

use clap::CommandFactory;
use jiff::Timestamp;

use crate::aws::{self, Aws};
use crate::cli::{self, Cli, Command};
use crate::config::{self, Diagnostic, Source};
use crate::desired::{Caller, Choices, Desired, MOST_FILE_BYTES};
use crate::error::{Error, exit};
use crate::gates;
use crate::lints;
use crate::observe::observe;
use crate::observed::Observed;
use crate::plan::{Plan, Problem};
use crate::report;

pub use schema::{schema, schema_of_saved};

/// Does what the command line says, and returns the exit code.
///
/// # Errors
/// Why it could not be done.
pub async fn run(cli: Cli) -> Result<u8, Error> {
    match cli.command {
        Command::Validate { files, deny_warnings } => validate::validate(&files, deny_warnings),
        Command::Bundle(arguments) => bundle::bundle(&arguments),
        Command::Show(arguments) => show::show(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments).await,
        Command::Init(arguments) => init::init(&arguments).await,
        Command::Import(arguments) => import::import(&arguments).await,
        Command::Plan(arguments) => plan::plan(&arguments).await,
        Command::Apply(arguments) => apply::apply(&arguments).await,
        Command::Promote(arguments) => promote::promote(&arguments).await,
        Command::Status(arguments) => status::status(&arguments).await,
        Command::Doctor(arguments) => doctor::doctor(&arguments).await,
        Command::Explain { id } => explain::explain(id),
        Command::Logs(arguments) => logs::logs(&arguments).await,
        Command::Iam(arguments) => iam::iam(&arguments),
        Command::Scaffold(arguments) => scaffold::scaffold(&arguments).await,
        Command::Schema { saved_plan } => {
            let schema = if saved_plan { schema_of_saved() } else { schema() };
            report::out(&schema).map(|()| exit::DONE).map_err(Error::from)
        }
        Command::Destroy(arguments) => destroy::destroy(&arguments).await,
        Command::Unlock(arguments) => unlock::unlock(&arguments).await,
        Command::Man { into } => man::man(into.as_deref()),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "ebdeploy", &mut text);
            report::out(&String::from_utf8_lossy(&text)).map(|()| exit::DONE).map_err(Error::from)
        }
    }
}

/// What whoever runs this has.
struct Here;

impl Caller for Here {
    fn variable(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }

    fn file(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // A byte more than is allowed is enough to see that it is too large.
        fs::File::open(path)?.take(MOST_FILE_BYTES + 8).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Reads a file and what it asks for. `caller` looks up what it refers to.
fn load(path: &Path, caller: &impl Caller) -> Result<(Desired, Source), Error> {
    let mut file = config::load(path)?;
    file.diagnostics.extend(gates::misnamed(&file));
    file.diagnostics.extend(lints::misnamed(&file));
    match Desired::new(&file, caller) {
        Ok(desired) => Ok((desired, file.source)),
        Err(diagnostics) => Err(Error::Refused { source_file: Box::new(file.source), diagnostics }),
    }
}

/// What a command is about: a file's wishes, where they are written, and the AWS that they are for.
struct Subject {
    desired: Desired,
    source: Source,
    cloud: Aws,
}

impl Subject {
    /// Reads a file and gets ready to speak with AWS.
    async fn open(path: &Path, choices: Choices) -> Result<Self, Error> {
        let (desired, source) = load(path, &Here)?;
        let desired = desired.with(choices);
        let cloud = aws::connect(&desired.access()).await?;
        Ok(Self { desired, source, cloud })
    }

    /// The same for a plan, which has to know what the version is made of.
    async fn with_bundle(self) -> Result<Self, Error> {
        let Self { desired, source, cloud } = self;
        let desired = bundle::look(desired, &source, &cloud).await?;
        Ok(Self { desired, source, cloud })
    }

    /// Looks at AWS.
    async fn observe(&self) -> Result<Observed, Error> {
        let observed = observe(&self.cloud, &self.desired, Timestamp::now()).await;
        observed.map_err(Error::unseen)
    }

    /// Decides what must be done about what was observed.
    fn plan(&self, observed: &Observed) -> Result<Plan, Error> {
        crate::plan::plan(&self.desired, observed)
            .map_err(|problems| refused(&self.source, problems))
    }

    /// Looks at AWS and decides what must be done.
    async fn look(&self) -> Result<Plan, Error> {
        self.plan(&self.observe().await?)
    }
}

impl From<&cli::HealthCheck> for Choices {
    fn from(&cli::HealthCheck { no_shadow, require_path_check }: &cli::HealthCheck) -> Self {
        Self { no_shadow, require_path_check }
    }
}

fn refused(source: &Source, problems: Vec<Problem>) -> Error {
    let located = problems.into_iter().map(|problem| problem.located(source));
    let mut diagnostics: Vec<_> = located.collect();
    diagnostics.sort_by_key(Diagnostic::position);
    Error::Refused { source_file: Box::new(source.clone()), diagnostics }
}
