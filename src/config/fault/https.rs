//! Certificate, redirect, TLS policy and health check.

use super::Fault;

faults! {
    NO_CERTIFICATE = "no-certificate" {
        says: "HTTPS takes a certificate, and a redirect to HTTPS takes HTTPS.",
        why: "Without one nothing answers on port 443, and everyone who is redirected would end there.",
        cure: "add `certificate = \"shop.example.com\"`, or the ARN of an ACM certificate",
    }
    CERTIFICATE_NAME = "certificate-name" {
        says: "`certificate` is a domain, or the ARN of a certificate.",
        why: "By a domain ebdeploy finds the best certificate; anything else says nothing.",
        cure: "write it as `shop.example.com`",
    }
    CERTIFICATE_ARN = "certificate-arn" {
        says: "An ARN in `certificate` is that of an ACM certificate.",
        why: "What is kept elsewhere, as in IAM, ebdeploy cannot look at: whether it is valid and covers the domain.",
        cure: "copy it from the ACM console",
    }
    CERTIFICATE_REGION = "certificate-region" {
        says: "The certificate is of the environment's region.",
        why: "ACM keeps certificates by region, and a load balancer uses those of its own.",
        cure: "name one of the environment's region, or the domain",
    }
    REDIRECT_UNSUPPORTED = "redirect-unsupported" {
        says: "`redirect` takes an application load balancer.",
        why: "Classic and network load balancers have no rules, so they cannot redirect.",
        cure: "have the instances' proxy redirect (`ebdeploy scaffold`), or use an application load balancer; remove `redirect`",
    }
    REDIRECT_PATTERN = "redirect-pattern" {
        says: "A path that is exempt from the redirect is a pattern of a load balancer's rule: it begins with `/`, and has at most 128 characters and five wildcards.",
        why: "These are quotas of Elastic Load Balancing for a rule's condition.",
        cure: "begin with `/`, and use at most 128 characters and five of `*` and `?`",
    }
    TLS_POLICY_NAME = "tls-policy-name" {
        says: "`policy` is a security policy of Elastic Load Balancing.",
        why: "All of their names begin with `ELBSecurityPolicy-` (user guide, \"Security policies for your Application Load Balancer\").",
        cure: "for example `ELBSecurityPolicy-TLS13-1-2-2021-06`",
    }
    HEALTH_CHECK_UNSUPPORTED = "health-check-unsupported" {
        says: "`[health-check]` takes an application or a classic load balancer.",
        why: "Under Elastic Beanstalk a network load balancer checks that the port accepts a connection, and no path.",
        cure: "remove [health-check], or use an application load balancer",
    }
    HEALTH_PATH = "health-path" {
        says: "The health check's path begins with `/` and has at most 1024 characters.",
        why: "So says the API reference of Elastic Load Balancing, `CreateTargetGroup`.",
        cure: "begin with `/`, as in `/health`",
    }
    HEALTH_CODES = "health-codes" {
        says: "`matcher` is made of codes and ranges of codes from 200 to 499; behind a classic load balancer it is 200.",
        why: "So says Elastic Beanstalk's option `MatcherHTTPCode`; a classic load balancer takes nothing but 200 for healthy.",
        cure: "write `200`, `200,202` or `200-299`, within 200 to 499",
    }
}
