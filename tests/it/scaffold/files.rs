//! Which files, for which application on which platform.

use ebdeploy::scaffold::{App, Asked, Error, Generation, NextStep, Proxy, Servlet, scaffold};

use super::{PYTHON, asked, django, made, on, paths, text, wished};

const NGINX: &str = ".platform/nginx/conf.d/ebdeploy-redirect.conf";
const NGINX_SERVER: &str = ".platform/nginx/conf.d/elasticbeanstalk/ebdeploy-redirect.conf";
const APACHE: &str = ".platform/httpd/conf.d/ebdeploy-redirect.conf";

#[test]
fn the_files_stand_where_the_platforms_server_includes_them() {
    let proxy = |proxy| Asked { proxy: Some(proxy), ..asked(App::Node) };
    let node = "ebdeploy-health.cjs";
    assert_eq!(paths(&made(proxy(Proxy::Nginx), "")), [NGINX, NGINX_SERVER, node]);
    assert_eq!(paths(&made(proxy(Proxy::Apache), "")), [APACHE, node]);
}

#[test]
fn on_amazon_linux_ami_they_come_by_ebextensions() {
    let old = |app, proxy| Asked { proxy, generation: Some(Generation::Ami), ..asked(app) };
    let root = || App::Static { root: "public".to_owned() };
    let config = ".ebextensions/ebdeploy-redirect.config";
    assert_eq!(paths(&made(old(root(), None), "")), [config, "public/health"]);
    let java = made(old(App::Java, Some(Proxy::Nginx)), "");
    assert_eq!(
        paths(&java)[..2],
        [
            ".ebextensions/nginx/conf.d/ebdeploy-redirect.conf",
            ".ebextensions/nginx/conf.d/elasticbeanstalk/ebdeploy-redirect.conf"
        ]
    );
    // nginx of Node.js includes nothing there
    let node = wished(old(App::Node, None), "").expect("a wish");
    assert!(matches!(scaffold(&node), Err(Error::NothingIncluded)));
}

#[test]
fn what_ebextensions_write_is_what_would_stand_in_the_bundle() {
    let old = |generation| Asked { generation, proxy: Some(Proxy::Apache), ..asked(django()) };
    let new = made(old(None), "");
    let old = made(old(Some(Generation::Ami)), "");
    let (_, content) = text(&old, ".ebextensions/ebdeploy-redirect.config")
        .split_once("    content: |\n")
        .unwrap();
    let lines: Vec<_> =
        content.lines().map(|line| line.strip_prefix("      ").unwrap_or(line)).collect();
    assert_eq!(lines, text(&new, APACHE).lines().collect::<Vec<_>>());
}

#[test]
fn the_generation_and_the_proxy_are_those_of_the_files_platform() {
    let proxy = "[options.\"aws:elasticbeanstalk:environment:proxy\"]\nProxyServer = \"apache\"\n";
    assert_eq!(paths(&made(asked(django()), &on(PYTHON, proxy)))[0], APACHE);
    assert_eq!(paths(&made(asked(django()), &on(PYTHON, "")))[0], NGINX);
    let old = on("Python 3.6 running on 64bit Amazon Linux", "");
    assert_eq!(paths(&made(asked(django()), &old))[0], ".ebextensions/ebdeploy-redirect.config");
}

#[test]
fn a_proxy_that_the_platform_does_not_have_is_refused() {
    let with = |proxy, app| Asked { proxy: Some(proxy), ..asked(app) };
    let corretto = on("Corretto 21 running on 64bit Amazon Linux 2023", "");
    let found = wished(with(Proxy::Apache, App::Java), &corretto);
    assert!(matches!(found, Err(Error::NoApache(_))), "{found:?}");
    let windows = on("IIS 10.0 running on 64bit Windows Server 2025", "");
    assert!(matches!(wished(asked(App::Node), &windows), Err(Error::NoProxy(_))));
    let apache = "[options.\"aws:elasticbeanstalk:environment:proxy\"]\nProxyServer = \"apache\"\n";
    let found = wished(with(Proxy::Nginx, django()), &on(PYTHON, apache));
    assert!(matches!(found, Err(Error::OtherProxy { .. })), "{found:?}");
}

