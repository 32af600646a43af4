//! What a plan would change after all is left out.

use toml::Value;

use super::draft::Entry;
use super::{Draft, options};
use crate::observed::Environment;
use crate::plan::{Plan, Problem, Step};

impl Draft {
    /// Takes out of the file what this plan would change. Says whether anything was taken out:
    /// what cannot be, stays to be changed.
    /// What a table of its own cannot say of `environment` stands under `[options]` then.
    pub fn leave(&mut self, plan: &Plan, environment: &Environment) -> bool {
        let mut left = false;
        for step in &plan.steps {
            left |= self.leave_step(step);
        }
        options::describe(environment, self);
        left
    }

    /// Takes out of the file what cannot be planned.
    pub fn leave_problems(&mut self, problems: &[Problem], environment: &Environment) -> bool {
        let mut left = false;
        for Problem { path, message, .. } in problems {
            left |= self.leave_key(path, message);
        }
        options::describe(environment, self);
        left
    }

    fn leave_step(&mut self, step: &Step) -> bool {
        match step {
            Step::UpdateSettings { edits, removals: _, environment: _ } => {
                let mut left = false;
                for edit in edits {
                    let path = &edit.property.path;
                    left |= self.leave_key(path, "the file has no words for what it is");
                }
                left
            }
            Step::RedirectToHttps { .. } => self.without_redirect(),
            Step::OpenHttpsPort { .. } => self.leave_key(
                "https",
                "port 443 of the load balancer is closed, and an apply of it would open that; \
                 until you want it, its options stand under [options]",
            ),
            Step::RestoreListener { .. } => self.leave_key(
                "https",
                "the listener on port 443 is not as Elastic Beanstalk's own settings say",
            ),
            Step::RestoreHealthCheck { .. } => self.leave_key(
                "health-check",
                "the target group is not as Elastic Beanstalk's own settings say",
            ),
            Step::UpdatePlatform { .. } => {
                self.leave_key("environment.platform", "AWS lists no such platform")
            }
            _ => false,
        }
    }

    /// Port 80 is left as it is.
    fn without_redirect(&mut self) -> bool {
        let Some(https) = self.tables.iter_mut().find(|table| table.names == ["https"]) else {
            return false;
        };
        let off = Value::Boolean(false);
        if https.entries.iter().any(|entry| entry.name == "redirect" && entry.value == off) {
            return false;
        }
        https.entries.retain(|entry| entry.name != "redirect");
        let remark = Some("port 80 does not redirect: take this line out, and it does".to_owned());
        https.entries.push(Entry { remark, ..Entry::new("redirect", off) });
        true
    }

    /// Takes a key away; where there is none, its table.
    fn leave_key(&mut self, path: &str, why: &str) -> bool {
        if self.arn_instead(path) {
            return true;
        }
        let table = path.split('.').next().unwrap_or_default();
        if self.remove(path) || self.remove_table(path) {
            self.leave_out(format!("`{path}`"), why);
            true
        } else if !["application", "environment", "options"].contains(&table)
            && self.remove_table(table)
        {
            self.leave_out(format!("[{table}]"), why);
            true
        } else {
            false
        }
    }

    /// A certificate that its domain does not lead to is named by its ARN.
    fn arn_instead(&mut self, path: &str) -> bool {
        if path != "https.certificate" {
            return false;
        }
        let Some(arn) = self.certificate.take() else { return false };
        let Some(entry) = self.entry(path) else { return false };
        let differs = entry.value.as_str() != Some(arn.as_str());
        entry.value = Value::from(arn);
        differs
    }
}
