//! What stands in a pull request's comment.

use ebdeploy::desired::namespace;
use ebdeploy::error::Error;
use ebdeploy::report::{Shape, Verb};
use insta::assert_snapshot;

use super::{made_of, of_plan, planned, report, setting};
use crate::fake::Fake;
use crate::plan::set;
use crate::support::{FILE, converged, desired};

#[tokio::test(start_paused = true)]
async fn an_update_is_a_table_and_the_way_of_a_request_with_what_changes_on_it() {
    let (cloud, _) = converged(FILE).await;
    let file =
        FILE.replace("[health-check]", "[health-check]\npath = \"/up\"\n[variables]\nA = \"1|2\"");
    cloud.change(|world| {
        set(world, namespace::HTTPS_LISTENER, "SSLPolicy", "ELBSecurityPolicy-2016-08");
    });
    let planned = planned(&cloud, &desired(&file)).await;
    assert_snapshot!(of_plan(&planned, Shape::Markdown), @r#"
    <!-- ebdeploy plan: shop-test in eu-west-1 -->
    <!-- ebdeploy plan of environments/test.toml -->
    ### ebdeploy plan: shop-test in eu-west-1

    **4 steps**: 0 to create, 2 to change, 0 to remove; dearest impact: app restart

    File: `environments/test.toml`

    | Step | Key | Before | After | Impact |
    |---|---|---|---|---|
    | 1. ? proof of the health check | `health-check` | – | `/up answers 200, over HTTP on port 80` | none |
    | 2. ~ settings | `https.policy` | `ELBSecurityPolicy-2016-08` | `ELBSecurityPolicy-TLS13-1-2-2021-06` | in place |
    |  | `health-check.path` | `/health` | `/up` | in place |
    |  | `variables.A` | – | <code>1&#124;2</code> | app restart |
    | 3. ~ redirect on port 80 | `rule exempt-1` | `/health: served over HTTP` | `/up: served over HTTP` | in place |
    | 4. ? health of every target, checked anew |  |  |  | none |

    - proof of the health check: on a shadow target group that gets no requests; what follows is done only if every target that serves passes
    - health of every target, checked anew: on a shadow target group: after a restart the load balancer's own checks lag behind
    - variables: 6 of 4 096 bytes

    #### The way of a request, with what changes on it

    ```mermaid
    flowchart TD
        accTitle: The way of a request through shop-test
        accDescr: Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (301). Port 80 to Target group (exempt paths), changed. Port 443 to Target group. Target group to Instances. Port 80, changed: /health: served over HTTP → /up: served over HTTP, /*: 301 to HTTPS. Port 443, changed: certificate: shop.example.com, policy: ELBSecurityPolicy-2016-08 → ELBSecurityPolicy-TLS13-1-2-2021-06. Target group, changed: health check: /health → /up, healthy codes: 200. Instances, changed: 1 other setting: app restart (changed).
        clients(["Clients"])
        http["Port 80 (changed)<br/>/health: served over HTTP → /up: served over HTTP<br/>/#42;: 301 to HTTPS"]
        https["Port 443 (changed)<br/>certificate: shop.example.com<br/>policy: ELBSecurityPolicy-2016-08 → ELBSecurityPolicy-TLS13-1-2-2021-06"]
        targets["Target group (changed)<br/>health check: /health → /up<br/>healthy codes: 200"]
        instances[["Instances (changed)<br/>1 other setting: app restart (changed)"]]
        clients -->|"HTTP"| http
        clients -->|"HTTPS"| https
        http -->|"301"| https
        http ==>|"exempt paths, changed"| targets
        https --> targets
        targets --> instances
        class http changed
        class https changed
        class targets changed
        class instances changed
        classDef added stroke:#1a7f37,stroke-width:3px
        classDef changed stroke:#9a6700,stroke-width:3px,stroke-dasharray:8 4
        classDef removed stroke:#cf222e,stroke-width:3px,stroke-dasharray:2 4
    ```
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_creation_is_folded() {
    let planned = planned(&Fake::empty(), &desired(FILE)).await;
    assert_snapshot!(of_plan(&planned, Shape::Markdown), @r#"
    <!-- ebdeploy plan: shop-test in eu-west-1 -->
    <!-- ebdeploy plan of environments/test.toml -->
    ### ebdeploy plan: shop-test in eu-west-1

    **4 steps**: 4 to create, 0 to change, 0 to remove; dearest impact: in place

    File: `environments/test.toml`

    | Step | Key | Before | After | Impact |
    |---|---|---|---|---|
    | 1. + application shop |  |  |  | none |
    | 2. + environment shop-test | 14 settings, below |  |  | none |
    | 3. + port 443 open | `the load balancer's security group` | – | `tcp 443 from 0.0.0.0/0` | in place |
    | 4. + redirect on port 80 | `rule 49999` | – | `/health: served over HTTP` | in place |
    |  | `rule 50000` | – | `/*: 301 to HTTPS` | in place |

    <details>
    <summary>+ environment shop-test: 14 settings</summary>

    | Key | Value |
    |---|---|
    | `environment.platform` | `Python 3.13 running on 64bit Amazon Linux 2023 4.7.2` |
    | `https.certificate` | `arn:aws:acm:eu-west-1:123456789012:certificate/1` |
    | `https ListenerEnabled` | `true` |
    | `https Protocol` | `HTTPS` |
    | `https DefaultProcess` | `default` |
    | `https.policy` | `ELBSecurityPolicy-TLS13-1-2-2021-06` |
    | `health-check.path` | `/health` |
    | `health-check.matcher` | `200` |
    | `LoadBalancerType` | `application (default)` |
    | `ServiceRole` | `aws-elasticbeanstalk-service-role (default)` |
    | `IamInstanceProfile` | `aws-elasticbeanstalk-ec2-role (default)` |
    | `DisableIMDSv1` | `true (default)` |
    | `RootVolumeType` | `gp3 (default)` |
    | `SystemType` | `enhanced (default)` |

    </details>

    - port 443 open: Elastic Beanstalk does not open port 443 for certain; asked and done if it is closed
    - note: the health check is not proved first: nobody is served yet

    #### The way of a request, with what changes on it

    ```mermaid
    flowchart TD
        accTitle: The way of a request through shop-test
        accDescr: Clients to Port 80 (HTTP), new. Clients to Port 443 (HTTPS), new. Port 80 to Port 443 (301), new. Port 80 to Target group (exempt paths), new. Port 443 to Target group, new. Target group to Instances, new. Port 80, new: /health: served over HTTP, /*: 301 to HTTPS. Port 443, new: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06, opened to 0.0.0.0/0 (new). Target group, new: health check: /health, healthy codes: 200. Instances: new.
        clients(["Clients"])
        http["Port 80 (new)<br/>/health: served over HTTP<br/>/#42;: 301 to HTTPS"]
        https["Port 443 (new)<br/>certificate: shop.example.com<br/>policy: ELBSecurityPolicy-TLS13-1-2-2021-06<br/>opened to 0.0.0.0/0 (new)"]
        targets["Target group (new)<br/>health check: /health<br/>healthy codes: 200"]
        instances[["Instances (new)"]]
        clients ==>|"HTTP, new"| http
        clients ==>|"HTTPS, new"| https
        http ==>|"301, new"| https
        http ==>|"exempt paths, new"| targets
        https ==>|"new"| targets
        targets ==>|"new"| instances
        class http added
        class https added
        class targets added
        class instances added
        classDef added stroke:#1a7f37,stroke-width:3px
        classDef changed stroke:#9a6700,stroke-width:3px,stroke-dasharray:8 4
        classDef removed stroke:#cf222e,stroke-width:3px,stroke-dasharray:2 4
    ```
    "#);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_changes_that_is_said_first() {
    let (cloud, desired) = converged(FILE).await;
    let planned = planned(&cloud, &desired).await;
    assert_snapshot!(of_plan(&planned, Shape::Markdown), @r#"
    <!-- ebdeploy plan: shop-test in eu-west-1 -->
    <!-- ebdeploy plan of environments/test.toml -->
    ### ebdeploy plan: shop-test in eu-west-1

    **No changes**: shop-test in eu-west-1 is as environments/test.toml says

    File: `environments/test.toml`

    <details>
    <summary>The way of a request, unchanged</summary>

    ```mermaid
    flowchart TD
        accTitle: The way of a request through shop-test
        accDescr: Clients to Port 80 (HTTP). Clients to Port 443 (HTTPS). Port 80 to Port 443 (301). Port 80 to Target group (exempt paths). Port 443 to Target group. Target group to Instances. Port 80: /health: served over HTTP, /*: 301 to HTTPS. Port 443: certificate: shop.example.com, policy: ELBSecurityPolicy-TLS13-1-2-2021-06. Target group: health check: /health, healthy codes: 200.
        clients(["Clients"])
        http["Port 80<br/>/health: served over HTTP<br/>/#42;: 301 to HTTPS"]
        https["Port 443<br/>certificate: shop.example.com<br/>policy: ELBSecurityPolicy-TLS13-1-2-2021-06"]
        targets["Target group<br/>health check: /health<br/>healthy codes: 200"]
        instances[["Instances"]]
        clients -->|"HTTP"| http
        clients -->|"HTTPS"| https
        http -->|"301"| https
        http -->|"exempt paths"| targets
        https --> targets
        targets --> instances
    ```

    </details>
    "#);
}

#[test]
fn a_plan_that_could_not_be_made_says_why() {
    let error = Error::Busy("shop-test".into());
    let report = report(Verb::Plan, None, None, Err(&error));
    assert_snapshot!(report.render(Shape::Markdown), @r"
    <!-- ebdeploy plan of environments/test.toml -->
    ### ebdeploy plan: environments/test.toml

    **Exit code 1**: the environment `shop-test` is busy

    File: `environments/test.toml`

    <pre>
    error: the environment `shop-test` is busy
    hint: run again later, or with `--if-busy wait`
    </pre>
    ");
    assert_snapshot!(report.render(Shape::Json), @r#"
    {
      "error": "the environment `shop-test` is busy",
      "exit-code": 1,
      "file": "environments/test.toml",
      "format": 1
    }
    "#);
}

#[test]
fn rows_for_which_there_is_no_room_are_left_out_whole_and_counted() {
    let long = "x".repeat(500);
    let steps = (0..200).map(|index| setting(&format!("variables.V{index}"), Some(&long), "y"));
    let comment = of_plan(&made_of(steps.collect()), Shape::Markdown);
    assert!(comment.len() <= 65_536);
    let rows = comment.lines().filter(|line| line.contains("`variables.V")).count();
    let told = format!("**{} rows left out**", 200 - rows);
    assert!(rows > 50 && comment.contains(&told), "{rows} rows, {comment}");
}
