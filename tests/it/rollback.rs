//! The way back of a run that failed.

use ebdeploy::apply::{self, Journal};
use ebdeploy::desired::{Desired, OptionKey, namespace};
use ebdeploy::observe::observe;
use ebdeploy::observed::{Environment, Observed};
use ebdeploy::plan::{Plan, Reach, plan, roll_back};
use insta::assert_snapshot;
use proptest::prelude::*;
use tokio::runtime::Builder;

use crate::convergence::any_file;
use crate::fake::{Fake, now};
use crate::support::{FILE, converged, desired, run, shown};

async fn observed(cloud: &Fake, desired: &Desired) -> Observed {
    observe(cloud, desired, now()).await.expect("the fake answers")
}

/// A run that failed: what there was, what it was to do, and how far it came.
struct Failed {
    before: Observed,
    plan: Plan,
    reach: Reach,
}

impl Failed {
    /// Carries a plan out; whether it fails is the world's business.
    async fn run(cloud: &Fake, desired: &Desired) -> Self {
        let before = observed(cloud, desired).await;
        let plan = plan(desired, &before).unwrap();
        let mut journal = Journal::default();
        let _ = apply::apply(cloud, desired, &plan, &mut journal, &mut |_| {}).await;
        let begun = journal.current.map_or(journal.done, |current| current + 1);
        let lowered = journal.fallback.map(|fallback| fallback.to);
        Self { before, plan, reach: Reach { begun, lowered, runs_former: false } }
    }

    async fn back(&self, cloud: &Fake, desired: &Desired) -> Plan {
        let now = observed(cloud, desired).await;
        roll_back(desired, &self.plan, self.reach, &self.before, &now).expect("there is a way back")
    }
}

async fn carry_out(cloud: &Fake, desired: &Desired, plan: &Plan) {
    apply::apply(cloud, desired, plan, &mut Journal::default(), &mut |_| {}).await.unwrap();
}

/// What of an environment a run may change, in an order that does not matter.
fn state(environment: &Environment) -> String {
    let Environment { summary, settings, tags, balancer } = environment;
    let set = settings.iter().filter(|(_, value)| value.as_ref().is_some_and(|it| !it.is_empty()));
    let set: Vec<_> = set.map(|(option, value)| format!("{option} = {value:?}")).collect();
    let http = balancer.as_ref().and_then(|balancer| balancer.listener(80)).unwrap();
    let rule = |rule: &ebdeploy::observed::Rule| format!("{} {}", rule.priority, rule.describe());
    let mut rules: Vec<_> = http.rules.iter().map(rule).collect();
    rules.sort();
    format!("{:?} {:?}\n{set:#?}\n{tags:?}\n{rules:#?}", summary.version, summary.platform)
}

const RICH: &str =
    "[version]\nlabel = \"v1\"\n[capacity]\nmax = 5\n[variables]\nMODE = \"a\"\nOLD = \"kept\"\n";

fn rich(more: &str) -> String {
    FILE.replace("[https]", "tags = { team = \"web\" }\n[https]") + more
}

/// What the second file asks for: something else everywhere, and things that were not there.
fn other() -> String {
    let version = RICH.replace("v1", "v2").replace("max = 5", "max = 7\nmin = 2");
    let variables =
        "MODE = \"b\"\nNEW = \"1\"\nTOKEN = { env = \"API_TOKEN\" }\nOLD = { reset = true }\n";
    let version = version.replace("MODE = \"a\"\nOLD = \"kept\"\n", variables);
    rich(&version).replace("team = \"web\"", "team = \"ops\", cost = \"7\"")
}

#[tokio::test(start_paused = true)]
async fn only_what_the_run_changed_is_taken_back_in_the_reverse_order() {
    let (cloud, _) = converged(&rich(RICH)).await;
    let wanted = desired(&other());
    let failed = Failed::run(&cloud, &wanted).await;
    let back = failed.back(&cloud, &wanted).await;
    assert_snapshot!(shown(&back), @r"
    shop-test in eu-west-1

    ~ version                                                            app restart
        version.label  v2 → v1
    ~ tags
        environment.tags.cost  7 → (none)
        environment.tags.team  ops → web
    ~ settings                                                           app restart
        capacity.max     7 → 5
        variables.MODE   b → a
        variables.OLD    (secret)
        capacity.min     2 → (none)
        variables.NEW    1 → (none)
        variables.TOKEN  (secret) → (none)
    ? health of every target, checked anew
        on a shadow target group: after a restart the load balancer's own checks
        lag behind

    4 steps: 0 to create, 3 to change, 0 to remove; dearest impact: app restart
    ");
}

#[tokio::test(start_paused = true)]
async fn after_the_way_back_everything_is_as_it_was_and_nothing_is_left_to_take_back() {
    let (cloud, _) = converged(&rich(RICH)).await;
    let before = state(&cloud.environment());
    let wanted = desired(&other());
    let failed = Failed::run(&cloud, &wanted).await;
    assert_ne!(state(&cloud.environment()), before);
    carry_out(&cloud, &wanted, &failed.back(&cloud, &wanted).await).await;
    assert_eq!(state(&cloud.environment()), before);
    let reach = Reach { runs_former: true, ..failed.reach };
    let left = Failed { reach, ..failed }.back(&cloud, &wanted).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn what_aws_has_rolled_back_itself_is_not_taken_back_again() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.gives_up = true);
    let wanted = desired(&format!("{FILE}\n[capacity]\nmax = 7\n"));
    let failed = Failed::run(&cloud, &wanted).await;
    assert_eq!(failed.reach.begun, 1);
    let back = failed.back(&cloud, &wanted).await;
    assert!(back.is_empty(), "{back:?}");
}

