//! `ebdeploy plan`

use super::Subject;
use crate::cli;
use crate::error::{Error, exit};
use crate::report::{self, Format};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, json, health_check } = arguments;
    let plan = Subject::open(file, health_check.into()).await?.look().await?;
    report::plan(&plan, file, if *json { Format::Json } else { Format::Human })?;
    Ok(if *detailed_exitcode && !plan.is_empty() { exit::CHANGES } else { exit::DONE })
}
