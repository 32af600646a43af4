//! `ebdeploy plan`

use super::Subject;
use super::review::Purpose;
use super::saved::save;
use crate::cli;
use crate::error::{Error, exit};
use crate::gates::untimely;
use crate::plan::Note;
use crate::report::{self, Format};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, json, out, gates, health_check } = arguments;
    let subject = Subject::open(file, health_check.into()).await?;
    let observed = subject.observe().await?;
    let mut plan = subject.plan(&observed)?;
    let saved = match out {
        Some(_) => Some(save(&subject, &plan, file).await?),
        None => None,
    };
    if let Some(untimely) = untimely(&plan, &subject.desired, &observed) {
        plan.notes.push(Note(format!("an apply would be refused now: {}", untimely.message)));
    }
    let review = subject.review(&plan, &observed, gates, Purpose::Look);
    report::remarks(&subject.source, &review);
    let format = if *json { Format::Json } else { Format::Human };
    report::plan(&plan, &subject.source, format, &review)?;
    report::overridden(&review, gates.overridden.as_deref());
    subject.pass(&plan, &review, gates)?;
    if let (Some(saved), Some(path)) = (saved, out) {
        saved.write(path)?;
        report::saved(path);
    }
    Ok(if *detailed_exitcode && !plan.is_empty() { exit::CHANGES } else { exit::DONE })
}