#[test]
fn paths_of_the_file_are_served_by_http_and_written_so_that_no_server_reads_more_into_them() {
    let file = on(
        PYTHON,
        "[https]\ncertificate = \"shop.example.com\"\nredirect = { except = [\"/a$b\\\";/*\"] }\n[health-check]\npath = \"/up it/\"\n",
    );
    let nginx = made(asked(django()), &file);
    let lines: Vec<_> = text(&nginx, NGINX).lines().filter(|line| line.ends_with("yes;")).collect();
    assert_eq!(
        lines,
        [
            r#"    "~^/up%20it/?(?:\?|$)" yes;"#,
            r#"    "~^/a(?:\x24|%24)b(?:\x22|%22)(?:\x3b|%3B)/[^?\s]*(?:\?|$)" yes;"#
        ]
    );
    let apache = made(Asked { proxy: Some(Proxy::Apache), ..asked(django()) }, &file);
    assert!(text(&apache, APACHE).contains("?/up%20it/?[? ]# \\\n"), "{apache:?}");
    assert!(
        text(&nginx, "mysite/elastic_beanstalk.py").contains(r#"r"^up\x20it/?$""#),
        "{nginx:?}"
    );
}

#[test]
fn paths_can_be_exempted_where_the_file_may_name_none() {
    let classic = on(PYTHON, "[load-balancer]\ntype = \"classic\"\n");
    for (proxy, file) in [(Proxy::Nginx, NGINX), (Proxy::Apache, APACHE)] {
        let except = vec!["/status/*".to_owned()];
        let made = made(Asked { proxy: Some(proxy), except, ..asked(django()) }, &classic);
        assert!(text(&made, file).contains(r"/status/[^?\s]*"), "{made:?}");
    }
}

#[test]
fn another_method_is_repeated_only_where_that_is_asked_for() {
    for proxy in [Proxy::Nginx, Proxy::Apache] {
        let texts = |keep_method| {
            let made = made(Asked { proxy: Some(proxy), keep_method, ..asked(App::Node) }, "");
            made.files.iter().map(|file| file.text.clone()).collect::<String>()
        };
        assert!(texts(true).contains("308") && !texts(false).contains("308"));
    }
}

#[test]
fn where_nobody_says_what_a_request_came_by_there_is_no_redirect_and_a_note_why() {
    let ami = on("Java 8 running on 64bit Amazon Linux", NETWORK);
    let single = on(
        PYTHON,
        "[options.\"aws:elasticbeanstalk:environment\"]\nEnvironmentType = \"SingleInstance\"\n",
    );
    for (file, why) in [(ami, "network load balancer adds no"), (single, "without a load balancer")]
    {
        let made = made(asked(App::Node), &file);
        assert_eq!(paths(&made), ["ebdeploy-health.cjs"]);
        assert!(made.notes[0].contains(why), "{made:?}");
    }
}

const NETWORK: &str = "[load-balancer]\ntype = \"network\"\n";
const NETWORK_FILE: &str = "[application]\nname = \"shop\"\n[environment]\nname = \"shop-test\"\n[load-balancer]\ntype = \"network\"\n";
const HTTPS: &str = "[https]\ncertificate = \"shop.example.com\"\n";

#[test]
fn behind_a_network_load_balancer_a_port_of_its_own_is_for_https() {
    let proxy = |proxy| Asked { proxy: Some(proxy), ..asked(App::Node) };
    let rule = ".ebextensions/ebdeploy-https.config";
    let nginx = made(proxy(Proxy::Nginx), &on(PYTHON, NETWORK));
    let server = ".platform/nginx/conf.d/ebdeploy-https.conf";
    assert_eq!(paths(&nginx), [NGINX, NGINX_SERVER, rule, server, "ebdeploy-health.cjs"]);
    assert!(
        !text(&nginx, NGINX).contains("\"$http_x_forwarded_proto $ebdeploy_served"),
        "{nginx:?}"
    );
    let apache = made(proxy(Proxy::Apache), &on(PYTHON, NETWORK));
    let host = ".platform/httpd/conf.d/ebdeploy-https.conf";
    assert_eq!(paths(&apache), [APACHE, rule, host, "ebdeploy-health.cjs"]);
    assert!(nginx.notes.is_empty() && apache.notes.is_empty());
    let own = "[options.\"aws:autoscaling:launchconfiguration\"]\nSecurityGroups = [\"sg-1\"]\nDisableDefaultEC2SecurityGroup = true\n";
    let own = made(proxy(Proxy::Nginx), &on(PYTHON, &format!("{NETWORK}{own}")));
    assert!(!paths(&own).contains(&rule), "there is no such group to write a rule for");
    assert!(own.notes[0].contains("let port 8443 in"), "{own:?}");
}

#[test]
fn port_443_leads_there_before_anything_redirects() {
    let steps = |file: &str| made(asked(django()), file).steps;
    let at = |steps: &[NextStep], line: &str| {
        steps.iter().position(|step| step.lines.iter().any(|told| told == line))
    };
    let new = steps(&on(PYTHON, NETWORK));
    let (keys, deployed) =
        (at(&new, "DefaultProcess = \"https\""), at(&new, "ebdeploy apply shop.toml"));
    assert!(keys.is_some() && keys < deployed, "{new:?}");
    assert!(at(&new, NGINX_SERVER).is_none(), "nobody is served by https yet: {new:?}");
    let serving = steps(&on(PYTHON, &format!("{NETWORK}{HTTPS}")));
    let first = at(&serving, NGINX_SERVER);
    assert!(first.is_some() && first < at(&serving, "DefaultProcess = \"https\""), "{serving:?}");
    let leads = "[options.\"aws:elbv2:listener:443\"]\nDefaultProcess = \"https\"\n";
    let done = steps(&on(PYTHON, &format!("{NETWORK}{HTTPS}{leads}")));
    assert!(at(&done, "DefaultProcess = \"https\"").is_none(), "{done:?}");
    assert!(at(&done, NGINX_SERVER).is_none(), "{done:?}");
}

#[test]
fn no_gap_of_a_template_is_left_open() {
    let apps = [
        django(),
        App::Node,
        App::Java,
        tomcat(Servlet::Javax),
        App::Static { root: String::new() },
    ];
    for (app, proxy) in apps.iter().flat_map(|app| [(app, Proxy::Apache), (app, Proxy::Nginx)]) {
        let asked = || Asked { proxy: Some(proxy), ..asked(app.clone()) };
        for file in
            [made(asked(), ""), made(asked(), NETWORK_FILE)].iter().flat_map(|made| &made.files)
        {
            assert!(!file.text.contains("{{") && !file.text.contains("}}"), "{file:?}");
            assert!(file.text.ends_with('\n'), "{file:?}");
        }
    }
}

#[test]
fn of_a_path_spring_gets_the_folder_and_the_name() {
    let java = |path: &str| Asked { health: Some(path.to_owned()), ..asked(App::Java) };
    let properties = "src/main/resources/application-elasticbeanstalk.properties";
    let deep = made(java("/site/up"), "");
    assert!(text(&deep, properties).contains("base-path=/site\n"), "{deep:?}");
    assert!(text(&deep, properties).contains("path-mapping.health=up\n"), "{deep:?}");
    let flat = made(java("/up"), "");
    assert!(text(&flat, properties).contains("base-path=/\n"), "{flat:?}");
    let odd = wished(java("/a*b"), "").expect("a wish");
    assert!(matches!(scaffold(&odd), Err(Error::HealthPath { .. })));
}

fn tomcat(servlet: Servlet) -> App {
    App::Tomcat { servlet }
}

#[test]
fn of_a_war_the_proxys_files_stand_in_what_becomes_its_root() {
    let webapp = |path: &str| format!("src/main/webapp/{path}");
    let class = "src/main/java/elasticbeanstalk/ElasticBeanstalk.java";
    let on_tomcat = on("Tomcat 10 with Corretto 17 running on 64bit Amazon Linux 2023", "");
    let servlets = made(asked(tomcat(Servlet::Jakarta)), &on_tomcat);
    assert_eq!(paths(&servlets), [&webapp(NGINX), &webapp(NGINX_SERVER), class]);
    let spring = made(asked(App::Java), &on_tomcat);
    assert_eq!(paths(&spring)[..2], [&webapp(NGINX), &webapp(NGINX_SERVER)]);
    assert!(spring.steps.iter().any(|step| step.what.contains("META-INF/context.xml")));
    let alone = made(asked(App::Java), "");
    assert!(!alone.steps.iter().any(|step| step.what.contains("META-INF/context.xml")));
    let old = Asked { generation: Some(Generation::Ami), ..asked(tomcat(Servlet::Javax)) };
    assert_eq!(paths(&made(old, ""))[0], webapp(".ebextensions/ebdeploy-redirect.config"));
    let corretto = on("Corretto 21 running on 64bit Amazon Linux 2023", "");
    let found = wished(asked(tomcat(Servlet::Jakarta)), &corretto);
    assert!(matches!(found, Err(Error::NoTomcat(_))), "{found:?}");
}

#[test]
fn the_servlets_packages_are_those_of_the_platforms_tomcat() {
    for (platform, servlet) in [
        ("Tomcat 8.5 with Corretto 8 running on 64bit Amazon Linux 2", Some(Servlet::Javax)),
        ("Tomcat 9 with Corretto 11 running on 64bit Amazon Linux 2023", Some(Servlet::Javax)),
        ("Tomcat 10 with Corretto 17 running on 64bit Amazon Linux 2023", Some(Servlet::Jakarta)),
        ("Tomcat 11 with Corretto 21 running on 64bit Amazon Linux 2023", Some(Servlet::Jakarta)),
        (PYTHON, None),
    ] {
        assert_eq!(Servlet::of_platform(platform), servlet, "{platform}");
    }
}

#[test]
fn a_page_stays_within_the_folder() {
    for path in ["/%2e%2e/%2e%2e/etc/passwd", "/a%00b", "/c:x"] {
        let page =
            Asked { health: Some(path.to_owned()), ..asked(App::Static { root: String::new() }) };
        let wish = wished(page, "").expect("a wish");
        assert!(matches!(scaffold(&wish), Err(Error::HealthPath { .. })), "{path}");
    }
}
