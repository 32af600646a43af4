//! Several files in one call: opened with one set of clients, looked at together, told together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::output::Planned;
use super::{Here, Subject, load};
use crate::aws::Connections;
use crate::cloud::ObserveBeanstalk;
use crate::config::{Diagnostic, Source, fault};
use crate::desired::{Access, Choices, Desired};
use crate::error::Error;
use crate::observe::{self, Common, observe_one_of};
use crate::observed::Observed;
use crate::report::{Record, Report, Verb};
use crate::waves;

/// One file of a call, and what came of it.
pub(super) struct Member {
    /// As on the command line; the one that a saved plan is of.
    pub(super) file: PathBuf,
    pub(super) planned: Option<Planned>,
    /// What happened; nothing, for a plan.
    pub(super) record: Option<Record>,
    /// Why gates that refuse the plan were overridden, if they were.
    pub(super) overridden: Option<String>,
    pub(super) result: Result<u8, Error>,
}

impl Member {
    pub(super) fn new(file: &Path, planned: Option<Planned>, result: Result<u8, Error>) -> Self {
        Self { file: file.to_owned(), planned, record: None, overridden: None, result }
    }

    pub(super) fn report(&self, verb: Verb) -> Report<'_> {
        let Self { file, planned, record, overridden, result } = self;
        let (record, overridden) = (record.as_ref(), overridden.as_deref());
        let told = Report::new(verb, file);
        let told = Report { record, overridden, result: result.as_ref().copied(), ..told };
        planned.iter().fold(told, |told, planned| planned.add(told))
    }
}

/// Reads files and gets ready to speak with AWS for each of them. Two that are about the same
/// environment are refused, since neither could come true.
pub(super) async fn open(files: &[(&Path, Choices)]) -> Vec<Result<Subject, Error>> {
    let mut connections = Connections::default();
    let mut subjects = Vec::new();
    for (file, choices) in files {
        subjects.push(one(&mut connections, file, *choices).await);
    }
    refuse_twins(&mut subjects);
    subjects
}

/// Reads a file and gets ready to speak with AWS, with clients that may be there already.
pub(super) async fn one(
    connections: &mut Connections,
    file: &Path,
    choices: Choices,
) -> Result<Subject, Error> {
    let (desired, source) = load(file, &Here)?;
    let desired = desired.with(choices);
    let cloud = connections.to(&desired.access()).await?;
    Subject { desired, source, cloud }.with_bundle().await
}

fn refuse_twins(subjects: &mut [Result<Subject, Error>]) {
    let mut seen = BTreeMap::new();
    for subject in subjects {
        let Ok(Subject { desired, source, cloud }) = subject else { continue };
        let name = desired.environment().to_owned();
        let region = cloud.region().to_owned();
        let place = (Access { region: Some(region), ..desired.access() }, name);
        let Some(first) = seen.get(&place) else {
            seen.insert(place, source.path.clone());
            continue;
        };
        let (Access { region, .. }, name) = &place;
        let region = region.as_deref().unwrap_or_default();
        let message = format!("`{name}` in {region} is also what `{}` is about", first.display());
        let place = source.value("environment.name");
        let found = Diagnostic::error(&fault::SAME_ENVIRONMENT, message, place);
        let error = refused(source, found);
        *subject = Err(error);
    }
}

/// A file that cannot be brought about for this reason.
pub(super) fn refused(source: &Source, found: Diagnostic) -> Error {
    Error::Refused { source_file: Box::new(source.clone()), diagnostics: vec![found] }
}

/// A file that could be opened and looked at.
pub(super) type Looked = Result<(Subject, Observed), Error>;

/// Looks at AWS for all of them at once, and asks once what several have in common.
pub(super) async fn observe(subjects: Vec<Result<Subject, Error>>) -> Vec<Looked> {
    let mut groups = BTreeMap::<Access, Vec<&Desired>>::new();
    for subject in subjects.iter().flatten() {
        groups.entry(subject.desired.access()).or_default().push(&subject.desired);
    }
    let groups: BTreeMap<_, _> =
        groups.into_iter().map(|(access, all)| (access, Common::of(all))).collect();
    let now = Timestamp::now();
    let look = async |subject: Result<Subject, Error>| {
        let subject = subject?;
        let Subject { desired, cloud, .. } = &subject;
        let observed = if let Some(common) = groups.get(&desired.access()) {
            observe_one_of(common, cloud, desired, now).await
        } else {
            observe::observe(cloud, desired, now).await
        };
        let observed = observed.map_err(Error::unseen)?;
        Ok((subject, observed))
    };
    waves::all(subjects.into_iter().map(look)).await
}
