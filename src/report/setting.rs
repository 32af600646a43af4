//! Option settings as rows, and the room that variables take, in words.

use super::rows::Row;
use crate::desired::{Value, namespace};
use crate::plan::{Edit, Removal, VariableBytes};

/// An option that is set. Of a secret it is told that it changes, and not what it was.
pub(super) fn edit(Edit { property, before }: &Edit) -> Row {
    let changed = if before.is_some() { " changed" } else { "" };
    let after = match &property.value {
        Value::Secret(_) => format!("{}{changed}", property.value),
        value => value.to_string(),
    };
    let before = before.as_ref().filter(|before| !matches!(before, Value::Secret(_)));
    Row::new(property.key(), before.map(ToString::to_string), Some(after)).costing(property.impact)
}

/// An option that is taken away. Of a variable that gets its value in another way, it is told in which
/// way it had it.
pub(super) fn removal(removal: &Removal, edits: &[Edit]) -> Row {
    let Removal { path, option, before, impact } = removal;
    let form = if option.namespace == namespace::SECRETS { "secret" } else { "value" };
    let replaced = removal.is_replaced(edits);
    let key = if replaced { format!("{path} (its {form})") } else { path.clone() };
    Row::new(key, Some(before.to_string()), None).costing(*impact)
}

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
