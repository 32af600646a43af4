//! Lints: each speaks where it should, is silent where it should, and can be silenced with a
//! reason; where that is in vain, that is told.

mod binary;
mod bundle;
mod cloud;
mod file;

use ebdeploy::lints::{IN_VAIN, Remark, remarks};
use ebdeploy::observed::Observed;

use crate::support::desired;

/// Files of which a lint speaks, and of which it does not.
struct Cases<'a> {
    id: &'a str,
    observed: Option<Observed>,
}

impl Cases<'_> {
    fn told(&self, text: &str) -> Vec<Remark> {
        let all = remarks(&desired(text), self.observed.as_ref());
        all.into_iter().filter(|remark| remark.id == self.id || remark.id == IN_VAIN).collect()
    }

    fn silenced(&self, text: &str) -> Vec<Remark> {
        self.told(&format!("{text}\n[lints]\n{} = {{ allow = \"it is a test\" }}\n", self.id))
    }

    /// It speaks of the file at this key, and can be silenced.
    fn speaks(&self, text: &str, path: &str) -> &Self {
        let told = self.told(text);
        let paths: Vec<_> = told.iter().map(|remark| remark.path.as_str()).collect();
        assert_eq!(paths, [path], "{} speaks of {text}", self.id);
        assert_eq!(told[0].id, self.id);
        assert_eq!(self.silenced(text), [], "{} is silenced in {text}", self.id);
        self
    }

    /// It does not speak of the file, and there silencing it is in vain.
    fn is_silent(&self, text: &str) -> &Self {
        assert_eq!(self.told(text), [], "{} is silent of {text}", self.id);
        let told = self.silenced(text);
        let ids: Vec<_> = told.iter().map(|remark| (remark.id, remark.path.as_str())).collect();
        assert_eq!(ids, [(IN_VAIN, format!("lints.{}", self.id).as_str())], "in vain in {text}");
        self
    }

    /// Nothing can be told of the file, not even that silencing is in vain.
    fn cannot_tell(&self, text: &str) -> &Self {
        assert_eq!((self.told(text), self.silenced(text)), (vec![], vec![]), "{}: {text}", self.id);
        self
    }
}

/// Of the file and what AWS has.
fn online(id: &str, observed: Observed) -> Cases<'_> {
    Cases { id, observed: Some(observed) }
}

/// Of the file alone.
fn offline(id: &str) -> Cases<'_> {
    Cases { id, observed: None }
}
