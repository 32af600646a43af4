//! Lints that look into the bundle.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use ebdeploy::bundle::Bundle;
use ebdeploy::lints::{IN_VAIN, Remark, Severity, remarks};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::bundle::folder;
use crate::support::{FILE, converged, desired, look};

const PYTHON: &str = "Python 3.13 running on 64bit Amazon Linux 2023";
/// A Python application at its simplest.
const PLAIN: &[(&str, &str)] = &[("application.py", "")];

/// A file for a platform, with more lines.
fn file(platform: &str, more: &str) -> String {
    let head = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n";
    format!("{head}platform = \"{platform}\"\n[version]\nbundle = \"app\"\n{more}")
}

fn of(path: &Path, text: &str) -> Vec<Remark> {
    let bundle = Bundle::read("app", path).unwrap();
    let told = remarks(&desired(text).with_bundle(bundle), None);
    told.into_iter().filter(|remark| remark.id != "no-health-path").collect()
}

/// What is told of a folder: the lint, what of it, and where in the bundle.
fn told(files: &[(&str, &str)], text: &str) -> Vec<String> {
    let folder = folder(files);
    let line = |remark: Remark| {
        let Remark { id, message, within, .. } = remark;
        let message = message.replace(&folder.path().display().to_string(), "app");
        let Some(within) = within else { return format!("{id}: {message}") };
        let file = within.file.strip_prefix(folder.path()).unwrap().display();
        let line = within
            .line
            .map_or_else(String::new, |line| format!(":{line} {}", &within.text[within.span]));
        format!("{id}: {message} @ {file}{line}")
    };
    of(folder.path(), text).into_iter().map(line).collect()
}

