//! How long nothing was said: CI systems end jobs that say nothing, and people get nervous.

use std::time::Duration;

use tokio::time::Instant;

/// Something is said again after this; waiting is told of every five seconds, so no silence is
/// longer than thirty.
const LONGEST: Duration = Duration::from_secs(25);

/// When something was said last, and what was waited for then.
#[derive(Debug)]
pub(super) struct Silence {
    since: Instant,
    waiting: String,
}

impl Default for Silence {
    fn default() -> Self {
        Self { since: Instant::now(), waiting: String::new() }
    }
}

impl Silence {
    /// Something is being said.
    pub(super) fn broken(&mut self) {
        self.since = Instant::now();
    }

    /// It is time to say what is waited for: it is something new, or nothing was said for long.
    pub(super) fn too_long(&mut self, what: &str) -> bool {
        if self.waiting == what && self.since.elapsed() < LONGEST {
            return false;
        }
        what.clone_into(&mut self.waiting);
        self.broken();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_waited_for_is_said_when_it_is_new_and_again_within_thirty_seconds() {
        let mut silence = Silence::default();
        let mut said = Vec::new();
        for second in (0..60).step_by(5) {
            if silence.too_long(if second < 10 { "creation" } else { "health" }) {
                said.push(second);
            }
            tokio::time::advance(Duration::from_secs(5)).await;
        }
        assert_eq!(said, [0, 10, 35]);
    }
}
