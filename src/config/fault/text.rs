//! The file as such: bytes, TOML, keys and the form of their values.

use super::Fault;

faults! {
    NOT_UTF_8 = "not-utf-8" {
        says: "A file is text in UTF-8.",
        why: "TOML has no other encoding.",
        cure: "save the file as UTF-8",
    }
    TOML_SYNTAX = "toml-syntax" {
        says: "A file is TOML.",
        why: "What cannot be parsed could mean anything, so nothing of it is done.",
        cure: "write `[table]` on a line of its own and `key = value` below it, with texts in quotes: https://toml.io",
    }
    EXTENDS_NAME = "extends-name" {
        says: "`extends` names one other file.",
        why: "What several files share is one chain of files, so that it is certain which of them has the last word.",
        cure: "write it as `extends = \"base.toml\"`",
    }
    EXTENDS_UNREADABLE = "extends-unreadable" {
        says: "A file that is extended is there, and can be read.",
        why: "Without it, nobody knows what the environment should be.",
        cure: "a path is taken from the folder of the file that says it",
    }
    EXTENDS_CIRCLE = "extends-circle" {
        says: "A file does not extend itself, by whatever detour.",
        why: "There would be no file to begin with.",
        cure: "take `extends` out of one of them",
    }
    UNKNOWN_KEY = "unknown-key" {
        says: "Every key is one that its table has.",
        why: "A misspelt key would be a wish that nobody grants and nobody misses.",
        cure: "use a key that is expected here; an option of Elastic Beanstalk goes under [options]",
    }
    MISSING_KEY = "missing-key" {
        says: "Some keys cannot be left out: of every file the names of the application and the environment, of some tables what they are about.",
        why: "Nothing that is worth having could be assumed instead.",
        cure: "add it, or extend a file that has it; a file that is there to be extended is checked with those that extend it",
    }
    WRONG_TYPE = "wrong-type" {
        says: "A value is of the kind that its key has: a text, a number, `true` or `false`, a list, a table.",
        why: "A value of another kind is guessed at by nobody.",
        cure: "write a value of the kind that is expected",
    }
    UNKNOWN_WORD = "unknown-word" {
        says: "Some keys take one of a few words.",
        why: "Each of the words is a decision that ebdeploy knows how to carry out.",
        cure: "use one of these words",
    }
    VALUE_FORM = "value-form" {
        says: "Numbers, spans of time, days and times of day have a form and a range.",
        why: "A value that reads in two ways would be carried out in one of them.",
        cure: "write it in the form, and within the range, that is expected",
    }
    WRITTEN_TWICE = "written-twice" {
        says: "In a list, every item stands once.",
        why: "The second says nothing, and was probably meant to be another.",
        cure: "remove one of them",
    }
    EMPTY_TEXT = "empty-text" {
        says: "A text that names something is not empty.",
        why: "It names nothing. What is not to be said is left out.",
        cure: "remove it",
    }
    WITHOUT_EFFECT = "without-effect" {
        says: "A key that hangs on another one stands with it.",
        why: "Alone it would say nothing, and whoever wrote it meant something.",
        cure: "add the key that it hangs on, or remove it",
    }
}
