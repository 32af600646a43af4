//! `ebdeploy plan`

use super::{caller, load, look};
use crate::aws;
use crate::cli;
use crate::error::{Error, exit};
use crate::report::{self, Format};

/// Shows what an apply would do.
pub(super) async fn plan(arguments: &cli::Plan) -> Result<u8, Error> {
    let cli::Plan { file, detailed_exitcode, json } = arguments;
    let (desired, source) = load(file, caller)?;
    let cloud = aws::connect(desired.region()).await?;
    let (_, plan) = look(&cloud, &desired, &source).await?;
    report::plan(&plan, file, if *json { Format::Json } else { Format::Human })?;
    Ok(if *detailed_exitcode && !plan.is_empty() { exit::CHANGES } else { exit::DONE })
}