/// The lints that speak of a folder.
fn ids(files: &[(&str, &str)], platform: &str) -> Vec<String> {
    let told = told(files, &file(platform, ""));
    told.iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn each_platform_has_what_it_starts_from_and_is_missed_when_it_has_not() {
    let al2023 = |name: &str| format!("{name} running on 64bit Amazon Linux 2023");
    let cases: [(&str, &str, &[&str]); 9] = [
        (
            "Docker",
            "bundle-incomplete",
            &["Dockerfile", "Dockerrun.aws.json", "docker-compose.yml"],
        ),
        ("ECS", "bundle-incomplete", &["Dockerrun.aws.json"]),
        ("Corretto 21", "bundle-incomplete", &["Procfile", "server.jar", "Buildfile"]),
        (
            "Python 3.13",
            "bundle-no-start",
            &["Procfile", "application.py", "application/__init__.py"],
        ),
        ("Node.js 22", "bundle-no-start", &["Procfile", "app.js", "server.js"]),
        ("Tomcat 11 Corretto 21", "bundle-no-start", &["WEB-INF/web.xml", "index.jsp", "shop.war"]),
        ("Ruby 3.4", "bundle-no-start", &["Procfile", "config.ru"]),
        ("Go 1", "bundle-no-start", &["Procfile", "application.go", "bin/application", "go.mod"]),
        ("PHP 8.4", "bundle-no-start", &["index.php"]),
    ];
    for (name, id, needs) in cases {
        assert_eq!(ids(&[("README", "")], &al2023(name)), [id], "{name} misses what it needs");
        for need in needs {
            let text = if *need == "Procfile" { "web: run" } else { "" };
            assert_eq!(
                ids(&[(need, text), ("README", "")], &al2023(name)),
                [""; 0],
                "{name} has {need}"
            );
        }
    }
    let windows = "IIS 10.0 running on 64bit Windows Server 2022";
    assert_eq!(ids(&[("README", "")], windows), [""; 0]);
    assert_eq!(ids(&[("README", "")], "A platform of one's own"), [""; 0]);
    let message = told(&[("README", "")], &file(&al2023("Docker"), ""));
    let wants = "`Dockerfile`, `Dockerrun.aws.json` or `docker-compose.yml`";
    assert_eq!(
        message,
        [format!(
            "bundle-incomplete: `app` has no {wants}, and the platform is {}",
            al2023("Docker")
        )]
    );
}

#[test]
fn node_starts_what_package_json_says() {
    let node = "Node.js 22 running on 64bit Amazon Linux 2023";
    let with = |text: &str| ids(&[("package.json", text)], node);
    assert_eq!(with(r#"{"scripts": {"start": "node index.js"}}"#), [""; 0]);
    assert_eq!(with(r#"{"scripts": {"test": "jest"}}"#), ["bundle-no-start"]);
}

#[test]
fn python_starts_the_module_that_either_file_names() {
    let (app, here) =
        (("shop/wsgi.py", ""), "[options.\"aws:elasticbeanstalk:container:python\"]\nWSGIPath = ");
    let named = |path: &str| told(&[app], &file(PYTHON, &format!("{here}\"{path}\"\n"))).len();
    assert_eq!(
        (named("shop.wsgi:application"), named("shop/wsgi.py"), named("shop.wsgy")),
        (0, 0, 1)
    );
    let config = "option_settings:\n  aws:elasticbeanstalk:container:python:\n    WSGIPath: shop.wsgi:application\n";
    assert_eq!(ids(&[app, (".ebextensions/a.config", config)], PYTHON), [""; 0]);
    assert_eq!(ids(&[app], PYTHON), ["bundle-no-start"]);
}

#[test]
fn php_serves_the_folder_that_is_its_root() {
    let php = "PHP 8.4 running on 64bit Amazon Linux 2023";
    let root =
        "[options.\"aws:elasticbeanstalk:container:php:phpini\"]\ndocument_root = \"/public\"\n";
    let app = [("public/index.php", ""), ("composer.json", "{}")];
    assert_eq!(told(&app, &file(php, root)), [""; 0]);
    assert_eq!(ids(&app, php), ["bundle-no-start"]);
}

#[test]
fn ecs_takes_version_2_of_dockerrun_and_docker_the_others() {
    let run = |version: &str| {
        [("Dockerrun.aws.json", format!("{{\n \"AWSEBDockerrunVersion\": {version}\n}}"))]
    };
    let ids = |version: &str, name: &str| {
        let files = run(version);
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        told(&files, &file(&format!("{name} running on 64bit Amazon Linux 2023"), ""))
    };
    assert_eq!(
        (ids("2", "ECS").len(), ids("\"1\"", "Docker").len(), ids("3", "Docker").len()),
        (0, 0, 0)
    );
    assert_eq!(
        ids("\"1\"", "ECS"),
        [
            "bundle-incomplete: `Dockerrun.aws.json` has version 1, and ECS running on 64bit Amazon Linux 2023 takes 2 @ \
          Dockerrun.aws.json:2 AWSEBDockerrunVersion"
        ]
    );
    assert_eq!(ids("2", "Docker").len(), 1);
}

/// An archive of these files.
fn archive(path: &Path, files: &[(&str, &str)]) {
    let mut archive = ZipWriter::new(File::create(path).unwrap());
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn what_is_wrapped_in_a_folder_is_told_once_and_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.zip");
    let of = |files| {
        archive(&path, files);
        let told = of(&path, &file("Docker running on 64bit Amazon Linux 2023", ""));
        told.into_iter().map(|remark| (remark.id, remark.message)).collect::<Vec<_>>()
    };
    let wrapped =
        of(&[("shop/Dockerfile", ""), ("shop/src/app.py", ""), ("__MACOSX/shop/._Dockerfile", "")]);
    let message =
        format!("everything in `{}` is in one folder, `shop`, with `Dockerfile`", path.display());
    assert_eq!(wrapped, [("bundle-wrapped", message)]);
    assert_eq!(of(&[("Dockerfile", ""), ("src/app.py", "")]), []);
    // A folder that has no marks of an application may be all there is.
    assert_eq!(of(&[("src/app.py", "")])[0].0, "bundle-incomplete");
}

#[test]
fn an_archive_is_looked_into_and_one_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.zip");
    archive(&path, &[("application.py", ""), (".ebextensions/a.config", "option_settings: [\n")]);
    let remarks = of(&path, &file(PYTHON, ""));
    assert_eq!((remarks.len(), remarks[0].id), (1, "ebextensions-syntax"));
    let within = remarks[0].within.as_ref().unwrap();
    assert_eq!((within.packed, &within.file), (true, &path.join(".ebextensions/a.config")));
    fs::write(&path, "no archive").unwrap();
    let told = of(&path, &file(PYTHON, ""));
    assert_eq!(
        (told.len(), told[0].id, told[0].severity),
        (1, "bundle-unreadable", Severity::Error)
    );
}

#[test]
fn a_war_or_jar_is_the_application_itself() {
    let folder = tempfile::tempdir().unwrap();
    for (name, platform) in [("a.jar", "Corretto 21"), ("a.war", "Tomcat 11 Corretto 21")] {
        let path = folder.path().join(name);
        archive(&path, &[("com/shop/Main.class", "")]);
        assert_eq!(
            of(&path, &file(&format!("{platform} running on 64bit Amazon Linux 2023"), "")),
            [],
            "{name}"
        );
    }
}

#[test]
fn a_procfile_names_processes_and_web_comes_first() {
    let procfile = |text: &str| told(&[("Procfile", text)], &file(PYTHON, ""));
    for good in ["web: gunicorn shop\n", "# ours\n\nweb: a\nworker_2: b\n", "web:a"] {
        assert_eq!(procfile(good), [""; 0], "{good:?}");
    }
    assert_eq!(
        procfile("web: a\nworker b\nx:\n"),
        [
            "procfile-syntax: this line of `Procfile` names no process and its command @ Procfile:2 worker b",
            "procfile-syntax: this line of `Procfile` names no process and its command @ Procfile:3 x:",
        ]
    );
    assert_eq!(
        procfile("worker: b\n"),
        ["procfile-no-web: `Procfile` has no process `web` @ Procfile:1 worker: b"]
    );
    assert_eq!(
        procfile("worker: b\nweb: a\n"),
        ["procfile-no-web: `web` is not the first process of `Procfile` @ Procfile:1 worker: b"]
    );
    assert_eq!(
        procfile("web: a\r\n"),
        ["procfile-lines: `Procfile` has line breaks of Windows @ Procfile:1 "]
    );
    let docker = file("Docker running on 64bit Amazon Linux 2023", "");
    assert_eq!(told(&[("Dockerfile", ""), ("Procfile", "what")], &docker), [""; 0]);
}

/// What is told of a configuration file of a Python application.
fn config(text: &str, more: &str) -> Vec<String> {
    told(&[PLAIN[0], (".ebextensions/a.config", text)], &file(PYTHON, more))
}

#[test]
fn a_configuration_file_is_yaml_or_json_and_has_the_keys_that_there_are() {
    assert_eq!(config("{\"commands\": {\"a\": {\"command\": \"x\"}}}", ""), [""; 0]);
    assert_eq!(config("", ""), [""; 0]);
    let told = config("commands:\n\ta: 1\n", "");
    assert!(told[0].starts_with("ebextensions-syntax: neither YAML nor JSON: tabs"), "{told:?}");
    assert!(told[0].ends_with("@ .ebextensions/a.config:2 a"), "{told:?}");
    assert_eq!(
        config("file:\n  a: 1\n", ""),
        [
            "ebextensions-key: no configuration file has a key `file`; did you mean `files`? @ .ebextensions/a.config:1 file"
        ]
    );
    assert_eq!(
        config("files: {}\ncommands:\n  a: {}\n  a: {}\n", ""),
        ["ebextensions-twice: `a` stands twice here @ .ebextensions/a.config:4 a"]
    );
}

#[test]
fn what_a_mac_leaves_in_an_archive_is_told_as_that() {
    let files = [PLAIN[0], ("__MACOSX/shop/.ebextensions/._a.config", "\0\u{5}")];
    assert_eq!(
        told(&files, &file(PYTHON, "")),
        [
            "ebextensions-syntax: a Mac left this in the archive, and it is read as a configuration file @ \
          __MACOSX/shop/.ebextensions/._a.config"
        ]
    );
}

#[test]
fn options_of_a_bundle_are_checked_by_the_same_catalogue() {
    let asg =
        |line: &str| config(&format!("option_settings:\n  aws:autoscaling:asg:\n    {line}\n"), "");
    assert_eq!((asg("MinSize: 2"), asg("MinSize: '`{\"Ref\": \"Size\"}`'")), (vec![], vec![]));
    assert_eq!(
        asg("MinSiz: 2"),
        [
            "ebextensions-option: Elastic Beanstalk has no option `MinSiz` in aws:autoscaling:asg; did you mean `MinSize`? \
          @ .ebextensions/a.config:3 MinSiz"
        ]
    );
    assert_eq!(
        asg("MinSize: many"),
        [
            "ebextensions-option: aws:autoscaling:asg MinSize: `many` is no whole number @ .ebextensions/a.config:3 many"
        ]
    );
    let list = "option_settings:\n  - namespace: aws:autoscaling:asg\n    option_name: EnableCapacityRebalancing\n    value: ";
    assert_eq!(
        (config(&format!("{list}yes\n"), ""), config(&format!("{list}perhaps\n"), "").len()),
        (vec![], 1)
    );
    let case = "option_settings:\n  AWS:AutoScaling:ASG:\n    MinSize: 2\n";
    assert_eq!(config(case, ""), [""; 0], "AWS does not mind the case of a namespace");
}

#[test]
fn an_option_that_both_set_is_told_with_who_wins_and_no_secret() {
    let more = "[capacity]\nmin = 2\n[variables]\nKEY = \"a\"\n[options.\"aws:autoscaling:asg\"]\nCooldown = { reset = true }\n";
    let both = |lines: &str| config(&format!("option_settings:\n{lines}"), more);
    assert_eq!(
        both("  aws:autoscaling:asg:\n    MinSize: 1\n    Cooldown: 60\n"),
        [
            "ebextensions-overridden: `.ebextensions/a.config` sets aws:autoscaling:asg MinSize to `1`, and it will be `2` @ \
             .ebextensions/a.config:3 MinSize",
            "ebextensions-overridden: aws:autoscaling:asg Cooldown goes back to what `.ebextensions/a.config` says @ \
             .ebextensions/a.config:4 Cooldown",
        ]
    );
    let same = both("  aws:autoscaling:asg:\n    MinSize: '2'\n");
    assert!(same[0].contains("MinSize too, to the same"), "{same:?}");
    let variable = both("  aws:elasticbeanstalk:application:environment:\n    KEY: hunter2\n");
    assert!(variable[0].contains("KEY too, to something else"), "{variable:?}");
}

#[test]
fn a_bundle_that_reaches_into_the_listeners_is_told_where_the_file_keeps_them() {
    let text = "Resources:\n  AWSEBV2LoadBalancerListener:\n    Properties: {}\noption_settings:\n  aws:elbv2:listener:80:\n    Rules: a\n";
    let https = "[https]\ncertificate = \"shop.example.com\"\n[health-check]\npath = \"/\"\n";
    assert_eq!(
        config(text, https),
        [
            "ebextensions-listener: `.ebextensions/a.config` changes the listener by the resource `AWSEBV2LoadBalancerListener` \
             @ .ebextensions/a.config:2 AWSEBV2LoadBalancerListener",
            "ebextensions-listener: `.ebextensions/a.config` sets aws:elbv2:listener:80 Rules of a listener @ \
             .ebextensions/a.config:6 Rules",
        ]
    );
    assert_eq!(config(text, ""), [""; 0]);
}

#[test]
fn hooks_and_the_proxys_files_stand_where_the_platform_looks_for_them() {
    let platform = |name: &str, text: &str| told(&[PLAIN[0], (name, text)], &file(PYTHON, ""));
    for good in [
        ".platform/hooks/predeploy/01.sh*",
        ".platform/nginx/conf.d/a.conf",
        ".platform/confighooks/postdeploy/a*",
    ] {
        assert_eq!(platform(good, "#!/bin/sh\n"), [""; 0], "{good}");
    }
    assert_eq!(
        platform(".platform/hooks/predeploy/01.sh", "#!/bin/sh\r\n"),
        [
            "hook-mode: this hook is not executable @ .platform/hooks/predeploy/01.sh",
            "hook-lines: this hook has line breaks of Windows @ .platform/hooks/predeploy/01.sh:1 ",
        ]
    );
    for lost in [
        ".platform/hooks/01.sh*",
        ".platform/hooks/before/01.sh*",
        ".platform/apache/a.conf",
        ".platform/01.sh*",
    ] {
        assert_eq!(platform(lost, "").len(), 1, "{lost}");
    }
    assert_eq!(
        platform(".ebextensions/nginx/a.conf", ""),
        ["proxy-not-read: the proxy does not read this file @ .ebextensions/nginx/a.conf"]
    );
}

#[test]
fn a_lint_of_bundles_is_silenced_as_any_other_and_cannot_tell_without_a_bundle() {
    let silence = "[lints]\nbundle-no-start = { allow = \"a hook makes it\" }\n";
    let text = file(PYTHON, silence);
    assert_eq!(told(&[("README", "")], &text), [""; 0]);
    assert!(told(PLAIN, &text)[0].starts_with(IN_VAIN));
    let unseen = remarks(&desired(&text), None);
    assert!(unseen.iter().all(|remark| remark.id != IN_VAIN), "{unseen:?}");
}

#[tokio::test(start_paused = true)]
async fn what_runs_already_is_refused_no_more() {
    let (cloud, _) = converged(FILE).await;
    let files = folder(&[(".ebextensions/a.config", "x: [")]);
    let wishes = desired(&format!("{FILE}[version]\nbundle = \"app\"\n"))
        .with_bundle(Bundle::read("app", files.path()).unwrap());
    let errors = async || {
        let observed =
            ebdeploy::observe::observe(&cloud, &wishes, crate::fake::now()).await.unwrap();
        let told = remarks(&wishes, Some(&observed));
        told.into_iter().filter(|remark| remark.severity == Severity::Error).count()
    };
    assert_eq!(errors().await, 1);
    let label = wishes.version().unwrap().to_owned();
    cloud.change(|world| {
        world.environment.as_mut().unwrap().summary.version = Some(label);
    });
    assert_eq!(errors().await, 0);
    assert!(look(&cloud, &wishes).await.unwrap().is_empty());
}
