//! Fields that this version does not know: kept, so that an older server loses nothing of a newer client's
//! record, but capped and scrubbed, so that they are no way around the wall.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use scrub::Scrubbed;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits;

/// The unknown fields of one object, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra(BTreeMap<String, Value>);

/// A JSON value whose strings are scrubbed.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number below zero.
    Negative(i64),
    /// A whole number from zero.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// A string.
    Text(Scrubbed),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Map(BTreeMap<String, Self>),
}

impl Extra {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of one unknown field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Extra;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
                let mut budget = Budget { bytes: limits::EXTRA_BYTES, depth: limits::EXTRA_DEPTH };
                let mut fields = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    // The name is the visitor's side's choice too, so it passes the same wall.
                    let name = budget.take_text(&name)?;
                    if fields.len() == limits::EXTRA_FIELDS {
                        return Err(A::Error::custom("more unknown fields than this version keeps (16)"));
                    }
                    let value = map.next_value_seed(&mut budget)?;
                    fields.insert(String::from(name.as_str()), value);
                }
                Ok(Extra(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Negative(value) => serializer.serialize_i64(*value),
            Self::Whole(value) => serializer.serialize_u64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(value) => value.serialize(serializer),
            Self::List(values) => {
                let mut seq = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    seq.serialize_element(value)?;
                }
                seq.end()
            }
            Self::Map(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// What is left of the caps while one object's unknown fields are read.
struct Budget {
    bytes: usize,
    depth: usize,
}

impl Budget {
    fn take<E: serde::de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        // Every value costs at least one byte, or an array of a million nulls would be free.
        self.bytes = self
            .bytes
            .checked_sub(bytes.max(1))
            .ok_or_else(|| E::custom("unknown fields are longer than this version keeps (4 KiB)"))?;
        Ok(())
    }

    /// Scrubs a text and charges the longer of the two: a placeholder may be longer than what it stands for, and what
    /// is kept must be within the cap when it is read again.
    fn take_text<E: serde::de::Error>(&mut self, raw: &str) -> Result<Scrubbed, E> {
        self.take(raw.len())?;
        let text = scrub::scrub(raw).0;
        let growth = text.as_str().len().saturating_sub(raw.len());
        if growth > 0 {
            self.take(growth)?;
        }
        Ok(text)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Budget {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Budget {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.take(1)?;
        Ok(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.take(1)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.take(8)?;
        Ok(u64::try_from(value).map_or(Value::Negative(value), Value::Whole))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.take(8)?;
        Ok(Value::Whole(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.take(8)?;
        Ok(Value::Number(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.take_text(text).map(Value::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.depth =
            self.depth.checked_sub(1).ok_or_else(|| A::Error::custom("unknown fields nest too deep (4)"))?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(&mut *self)? {
            values.push(value);
        }
        self.depth += 1;
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.depth =
            self.depth.checked_sub(1).ok_or_else(|| A::Error::custom("unknown fields nest too deep (4)"))?;
        let mut fields = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let name = self.take_text(&name)?;
            let value = map.next_value_seed(&mut *self)?;
            fields.insert(String::from(name.as_str()), value);
        }
        self.depth += 1;
        Ok(Value::Map(fields))
    }
}
