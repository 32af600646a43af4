//! Change windows: days of the week, from one time of day to another.
//!
//! A window is open while a clock on the wall of its time zone shows a time within it. Where clocks
//! are put forward, what they skip never comes; where they are put back, what they repeat comes
//! twice.

mod written;

use std::fmt;
use std::str::FromStr;

use jiff::civil::{DateTime, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MINUTES_A_DAY: u16 = 24 * 60;
const NAMES: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A time of the week.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Window {
    /// The days on which it begins, such as `"mon"` or `"mon-thu"`; every day when left out.
    #[serde(default)]
    pub days: Option<Vec<Days>>,
    /// When it begins, such as `"09:00"`.
    pub from: ClockTime,
    /// When it ends, `"24:00"` at most. Not later than `from`, it is a time of the next day.
    pub to: ClockTime,
}

impl Window {
    /// What keeps it from being a time.
    pub(super) fn problem(&self) -> Option<String> {
        let Self { days, from, to } = self;
        if days.as_ref().is_some_and(Vec::is_empty) {
            Some("this window has no day".to_owned())
        } else if from.0 >= MINUTES_A_DAY {
            Some("a window begins at 23:59 at the latest".to_owned())
        } else if from == to {
            Some(format!("a window from {from} to {to} says nothing"))
        } else {
            None
        }
    }

    /// It is open at this time, as clocks in its time zone show it.
    pub fn is_open(&self, now: DateTime) -> bool {
        let minute =
            u16::from(now.hour().unsigned_abs()) * 60 + u16::from(now.minute().unsigned_abs());
        let Self { days: _, from, to } = self;
        let today = now.weekday();
        if from < to {
            return self.begins_on(today) && (from.0..to.0).contains(&minute);
        }
        (self.begins_on(today) && minute >= from.0)
            || (self.begins_on(today.previous()) && minute < to.0)
    }

    /// It begins on this day of the week.
    pub fn begins_on(&self, day: Weekday) -> bool {
        self.days.as_ref().is_none_or(|days| days.iter().any(|days| days.contain(day)))
    }
}

/// A day of the week, or several in a row: `mon`, `mon-thu`, `sat-mon`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    first: Weekday,
    last: Weekday,
}

impl Days {
    /// This day is among them.
    pub fn contain(self, day: Weekday) -> bool {
        self.first.until(day) <= self.first.until(self.last)
    }
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Ok(Self { first: day(first)?, last: day(last)? })
    }
}

fn day(text: &str) -> Result<Weekday, String> {
    let word = text.trim().to_ascii_lowercase();
    let named = NAMES.iter().position(|name| *name == word || name[..3] == word);
    let day =
        named.and_then(|index| Weekday::from_monday_zero_offset(i8::try_from(index).ok()?).ok());
    day.ok_or_else(|| format!("`{text}` is no day of the week: write `mon`, or `mon-thu`"))
}

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

