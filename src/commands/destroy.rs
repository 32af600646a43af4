//! `ebdeploy destroy`

use jiff::Timestamp;

use super::apply::run::{Course, Progress, leased, nothing, stopped, to_its_end};
use super::apply::work::Work;
use super::output::{Output, Planned};
use super::review::Purpose;
use super::{Subject, refused};
use crate::apply::{self, Journal};
use crate::aws::Aws;
use crate::cli::{self, Gates};
use crate::desired::{Choices, Impact};
use crate::error::Error;
use crate::lease::Hold;
use crate::observe;
use crate::observed::{Remains, Status};
use crate::plan::{self, Goal, Plan};
use crate::report::{self, Review, Verb};

/// Ends an environment, and proves that it is gone.
pub(super) async fn destroy(arguments: &cli::Destroy) -> Result<u8, Error> {
    let output = Output::new(&arguments.output);
    let run = async |progress: &mut Progress| {
        output.check()?;
        let subject = Subject::open(&arguments.file, Choices::default()).await?;
        confirmed(arguments, &subject)?;
        let run = Run { arguments, output: &output, subject: &subject };
        let work = async |held: Option<&Hold<Aws>>, course: &mut Course| run.go(held, course).await;
        let (locking, file) = (&arguments.locking, arguments.file.as_path());
        leased(&subject, locking, file, &output, progress, work).await
    };
    to_its_end(Verb::Destroy, &output, &arguments.file, run).await
}

/// What was confirmed on the command line is the file's environment.
fn confirmed(arguments: &cli::Destroy, subject: &Subject) -> Result<(), Error> {
    let environment = subject.desired.environment();
    match &arguments.confirm {
        Some(confirmed) if confirmed != environment => Err(Error::OtherName {
            confirmed: confirmed.clone(),
            environment: environment.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// What one run is about.
struct Run<'a> {
    arguments: &'a cli::Destroy,
    output: &'a Output,
    subject: &'a Subject,
}

impl Run<'_> {
    /// Plans, asks, carries out, and proves.
    async fn go(&self, lease: Option<&Hold<Aws>>, course: &mut Course) -> Result<(), Error> {
        let work = Work::begin(self.subject, self.output, lease);
        let Course { planned, journal, overridden, .. } = &mut *course;
        let Self { arguments, output, subject: Subject { source, .. } } = self;
        let remains = self.when_idle(work, journal).await?;
        let plan = self.plan(&remains)?;
        let review = self.review(&plan, &remains);
        report::planned(&plan, source, output.manner, &review)?;
        report::overridden(&review, arguments.overridden.as_deref());
        let Planned { plan, review, .. } =
            planned.insert(Planned { path: None, plan, source: source.clone(), review });
        self.pass(plan, review)?;
        overridden.clone_from(&review.overridden);
        self.agree(plan).await?;
        let plan = plan.clone();
        work.obey(&plan, course).await?;
        self.prove(&plan).await?;
        // The number of its newest run goes too; the lease itself is given back in any case.
        if let Some(lease) = lease
            && let Err(error) = lease.forget().await
        {
            report::number_kept(&plan.environment, &error);
        }
        if !plan.is_empty() {
            let overridden = course.overridden.as_deref();
            report::applied(&plan, &source.path, output.manner, overridden);
        }
        Ok(())
    }

    async fn look(&self) -> Result<Remains, Error> {
        let Subject { cloud, desired, .. } = self.subject;
        let with_application = self.arguments.with_application;
        let remains = observe::remains(cloud, desired, with_application, Timestamp::now()).await;
        remains.map_err(Error::unseen)
    }

    fn plan(&self, remains: &Remains) -> Result<Plan, Error> {
        let Subject { desired, source, .. } = self.subject;
        plan::destroy(desired, remains, self.arguments.with_application)
            .map_err(|problems| refused(source, problems))
    }

    /// What there is, once the environment lets itself be terminated.
    async fn when_idle(&self, work: Work<'_>, journal: &mut Journal) -> Result<Remains, Error> {
        let remains = self.look().await?;
        let summary = remains.observed.environment.as_ref().map(|found| &found.summary);
        let at_work = |status| matches!(status, Status::Launching | Status::Updating);
        let Some(busy) = summary.filter(|summary| at_work(summary.status)) else {
            return Ok(remains);
        };
        match work.until_idle(busy, self.arguments.if_busy, journal).await? {
            // Somebody else ends it, or it ended by itself.
            Ok(()) | Err(apply::Error::Gone { .. }) => self.look().await,
            Err(error) => {
                let plan = Plan { goal: Goal::Gone, ..nothing(&busy.name) };
                Err(stopped(plan, journal, error))
            }
        }
    }

    fn gates(&self) -> Gates {
        Gates { overridden: self.arguments.overridden.clone(), ..Gates::default() }
    }

    /// What gates say: what lints would is of no use to an environment that goes.
    fn review(&self, plan: &Plan, remains: &Remains) -> Review {
        self.subject.gated(plan, &remains.observed, &self.gates(), Purpose::Apply)
    }

    fn pass(&self, plan: &Plan, review: &Review) -> Result<(), Error> {
        self.subject.pass(plan, review, &self.gates())
    }

    /// Somebody types the environment's name, or has written it on the command line; unless nothing is
    /// destroyed that is not going already.
    async fn agree(&self, plan: &Plan) -> Result<(), Error> {
        let name = &plan.environment;
        if self.arguments.yes || plan.impact() == Impact::None {
            return Ok(());
        }
        if !report::can_ask() {
            return Err(Error::NobodyToName(name.clone()));
        }
        if !report::ask_name(&format!("\nThis destroys {name} in {}.", plan.region), name).await? {
            return Err(Error::NotNamed(name.clone()));
        }
        let remains = self.look().await?;
        let now = self.plan(&remains)?;
        if now != *plan {
            return Err(Error::Moved(Box::new(now)));
        }
        // A change window may have closed meanwhile.
        self.pass(&now, &self.review(&now, &remains))
    }

    /// Looks at AWS anew: success is that there is nothing left to do.
    async fn prove(&self, plan: &Plan) -> Result<(), Error> {
        if plan.is_empty() {
            return Ok(());
        }
        let left = self.plan(&self.look().await?)?;
        if left.is_empty() { Ok(()) } else { Err(Error::NotGone(Box::new(left))) }
    }
}
