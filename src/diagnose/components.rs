//! What a health library's JSON names as failing.
//!
//! Known: django-health-check (an object of names, each `"working"`, `"OK"` or a message), Spring
//! Boot Actuator (`components`, before 2.2 `details`, each with a `status`), Node's terminus
//! (`details`, each with a `status`), and `checks` as an object or a list of such things.

use serde_json::{Map, Value};

use super::words;

/// Words for a part that is well.
const WELL: [&str; 9] =
    ["ok", "up", "working", "healthy", "pass", "passing", "passed", "true", "success"];
/// Members under which libraries keep their parts.
const PARTS: [&str; 3] = ["components", "details", "checks"];
/// Members of a part that say why it fails.
const REASONS: [&str; 5] = ["error", "message", "output", "reason", "description"];
/// A health check has no more parts than that; what comes after is another kind of document.
const MOST: usize = 20;

/// Each part that is not well, as a line. Nothing, when the body is no such JSON.
pub(super) fn failing(body: &str) -> Vec<String> {
    let Ok(Value::Object(whole)) = serde_json::from_str(body) else { return Vec::new() };
    let parts = PARTS.iter().find_map(|member| whole.get(*member));
    let lines = match parts {
        Some(Value::Object(parts)) => lines(parts),
        Some(Value::Array(parts)) => parts.iter().filter_map(listed).collect(),
        _ => lines(&whole),
    };
    lines.into_iter().take(MOST).collect()
}

fn lines(parts: &Map<String, Value>) -> Vec<String> {
    let apart = |name: &str| name == "status" || name == "timestamp" || name == "version";
    let parts = parts.iter().filter(|(name, _)| !apart(name));
    parts.filter_map(|(name, part)| Some(line(name, &ailment(part)?))).collect()
}

/// A part that has its name within.
fn listed(part: &Value) -> Option<String> {
    let name = ["name", "id"].iter().find_map(|member| part.get(*member)?.as_str())?;
    Some(line(name, &ailment(part)?))
}

fn line(name: &str, ailment: &str) -> String {
    format!("{}: {}", words::line(name), words::line(ailment))
}

/// What ails a part, in its own words; `None` when nothing does, or nothing is said.
fn ailment(part: &Value) -> Option<String> {
    match part {
        Value::String(words) => (!is_well(words)).then(|| words.clone()),
        Value::Bool(well) => (!well).then(|| "false".to_owned()),
        Value::Object(members) => {
            let status = members.get("status").map(|status| match status {
                Value::String(words) => words.clone(),
                other => other.to_string(),
            })?;
            if is_well(&status) {
                return None;
            }
            let details = members.get("details").and_then(Value::as_object);
            let reason = REASONS.iter().find_map(|member| {
                members.get(*member).or_else(|| details?.get(*member))?.as_str()
            });
            Some(reason.map_or(status.clone(), |reason| format!("{status}: {reason}")))
        }
        _ => None,
    }
}

fn is_well(words: &str) -> bool {
    WELL.iter().any(|well| words.trim().eq_ignore_ascii_case(well))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn django_health_check_names_its_backends() {
        let body = r#"{"Cache backend: default": "working", "DatabaseBackend": "unavailable: Database error", "DiskUsage": "OK"}"#;
        assert_eq!(failing(body), ["DatabaseBackend: unavailable: Database error"]);
    }

    #[test]
    fn spring_actuator_names_its_components() {
        let body = r#"{"status": "DOWN", "components": {"db": {"status": "DOWN", "details": {"error": "Connection refused"}}, "ping": {"status": "UP"}}}"#;
        assert_eq!(failing(body), ["db: DOWN: Connection refused"]);
    }

    #[test]
    fn terminus_names_its_indicators() {
        let body = r#"{"status": "error", "info": {}, "error": {"redis": {"status": "down", "message": "timeout"}}, "details": {"disk": {"status": "up"}, "redis": {"status": "down", "message": "timeout"}}}"#;
        assert_eq!(failing(body), ["redis: down: timeout"]);
    }

    #[test]
    fn a_list_of_checks_has_the_names_within() {
        let body = r#"{"status": "unhealthy", "checks": [{"name": "db", "status": "DOWN"}, {"name": "live", "status": "UP"}]}"#;
        assert_eq!(failing(body), ["db: DOWN"]);
    }

    #[test]
    fn what_a_part_says_shows_no_password() {
        let body =
            r#"{"db": "cannot reach postgres://shop:hunter2@db.internal/shop, password=hunter2"}"#;
        let lines = failing(body);
        assert_eq!(lines, ["db: cannot reach postgres://…@db.internal/shop, password=…"]);
    }

    #[test]
    fn other_bodies_say_nothing() {
        for body in ["", "fine", "[1]", "{}", r#"{"status": "ok"}"#, r#"{"a": 1}"#, "{\"a\": "] {
            assert!(failing(body).is_empty(), "{body}");
        }
    }
}
