//! Names, region, tags, as whom, and after which others.

use super::Fault;

faults! {
    APPLICATION_NAME = "application-name" {
        says: "An application's name has 1 to 100 characters, none of them `/`.",
        why: "So says the API reference of Elastic Beanstalk, `CreateApplication`.",
        cure: "use 1 to 100 characters, without `/`",
    }
    ENVIRONMENT_NAME = "environment-name" {
        says: "An environment's name has 4 to 40 letters, digits and hyphens, with no hyphen first or last.",
        why: "So says the API reference of Elastic Beanstalk, `CreateEnvironment`.",
        cure: "use 4 to 40 letters, digits and hyphens, with no hyphen first or last",
    }
    CNAME = "cname" {
        says: "`cname` is the first label of a domain name: 4 to 63 letters, digits and hyphens, with no hyphen first or last.",
        why: "AWS adds the rest, such as `.eu-west-1.elasticbeanstalk.com` (API reference, `CreateEnvironment`).",
        cure: "use 4 to 63 letters, digits and hyphens, with no hyphen first or last; AWS adds the rest",
    }
    REGION = "region" {
        says: "A region is named as AWS names it.",
        why: "Zones (`eu-west-1a`) and places (`Ireland`) are no regions, and have no endpoints.",
        cure: "write it as `eu-west-1`",
    }
    PLATFORM_VERSION_RANGE = "platform-version-range" {
        says: "`platform-version` is a version, or a range of versions.",
        why: "Ranges are read as Cargo reads them: `4.5` lets 4.6 in, and not 5.0.",
        cure: "write it as `>=4.5, <5` or `4.5.1`",
    }
    TAG_KEY = "tag-key" {
        says: "A tag's key has 1 to 128 characters.",
        why: "So says the developer guide of Elastic Beanstalk, \"Tagging environments\".",
        cure: "write a key of 1 to 128 characters",
    }
    TAG_RESERVED = "tag-reserved" {
        says: "`Name`, and keys that begin with `aws:` or `elasticbeanstalk:`, are no tags of a file.",
        why: "Elastic Beanstalk sets these itself (developer guide, \"Tagging environments\").",
        cure: "choose another key",
    }
    TAG_VALUE = "tag-value" {
        says: "A tag's value has at most 256 characters.",
        why: "So says the developer guide of Elastic Beanstalk, \"Tagging environments\".",
        cure: "shorten it",
    }
    TOO_MANY_TAGS = "too-many-tags" {
        says: "An environment has at most 47 tags.",
        why: "AWS allows 50, and three of them are Elastic Beanstalk's own (developer guide, \"Tagging environments\").",
        cure: "keep at most 47",
    }
    ROLE_ARN = "role-arn" {
        says: "`assume-role` is the ARN of an IAM role.",
        why: "A role of another account has no other name.",
        cure: "write it as `arn:aws:iam::123456789012:role/NAME`",
    }
    LONGER_THAN_TIMEOUT = "longer-than-timeout" {
        says: "What a run waits for within itself is shorter than the run's `timeout`.",
        why: "Else the deadline would always come first.",
        cure: "shorten it, or lengthen [apply] timeout",
    }
    DEPENDS_ON_CIRCLE = "depends-on-circle" {
        says: "An environment does not wait for itself, by whatever detour.",
        why: "None of those in the circle could be the first.",
        cure: "remove one of them from `depends-on`",
    }
    SAME_ENVIRONMENT = "same-environment" {
        says: "Of the files of one call, no two are about the same environment.",
        why: "Each would undo what the other asks for.",
        cure: "leave one of the files out of this call",
    }
}
