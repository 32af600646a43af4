//! Several environments in one call: all are planned and shown before the first one is begun.

use std::path::{Path, PathBuf};

use tokio::select;

use super::cut::{give_back, interrupted};
use super::order::order;
use super::run::{Progress, Run, prove};
use super::turns::work;
use super::work::Work;
use crate::apply::Journal;
use crate::cli;
use crate::commands::Subject;
use crate::commands::fleet::{self, Member};
use crate::commands::output::{Output, Planned};
use crate::commands::review::Purpose;
use crate::commands::saved::Asked;
use crate::desired::Choices;
use crate::error::{Error, Unbegun, exit};
use crate::observed::Observed;
use crate::plan::Plan;
use crate::plan::path::TrafficPath;
use crate::report::{self, About, Manner, Verb};

/// Makes environments as their files say, in the order of what depends on what.
pub(super) async fn apply(arguments: &cli::Apply, output: &Output) -> Result<u8, Error> {
    output.check()?;
    let prepared = select! {
        biased;
        () = interrupted() => {
            return Err(Error::Interrupted { plan: None, journal: Box::default(), aborted: None });
        }
        prepared = prepare(arguments, output) => prepared?,
    };
    let members = match prepared {
        Prepared::All(mut hands) => {
            work(&mut hands, arguments).await;
            hands.into_iter().map(Hand::member).collect()
        }
        Prepared::Refused(members) => members,
    };
    output.conclude_members(Verb::Apply, members)
}

/// One environment, ready to be worked on.
pub(super) struct Hand {
    /// As on the command line.
    path: PathBuf,
    asked: Asked,
    subject: Subject,
    /// What was shown and agreed to.
    pub(super) planned: Planned,
    /// Those that come first, by their place.
    pub(super) after: Vec<usize>,
    pub(super) output: Output,
    pub(super) progress: Progress,
    /// How it ended, once it has.
    pub(super) result: Option<Result<(), Error>>,
}

enum Prepared {
    All(Vec<Hand>),
    /// One of them cannot be: none is begun.
    Refused(Vec<Member>),
}

/// Reads, plans, shows and asks; what cannot be is told.
async fn prepare(arguments: &cli::Apply, output: &Output) -> Result<Prepared, Error> {
    let choices = (&arguments.terms.health_check).into();
    let asked: Vec<_> = arguments.files.iter().map(|path| Asked::read(path, choices)).collect();
    let mut subjects = fleet::open(&named(&arguments.files, &asked)).await;
    let after = order(&mut subjects);
    let looked = fleet::observe(subjects).await;
    let mut hands = Vec::new();
    for (((path, asked), looked), after) in arguments.files.iter().zip(asked).zip(looked).zip(after)
    {
        let file = asked.as_ref().map_or(path.as_path(), |asked| asked.file(path)).to_owned();
        let ready = async { ready(arguments, output, path, asked?, looked?, after).await };
        let ready = ready.await;
        if let Err(error) = &ready {
            report::failure_of(&file.display().to_string(), error, output.manner);
        }
        hands.push(ready.map_err(|error| (file, error)));
    }
    if hands.iter().any(Result::is_err) {
        return Ok(Prepared::Refused(hands.into_iter().map(not_begun).collect()));
    }
    let mut hands: Vec<_> = hands.into_iter().flatten().collect();
    name_apart(&mut hands);
    agree(&hands, arguments).await?;
    Ok(Prepared::All(hands))
}

/// The file of each, by the command line or the saved plan.
fn named<'a>(paths: &'a [PathBuf], asked: &'a [Result<Asked, Error>]) -> Vec<(&'a Path, Choices)> {
    let one = |(path, asked): (&'a PathBuf, &'a Result<Asked, Error>)| match asked {
        Ok(asked) => (asked.file(path), asked.choices),
        Err(_) => (path.as_path(), Choices::default()),
    };
    paths.iter().zip(asked).map(one).collect()
}

fn not_begun(hand: Result<Hand, (PathBuf, Error)>) -> Member {
    match hand {
        Ok(hand) => {
            let error = Error::NotBegun(Unbegun::Impossible);
            Member::new(hand.asked.file(&hand.path), Some(hand.planned), Err(error))
        }
        Err((file, error)) => Member::new(&file, None, Err(error)),
    }
}

