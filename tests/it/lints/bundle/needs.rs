//! What platforms need, and archives.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use ebdeploy::lints::Severity;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{PYTHON, file, ids, of, told};

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
