//! Labels, bundles, and what each deployment policy has.

use super::Fault;

faults! {
    VERSION_LABEL = "version-label" {
        says: "A version's label has 1 to 100 characters.",
        why: "So says the API reference of Elastic Beanstalk, `CreateApplicationVersion`.",
        cure: "use the label of an existing version",
    }
    LABEL_AND_BUNDLE = "label-and-bundle" {
        says: "A version is named by its `label`, or made of a `bundle`, and not both.",
        why: "What is made of a bundle gets a label that follows from what is in it, so that the same is never uploaded twice.",
        cure: "remove one of them",
    }
    KEEP_VERSIONS = "keep-versions" {
        says: "`keep-versions` is from 1 to 1000.",
        why: "The version that runs stays in any case, and an account has 1000 versions by default (AWS General Reference, \"Elastic Beanstalk endpoints and quotas\").",
        cure: "write how many of the newest are to stay, such as 20",
    }
    BUNDLE_PLACE = "bundle-place" {
        says: "A bundle in S3 is named by its bucket and its key.",
        why: "A bucket as a whole, or a folder in it, is nothing that could be deployed.",
        cure: "write it as `s3://BUCKET/KEY`",
    }
    LABEL_PREFIX = "label-prefix" {
        says: "`label-prefix` has at most 84 characters, none of them `/`.",
        why: "A label has 100, of which 16 tell what is in the bundle, and it is part of a key in S3.",
        cure: "use at most 84 characters, without `/`",
    }
    BATCH = "batch" {
        says: "`batch` is a percentage from 1% to 100%, or a number of instances from 1 to 10000.",
        why: "These are the values of Elastic Beanstalk's option `BatchSize`.",
        cure: "write a percentage such as `30%`, or a count such as `2`",
    }
    TRAFFIC_SHARE = "traffic-share" {
        says: "`traffic` is a percentage.",
        why: "It is the share of the requests that a new version gets while it is evaluated.",
        cure: "write a percentage such as `15%`",
    }
    WHOLE_MINUTES = "whole-minutes" {
        says: "`evaluation` is so many whole minutes.",
        why: "Elastic Beanstalk counts them in minutes (option `EvaluationTime`).",
        cure: "write minutes or hours, such as `10m`",
    }
    NOT_OF_POLICY = "not-of-policy" {
        says: "`batch` goes with a rolling deployment policy, `traffic` and `evaluation` with `traffic-splitting`.",
        why: "Other policies do not look at them (developer guide, \"Deployment policies and settings\").",
        cure: "remove it, or use a policy that has it",
    }
    TRAFFIC_SPLITTING = "traffic-splitting" {
        says: "`traffic-splitting` takes an application load balancer and enhanced health reporting.",
        why: "No other load balancer can send a share of the requests elsewhere (developer guide, \"Deployment policies and settings\").",
        cure: "use the policy `immutable`, or an application load balancer",
    }
    NO_BUNDLE = "no-bundle" {
        says: "`ebdeploy bundle` is about a file that names a bundle.",
        why: "There is nothing to pack or to look into.",
        cure: "write `bundle = \"FOLDER\"` under [version]",
    }
    BUNDLE_IN_S3 = "bundle-in-s3" {
        says: "`ebdeploy bundle` is about a folder or an archive on this machine.",
        why: "What is in S3 is somebody else's work already, and is deployed as it is.",
        cure: "name the folder that it is made of, or look into it by `aws s3 cp`",
    }
    BUNDLE_NOT_READ = "bundle-not-read" {
        says: "A bundle is there, can be read and packed, and has at most 500 MB.",
        why: "Elastic Beanstalk takes nothing larger (developer guide, \"Create an application source bundle\").",
        cure: "name a folder, a `.zip`, `.war` or `.jar`, or an object in S3, that is there and can be read; a path is taken from the folder of the file that says it",
    }
}
