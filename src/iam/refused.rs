//! Which permission a refused call lacks.

use regex_lite::Regex;

use super::table;

/// A call that AWS did not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The actions, one of which was not allowed.
    pub actions: Vec<String>,
    /// A policy says no to it, rather than none saying yes.
    pub denied: bool,
}

/// What a call lacks that AWS refused with this message: the action that AWS names, or, where it
/// names none, those that the operation takes.
///
/// Source of the words: IAM user guide, "Troubleshoot access denied error messages".
pub fn refused(operation: &str, message: &str) -> Refused {
    let denied = message.contains("with an explicit deny");
    let named = Regex::new(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)").ok();
    let named = named.and_then(|named| Some(named.captures(message)?[1].to_owned()));
    if let Some(action) = named {
        return Refused { actions: vec![action], denied };
    }
    let mut actions: Vec<_> =
        table::grants(operation).map(|grant| grant.action.to_owned()).collect();
    actions.dedup();
    if actions.is_empty() {
        actions.push(operation.to_owned());
    }
    Refused { actions, denied }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_that_aws_names_is_the_one() {
        let message = "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/ann is not \
                       authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:eu-west-1:123456789012:security-group-rule/* \
                       because no identity-based policy allows the ec2:CreateTags action. Encoded authorization failure message: x";
        let lacks = refused("ec2:AuthorizeSecurityGroupIngress", message);
        assert_eq!(lacks, Refused { actions: vec!["ec2:CreateTags".into()], denied: false });
    }

    #[test]
    fn without_a_name_it_is_one_of_those_that_the_operation_takes() {
        let lacks = refused("s3:DeleteObject", "Access Denied");
        assert_eq!(lacks.actions, ["s3:DeleteObject", "s3:GetObject"]);
        let tags = refused("elasticbeanstalk:UpdateTagsForResource", "Insufficient privileges");
        assert_eq!(tags.actions, ["elasticbeanstalk:AddTags", "elasticbeanstalk:RemoveTags"]);
    }

    #[test]
    fn a_policy_that_says_no_is_another_matter() {
        let message = "User: arn is not authorized to perform: s3:PutObject on resource: \"arn\" with an explicit deny in an \
                       identity-based policy";
        assert!(refused("s3:PutObject", message).denied);
    }
}
