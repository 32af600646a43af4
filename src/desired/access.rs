//! As whom AWS is asked, and where.

use std::fmt;

/// What a file says of the caller and the region. What it leaves out is as the AWS SDK's own chain
/// has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// The region, such as `eu-west-1`.
    pub region: Option<String>,
    /// The AWS profile.
    pub profile: Option<String>,
    /// The ARN of a role to take on.
    pub role: Option<String>,
}

/// `profile shop, role arn:aws:iam::123456789012:role/deploy`; nothing where the file says nothing.
impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [("profile", &self.profile), ("role", &self.role)];
        let named = named.into_iter().filter_map(|(kind, name)| Some((kind, name.as_ref()?)));
        let words: Vec<_> = named.map(|(kind, name)| format!("{kind} {name}")).collect();
        f.write_str(&words.join(", "))
    }
}
