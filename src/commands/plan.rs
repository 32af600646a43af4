//! `ebdeploy plan`

use super::Subject;
use super::saved::save;
use crate::cli;
use crate::error::{Error, exit};
use crate::report::{self, Format};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, json, out, health_check } = arguments;
    let subject = Subject::open(file, health_check.into()).await?;
    let plan = subject.look().await?;
    report::plan(&plan, file, if *json { Format::Json } else { Format::Human })?;
    if let Some(path) = out {
        save(&subject, &plan, file).await?.write(path)?;
        report::saved(path);
    }
    Ok(if *detailed_exitcode && !plan.is_empty() { exit::CHANGES } else { exit::DONE })
}