impl ClockTime {
    /// Minutes since midnight, 1440 at most.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for ClockTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let two = |digits: &str| {
            let number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            number.then(|| digits.parse::<u16>().ok()).flatten()
        };
        let minutes = text.split_once(':').and_then(|(hour, minute)| {
            let (hour, minute) = (two(hour)?, two(minute).filter(|minute| *minute < 60)?);
            Some(hour * 60 + minute).filter(|minutes| *minutes <= MINUTES_A_DAY)
        });
        minutes.map(Self).ok_or_else(|| {
            format!("`{text}` is no time of day: write it as `09:00`, up to `24:00`")
        })
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The time zone of this name, from the data that comes with the binary.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The names of all time zones.
pub(super) fn time_zones() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::{Date, Time};
    use proptest::prelude::*;

    fn window(days: &[&str], from: &str, to: &str) -> Window {
        let days = days.iter().map(|days| days.parse().unwrap()).collect();
        Window { days: Some(days), from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn open(window: &Window, now: &str) -> bool {
        window.is_open(now.parse().unwrap())
    }

    #[test]
    fn a_window_is_open_from_its_first_minute_to_before_its_last() {
        // 2026-11-23 is a Monday.
        let office = window(&["mon-thu"], "09:00", "17:00");
        assert!(!open(&office, "2026-11-23T08:59:59.999"));
        assert!(open(&office, "2026-11-23T09:00"));
        assert!(open(&office, "2026-11-26T16:59:59"));
        assert!(!open(&office, "2026-11-26T17:00"));
        assert!(!open(&office, "2026-11-27T10:00"), "Friday");
    }

    #[test]
    fn days_may_run_over_the_end_of_the_week() {
        let weekend = window(&["sat-mon"], "00:00", "24:00");
        for (date, is) in [("2026-11-20", false), ("2026-11-21", true), ("2026-11-22", true)] {
            assert_eq!(open(&weekend, &format!("{date}T12:00")), is, "{date}");
        }
        assert!(open(&weekend, "2026-11-23T23:59:59"));
        assert!(!open(&weekend, "2026-11-24T00:00"));
    }

    #[test]
    fn a_window_over_midnight_belongs_to_the_day_on_which_it_begins() {
        let night = window(&["fri"], "22:00", "04:00");
        assert!(!open(&night, "2026-11-27T03:00"), "the morning before");
        assert!(open(&night, "2026-11-27T22:00"));
        assert!(open(&night, "2026-11-28T03:59"));
        assert!(!open(&night, "2026-11-28T04:00"));
        assert!(!open(&night, "2026-11-28T22:00"), "Saturday");
    }

    #[test]
    fn what_is_no_time_or_day_is_refused_with_an_example() {
        for text in ["9:00", "09:60", "24:01", "25:00", "", "09-00", "+9:00", "09:0é"] {
            assert!(
                text.parse::<ClockTime>().is_err_and(|told| told.contains("`09:00`")),
                "{text}"
            );
        }
        for text in ["", "mon-", "mno", "mon-tue-wed", "mön", "1"] {
            assert!(text.parse::<Days>().is_err_and(|told| told.contains("`mon-thu`")), "{text}");
        }
    }

    #[test]
    fn the_time_zones_come_with_the_binary() {
        assert!(time_zone("Europe/Berlin").is_some());
        assert!(time_zone("UTC").is_some());
        assert!(time_zone("Europe/Berln").is_none());
        assert!(time_zones().iter().any(|name| name == "Asia/Kathmandu"));
    }

    fn any_window() -> impl Strategy<Value = Window> {
        let days = proptest::collection::vec((0..7i8, 0..7i8), 0..3);
        (days, 0..1440u16, 0..=1440u16).prop_filter_map("it is empty", |(days, from, to)| {
            let day = |index| Weekday::from_monday_zero_offset(index).unwrap();
            let days =
                days.into_iter().map(|(first, last)| Days { first: day(first), last: day(last) });
            let (from, to) = (ClockTime(from), ClockTime(to));
            (from != to).then(|| Window { days: Some(days.collect()), from, to })
        })
    }

    proptest! {
        /// The same by jiff's arithmetic: intervals of civil time that begin on a date.
        #[test]
        fn a_window_is_open_between_its_begin_and_its_end(window in any_window(), day in 0..800i32, second in 0..86_400i64) {
            let midnight = Date::constant(2026, 1, 1).to_datetime(Time::midnight());
            let now = midnight + day.days() + second.seconds();
            let begun_on = |date: Date| {
                let after = |minutes: u16| date.to_datetime(Time::midnight()) + i64::from(minutes).minutes();
                let end = after(window.to.minutes());
                let end = if window.to <= window.from { end + 1.day() } else { end };
                window.begins_on(date.weekday()) && (after(window.from.minutes())..end).contains(&now)
            };
            let dates = [now.date(), now.date().yesterday().unwrap()];
            prop_assert_eq!(window.is_open(now), dates.into_iter().any(begun_on));
        }

        #[test]
        fn days_in_a_row_are_counted_from_the_first_to_the_last(first in 0..7i8, last in 0..7i8) {
            let day = |index: i8| Weekday::from_monday_zero_offset(index).unwrap();
            let days = Days { first: day(first), last: day(last) };
            let mut counted = vec![day(first)];
            while *counted.last().unwrap() != day(last) {
                counted.push(counted.last().unwrap().next());
            }
            for index in 0..7 {
                prop_assert_eq!(days.contain(day(index)), counted.contains(&day(index)));
            }
        }

        #[test]
        fn any_text_is_a_time_or_is_refused(text in "\\PC{0,6}") {
            if let Ok(time) = text.parse::<ClockTime>() {
                prop_assert_eq!(time.to_string(), text);
            }
        }
    }
}
