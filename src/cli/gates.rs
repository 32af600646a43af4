//! What stands between a plan and its being carried out.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::config::MaxImpact;

/// Gates of one run, beside those of the file.
#[derive(Clone, Debug, Default, Args)]
pub struct Gates {
    /// Refuse a plan that costs more than this. Of this and `max-impact` of the file's `[protect]`, the
    /// stricter holds.
    #[arg(long, value_name = "LEVEL", value_parser = level())]
    pub max_impact: Option<MaxImpact>,
    /// Let a plan through that the gates refuse; the reason is shown, and recorded in the outcome.
    #[arg(long = "override", value_name = "REASON", value_parser = reason)]
    pub overridden: Option<String>,
    /// Refuse a file that lints warn of.
    #[arg(long)]
    pub deny_warnings: bool,
}

fn level() -> impl TypedValueParser<Value = MaxImpact> {
    let names = PossibleValuesParser::new(MaxImpact::ALL.map(MaxImpact::as_str));
    names.try_map(|name| {
        let level = MaxImpact::ALL.into_iter().find(|level| level.as_str() == name);
        level.ok_or("it is none of the levels")
    })
}

/// One line, since it is shown and recorded as one.
pub(super) fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("say why".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("write it in one line".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        assert_eq!(reason(" incident 42 "), Ok("incident 42".to_owned()));
        for wrong in ["", "  ", "a\nb", "\u{1b}[2J"] {
            assert!(reason(wrong).is_err(), "{wrong:?}");
        }
    }
}
