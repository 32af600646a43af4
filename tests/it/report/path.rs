//! The way of a request: what changes on it, and what does not.

use ebdeploy::desired::namespace;
use ebdeploy::plan::path::TrafficPath;
use insta::assert_snapshot;

use super::planned;
use crate::fake::Fake;
use crate::plan::set;
use crate::support::{FILE, converged, desired};

async fn after(file: &str, change: impl FnOnce(&mut crate::fake::World)) -> TrafficPath {
    let (cloud, _) = converged(FILE).await;
    cloud.change(change);
    planned(&cloud, &desired(file)).await.1
}

#[tokio::test(start_paused = true)]
async fn where_nothing_changes_nothing_is_marked() {
    let path = after(FILE, |_| {}).await;
    assert!(!path.is_changed());
    assert_snapshot!(path, @"Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (301). Port 80 to Target group (exempt paths). Port 443 to Target group. Target group to Instances. Port 80: /health: served over HTTP, /*: 301 to HTTPS. Port 443: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group: health check: /health, healthy codes: 200.");
}

#[tokio::test(start_paused = true)]
async fn of_a_new_environment_all_is_new() {
    let (_, path) = planned(&Fake::empty(), &desired(FILE)).await;
    assert_snapshot!(path, @"Clients to Port 80 (HTTP), new. Clients to Port 443 (HTTPS), new. Port 80 to Port 443 (301), new. Port 80 to Target group (exempt paths), new. Port 443 to Target group, new. Target group to Instances, new. Port 80, new: /health: served over HTTP, /*: 301 to HTTPS. Port 443, new: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06, opened to 0.0.0.0/0 (new). Target group, new: health check: /health, healthy codes: 200. Instances: new.");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_is_taken_away_serves_every_path_again() {
    let file = FILE.replace("[health-check]", "redirect = false\n[health-check]");
    assert_snapshot!(after(&file, |_| {}).await, @"Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (redirect), removed. Port 80 to Target group (every path), changed. Port 443 to Target group. Target group to Instances. Port 80, changed: /health: served over HTTP → (none), /*: 301 to HTTPS → (none). Port 443: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group: health check: /health, healthy codes: 200.");
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_is_made_is_new_and_so_are_the_ways_to_it() {
    let path = after(FILE, |world| {
        set(world, namespace::HTTPS_LISTENER, "ListenerEnabled", "false");
        world.balancer().listeners.retain(|listener| listener.port == 80);
        world.balancer().listeners[0].rules.clear();
    });
    assert_snapshot!(path.await, @"Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS), new. Port 80 to Port 443 (301), new. Port 80 to Target group (exempt paths), changed. Port 443 to Target group, new. Target group to Instances. Port 80, changed: /health: served over HTTP (new), /*: 301 to HTTPS (new). Port 443, new: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group: health check: /health, healthy codes: 200.");
}

#[tokio::test(start_paused = true)]
async fn what_was_changed_behind_the_settings_is_shown_at_its_station() {
    let path = after(FILE, |world| {
        world.balancer().target_groups[0].check.path = Some("/elsewhere".into());
        world.balancer().listeners[1].certificate =
            Some("arn:aws:acm:eu-west-1:1:certificate/other".into());
    });
    assert_snapshot!(path.await, @"Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (301). Port 80 to Target group (exempt paths). Port 443 to Target group. Target group to Instances. Port 80: /health: served over HTTP, /*: 301 to HTTPS. Port 443, changed: certificate: …other → shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group, changed: health check: /elsewhere → /health, healthy codes: 200.");
}

#[tokio::test(start_paused = true)]
async fn capacity_version_and_other_settings_meet_the_instances() {
    let file = FILE.replace(
        "[https]",
        "[version]\nlabel = \"v2\"\n[capacity]\nmin = 2\ninstance-types = [\"t3.small\"]\n[variables]\nA = \"1\"\n[https]",
    );
    assert_snapshot!(after(&file, |_| {}).await, @"Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (301). Port 80 to Target group (exempt paths). Port 443 to Target group. Target group to Instances. Port 80: /health: served over HTTP, /*: 301 to HTTPS. Port 443: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group: health check: /health, healthy codes: 200. Instances, changed: version: v2 (new), at least: 2 (new), types: t3.small (new), 1 other setting: app restart (changed).");
}

#[tokio::test(start_paused = true)]
async fn a_network_load_balancer_passes_connections_on() {
    let file = FILE.replace("[health-check]", "[load-balancer]\ntype = \"network\"");
    let (_, path) = planned(&Fake::empty(), &desired(&file)).await;
    assert_snapshot!(path, @"Clients to Port 80 (TCP), new. Clients to Port 443 (TLS), new. Port 80 to Target group (every path), new. Port 443 to Target group, new. Target group to Instances, new. Port 80: new. Port 443, new: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group, new: health check: a connection. Instances: new.");
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_not_on_the_way() {
    let file = format!("{FILE}[variables]\nAPI_TOKEN = {{ env = \"API_TOKEN\" }}\n");
    let path = after(&file, |_| {}).await;
    assert!(!format!("{path:?}").contains("hunter2"), "{path:?}");
}
