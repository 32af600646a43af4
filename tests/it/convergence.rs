//! Whatever the file asks for, whatever there is, and wherever a run breaks off: the next run
//! brings it about, and then there is nothing left to do.

use ebdeploy::iam;
use proptest::prelude::*;
use tokio::runtime::Builder;

use crate::fake::Fake;
use crate::support::{desired, look, run, told};

const HEAD: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n\
                    platform = \"Python 3.13 running on 64bit Amazon Linux 2023\"";

/// A variable's value, by itself or by its place.
fn any_value() -> impl Strategy<Value = String> {
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/a";
    prop_oneof![
        "\"[ -~&&[^\"\\\\]]{0,8}\"",
        Just(format!("{{ secret = \"{arn}\" }}")),
        Just("{ env = \"API_TOKEN\" }".to_owned()),
        Just("{ reset = true }".to_owned()),
    ]
}

prop_compose! {
    /// A file with some of the keys that can change.
    pub(crate) fn any_file()(
        min in 1..3u32,
        more in 0..3u32,
        types in proptest::sample::subsequence(vec!["t3.small", "t3a.small", "m6i.large"], 1..3),
        path in proptest::option::of("/[a-z]{1,6}"),
        redirect in proptest::sample::select(vec![
            "", "redirect = true", "redirect = false", "redirect = { status = 302 }",
            "redirect = { except = [\"/a\", \"/b\", \"/c\", \"/d\", \"/e\", \"/f\"] }",
        ]),
        https in any::<bool>(),
        tag in proptest::option::of("[a-c]"),
        // Few names, so that one has a value in the one file and is fetched in the other.
        variable in proptest::option::of("[A-C]"),
        value in any_value(),
        strays in proptest::option::of(proptest::sample::select(vec!["keep", "warn", "prune"])),
        label in proptest::option::of("v[0-9]"),
    ) -> String {
        let tags = tag.map(|tag| format!("tags = {{ {tag} = \"x\" }}"));
        let capacity = format!("[capacity]\nmin = {min}\nmax = {}\ninstance-types = {types:?}", min + more);
        let https = https.then(|| format!("[https]\ncertificate = \"shop.example.com\"\n{redirect}"));
        let health = path.map(|path| format!("[health-check]\npath = \"{path}\""));
        let variables = variable.map(|name| format!("[variables]\n{name} = {value}"));
        let strays = strays.map(|word| format!("[unmanaged]\nvariables = \"{word}\"\ntags = \"{word}\""));
        let version = label.map(|label| format!("[version]\nlabel = \"{label}\""));
        let tables = [tags, Some(capacity), https, health, variables, strays, version];
        HEAD.lines().map(str::to_owned).chain(tables.into_iter().flatten()).collect::<Vec<_>>().join("\n")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn applying_leaves_nothing_to_do_wherever_a_run_broke_off(
        before in proptest::option::of(any_file()),
        after in any_file(),
        fails_at in proptest::option::of(0..12usize),
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let cloud = Fake::empty();
            if let Some(before) = before {
                run(&cloud, &desired(&before)).await.result.expect("the first file can be applied");
            }
            let wanted = desired(&after);
            cloud.change(|world| {
                world.changes.clear();
                world.fail_at = fails_at;
            });
            let broke_off = run(&cloud, &wanted).await.result.is_err();
            let mut failed = false;
            cloud.change(|world| failed = world.fail_at.take().is_none() && fails_at.is_some());
            assert_eq!(broke_off, failed, "only the call that should fails");
            let plan = look(&cloud, &wanted).await.unwrap_or_else(|problems| panic!("{}", told(&problems)));
            let kinds = iam::kinds(&wanted);
            assert!(plan.steps.iter().all(|step| kinds.contains(&step.into())), "{plan:?}");
            run(&cloud, &wanted).await.result.expect("the second run finishes");
            let left = look(&cloud, &wanted).await.unwrap_or_else(|problems| panic!("{}", told(&problems)));
            assert!(left.is_empty(), "{left:?}");
        });
    }
}
