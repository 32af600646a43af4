//! Questions to whoever sits at the terminal.

use std::io::{self, IsTerminal, Write};
use std::thread;

use tokio::sync::oneshot;

use super::theme::{CHANGED, styled};
use super::{human, say, width};
use crate::config::Diagnostic;

/// A question can be asked and answered.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that only `yes` answers.
///
/// # Errors
/// When the terminal cannot be read.
pub async fn ask(question: &str) -> io::Result<bool> {
    Ok(answer(&format!("{question} Only `yes` goes on: ")).await? == "yes")
}

/// Asks for a name to be typed: nothing else goes on.
///
/// # Errors
/// When the terminal cannot be read.
pub async fn ask_name(question: &str, name: &str) -> io::Result<bool> {
    Ok(answer(&format!("{question} Only its name, typed out, goes on: ")).await? == name)
}

/// Asks for a text; an empty answer is `usual`. There is none when whoever is asked ends the input.
///
/// # Errors
/// When the terminal cannot be read.
pub async fn ask_text(question: &str, usual: &str) -> io::Result<Option<String>> {
    let question = human::wrap(question, width(&io::stderr()), "  ");
    let proposal = format!("[{usual}]: ");
    let last = question.lines().last().unwrap_or_default();
    // what is proposed is one thing, which no line breaks
    let fits = last.chars().count() + 1 + proposal.chars().count() < width(&io::stderr());
    let between = if fits { " " } else { "\n  " };
    let answer = line(&format!("{question}{between}{proposal}")).await?;
    Ok(answer.map(|answer| if answer.is_empty() { usual.to_owned() } else { answer }))
}

/// Says on stderr why an answer is none, and what would be one.
pub fn no_answer(problems: &[Diagnostic]) {
    for Diagnostic { message, help, .. } in problems {
        let told = human::wrap(&format!("{message}: {help}"), width(&io::stderr()), "  ");
        say(&styled(CHANGED, told));
    }
}

async fn answer(question: &str) -> io::Result<String> {
    Ok(line(question).await?.unwrap_or_default())
}

/// The line that is typed after a question, without the space around it; none at the end of the input.
async fn line(question: &str) -> io::Result<Option<String>> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{question}")?;
    stderr.flush()?;
    let (answer, answered) = oneshot::channel();
    // Reading blocks, and must keep neither Ctrl-C nor the end of the process waiting.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        answer.send(read.map(|bytes| (bytes > 0).then(|| line.trim().to_owned())))
    });
    let line = answered.await.unwrap_or(Ok(None))?;
    if line.is_none() {
        // what is said next does not stand beside the question
        writeln!(stderr)?;
    }
    Ok(line)
}
