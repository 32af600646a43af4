//! Tables of several files as one: what a file says stands over what the file says that it extends.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::text::moved;

/// A table that is one value: of a variable, tag or option, `redirect`, and a lint's reason. Who
/// says it anew says all of it.
pub(super) fn is_value(names: &[impl AsRef<str>]) -> bool {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    matches!(
        names[..],
        ["variables" | "lints", _]
            | ["environment", "tags", _]
            | ["options", _, _]
            | ["https", "redirect"]
    )
}

/// What `own` says, and what `base` says beside: tables are merged key by key, whatever else `own`
/// says replaces what `base` says.
pub(super) fn merge<'a>(base: DeTable<'a>, own: DeTable<'a>) -> DeTable<'a> {
    over(base, own, &mut Vec::new())
}

fn over<'a>(base: DeTable<'a>, own: DeTable<'a>, names: &mut Vec<String>) -> DeTable<'a> {
    let mut merged = base;
    for (key, value) in own {
        names.push(key.get_ref().to_string());
        let beneath = merged.remove(&key).map(Spanned::into_inner);
        let span = value.span();
        let value = match (beneath, value.into_inner()) {
            (Some(DeValue::Table(base)), DeValue::Table(own)) if !is_value(names) => {
                DeValue::Table(over(base, own, names))
            }
            (_, own) => own,
        };
        merged.insert(key, Spanned::new(span, value));
        names.pop();
    }
    merged
}

