//! `ebdeploy plan`

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Subject;
use super::fleet::{self, Looked, Member};
use super::output::{Output, Planned};
use super::review::Purpose;
use super::saved::save;
use crate::cli;
use crate::error::{Error, exit};
use crate::gates::untimely;
use crate::observed::Observed;
use crate::plan::path::TrafficPath;
use crate::plan::{Note, Plan};
use crate::report::{self, Manner, Report, Verb};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { files, output, health_check, .. } = arguments;
    let output = Output::new(output);
    if let Err(error) = output.check() {
        let first = files.first().map_or(Path::new(""), PathBuf::as_path);
        return output.conclude(Report::new(Verb::Plan, first), Err(error));
    }
    let asked: Vec<_> = files.iter().map(|file| (file.as_path(), health_check.into())).collect();
    let looked = fleet::observe(fleet::open(&asked).await).await;
    let alone = files.len() == 1;
    let out = arguments.out.as_deref();
    let taken = BTreeSet::new();
    let mut look = Look { gates: &arguments.gates, output: &output, alone, out, taken };
    let mut members = Vec::new();
    for (file, looked) in files.iter().zip(looked) {
        let mut member = look.tell(file, looked).await;
        let changes = |planned: &Planned| !planned.plan.is_empty();
        if arguments.detailed_exitcode && member.planned.as_ref().is_some_and(changes) {
            member.result = member.result.map(|_| exit::CHANGES);
        }
        members.push(member);
    }
    output.conclude_members(Verb::Plan, members)
}

/// A look at one file after the other.
pub(super) struct Look<'a> {
    gates: &'a cli::Gates,
    output: &'a Output,
    /// There is one file.
    alone: bool,
    /// Where plans are to be saved.
    out: Option<&'a Path>,
    /// Where plans were saved.
    taken: BTreeSet<PathBuf>,
}

impl<'a> Look<'a> {
    /// At a single file; its plan is not saved.
    pub(super) fn once(gates: &'a cli::Gates, output: &'a Output) -> Self {
        Self { gates, output, alone: true, out: None, taken: BTreeSet::new() }
    }

    pub(super) async fn tell(&mut self, file: &Path, looked: Looked) -> Member {
        let told = match looked {
            Ok((subject, observed)) => self.show(file, subject, &observed).await,
            Err(error) => Err(error),
        };
        let member = match told {
            Ok((planned, passed)) => Member::new(file, Some(planned), passed.map(|()| exit::DONE)),
            Err(error) => Member::new(file, None, Err(error)),
        };
        if let (Err(error), false) = (&member.result, self.alone) {
            report::failure_of(&member.report(Verb::Plan).subject(), error, self.output.manner);
        }
        member
    }

    /// The plan, shown; and whether it may be carried out, and could be saved.
    async fn show(
        &mut self,
        file: &Path,
        subject: Subject,
        observed: &Observed,
    ) -> Result<(Planned, Result<(), Error>), Error> {
        let Self { gates, out, .. } = *self;
        let mut plan = subject.plan(observed)?;
        let approved = plan.clone();
        if let Some(untimely) = untimely(&plan, &subject.desired, observed) {
            let message = format!("an apply would be refused now: {}", untimely.message);
            plan.notes.push(Note(message));
        }
        let path = TrafficPath::of(&subject.desired, observed, &plan);
        let review = subject.review(&plan, observed, gates, Purpose::Look);
        self.output.remark(&subject.source, &review);
        let manner = self.output.manner;
        if self.alone {
            report::plan(&plan, &subject.source, manner, &review)?;
        } else if manner != Manner::Json && !plan.tells_nothing() {
            report::plan_among_others(&plan, &subject.source, manner)?;
        }
        report::overridden(&review, gates.overridden.as_deref());
        let passed = match (subject.pass(&plan, &review, gates), out) {
            (Ok(()), Some(out)) => self.keep(&subject, &approved, file, out).await,
            (passed, _) => passed,
        };
        Ok((Planned { plan, path: Some(path), source: subject.source, review }, passed))
    }

    async fn keep(
        &mut self,
        subject: &Subject,
        plan: &Plan,
        file: &Path,
        out: &Path,
    ) -> Result<(), Error> {
        let path = self.place(plan, out);
        if !self.alone {
            let failed = |source| Error::Report { path: out.to_owned(), source };
            fs::create_dir_all(out).map_err(failed)?;
        }
        save(subject, plan, file).await?.write(&path)?;
        report::saved(&path);
        Ok(())
    }

    /// Where a plan is saved: of several, under the environment's name, and its region where that
    /// is not enough.
    fn place(&mut self, plan: &Plan, out: &Path) -> PathBuf {
        if self.alone {
            return out.to_owned();
        }
        let Plan { environment, region, .. } = plan;
        let names = [format!("{environment}.json"), format!("{environment}.{region}.json")];
        let further = (2..).map(|number| format!("{environment}.{region}.{number}.json"));
        let mut paths = names.into_iter().chain(further).map(|name| out.join(name));
        let path = paths.find(|path| !self.taken.contains(path)).unwrap_or_else(|| out.to_owned());
        self.taken.insert(path.clone());
        path
    }
}
