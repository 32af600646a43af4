//! Integration tests, in one binary: each binary links the whole SDK.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod abort;
mod apply;
mod bad_input;
mod binary;
mod bundle;
mod convergence;
mod deployments;
mod destroy;
mod diff;
mod explain;
mod extends;
mod fake;
mod gates;
mod guide;
mod health;
mod iam;
mod inspect;
mod journey;
mod lease;
mod lints;
mod localstack;
mod named;
mod plan;
mod probe;
mod report;
mod rollback;
mod scaffold;
mod schema;
mod show;
mod support;
mod terminal;
mod versions;
