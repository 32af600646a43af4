//! Whether it is time: change windows, in their time zone.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::config::{Window, time_zone};
use crate::desired::Desired;

/// How far it is looked ahead for the next window. Where clocks are put forward, a weekly one can be
/// left out once.
const AHEAD: SignedDuration = SignedDuration::from_hours(15 * 24);

/// It is no time for a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Now, in the windows' time zone.
    pub now: Zoned,
    /// When the next window opens.
    pub next: Option<Zoned>,
}

/// Why nothing may be applied at this time: the file has change windows, and none is open.
pub fn closed(desired: &Desired, at: Timestamp) -> Option<Closed> {
    let protect = desired.protect()?;
    let zone = time_zone(protect.time_zone.as_deref()?)?;
    let windows = &protect.windows;
    if windows.is_empty() || is_open(windows, &zone, at) {
        return None;
    }
    let next = opens(windows, &zone, at).map(|next| next.to_zoned(zone.clone()));
    Some(Closed { now: at.to_zoned(zone), next })
}

fn is_open(windows: &[Window], zone: &TimeZone, at: Timestamp) -> bool {
    windows.iter().any(|window| window.is_open(zone.to_datetime(at)))
}

/// When a window opens next. That is when clocks show its begin, the first or the second time, or
/// when they are put over it.
fn opens(windows: &[Window], zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let limit = at.checked_add(AHEAD).ok()?;
    let jumps = zone.following(at).map(|jump| jump.timestamp()).take_while(|jump| *jump <= limit);
    let today = zone.to_datetime(at).date();
    let dates = today.series(jiff::Span::new().days(1)).take(16);
    let begins = dates.flat_map(|date| windows.iter().map(move |window| (date, window.from)));
    let shown = begins.filter_map(|(date, from)| {
        let minutes = i8::try_from(from.minutes() % 60).ok()?;
        Some(date.at(i8::try_from(from.minutes() / 60).ok()?, minutes, 0, 0))
    });
    let shown = shown.flat_map(|shown| {
        let both = |zone: &TimeZone| {
            let of = || zone.to_ambiguous_timestamp(shown);
            [of().earlier(), of().later()]
        };
        both(zone).into_iter().flatten().collect::<Vec<_>>()
    });
    jumps.chain(shown).filter(|begin| *begin > at && is_open(windows, zone, *begin)).min()
}

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { now, next } = self;
        let zone = now.time_zone().iana_name().unwrap_or("its time zone");
        let shown = now.strftime("%a %Y-%m-%d %H:%M");
        write!(f, "it is {shown} in {zone}, outside every change window")?;
        match next {
            Some(next) => {
                write!(f, "; the next opens on {}", next.strftime("%a %Y-%m-%d at %H:%M"))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::{Date, Time};
    use proptest::prelude::*;

    fn desired(windows: &str, zone: &str) -> Desired {
        let text = format!(
            "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n\
             [protect]\nwindows = [{windows}]\ntime-zone = \"{zone}\"\n"
        );
        let file = crate::config::parse(std::path::Path::new("test.toml"), &text).unwrap();
        Desired::new(&file, &|_: &str| None).unwrap()
    }

    /// Open, or what is told.
    fn told(windows: &str, zone: &str, at: &str) -> String {
        let closed = closed(&desired(windows, zone), at.parse().unwrap());
        closed.map_or_else(|| "open".to_owned(), |closed| closed.to_string())
    }

    const OFFICE: &str = r#"{ days = ["mon-thu"], from = "09:00", to = "17:00" }"#;

    #[test]
    fn a_window_is_of_its_time_zone() {
        assert_eq!(told(OFFICE, "Europe/Berlin", "2026-11-23T08:30:00Z"), "open");
        assert_eq!(
            told(OFFICE, "UTC", "2026-11-23T08:30:00Z"),
            "it is Mon 2026-11-23 08:30 in UTC, outside every change window; the next opens on Mon 2026-11-23 at 09:00"
        );
        assert_eq!(
            told(OFFICE, "America/New_York", "2026-11-27T23:30:00Z"),
            "it is Fri 2026-11-27 18:30 in America/New_York, outside every change window; the next opens on \
             Mon 2026-11-30 at 09:00"
        );
    }

    #[test]
    fn without_windows_it_is_always_time() {
        assert_eq!(closed(&desired("", "UTC"), Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn what_clocks_skip_never_comes_and_the_window_opens_after_the_gap() {
        // In Berlin 02:00 is followed by 03:00 on 2027-03-28, a Sunday.
        let night = r#"{ days = ["sun"], from = "02:30", to = "04:00" }"#;
        let before = told(night, "Europe/Berlin", "2027-03-28T00:59:00Z");
        assert!(before.ends_with("the next opens on Sun 2027-03-28 at 03:00"), "{before}");
        assert_eq!(told(night, "Europe/Berlin", "2027-03-28T01:00:00Z"), "open");
        assert_ne!(told(night, "Europe/Berlin", "2027-03-28T02:00:00Z"), "open");
        let gone = r#"{ days = ["sun"], from = "02:00", to = "03:00" }"#;
        let before = told(gone, "Europe/Berlin", "2027-03-28T00:59:00Z");
        assert!(before.ends_with("the next opens on Sun 2027-04-04 at 02:00"), "{before}");
    }

    #[test]
    fn what_clocks_repeat_comes_twice() {
        // In Berlin 02:59 is followed by 02:00 on 2026-10-25, a Sunday.
        let night = r#"{ days = ["sun"], from = "02:15", to = "02:45" }"#;
        let open =
            |at: &str| told(night, "Europe/Berlin", &format!("2026-10-25T{at}:00Z")) == "open";
        assert!(open("00:20") && !open("00:50") && open("01:20") && !open("01:50"));
        let between = told(night, "Europe/Berlin", "2026-10-25T00:50:00Z");
        assert!(between.ends_with("it is Sun 2026-10-25 02:50 in Europe/Berlin, outside every change window; the next opens on Sun 2026-10-25 at 02:15"), "{between}");
    }

    fn any_zone() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            Just("Europe/Berlin"),
            Just("America/New_York"),
            Just("Australia/Lord_Howe"),
            Just("Asia/Kathmandu"),
            Just("UTC")
        ]
    }

    fn any_windows() -> impl Strategy<Value = Vec<Window>> {
        let days = prop_oneof![
            Just(vec!["mon-thu"]),
            Just(vec!["sat-mon", "wed"]),
            Just(vec!["sun"]),
            Just(vec![])
        ];
        let window = (days, 0..24_u16, 0..4_u16, 0..24_u16, 0..4_u16);
        let window = window.prop_filter_map("it is empty", |(days, hour, quarter, to, of_to)| {
            let time =
                |hour: u16, quarter: u16| format!("{hour:02}:{:02}", quarter * 15).parse().ok();
            let (from, to) = (time(hour, quarter)?, time(to, of_to)?);
            let days =
                days.into_iter().map(|days| days.parse().ok()).collect::<Option<Vec<_>>>()?;
            let days = Some(days).filter(|days| !days.is_empty());
            (from != to).then_some(Window { days, from, to })
        });
        proptest::collection::vec(window, 1..3)
    }

    proptest! {
        /// The same by jiff's arithmetic on time zones, on days without a jump of the clocks.
        #[test]
        fn a_window_is_open_between_two_instants(windows in any_windows(), zone in any_zone(), minute in 0..2_000_000_i64) {
            let zone = time_zone(zone).unwrap();
            let at = Timestamp::from_second(1_790_000_000 + minute * 60 + 30).unwrap();
            let day = SignedDuration::from_hours(60);
            let calm = zone.following(at - day).next().is_none_or(|jump| jump.timestamp() > at + day);
            prop_assume!(calm);
            let today = at.to_zoned(zone.clone()).date();
            let begun_on = |date: Date, window: &Window| {
                let instant = |date: Date, minutes: u16| {
                    let midnight = date.to_datetime(Time::midnight()).to_zoned(zone.clone()).unwrap();
                    (&midnight + i64::from(minutes).minutes()).timestamp()
                };
                let end = if window.to <= window.from { date.tomorrow().unwrap() } else { date };
                let interval = instant(date, window.from.minutes())..instant(end, window.to.minutes());
                window.begins_on(date.weekday()) && interval.contains(&at)
            };
            let dates = [today, today.yesterday().unwrap()];
            let expected = windows.iter().any(|window| dates.into_iter().any(|date| begun_on(date, window)));
            prop_assert_eq!(is_open(&windows, &zone, at), expected);
        }

        #[test]
        fn the_next_window_is_the_first_that_opens(windows in any_windows(), zone in any_zone(), minute in 0..2_000_000_i64) {
            let zone = time_zone(zone).unwrap();
            let at = Timestamp::from_second(1_790_000_000 + minute * 60).unwrap();
            prop_assume!(!is_open(&windows, &zone, at));
            let next = opens(&windows, &zone, at).expect("one opens every week, or the week after");
            prop_assert!(next > at && is_open(&windows, &zone, next));
            let quarters = (1..).map(|quarter| at + (quarter * 15_i64).minutes());
            for between in quarters.take_while(|between| *between < next) {
                prop_assert!(!is_open(&windows, &zone, between), "{} is open", between);
            }
        }
    }
}
