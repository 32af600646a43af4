//! What a file asks for, and AWS as it is does not have or allow.

use super::Fault;

faults! {
    OTHER_APPLICATION = "other-application" {
        says: "An environment of this name belongs to the file's application, if there is one.",
        why: "Names of environments are unique in a region, and one of another application is not the file's to change.",
        cure: "name another environment, or that application",
    }
    WORKER = "worker-environment" {
        says: "An environment that is there serves the web.",
        why: "A worker takes messages from a queue: there is no load balancer, no domain name and no redirect that a file could speak of.",
        cure: "name another environment: ebdeploy looks after those that serve the web",
    }
    CNAME_TAKEN = "cname-taken" {
        says: "The domain name that a new environment asks for is free.",
        why: "Domain names under elasticbeanstalk.com are unique in a region, among all accounts.",
        cure: "choose another `cname`",
    }
    CREATE_ONLY = "create-only" {
        says: "What is given only on creation is as the environment has it: its `cname`, the type of its load balancer, and some options.",
        why: "AWS cannot change it in place, and ebdeploy never replaces an environment by itself.",
        cure: "it can be given only on creation: make a new environment beside this one, and swap their domain names",
    }
    NO_PLATFORM = "no-platform" {
        says: "A new environment has a `platform`.",
        why: "AWS creates none without, and there is no default.",
        cure: "for example `platform = \"Python 3.13 running on 64bit Amazon Linux 2023\"`",
    }
    PLATFORM_UNKNOWN = "platform-unknown" {
        says: "`platform` is a branch that the region has.",
        why: "Branches come and go, and not all regions have all of them.",
        cure: "name a branch that `aws elasticbeanstalk list-platform-branches` lists",
    }
    PLATFORM_VERSION_NONE = "platform-version-none" {
        says: "The branch has a version within `platform-version`.",
        why: "AWS retires versions, and a range may be too narrow.",
        cure: "widen the range",
    }
    CERTIFICATE_MISSING = "certificate-missing" {
        says: "ACM has, in the environment's region, the certificate of that ARN, or one that covers the domain.",
        why: "A wildcard covers one label: `*.example.com` neither `example.com` nor `a.b.example.com`.",
        cure: "request or import one in ACM, in the environment's region",
    }
    CERTIFICATE_UNUSABLE = "certificate-unusable" {
        says: "The certificate is issued, and has not ended.",
        why: "A load balancer takes no other, and clients would refuse it.",
        cure: "have it issued in ACM, or request a new one",
    }
    FOREIGN_LISTENER = "foreign-listener" {
        says: "Port 443 of the load balancer is free, or its listener is Elastic Beanstalk's own.",
        why: "The listener that Elastic Beanstalk would make collides with one that was made by hand, and the whole update fails.",
        cure: "hand it over: delete it (`aws elbv2 delete-listener --listener-arn …`) at a quiet time, and apply at once; \
               Elastic Beanstalk then makes its own",
    }
    LISTENER_GONE = "listener-gone" {
        says: "A listener that Elastic Beanstalk's settings have is there.",
        why: "Elastic Beanstalk makes a listener when its options change, and does not notice that somebody deleted it.",
        cure: "Elastic Beanstalk will not make it anew by itself: rebuild the environment, or take the listener's options \
               away (`aws:elbv2:listener:443`) and apply again",
    }
    NO_LOAD_BALANCER = "no-load-balancer" {
        says: "`[https]` and `[health-check]` are about an environment with a load balancer.",
        why: "A single instance has neither listeners nor target groups.",
        cure: "remove the table, or make an environment with a load balancer",
    }
    LOAD_BALANCER_GONE = "load-balancer-gone" {
        says: "An environment has the load balancer that its settings speak of.",
        why: "Without it nothing of `[https]` and `[health-check]` can come true.",
        cure: "its creation failed, or somebody deleted the load balancer: rebuild or terminate the environment, and apply again",
    }
    REDIRECT_SHARED = "redirect-shared" {
        says: "The load balancer that is to redirect is the environment's own.",
        why: "A rule for every request of a shared one would meet other environments too.",
        cure: "make the redirect where the load balancer is made, and remove `redirect`",
    }
    REDIRECT_NO_ROOM = "redirect-no-room" {
        says: "There are numbers free before the rule that forwards plain HTTP.",
        why: "Rules are tried in the order of their numbers: a redirect after such a rule would never come about.",
        cure: "give that rule a higher number",
    }
    SUBNET_UNKNOWN = "subnet-unknown" {
        says: "Every subnet that is named is there, in this region.",
        why: "Elastic Beanstalk would fail half-way through.",
        cure: "check the id and the region",
    }
    SUBNET_OF_OTHER_VPC = "subnet-of-other-vpc" {
        says: "Every subnet is of the VPC that `vpc` names.",
        why: "Instances, load balancer and security groups stand in one VPC.",
        cure: "name subnets of the VPC that `vpc` names",
    }
    SUBNETS_OF_ONE_ZONE = "subnets-of-one-zone" {
        says: "Of the load balancer's subnets, no two are of the same zone.",
        why: "Elastic Load Balancing refuses it: `ELB cannot be attached to multiple subnets in the same AZ`.",
        cure: "a load balancer takes one subnet a zone: keep one",
    }
    VERSION_MISSING = "version-missing" {
        says: "The application has the version that `label` names.",
        why: "ebdeploy makes versions of a `bundle`, and deploys by `label` what is there.",
        cure: "create it first, or leave [version] label out and deploy by other means; AWS shows none to whoever lacks \
               the IAM permission `elasticbeanstalk:DescribeApplicationVersions`",
    }
    VERSION_FAILED = "version-failed" {
        says: "The version was processed by AWS.",
        why: "Elastic Beanstalk reads a bundle's configuration files before it deploys a version, and refuses one that is at fault.",
        cure: "its bundle is at fault: mend it, or remove the version",
    }
    SECRETS_UNSUPPORTED = "secrets-unsupported" {
        says: "The platform version is one whose instances fetch secrets.",
        why: "They do from versions of 26 March 2025 on, and find JSON keys in them from 13 January 2026 on (developer guide, \"Fetching secrets and parameters to Elastic Beanstalk environment variables\").",
        cure: "let `platform-version` ask for a newer one",
    }
    OPTIONS_CONFLICT = "options-conflict" {
        says: "Options do not contradict each other, nor what the environment has.",
        why: "AWS refuses some combinations; these are known of its validation and its developer guide.",
        cure: "change one of the options that are named",
    }
    AWS_REFUSES = "aws-refuses" {
        says: "AWS's own validation has nothing against the options.",
        why: "A plan asks for it (`ValidateConfigurationSettings`), since it knows what nobody else does, such as the types of instances in a region.",
        cure: "mend the option that AWS names",
    }
    GROUP_HELD = "security-group-held" {
        says: "No security group of another hand refers to one of an environment that is to be destroyed.",
        why: "AWS could not delete the group, and gives the termination up half-way (developer guide, \"Terminate an Elastic Beanstalk environment\").",
        cure: "take these rules out of the other security group first",
    }
    APPLICATION_IN_USE = "application-in-use" {
        says: "An application that is to go with its environment has no other environments.",
        why: "They would go with it.",
        cure: "destroy these first, or leave `--with-application` out",
    }
}
