//! Variables by value and by reference, and those that the file does not name.

use ebdeploy::desired::{OptionKey, namespace};
use insta::assert_snapshot;

use super::set;
use crate::fake::{Fake, World};
use crate::support::{FILE, converged, desired, look, run, shown, told};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf";

fn with(lines: &str) -> String {
    format!("{FILE}{lines}\n")
}

/// A file of which one variable is fetched by instances.
fn fetched(arn: &str) -> String {
    with(&format!("[variables]\nAPI_TOKEN = {{ secret = \"{arn}\" }}"))
}

fn has(cloud: &Fake, namespace: &str, name: &str) -> Option<String> {
    cloud.environment().setting(namespace, name).map(str::to_owned)
}

#[tokio::test(start_paused = true)]
async fn a_value_becomes_a_secret_and_a_secret_a_value_in_one_update() {
    let plain = with("[variables]\nAPI_TOKEN = { env = \"API_TOKEN\" }");
    let (cloud, _) = converged(&plain).await;
    let planned = look(&cloud, &desired(&fetched(SECRET))).await.unwrap();
    assert_snapshot!(shown(&planned), @r"
    shop-test in eu-west-1

    ~ settings                                                           app restart
        variables.API_TOKEN
            arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf
        variables.API_TOKEN (its value)  (secret) → (none)
    ? health of every target, checked anew
        on a shadow target group: after a restart the load balancer's own checks
        lag behind

    2 steps: 0 to create, 1 to change, 0 to remove; dearest impact: app restart
    variables: 0 of 4 096 bytes
    ");
    for (file, value, secret) in [
        (fetched(SECRET), None, Some(SECRET)),
        (plain, Some("hunter2"), None),
        (fetched(SECRET), None, Some(SECRET)),
        (with("[variables]\nAPI_TOKEN = { reset = true }"), None, None),
    ] {
        cloud.change(|world| world.changes.clear());
        run(&cloud, &desired(&file)).await.result.unwrap();
        let updates = cloud.changes().iter().filter(|call| *call == "UpdateEnvironment").count();
        assert_eq!(updates, 1);
        assert_eq!(has(&cloud, namespace::VARIABLES, "API_TOKEN").as_deref(), value);
        assert_eq!(has(&cloud, namespace::SECRETS, "API_TOKEN").as_deref(), secret);
        assert!(look(&cloud, &desired(&file)).await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_from_before_is_refused_with_its_age_and_the_way_out() {
    let (cloud, _) = converged(FILE).await;
    let old = |world: &mut World| {
        let platform = &mut world.environment.as_mut().unwrap().summary.platform;
        *platform = platform.as_ref().map(|arn| arn.replace("4.7.2", "4.5.0"));
    };
    cloud.change(old);
    let file = fetched(SECRET);
    assert_snapshot!(told(&look(&cloud, &desired(&file)).await.unwrap_err()), @r#"
    variables.API_TOKEN: the platform version Python 3.13 running on 64bit Amazon Linux 2023 4.5.0 was made on 2025-02-25, and instances fetch secrets from versions of 2025-03-26 on
      leave it behind: in [environment], `platform = "Python 3.13 running on 64bit Amazon Linux 2023"` and `platform-version = ">4.5.0"`; the platform is updated before the variables
    "#);
    // Moved to one that is new enough for a secret, and not for a JSON key in one.
    let ranged = |file: &str| file.replace("[https]", "platform-version = \"~4.6\"\n[https]");
    assert!(look(&cloud, &desired(&ranged(&file))).await.is_ok());
    let keyed = fetched(&format!("{SECRET}:token"));
    assert_snapshot!(told(&look(&cloud, &desired(&ranged(&keyed))).await.unwrap_err()), @r#"
    variables.API_TOKEN: the platform version Python 3.13 running on 64bit Amazon Linux 2023 4.6.1 was made on 2025-06-10, and instances find a JSON key in a secret from versions of 2026-01-13 on
      leave it behind: in [environment], `platform = "Python 3.13 running on 64bit Amazon Linux 2023"` and `platform-version = ">4.6.1"`; the platform is updated before the variables
    "#);
    let newest = keyed.replace("[https]", "platform-version = \">=4.7\"\n[https]");
    assert!(look(&cloud, &desired(&newest)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_new_environment_on_a_platform_from_before_is_refused_too() {
    let file = fetched(SECRET).replace("[https]", "platform-version = \"=4.5.0\"\n[https]");
    let refused = told(&look(&Fake::empty(), &desired(&file)).await.unwrap_err());
    assert!(refused.contains("4.5.0 was made on 2025-02-25"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_platform_s_age_is_asked_only_when_a_secret_is_set() {
    let (cloud, desired) = converged(&fetched(SECRET)).await;
    cloud.change(|world| world.asked.clear());
    look(&cloud, &desired).await.unwrap();
    cloud.change(|world| assert_eq!(world.asked, Vec::<String>::new()));
    cloud.change(|world| set(world, namespace::SECRETS, "API_TOKEN", "arn:another"));
    look(&cloud, &desired).await.unwrap();
    cloud.change(|world| assert_eq!(world.asked, ["DescribePlatformVersion 4.7.2"]));
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_another_region_is_refused_where_the_file_names_none() {
    let file = fetched(&SECRET.replace("eu-west-1", "us-east-1"));
    let nowhere = desired(&file.replace("region = \"eu-west-1\"\n", ""));
    assert_snapshot!(told(&look(&Fake::empty(), &nowhere).await.unwrap_err()), @r"
    variables.API_TOKEN: it is kept in us-east-1, and the environment is in eu-west-1
      keep a copy in eu-west-1, and name that one
    ");
}

/// What another hand set, and what the platform brings.
fn strays(world: &mut World) {
    set(world, namespace::VARIABLES, "OLD", "hunter3");
    set(world, namespace::SECRETS, "OLDER", SECRET);
    set(world, namespace::VARIABLES, "PYTHONPATH", "/var/app");
    world.platforms_own.insert(OptionKey::new(namespace::VARIABLES, "PYTHONPATH"));
    let tags = &mut world.environment.as_mut().unwrap().tags;
    for key in ["left", "Name", "elasticbeanstalk:environment-id", "aws:x", "ebdeploy:environment"]
    {
        tags.insert(key.into(), "1".into());
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_file_does_not_name_is_kept_unless_it_says_otherwise() {
    for lines in ["", "[unmanaged]", "[unmanaged]\nvariables = \"keep\"\ntags = \"keep\""] {
        let (cloud, desired) = converged(&with(lines)).await;
        cloud.change(strays);
        assert!(look(&cloud, &desired).await.unwrap().tells_nothing(), "{lines}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_warning_names_them_and_no_values() {
    let file = with("[unmanaged]\nvariables = \"warn\"\ntags = \"warn\"");
    let (cloud, desired) = converged(&file).await;
    cloud.change(strays);
    let plan = look(&cloud, &desired).await.unwrap();
    assert!(!format!("{plan:?}").contains("hunter3"));
    assert_snapshot!(shown(&plan), @r"
    No changes: shop-test in eu-west-1 is as environments/test.toml says.
    note: variables that the file does not name: `OLD`, `OLDER`
    note: tags that the file does not name: `left`
    ");
}

#[tokio::test(start_paused = true)]
async fn pruning_takes_away_what_somebody_set_and_converges() {
    let file =
        with("[variables]\nKEPT = \"1\"\n[unmanaged]\nvariables = \"prune\"\ntags = \"prune\"");
    let (cloud, desired) = converged(&file).await;
    cloud.change(strays);
    let plan = look(&cloud, &desired).await.unwrap();
    let json = serde_json::to_string(&plan).unwrap();
    assert!(!json.contains("hunter3") && !format!("{plan:?}").contains("hunter3"));
    assert_snapshot!(shown(&plan), @r"
    shop-test in eu-west-1

    ~ settings                                                           app restart
        variables.OLD    (secret) → (none)
        variables.OLDER
              arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf
            → (none)
    ~ tags
        environment.tags.left  1 → (none)
    ? health of every target, checked anew
        on a shadow target group: after a restart the load balancer's own checks
        lag behind

    3 steps: 0 to create, 2 to change, 0 to remove; dearest impact: app restart
    variables: 27 of 4 096 bytes
    ");
    run(&cloud, &desired).await.result.unwrap();
    assert!(look(&cloud, &desired).await.unwrap().is_empty());
    let environment = cloud.environment();
    let setting = |name: &str| environment.setting(namespace::VARIABLES, name);
    assert_eq!((setting("KEPT"), setting("OLD")), (Some("1"), None));
    assert_eq!(setting("PYTHONPATH"), Some("/var/app"));
    assert_eq!(environment.tags.len(), 4, "{:?}", environment.tags);
}

#[tokio::test(start_paused = true)]
async fn pruning_makes_room_for_what_the_file_names() {
    let big = format!("[variables]\nBIG = \"{}\"", "x".repeat(3000));
    let (cloud, _) = converged(FILE).await;
    cloud.change(|world| set(world, namespace::VARIABLES, "OTHER", &"y".repeat(2000)));
    let refused = told(&look(&cloud, &desired(&with(&big))).await.unwrap_err());
    assert!(refused.contains("5012 bytes together"), "{refused}");
    let pruned = with(&format!("{big}\n[unmanaged]\nvariables = \"prune\""));
    let plan = look(&cloud, &desired(&pruned)).await.unwrap();
    assert!(shown(&plan).ends_with("variables: 3 005 of 4 096 bytes"), "{}", shown(&plan));
}

#[tokio::test(start_paused = true)]
async fn a_value_that_looks_like_a_secret_is_not_shown_though_the_file_says_another() {
    let (cloud, desired) = converged(&with("[variables]\nCACHE = \"none\"")).await;
    cloud.change(|world| set(world, namespace::VARIABLES, "CACHE", "redis://:hunter3@cache"));
    let plan = look(&cloud, &desired).await.unwrap();
    assert!(shown(&plan).contains("variables.CACHE  none"), "{}", shown(&plan));
    assert!(!format!("{plan:?}").contains("hunter3"));
    assert!(!serde_json::to_string(&plan).unwrap().contains("hunter3"));
}
