//! How much room there is, in words.

use crate::plan::VariableBytes;

/// How much of their room the variables will take.
pub(super) fn room(VariableBytes { used, most }: VariableBytes) -> String {
    format!("variables: {} of {} bytes", thousands(used), thousands(most))
}

fn thousands(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (more, rest) => format!("{} {rest:03}", thousands(more)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let told = |used| room(VariableBytes { used, most: 4096 });
        assert_eq!(told(0), "variables: 0 of 4 096 bytes");
        assert_eq!(told(3005), "variables: 3 005 of 4 096 bytes");
        assert_eq!(thousands(1_234_567), "1 234 567");
    }
}