/// Plans and shows one of them, and makes sure that the plan may be carried out.
async fn ready(
    arguments: &cli::Apply,
    output: &Output,
    path: &Path,
    asked: Asked,
    (subject, observed): (Subject, Observed),
    after: Vec<usize>,
) -> Result<Hand, Error> {
    let cli::Terms { gates, if_busy, .. } = &arguments.terms;
    asked.belongs(&subject, path).await?;
    let label = subject.desired.environment().to_owned();
    let file = asked.file(path).to_owned();
    let own = output.of(About { environment: label.clone(), label, file });
    let mut journal = Journal::default();
    let work = Work::begin(&subject, &own, None);
    let observed = work.when_idle(observed, *if_busy, &mut journal).await?;
    let plan = subject.plan(&observed)?;
    let review = subject.review(&plan, &observed, gates, Purpose::Apply);
    output.remark(&subject.source, &review);
    if output.manner == Manner::Json || !plan.tells_nothing() {
        report::planned(&plan, &subject.source, output.manner, &review)?;
        report::gap(output.manner)?;
    }
    report::overridden(&review, gates.overridden.as_deref());
    asked.agrees(&subject, &plan, path).await?;
    subject.pass(&plan, &review, gates)?;
    let way = TrafficPath::of(&subject.desired, &observed, &plan);
    let planned = Planned { path: Some(way), plan, source: subject.source.clone(), review };
    let (path, progress) = (path.to_owned(), Progress::default());
    Ok(Hand { path, asked, subject, planned, after, output: own, progress, result: None })
}

/// Environments of the same name are told apart by their regions.
fn name_apart(hands: &mut [Hand]) {
    let names: Vec<_> = hands.iter().map(|hand| hand.planned.plan.environment.clone()).collect();
    for hand in hands {
        let Plan { environment, region, .. } = &hand.planned.plan;
        if names.iter().filter(|name| *name == environment).count() > 1
            && let Some(about) = &mut hand.output.about
        {
            about.label = format!("{environment} in {region}");
        }
    }
}

/// Asks once for all that is new: whoever saved a plan has approved it.
async fn agree(hands: &[Hand], arguments: &cli::Apply) -> Result<(), Error> {
    let asked = hands.iter().filter(|hand| !hand.planned.plan.is_empty());
    let names: Vec<_> = asked
        .filter(|hand| hand.asked.saved.is_none())
        .filter_map(|hand| Some(hand.output.about.as_ref()?.label.as_str()))
        .collect();
    if names.is_empty() || arguments.terms.yes {
        return Ok(());
    }
    if !report::can_ask() {
        return Err(Error::NobodyToAsk);
    }
    let question = format!("\nApply this to {}?", names.join(", "));
    if report::ask(&question).await? { Ok(()) } else { Err(Error::Declined) }
}

impl Hand {
    pub(super) async fn run(&mut self, terms: &cli::Terms) -> Result<(), Error> {
        let Self { path, asked, subject, planned, output, progress, .. } = self;
        if planned.plan.is_empty() {
            return prove(subject, &planned.plan, &Journal::default()).await;
        }
        let agreed = Some(&planned.plan);
        Run { terms, output, path, asked, agreed }.go(subject, progress).await
    }

    /// Gives back what it holds, and tells how it ended.
    pub(super) async fn end(&mut self, result: Result<(), Error>) {
        give_back(&mut self.progress).await;
        let Self { planned, output, progress, .. } = self;
        let label = output.about.as_ref().map_or("", |about| about.label.as_str());
        if let Err(error) = &result {
            report::failure_of(label, error, output.manner);
        }
        let result = result.map(|()| exit::DONE);
        if output.manner == Manner::Json {
            let plan = progress.course.plan.as_ref().unwrap_or(&planned.plan);
            let overridden = progress.course.overridden.as_deref();
            // A line that cannot be written does not change how it ended.
            let _ = report::outcome_json(output.about.as_ref(), Some(plan), overridden, &result);
        }
        self.result = Some(result.map(|_| ()));
    }

    fn member(self) -> Member {
        let Self { path, asked, planned, progress, result, .. } = self;
        let course = progress.course;
        let file = asked.file(&path).to_owned();
        let planned = Some(course.planned.unwrap_or(planned));
        let result = result.unwrap_or(Err(Error::NotBegun(Unbegun::Interrupted)));
        let result = result.map(|()| exit::DONE);
        Member { file, planned, record: Some(course.record), overridden: course.overridden, result }
    }
}
