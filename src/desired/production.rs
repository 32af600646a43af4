//! Whether an environment is in production, as far as names can tell.

use std::collections::BTreeMap;

use super::Desired;

const WORDS: [&str; 4] = ["prod", "production", "prd", "live"];
/// The tags that tell what an environment is for.
const TAGS: [&str; 4] = ["env", "environment", "stage", "tier"];

impl Desired {
    /// The key of the file that says that the environment is in production: its name, or a tag.
    pub fn production(&self) -> Option<String> {
        let tags = self.tags().into_iter().filter_map(|(key, value)| Some((key, value?)));
        let of_name = says(self.environment()).then(|| "environment.name".to_owned());
        of_name.or_else(|| Some(format!("environment.tags.{}", tag(tags)?)))
    }

    /// Its name, or a tag, says that it is in production.
    pub fn is_production(&self) -> bool {
        self.production().is_some()
    }
}

/// The key of a tag that AWS has, and that says so.
pub fn production_tag(tags: &BTreeMap<String, String>) -> Option<&str> {
    tag(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

fn tag<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let mut tags = tags.into_iter();
    let told = |key: &str| TAGS.iter().any(|known| key.eq_ignore_ascii_case(known));
    tags.find(|(key, value)| told(key) && says(value)).map(|(key, _)| key)
}

/// One of its words is one of ours.
fn says(text: &str) -> bool {
    words(text).iter().any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// `shop-prod2` and `shopProd` have the word `prod`, `product` has not: words end at what is no
/// letter, and where a capital follows a small letter.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    for letter in text.chars() {
        let new = letter.is_uppercase() && word.ends_with(char::is_lowercase);
        if new || !letter.is_alphabetic() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(letter.is_alphabetic().then_some(letter));
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_and_a_part_of_one_does_not() {
        for name in ["shop-prod", "prod", "shopProd", "PROD-shop", "shop-prd-2", "prod2", "live-eu"]
        {
            assert!(says(name), "{name}");
        }
        for name in ["product", "shop-nonprod", "delivery", "alive", "shop-staging", ""] {
            assert!(!says(name), "{name}");
        }
    }

    #[test]
    fn a_tag_counts_where_its_key_tells_what_an_environment_is_for() {
        let tags = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
        assert_eq!(production_tag(&tags("Stage", "Production")), Some("Stage"));
        assert_eq!(production_tag(&tags("env", "eu-live")), Some("env"));
        assert_eq!(production_tag(&tags("team", "live-events")), None);
        assert_eq!(production_tag(&tags("env", "test")), None);
    }
}
