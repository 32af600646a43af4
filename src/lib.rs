//! Keeps AWS Elastic Beanstalk environments as a TOML file says they should be.
//!
//! The file says what an environment should be, AWS says what it is; the difference is the
//! [`plan`]; applying the plan makes them equal, and planning again proves it. There is no state
//! file: AWS is the state.
//!
//! ```text
//! environments/x.toml ─config→ Config ─desired→ Desired ┐
//!                                                       ├─plan→ Plan ─(show, confirm)→ apply ─Event→ report
//!         AWS ─(aws: the port cloud)─observe→ Observed ─┘                        └→ AWS
//!         AWS ─(the same)─inspect→ Situation ┬─diagnose→ Finding → report
//!         clients' way ─(probe)→ Probing ────┘
//!
//! two Desired, or two Observed ─difference→ Difference → report
//! Config, Desired, Observed ─lints→ Remark → report;  Plan ─gates→ Refusal → report, and no apply
//! ```
//!
//! Dependencies point one way: `main → commands → report → apply, observe, inspect → diagnose →
//! gates, lints → plan → desired, observed → config`, and `aws → cloud → desired, observed`.
//! `config`, `desired`, `observed`, `plan`, `difference`, `gates`, `lints`, `diagnose`, `iam` and
//! `scaffold` know no async, SDK, clock or printing. Beside them stands `apply → lease → cloud`:
//! a run holds the lease of its environment, so that two never interleave; and `forensics → inspect,
//! logs, diagnose`: what there is to find out about a run that failed. [`iam`] knows what each
//! of them calls, and what permission that takes. [`bundle`] reads and packs what versions are made
//! of, [`extensions`] says what its configuration files set, [`release`] says what one environment hands
//! on to another, [`adopt`] describes one that runs, [`scaffold`] says what an application needs to be
//! served as the file asks, [`explain`] what an id in brackets stands for.
//!
//! What holds throughout:
//! 1. Planning decides, applying obeys: whatever `apply` needs is in the step.
//! 2. A plan is a value, deterministic and complete: every error that can be known is known when it
//!    is made.
//! 3. Unset is unmanaged: a key that the file leaves out keeps what AWS has. What another hand made
//!    is never removed.
//! 4. Elastic Beanstalk owns what its settings can express; the rest is an overlay, tagged as ours,
//!    and comes last.
//! 5. Every step is idempotent: an interrupted run is finished by running again.
//! 6. Steps stop at the first failure, and the outcome says what is done, what failed, and what was
//!    not begun.
//! 7. Success is proved by looking again.
//! 8. Logic emits events and returns values; `report` alone writes to a stream.
//! 9. No secret is shown or written anywhere.

pub mod adopt;
pub mod apply;
pub mod aws;
pub mod bundle;
pub mod cli;
pub mod cloud;
pub mod commands;
pub mod config;
pub mod desired;
pub mod diagnose;
pub mod difference;
pub mod error;
pub mod examine;
pub mod explain;
pub mod extensions;
pub mod forensics;
pub mod gates;
pub mod iam;
pub mod inspect;
pub mod lease;
pub mod lints;
pub mod logging;
pub mod logs;
pub mod observe;
pub mod observed;
pub mod plan;
pub mod probe;
pub mod release;
pub mod report;
pub mod saved;
pub mod scaffold;
mod waves;
