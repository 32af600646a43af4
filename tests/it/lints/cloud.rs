//! Lints that look at AWS as well.

use ebdeploy::desired::namespace;
use ebdeploy::observe::observe;
use ebdeploy::observed::Observed;
use jiff::SignedDuration;

use super::{offline, online};
use crate::fake::{Fake, now};
use crate::plan::set;
use crate::support::{FILE, converged, desired, look, shown};

async fn observed(cloud: &Fake, text: &str) -> Observed {
    observe(cloud, &desired(text), now()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn certificate_expiring_speaks_of_one_that_ends_soon_and_is_not_renewed() {
    let ends = |days: i64, renewable: bool| {
        let cloud = Fake::empty();
        cloud.change(|world| {
            world.certificates[0].not_after = Some(now() + SignedDuration::from_hours(24 * days));
            world.certificates[0].renewable = renewable;
        });
        cloud
    };
    let of = |observed| online("certificate-expiring", observed);
    of(observed(&ends(29, false), FILE).await).speaks(FILE, "https.certificate");
    of(observed(&ends(31, false), FILE).await).is_silent(FILE);
    of(observed(&ends(5, true), FILE).await).is_silent(FILE);
    let plain = FILE.split("[https]").next().unwrap();
    offline("certificate-expiring").is_silent(plain).cannot_tell(FILE);
}

#[tokio::test(start_paused = true)]
async fn one_zone_speaks_of_subnets_that_all_stand_in_it() {
    let cloud = Fake::empty();
    cloud.change(|world| {
        let mut second = world.subnets[0].clone();
        second.id = "subnet-a2".into();
        world.subnets.push(second);
    });
    let network = |instances: &str| {
        format!(
            "{FILE}[network]\nvpc = \"vpc-1\"\ninstance-subnets = [{instances}]\nload-balancer-subnets = [\"subnet-a\", \"subnet-b\"]\n"
        )
    };
    let (one, two) =
        (network("\"subnet-a\", \"subnet-a2\""), network("\"subnet-a\", \"subnet-b\""));
    let in_one = observed(&cloud, &one).await;
    online("one-zone", in_one).speaks(&one, "network.instance-subnets");
    let in_two = observed(&cloud, &two).await;
    online("one-zone", in_two).is_silent(&two);
}

#[tokio::test(start_paused = true)]
async fn one_zone_cannot_tell_of_subnets_that_were_not_looked_at() {
    let network = "[network]\nvpc = \"vpc-1\"\ninstance-subnets = [\"subnet-a\", \"subnet-b\"]\n";
    let file = format!("{FILE}{network}");
    let (cloud, _) = converged(&file).await;
    let settled = observed(&cloud, &file).await;
    online("one-zone", settled).cannot_tell(&file);
}

#[tokio::test(start_paused = true)]
async fn managed_updates_off_speaks_of_production_that_has_none() {
    let file = FILE.replace("shop-test", "shop-prod");
    let managed = "aws:elasticbeanstalk:managedactions";
    let new = observed(&Fake::empty(), &file).await;
    online("managed-updates-off", new).speaks(&file, "environment.name");
    let (cloud, _) = converged(&file).await;
    let none = observed(&cloud, &file).await;
    online("managed-updates-off", none).speaks(&file, "environment.name");
    cloud.change(|world| set(world, managed, "ManagedActionsEnabled", "true"));
    let on = observed(&cloud, &file).await;
    online("managed-updates-off", on).is_silent(&file);
}

#[tokio::test(start_paused = true)]
async fn what_the_environment_has_and_the_file_leaves_out_counts() {
    let key =
        format!("{FILE}[options.\"aws:autoscaling:launchconfiguration\"]\nEC2KeyName = \"ops\"\n");
    let (cloud, _) = converged(&key).await;
    let open = observed(&cloud, &key).await;
    let path = "options.aws:autoscaling:launchconfiguration.EC2KeyName";
    online("ssh-open", open).speaks(&key, path);
    cloud.change(|world| {
        set(world, namespace::LAUNCH, "SSHSourceRestriction", "tcp,22,22,192.0.2.0/24");
    });
    let narrow = observed(&cloud, &key).await;
    online("ssh-open", narrow).is_silent(&key);

    let https = FILE.replace("[health-check]", "");
    let (cloud, _) = converged(&https).await;
    let none = observed(&cloud, &https).await;
    online("no-health-path", none).speaks(&https, "https");
    cloud.change(|world| set(world, namespace::DEFAULT_PROCESS, "HealthCheckPath", "/up"));
    let given = observed(&cloud, &https).await;
    online("no-health-path", given).is_silent(&https);
}

#[tokio::test(start_paused = true)]
async fn no_redirect_goes_by_the_load_balancer_that_is_there() {
    let file = FILE.replace("[health-check]", "");
    let (cloud, _) = converged(&file).await;
    cloud.change(|world| set(world, namespace::ENVIRONMENT, "LoadBalancerType", "network"));
    let observed = observed(&cloud, &file).await;
    online("no-redirect", observed).speaks(&file, "https.certificate");
}

#[tokio::test(start_paused = true)]
async fn what_looks_like_a_secret_is_not_shown_in_a_plan() {
    let file = format!(
        "{FILE}[variables]\nCACHE = \"redis://:hunter2@cache\"\n\
         [options.\"aws:elasticbeanstalk:application:environment\"]\nDB_PASSWORD = \"hunter2\"\n\
         [options.\"aws:elasticbeanstalk:container:python\"]\nWSGIPath = \"redis://:hunter2@cache\"\n"
    );
    let (cloud, _) = converged(FILE).await;
    let plan = look(&cloud, &desired(&file)).await.unwrap();
    let told = format!("{}{plan:?}{}", shown(&plan), serde_json::to_string(&plan).unwrap());
    assert!(told.contains("DB_PASSWORD") && !told.contains("hunter2"), "{told}");
}