#[tokio::test(start_paused = true)]
async fn what_another_hand_changed_meanwhile_is_left_alone() {
    let (cloud, _) = converged(FILE).await;
    let wanted = desired(&format!("{FILE}\n[capacity]\nmax = 7\n"));
    let failed = Failed::run(&cloud, &wanted).await;
    let cooldown = OptionKey::new("aws:autoscaling:asg", "Cooldown");
    cloud.change(|world| {
        let environment = world.environment.as_mut().unwrap();
        environment.settings.insert(cooldown.clone(), Some("500".into()));
        environment.tags.insert("owner".into(), "ann".into());
    });
    carry_out(&cloud, &wanted, &failed.back(&cloud, &wanted).await).await;
    let environment = cloud.environment();
    assert_eq!(environment.settings[&cooldown].as_deref(), Some("500"));
    assert_eq!(environment.tags["owner"], "ann");
    assert_eq!(environment.setting("aws:autoscaling:asg", "MaxSize"), None);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_never_left_is_not_deployed_again() {
    let (cloud, _) = converged(&rich(RICH)).await;
    cloud.change(|world| world.gives_up = true);
    let wanted = desired(&rich(&RICH.replace("v1", "v2")));
    let mut failed = Failed::run(&cloud, &wanted).await;
    let steps = failed.back(&cloud, &wanted).await.steps;
    assert!(
        !steps.is_empty(),
        "instances may run it, though the environment's label is the old one"
    );
    failed.reach.runs_former = true;
    assert!(failed.back(&cloud, &wanted).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_creation_has_no_way_back() {
    let (cloud, wanted) = (Fake::empty(), desired(FILE));
    cloud.change(|world| world.fail_at = Some(3));
    let failed = Failed::run(&cloud, &wanted).await;
    let now = observed(&cloud, &wanted).await;
    assert!(roll_back(&wanted, &failed.plan, failed.reach, &failed.before, &now).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_before_is_sent_and_not_shown() {
    let with = |secret: &str| format!("{FILE}\n[variables]\nTOKEN = {secret}\n");
    let (cloud, _) = converged(&with("{ env = \"API_TOKEN\" }")).await;
    let wanted = desired(&with("{ reset = true }"));
    let failed = Failed::run(&cloud, &wanted).await;
    let back = failed.back(&cloud, &wanted).await;
    let told = format!("{}{back:?}{}", shown(&back), serde_json::to_string(&back).unwrap());
    assert!(told.contains("(secret)") && !told.contains("hunter2"), "{told}");
    carry_out(&cloud, &wanted, &back).await;
    assert_eq!(cloud.environment().setting(namespace::VARIABLES, "TOKEN"), Some("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn one_that_was_ill_before_is_not_waited_for() {
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| world.health = Some("Red".into()));
    let wanted = desired(&format!("{FILE}\n[capacity]\nmax = 7\n"));
    let failed = Failed::run(&cloud, &wanted).await;
    let back = failed.back(&cloud, &wanted).await;
    carry_out(&cloud, &wanted, &back).await;
    assert!(shown(&back).contains("it was Red before this run"), "{}", shown(&back));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_goes_before_the_listener_that_it_leads_to() {
    let (cloud, _) =
        converged(&FILE.replace("[https]\ncertificate = \"shop.example.com\"\n", "")).await;
    let wanted = desired(FILE);
    let failed = Failed::run(&cloud, &wanted).await;
    let back = failed.back(&cloud, &wanted).await;
    assert_snapshot!(shown(&back), @r"
    shop-test in eu-west-1

    - redirect on port 80                                                   in place
        rule exempt-1  /health: served over HTTP → (none)
        rule redirect  /*: 301 to HTTPS → (none)
    ~ settings                                                              in place
        https.certificate      arn:aws:acm:eu-west-1:123456789012:certificate/1 → (none)
        https ListenerEnabled  true → (none)
        https Protocol         HTTPS → (none)
        https DefaultProcess   default → (none)
        https.policy           ELBSecurityPolicy-TLS13-1-2-2021-06 → (none)

    2 steps: 0 to create, 1 to change, 1 to remove; dearest impact: in place
    note: port 443 stays open in the load balancer's security group
    ");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn wherever_a_run_failed_the_way_back_leads_to_where_it_began(
        before in any_file(),
        after in any_file(),
        fails_at in 0..12usize,
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let cloud = Fake::empty();
            // Without a version of before there would be none to go back to.
            let named = before.contains("[version]");
            let version = if named { "" } else { "\n[version]\nlabel = \"v0\"" };
            let before = format!("{before}{version}");
            run(&cloud, &desired(&before)).await.result.expect("the first file can be applied");
            let was = state(&cloud.environment());
            let wanted = desired(&after);
            cloud.change(|world| {
                world.changes.clear();
                world.fail_at = Some(fails_at);
            });
            let failed = Failed::run(&cloud, &wanted).await;
            cloud.change(|world| world.fail_at = None);
            carry_out(&cloud, &wanted, &failed.back(&cloud, &wanted).await).await;
            let is = state(&cloud.environment());
            let differing = is.lines().zip(was.lines()).find(|(is, was)| is != was);
            assert_eq!(is, was, "{differing:?} {:?}", failed.plan.steps);
            let reach = Reach { runs_former: true, ..failed.reach };
            let left = Failed { reach, ..failed }.back(&cloud, &wanted).await;
            assert!(left.is_empty(), "{left:?}");
        });
    }
}
