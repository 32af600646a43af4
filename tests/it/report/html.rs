//! The page for a browser.

use std::process::{Command, Stdio};

use ebdeploy::report::Shape;

use super::anything::check_page;
use super::{made_of, of_plan, planned, setting};
use crate::fake::Fake;
use crate::support::{FILE, converged, desired};

#[tokio::test(start_paused = true)]
async fn the_page_says_what_the_comment_says() {
    let (cloud, _) = converged(FILE).await;
    let file = FILE.replace("[health-check]", "[health-check]\npath = \"/up\"");
    let page = of_plan(&planned(&cloud, &desired(&file)).await, Shape::Html);
    check_page(&page);
    for told in [
        "<title>ebdeploy plan: shop-test in eu-west-1</title>",
        "<code>health-check.path</code>",
        "<code>/up</code>",
        "~ changed",
        "health check: /health → /up",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
}

#[test]
fn a_value_is_a_text_and_nothing_else() {
    let steps = vec![setting("variables.A", Some("a\nb"), "<script>alert(1)</script>")];
    let page = of_plan(&made_of(steps), Shape::Html);
    check_page(&page);
    assert!(page.contains("<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>"), "{page}");
    assert!(page.contains("<code>a⏎b</code>"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn a_browser_shows_it_where_there_is_one() {
    let page = of_plan(&planned(&Fake::empty(), &desired(FILE)).await, Shape::Html);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.html");
    std::fs::write(&file, page).unwrap();
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let shown = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([profile.as_str(), "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let Ok(shown) = shown else {
        println!("skipped: there is no `chromium` on the PATH");
        return;
    };
    let dom = String::from_utf8_lossy(&shown.stdout);
    assert!(dom.contains("<summary>+ environment shop-test: 14 settings</summary>"), "{dom}");
    assert!(dom.contains("aria-label=\"The way of a request through shop-test\""), "{dom}");
}
