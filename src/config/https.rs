//! `[https]`

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// HTTPS: the certificate on port 443 and the redirect from port 80.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Https {
    /// A domain, for the best issued certificate that covers it, or the ARN of an ACM certificate.
    #[serde(default)]
    pub certificate: Option<String>,
    /// The load balancer's TLS policy.
    #[serde(default = "default_policy")]
    pub policy: String,
    /// Whether port 80 redirects to HTTPS. Left out: it does, wherever the load balancer can.
    #[serde(default)]
    pub redirect: Option<Redirect>,
}

impl Https {
    /// The TLS policy of a listener when the file names none: TLS 1.2 and 1.3, in every region.
    pub const DEFAULT_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";
}

/// Whether a rule of an application load balancer takes this as a path pattern.
///
/// Source: Elastic Load Balancing user guide, "Quotas": 128 characters, five wildcards.
pub fn is_path_pattern(text: &str) -> bool {
    let wildcards = text.chars().filter(|c| matches!(c, '*' | '?')).count();
    text.starts_with('/') && text.len() <= 128 && wildcards <= 5
}

fn default_policy() -> String {
    Https::DEFAULT_POLICY.to_owned()
}

/// The redirect from HTTP to HTTPS: `true`, `false`, or `{ status = 301, except = ["/health"] }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// A redirect that ebdeploy made is taken away.
    Off,
    /// Every path but the exempt ones is redirected.
    On {
        /// 301 or 302.
        status: StatusCode,
        /// Path patterns that are served over HTTP; when left out, the health check's path.
        except: Option<Vec<String>>,
    },
}

/// What an application load balancer can redirect with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum StatusCode {
    /// 301, moved permanently.
    #[default]
    Permanent,
    /// 302, found.
    Temporary,
}

impl StatusCode {
    /// The number on the wire.
    pub fn number(self) -> u16 {
        match self {
            Self::Permanent => 301,
            Self::Temporary => 302,
        }
    }
}

impl<'de> Deserialize<'de> for StatusCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u16::deserialize(deserializer)? {
            301 => Ok(Self::Permanent),
            302 => Ok(Self::Temporary),
            other => Err(de::Error::custom(format!(
                "a load balancer redirects with 301 or 302, not with {other}: write `301`, which clients remember, or `302`"
            ))),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RedirectTable {
    #[serde(default)]
    status: StatusCode,
    #[serde(default)]
    except: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for Redirect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RedirectVisitor)
    }
}

/// As it is written in the file.
impl Serialize for Redirect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self::On { status, except } = self else { return serializer.serialize_bool(false) };
        let mut table = serializer.serialize_struct("Redirect", 2)?;
        table.serialize_field("status", &status.number())?;
        match except {
            Some(except) => table.serialize_field("except", except)?,
            None => table.skip_field("except")?,
        }
        table.end()
    }
}

struct RedirectVisitor;

impl<'de> Visitor<'de> for RedirectVisitor {
    type Value = Redirect;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`true`, `false` or a table such as { status = 301, except = [\"/health\"] }")
    }

    fn visit_bool<E: de::Error>(self, on: bool) -> Result<Redirect, E> {
        Ok(if on {
            Redirect::On { status: StatusCode::default(), except: None }
        } else {
            Redirect::Off
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Redirect, A::Error> {
        let RedirectTable { status, except } =
            RedirectTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Redirect::On { status, except })
    }
}

impl JsonSchema for Redirect {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Redirect".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The redirect from HTTP to HTTPS.",
            "oneOf": [
                { "type": "boolean" },
                {
                    "type": "object",
                    "properties": {
                        "status": { "enum": [301, 302], "default": 301 },
                        "except": {
                            "description": "Path patterns that are served over HTTP; when left out, the health check's path.",
                            "type": "array",
                            "items": { "type": "string" }
                        }
                    },
                    "additionalProperties": false
                }
            ]
        })
    }
}
