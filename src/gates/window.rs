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