/// The same table with all spans so much further on.
pub(super) fn shifted(table: DeTable<'_>, by: usize) -> DeTable<'_> {
    let entry = |(key, value): (Spanned<_>, _)| {
        let span = moved(&key.span(), by);
        (Spanned::new(span, key.into_inner()), shifted_value(value, by))
    };
    table.into_iter().map(entry).collect()
}

fn shifted_value(value: Spanned<DeValue<'_>>, by: usize) -> Spanned<DeValue<'_>> {
    let span = moved(&value.span(), by);
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(shifted(table, by)),
        DeValue::Array(items) => {
            let mut further = DeArray::new();
            items.into_iter().for_each(|item| further.push(shifted_value(item, by)));
            DeValue::Array(further)
        }
        value => value,
    };
    Spanned::new(span, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use proptest::prelude::*;
    use schemars::schema_for;
    use serde::Deserialize;
    use serde_json::Value as Json;
    use toml::de::Deserializer;
    use toml::{Table, Value};

    fn read(table: DeTable<'_>) -> Table {
        Table::deserialize(Deserializer::from(Spanned::new(0..0, table))).unwrap()
    }

    fn merged(base: &str, own: &str) -> Table {
        let parsed = |text| DeTable::parse(text).unwrap().into_inner();
        read(merge(parsed(base), parsed(own)))
    }

    /// The tables that are one value are those that the types read as such: in the schema, what may
    /// be a table or something else, and a lint's reason.
    #[test]
    fn a_table_that_is_one_value_is_known_by_its_type() {
        fn of(
            schema: &Json,
            of_type: &Json,
            names: &mut Vec<String>,
            found: &mut Vec<(Vec<String>, bool)>,
        ) {
            let of_type = of_type["anyOf"].as_array().map_or(of_type, |either| &either[0]);
            let of_type = match of_type["$ref"].as_str() {
                Some(name) => schema.pointer(name.trim_start_matches('#')).unwrap(),
                None => of_type,
            };
            let may_be_table = |one: &Json| one["type"] == "object";
            let either =
                of_type["oneOf"].as_array().is_some_and(|all| all.iter().any(may_be_table));
            if may_be_table(of_type) || either {
                found.push((names.clone(), either));
            }
            let keys = of_type["properties"].as_object().into_iter().flatten();
            let any = of_type.get("additionalProperties").filter(|any| any.is_object());
            for (name, inner) in
                keys.map(|(name, inner)| (name.as_str(), inner)).chain(any.map(|any| ("ANY", any)))
            {
                names.push(name.to_owned());
                of(schema, inner, names, found);
                names.pop();
            }
        }
        let schema = serde_json::to_value(schema_for!(Config)).unwrap();
        let mut found = Vec::new();
        of(&schema, &schema, &mut Vec::new(), &mut found);
        assert!(found.len() > 15, "{found:?}");
        for (names, either) in found {
            assert_eq!(is_value(&names), either || names == ["lints", "ANY"], "{names:?}");
        }
    }

    #[test]
    fn a_table_replaces_what_is_none_and_the_other_way_round() {
        assert_eq!(merged("a = 1\nb.c = 1", "a.x = 2\nb = 2"), merged("", "a.x = 2\nb = 2"));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf =
            prop_oneof![any::<i64>().prop_map(Value::from), "[a-z€]{0,3}".prop_map(Value::from)];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let name = prop_oneof![Just("variables".to_owned()), "[a-c]{1,2}"];
            let table = proptest::collection::btree_map(name, inner.clone(), 0..4);
            let items = proptest::collection::vec(inner, 0..3);
            prop_oneof![
                table.prop_map(|table| Value::Table(table.into_iter().collect())),
                items.prop_map(Value::Array),
            ]
        })
    }

    fn any_text() -> impl Strategy<Value = String> {
        let table = proptest::collection::btree_map("[a-c]{1,2}|variables", any_value(), 0..5);
        table.prop_map(|table| table.into_iter().collect::<Table>().to_string())
    }

    /// What a table says at the end of its keys: all of what is no table, or is empty.
    fn leaves(table: &Table) -> Vec<(Vec<String>, Value)> {
        let inner = |(name, value): (&String, &Value)| match value {
            Value::Table(table) if !table.is_empty() => leaves(table)
                .into_iter()
                .map(|(names, value)| ([vec![name.clone()], names].concat(), value))
                .collect(),
            value => vec![(vec![name.clone()], value.clone())],
        };
        table.iter().flat_map(inner).collect()
    }

    fn at<'a>(table: &'a Table, names: &[String]) -> Option<&'a Value> {
        let (first, rest) = names.split_first()?;
        rest.iter().try_fold(table.get(first)?, |value, name| value.get(name))
    }

    proptest! {
        #[test]
        fn nothing_under_or_over_a_file_leaves_it_as_it_is(text in any_text()) {
            let whole = merged("", &text);
            prop_assert_eq!(&merged(&text, ""), &whole);
            prop_assert_eq!(&merged(&text, &text), &whole);
        }

        #[test]
        fn the_last_word_is_had_by_the_file_itself(base in any_text(), own in any_text()) {
            let (both, alone) = (merged(&base, &own), merged("", &own));
            for (names, value) in leaves(&alone) {
                let has = at(&both, &names);
                let empty = value.as_table().is_some_and(Table::is_empty);
                prop_assert!(has == Some(&value) || (empty && has.is_some_and(Value::is_table)), "{:?}", names);
            }
            // What it does not speak of is as the other says.
            for (names, value) in leaves(&merged("", &base)) {
                let spoken = (1..=names.len()).any(|depth| {
                    at(&alone, &names[..depth]).is_some_and(|own| !own.is_table() || is_value(&names[..depth]))
                }) || at(&alone, &names).is_some();
                prop_assert!(spoken || at(&both, &names) == Some(&value), "{:?}", names);
            }
        }

        #[test]
        fn a_table_further_on_says_the_same_further_on(text in any_text(), by in 0..1000usize) {
            let parsed = || DeTable::parse(&text).unwrap().into_inner();
            let further = shifted(parsed(), by);
            for (key, value) in &parsed() {
                let (moved_key, moved_value) = further.get_key_value(key).unwrap();
                prop_assert_eq!(moved_key.span(), moved(&key.span(), by));
                prop_assert_eq!(moved_value.span(), moved(&value.span(), by));
            }
            prop_assert_eq!(read(further), read(parsed()));
        }
    }
}
