//! Questions to whoever sits at the terminal.

use std::io::{self, IsTerminal, Write};
use std::thread;

use tokio::sync::oneshot;

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

/// Asks for a text; an empty answer is `usual`, where there is one.
///
/// # Errors
/// When the terminal cannot be read.
pub async fn ask_text(question: &str, usual: &str) -> io::Result<String> {
    let usual_shown = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
    let answer = answer(&format!("{question}{usual_shown}: ")).await?;
    Ok(if answer.is_empty() { usual.to_owned() } else { answer })
}

async fn answer(question: &str) -> io::Result<String> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{question}")?;
    stderr.flush()?;
    let (answer, answered) = oneshot::channel();
    // Reading blocks, and must keep neither Ctrl-C nor the end of the process waiting.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        answer.send(read.map(|_| line.trim().to_owned()))
    });
    answered.await.unwrap_or_else(|_| Ok(String::new()))
}
