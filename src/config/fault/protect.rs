//! Change windows, what is denied, and lints that are silenced.

use super::Fault;

faults! {
    TIME_ZONE = "time-zone" {
        says: "`time-zone` is a name of the IANA time zone database.",
        why: "Windows are by the clock on a wall, and that hangs on the place and the day.",
        cure: "write its IANA name, for example `Europe/Berlin`, or `UTC`",
    }
    WINDOW = "window" {
        says: "A change window has a day, begins before 24:00, and does not end when it begins.",
        why: "It would never be open, or it is not clear how long.",
        cure: "for example { days = [\"mon-thu\"], from = \"09:00\", to = \"17:00\" }; a whole day is from 00:00 to 24:00, every day without `days`",
    }
    UNKNOWN_CHANGE = "unknown-change" {
        says: "`deny` names kinds of change that there are.",
        why: "A misspelt one would protect nothing.",
        cure: "use one of the kinds that docs/file.md lists",
    }
    UNKNOWN_LINT = "unknown-lint" {
        says: "`[lints]` names lints that there are.",
        why: "A misspelt one would silence nothing.",
        cure: "use one of the names that docs/lints.md lists",
    }
    SILENCED_WITHOUT_REASON = "silenced-without-reason" {
        says: "Who silences a lint says why.",
        why: "Else nobody can tell later whether it still holds.",
        cure: "say why it does not matter here: { allow = \"staging only\" }",
    }
}
