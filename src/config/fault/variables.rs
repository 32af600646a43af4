//! Values of variables and options, and where they are kept.

use super::Fault;

faults! {
    VARIABLE_NAME = "variable-name" {
        says: "A variable's name is made of letters, digits and `_ . : / + \\ - @`.",
        why: "So says the developer guide of Elastic Beanstalk, \"Environment properties\".",
        cure: "use letters, digits and _ . : / + \\ - @",
    }
    NOT_A_TEXT = "not-a-text" {
        says: "A variable is a text, or says where its text is kept; a tag is a text.",
        why: "Neither can be a list, and a tag can be read by everybody, so that no secret belongs there.",
        cure: "write it in quotes",
    }
    EMPTY_REFERENCE = "empty-reference" {
        says: "`env` names a variable, and `file` a file.",
        why: "There is nothing to read the value from.",
        cure: "name the variable or the file that holds the value",
    }
    VARIABLE_UNSET = "variable-unset" {
        says: "A variable that `{ env = \"NAME\" }` speaks of is set where ebdeploy runs.",
        why: "To go on with an empty value would take the application its secret. `validate` does not ask for it.",
        cure: "export it, or hand it to the CI job as a secret",
    }
    VALUE_FILE = "value-file" {
        says: "A file that `{ file = \"PATH\" }` speaks of is there, and is a text of bearable size: 4096 bytes for a variable, 64 KiB for an option.",
        why: "All variables of an environment have 4096 bytes together (developer guide, \"Environment properties\").",
        cure: "a path is taken from the folder of the file that says it",
    }
    SECRET_ARN = "secret-arn" {
        says: "`{ secret = \"ARN\" }` names a secret of Secrets Manager, or one of its JSON keys, or a parameter of Systems Manager.",
        why: "Instances fetch these and no others (developer guide, \"Fetching secrets and parameters to Elastic Beanstalk environment variables\").",
        cure: "write the ARN of a secret or parameter, and never the secret itself",
    }
    SECRET_REGION = "secret-region" {
        says: "A secret that instances fetch is kept in their own region.",
        why: "That they ask no other one is assumed: AWS documents no example of it.",
        cure: "keep a copy in the environment's region, and name that one",
    }
    SECRET_OUTSIDE_VARIABLES = "secret-outside-variables" {
        says: "Only a variable can be a secret that instances fetch.",
        why: "Elastic Beanstalk has no such thing for its options.",
        cure: "move it to [variables], or hand the value over: { env = \"NAME\" } or { file = \"PATH\" }",
    }
    VARIABLES_TOO_LARGE = "variables-too-large" {
        says: "All variables of an environment have at most 4096 bytes together, as `NAME=value,…`; those count as well that the file does not name.",
        why: "So says the developer guide of Elastic Beanstalk, \"Environment properties\". That secrets which instances fetch do not count is assumed.",
        cure: "move large values to Secrets Manager or Parameter Store: `NAME = { secret = \"ARN\" }` takes none of this room",
    }
    UNKNOWN_OPTION = "unknown-option" {
        says: "An option is one that Elastic Beanstalk has.",
        why: "AWS would refuse the whole update for it, and later. ebdeploy knows the options of the developer guide, \"Configuration options\", and what the API says of them.",
        cure: "copy its namespace and name from the Elastic Beanstalk developer guide, \"Configuration options\"",
    }
    OPTION_VALUE = "option-value" {
        says: "An option's value is one that it may have.",
        why: "AWS would refuse the whole update for it. The values are those of the developer guide, \"Configuration options\", and of the API's own answers.",
        cure: "write a value that it may have, or remove the line",
    }
    DECLARED_TWICE = "declared-twice" {
        says: "An option or a variable gets its value in one place.",
        why: "Of two values one would be lost, and nobody could say which.",
        cure: "keep one of them",
    }
    ACTION_WITHOUT_NAME = "action-without-name" {
        says: "A scheduled action has a name.",
        why: "An environment has several, which are told apart by it.",
        cure: "write [options.\"NAME.aws:autoscaling:scheduledaction\"]",
    }
}
