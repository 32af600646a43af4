//! From a bundle to a version that runs, against the fake.

use ebdeploy::apply::{self, Error, Event, Journal, Turn};
use ebdeploy::desired::Desired;
use ebdeploy::plan::Step;

use super::{folder, read};
use crate::fake::Fake;
use crate::support::{FILE, converged, desired, look, run, shown};

/// The wishes of a file whose version is made of this folder.
fn bundled(folder: &tempfile::TempDir) -> Desired {
    let file = format!("{FILE}[version]\nbundle = \"app\"\nlabel-prefix = \"shop-\"\n");
    desired(&file).with_bundle(read(folder.path()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_folder_is_uploaded_processed_and_deployed_once() {
    let (cloud, _) = converged(FILE).await;
    let folder = folder(&[("app.py", "print()"), ("Procfile", "web: python app.py")]);
    let wishes = bundled(&folder);
    let plan = shown(&look(&cloud, &wishes).await.unwrap());
    for line in ["+ bundle in S3", "version.bundle  app: 2 files, 25 B unpacked", "+ version shop-"]
    {
        assert!(plan.contains(line), "{line} in {plan}");
    }
    let done = run(&cloud, &wishes).await;
    done.result.unwrap();
    assert_eq!(
        cloud.changes()[..3],
        ["UploadBundle", "CreateApplicationVersion", "UpdateEnvironment"]
    );
    assert!(look(&cloud, &wishes).await.unwrap().is_empty());
    let label = wishes.version().unwrap();
    assert_eq!(cloud.environment().summary.version.as_deref(), Some(label));
}

#[tokio::test(start_paused = true)]
async fn a_new_environment_is_made_with_the_version() {
    let cloud = Fake::empty();
    let folder = folder(&[("app.py", "print()")]);
    let wishes = bundled(&folder);
    run(&cloud, &wishes).await.result.unwrap();
    assert_eq!(
        cloud.changes()[..4],
        ["CreateApplication", "UploadBundle", "CreateApplicationVersion", "CreateEnvironment"]
    );
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_uploaded_meanwhile_is_not_uploaded_again() {
    let (cloud, _) = converged(FILE).await;
    let folder = folder(&[("app.py", "print()")]);
    let wishes = bundled(&folder);
    cloud.change(|world| world.fail_at = Some(1));
    run(&cloud, &wishes).await.result.unwrap_err();
    assert_eq!(cloud.changes(), ["UploadBundle"]);
    run(&cloud, &wishes).await.result.unwrap();
    let uploads = cloud.changes().iter().filter(|change| *change == "UploadBundle").count();
    assert_eq!(uploads, 1);
}

#[tokio::test(start_paused = true)]
async fn a_bundle_that_aws_cannot_process_is_told_with_its_events_and_nothing_is_deployed() {
    let (cloud, _) = converged(FILE).await;
    let folder = folder(&[(".ebextensions/bad.config", "x: [")]);
    let wishes = bundled(&folder);
    match run(&cloud, &wishes).await.result.unwrap_err() {
        Error::Unprocessed { label, events } => {
            assert_eq!(Some(label.as_str()), wishes.version());
            assert!(events[0].message.contains("is not valid YAML"), "{events:?}");
        }
        error => panic!("{error}"),
    }
    assert_eq!(cloud.changes(), ["UploadBundle", "CreateApplicationVersion"]);
    let problems = look(&cloud, &wishes).await.unwrap_err();
    assert_eq!(problems[0].path, "version.bundle", "{problems:?}");
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_deploys_meanwhile_is_not_deployed_again() {
    for (theirs, deployed) in [(true, 0), (false, 1)] {
        let (cloud, _) = converged(FILE).await;
        let folder = folder(&[("app.py", "print()")]);
        let wishes = bundled(&folder);
        let plan = look(&cloud, &wishes).await.unwrap();
        let label = wishes.version().unwrap().to_owned();
        let mut emit = |event: Event<'_>| {
            if let Event::Started(Turn { step: Step::DeployVersion { .. }, .. }) = event {
                cloud.change(|world| {
                    world.begin_elsewhere();
                    if theirs {
                        let environment = world.environment.as_mut().unwrap();
                        environment.summary.version = Some(label.clone());
                    }
                });
            }
        };
        let mut journal = Journal::default();
        apply::apply(&cloud, &wishes, &plan, &mut journal, &mut emit).await.unwrap();
        let updates = cloud.changes().iter().filter(|call| *call == "UpdateEnvironment").count();
        assert_eq!(updates, deployed, "theirs is the same: {theirs}");
        assert!(look(&cloud, &wishes).await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_changed_since_the_plan_is_not_uploaded() {
    let (cloud, _) = converged(FILE).await;
    let folder = folder(&[("app.py", "1")]);
    let wishes = bundled(&folder);
    std::fs::write(folder.path().join("app.py"), "2").unwrap();
    let error = run(&cloud, &wishes).await.result.unwrap_err();
    assert!(error.to_string().contains("has changed since the plan was made"), "{error}");
    assert_eq!(cloud.changes(), [""; 0]);
}
