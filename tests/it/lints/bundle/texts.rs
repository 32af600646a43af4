//! `Procfile`, and what is in `.platform`.

use super::{PLAIN, PYTHON, file, told};

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
