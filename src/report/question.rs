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
    let mut stderr = anstream::stderr();
    write!(stderr, "{question} Only `yes` goes on: ")?;
    stderr.flush()?;
    let (answer, answered) = oneshot::channel();
    // Reading blocks, and must keep neither Ctrl-C nor the end of the process waiting.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        answer.send(read.map(|_| line.trim() == "yes"))
    });
    answered.await.unwrap_or(Ok(false))
}
