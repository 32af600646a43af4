//! The words, on a narrow terminal and on none.

use std::path::Path;

use ebdeploy::report;
use ebdeploy::scaffold::{App, Presence};
use insta::assert_snapshot;

use super::{PYTHON, asked, django, made, on};

#[test]
fn on_sixty_columns_the_words_are_broken_and_the_lines_to_be_copied_are_not() {
    let classic = on(
        PYTHON,
        "[load-balancer]\ntype = \"classic\"\n[https]\ncertificate = \"shop.example.com\"\n",
    );
    let made = made(asked(django()), &classic);
    let found =
        [Presence::Missing, Presence::Missing, Presence::Same, Presence::Other, Presence::Same];
    let text = report::scaffold::text(&made, &found, Path::new("shop"), 60);
    assert_snapshot!(anstream::adapter::strip_str(&text).to_string(), @r#"
    Django behind nginx, on Amazon Linux 2 and 2023, in shop
    + .platform/nginx/conf.d/ebdeploy-redirect.conf
        says which requests are redirected to https, and which
        not
    + .platform/nginx/conf.d/elasticbeanstalk/ebdeploy-redirect.conf
        makes nginx redirect them
    = mysite/elastic_beanstalk.py  as it is
        settings: the site's own, and what a load balancer in
        front takes
    ~ mysite/elastic_beanstalk_urls.py  there with another text
        routes: the health check's, and the site's own
    = mysite/instance_address.py  as it is
        asks the instance's metadata service for its address

    Next
    1. Add to requirements.txt (Python 3.10 or later), or to
       what it is locked from:
           django-health-check>=4.8,<5
    2. Make sure that MIDDLEWARE has it, and that nothing
       before it asks for a login:
           django.middleware.security.SecurityMiddleware
    3. List the names that visitors use in ALLOWED_HOSTS of
       mysite.settings.
    4. Deploy the version that has the files, before anything
       asks for them:
           ebdeploy apply shop.toml
    5. Add to shop.toml, and apply that alone:
           [variables]
           DJANGO_SETTINGS_MODULE = "mysite.elastic_beanstalk"
    6. Add to shop.toml:
           [health-check]
           path = "/health"

           [lints]
           no-redirect = { allow = "the instances' proxy redirects" }
    7. Deploy it; where only connections were checked before,
       have the path checked once it answers (a classic load
       balancer cannot try that beside); and see what the load
       balancer gets to see:
           ebdeploy apply shop.toml
           ebdeploy apply shop.toml --require-path-check
           ebdeploy doctor shop.toml
    "#);
}

#[test]
fn the_file_is_told_to_have_no_key_that_it_has() {
    let file = on(
        PYTHON,
        "[https]\ncertificate = \"shop.example.com\"\n[health-check]\n[variables]\nDJANGO_SETTINGS_MODULE = \"mysite.elastic_beanstalk\"\n",
    );
    let steps = made(asked(django()), &file).steps;
    assert!(!steps.iter().any(|step| step.what.contains("environment's file")), "{steps:?}");
    let bare = made(asked(App::Node), "").steps;
    let keys = bare.iter().find(|step| step.what.contains("environment's file")).expect("keys");
    assert!(keys.lines.contains(&"path = \"/health\"".to_owned()), "{keys:?}");
}
