//! What two files ask for.

use super::{Difference, Row, Said, Wish, differing};
use crate::config::{MaxImpact, Protect, Window};
use crate::desired::{Access, CertificateWish, Desired, Filled, RedirectWish, Value};

/// Keys of a table with defaults that become no option: they say how an apply goes about it.
const MANNER: [&str; 4] = ["apply.", "unmanaged.", "health-check.fallback", "health-check.grace"];

/// Where two files ask for different things. A load balancer whose type a file does not name is taken
/// for an application one, `{ env = "NAME" }` for the same wherever the name is the same, and
/// `{ file = "PATH" }` wherever it is the same file, if the files were read so.
pub fn of_files(a: &Desired, b: &Desired) -> Difference {
    let mut rows = differing(wishes(a), wishes(b), &Said::Unmanaged);
    rows.retain(|row| !is_implied(row));
    Difference { identity: differing(identity(a), identity(b), &Said::Unmanaged), rows }
}

/// What only one certificate brings with it: that there is none on the other side is told already.
fn is_implied(row: &Row) -> bool {
    row.key.starts_with("https ") && [&row.a, &row.b].contains(&&Said::Unmanaged)
}

fn identity(desired: &Desired) -> Vec<Wish> {
    vec![
        Wish::text("environment.name", Some(desired.environment()), Said::Unmanaged),
        Wish::text("environment.cname", desired.cname(), Said::Unmanaged),
    ]
}

fn wishes(desired: &Desired) -> Vec<Wish> {
    let Access { region, profile, role } = desired.access();
    let platform = desired.platform();
    let branch = platform.as_ref().map(|platform| platform.branch);
    let versions = platform.and_then(|platform| platform.versions).map(|range| range.to_string());
    let kept = desired.keep_versions().map(|keep| keep.to_string());
    let mut wishes = vec![
        Wish::text("application.name", Some(desired.application()), Said::Unmanaged),
        Wish::text("environment.region", region, Said::Unmanaged),
        Wish::text("environment.profile", profile, Said::Unmanaged),
        Wish::text("environment.assume-role", role, Said::Unmanaged),
        Wish::text("environment.platform", branch, Said::Unmanaged),
        Wish::text("environment.platform-version", versions, Said::Unmanaged),
        Wish::text("version.label", desired.version(), Said::Unmanaged),
        Wish::text("version.bundle", desired.bundle_name(), Said::Unmanaged),
        Wish::text("version.label-prefix", desired.label_prefix(), Said::Unmanaged),
        Wish::text("version.keep-versions", kept, Said::Unmanaged),
    ];
    wishes.extend(
        desired
            .tags()
            .into_iter()
            .map(|(key, value)| Wish::text(&format!("environment.tags.{key}"), value, Said::Reset)),
    );
    wishes.extend(options(desired));
    wishes.extend(redirect(desired));
    wishes.extend(manner(desired));
    wishes.extend(desired.protect().into_iter().flat_map(protection));
    wishes.extend(desired.allowed().iter().map(|(id, allowed)| {
        Wish::text(&format!("lints.{id}"), Some(&allowed.allow), Said::Unmanaged)
    }));
    wishes
}

/// All that becomes an option. Which certificate a domain stands for is AWS's to say.
fn options(desired: &Desired) -> Vec<Wish> {
    let certificate = desired.certificate().map(|wish| match wish {
        CertificateWish::Domain(certificate) | CertificateWish::Arn(certificate) => certificate,
    });
    let properties = desired.properties(desired.load_balancer().unwrap_or_default(), certificate);
    let set = properties.set.into_iter().map(|property| Wish {
        key: property.key(),
        said: Said::Value(property.value),
        option: Some(property.option),
    });
    let removed = properties.removed.into_iter();
    set.chain(removed.map(|(key, option)| Wish { key, option: Some(option), said: Said::Reset }))
        .collect()
}

fn redirect(desired: &Desired) -> Option<Wish> {
    let said = match desired.redirect(desired.load_balancer().unwrap_or_default()) {
        RedirectWish::Unmanaged => return None,
        RedirectWish::Off => "off".to_owned(),
        RedirectWish::On { status, except } if except.is_empty() => status.number().to_string(),
        RedirectWish::On { status, mut except } => {
            except.sort();
            format!("{} but for {}", status.number(), except.join(", "))
        }
    };
    Some(Wish::text("https.redirect", Some(said), Said::Unmanaged))
}

/// How an apply goes about it.
fn manner(desired: &Desired) -> Vec<Wish> {
    let wish = |Filled { names, value, condition: _ }: Filled| {
        let key = names.join(".");
        let value = match value {
            toml::Value::String(text) => Value::Text(text),
            toml::Value::Array(items) => Value::set(items.iter().filter_map(toml::Value::as_str)),
            other => Value::Text(other.to_string()),
        };
        let is_manner = MANNER.iter().any(|manner| key.starts_with(manner));
        is_manner.then(|| Wish::new(key, Said::Value(value)))
    };
    desired.filled().into_iter().filter_map(wish).collect()
}

fn protection(protect: &Protect) -> Vec<Wish> {
    let Protect { max_impact, deny, destroy, windows, time_zone } = protect;
    let set = |key: &str, items: Vec<String>| {
        let said = if items.is_empty() { Said::Unmanaged } else { Said::Value(Value::set(items)) };
        Wish::new(key, said)
    };
    let window = |Window { days, from, to }: &Window| {
        let days = days.iter().flatten().map(|days| format!("{days} "));
        format!("{}{from}–{to}", days.collect::<String>())
    };
    vec![
        Wish::text("protect.max-impact", max_impact.map(MaxImpact::as_str), Said::Unmanaged),
        set("protect.deny", deny.clone()),
        Wish::text("protect.destroy", destroy.map(|it| it.to_string()), Said::Unmanaged),
        set("protect.windows", windows.iter().map(window).collect()),
        Wish::text("protect.time-zone", time_zone.as_ref(), Said::Unmanaged),
    ]
}
