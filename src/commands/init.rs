//! `ebdeploy init`

use std::path::Path;

use super::import::{described, free_place, write};
use crate::adopt::{Draft, Fresh, fresh};
use crate::cli;
use crate::config;
use crate::desired::{Access, Desired};
use crate::error::{Error, exit};
use crate::report;

/// The answer that means no certificate.
const NO_CERTIFICATE: &str = "none";

/// What somebody is asked for, unless the command line says it.
struct Question {
    option: &'static str,
    text: &'static str,
    said: fn(&cli::Init) -> Option<&String>,
    /// What is proposed, and the place of the answer.
    usual: fn(&Fresh) -> String,
    answer: fn(&mut Fresh, String),
    /// Nobody needs to say it.
    has_default: bool,
}

const QUESTIONS: [Question; 4] = [
    Question {
        option: "--application",
        text: "Application",
        said: |arguments| arguments.application.as_ref(),
        usual: |wishes| wishes.application.clone(),
        answer: |wishes, answer| wishes.application = answer,
        has_default: false,
    },
    Question {
        option: "--platform",
        text: "Platform branch (`aws elasticbeanstalk list-platform-branches` has all)",
        said: |arguments| arguments.platform.as_ref(),
        usual: |wishes| wishes.platform.clone(),
        answer: |wishes, answer| wishes.platform = answer,
        has_default: false,
    },
    Question {
        option: "--certificate",
        text: "Domain for HTTPS that ACM has a certificate for, or `none`",
        said: |arguments| arguments.certificate.as_ref(),
        usual: |_| NO_CERTIFICATE.to_owned(),
        answer: |wishes, answer| {
            wishes.certificate = (answer != NO_CERTIFICATE).then_some(answer);
        },
        has_default: false,
    },
    Question {
        option: "--health-path",
        text: "Path of the health check",
        said: |arguments| arguments.health_path.as_ref(),
        usual: |wishes| wishes.health_path.clone(),
        answer: |wishes, answer| wishes.health_path = answer,
        has_default: true,
    },
];

/// Writes the file of an environment to be: as the command line says, else as somebody answers.
pub(super) async fn init(arguments: &cli::Init) -> Result<u8, Error> {
    let cli::Init { environment, region, from, out, force, .. } = arguments;
    let place = free_place(environment, out.as_deref(), *force)?;
    if let Some(from) = from {
        let access = Access { region: region.clone(), ..Access::default() };
        let (mut draft, _) = described(from, &access, &place).await?;
        draft.rename(environment);
        write(&place, report::draft_text(&draft))?;
        report::started(&draft, &place, Some(from));
        return Ok(exit::DONE);
    }
    let wishes = wishes(arguments, &place).await?;
    let (draft, text) = checked(&wishes, &place)?;
    write(&place, text)?;
    report::started(&draft, &place, None);
    Ok(exit::DONE)
}

/// What the command line says, and for the rest somebody at the terminal.
async fn wishes(arguments: &cli::Init, place: &Path) -> Result<Fresh, Error> {
    let cli::Init { environment, region, .. } = arguments;
    let mut wishes = Fresh { region: region.clone(), ..Fresh::proposed(environment) };
    let mut open = Vec::new();
    for question in &QUESTIONS {
        match (question.said)(arguments) {
            Some(said) => (question.answer)(&mut wishes, said.clone()),
            None => open.push(question),
        }
    }
    // what is wrong in the call is told before anybody is asked
    checked(&wishes, place)?;
    if report::can_ask() {
        if !open.is_empty() {
            report::say("Enter takes what stands in brackets.");
        }
        for question in open {
            ask(question, &mut wishes, place).await?;
        }
        return Ok(wishes);
    }
    let missing: Vec<_> = open.iter().filter(|question| !question.has_default).collect();
    if missing.is_empty() {
        return Ok(wishes);
    }
    Err(Error::NobodyToAnswer(missing.iter().map(|question| question.option).collect()))
}

/// Asks until the answer is one that a file can have.
async fn ask(question: &Question, wishes: &mut Fresh, place: &Path) -> Result<(), Error> {
    let usual = (question.usual)(wishes);
    loop {
        let Some(answer) = report::ask_text(question.text, &usual).await? else {
            return Err(Error::Unanswered);
        };
        (question.answer)(wishes, answer);
        match checked(wishes, place) {
            Ok(_) => return Ok(()),
            Err(Error::Refused { diagnostics, .. }) => report::no_answer(&diagnostics),
            Err(error) => return Err(error),
        }
    }
}

/// The file that says so, and its text, if nothing is wrong with it.
fn checked(wishes: &Fresh, place: &Path) -> Result<(Draft, String), Error> {
    let draft = fresh(wishes);
    let text = report::draft_text(&draft);
    let file = config::parse(place, &text)?;
    Desired::new(&file, &|_: &str| None).map_err(|diagnostics| Error::Refused {
        source_file: Box::new(file.source.clone()),
        diagnostics,
    })?;
    Ok((draft, text))
}
