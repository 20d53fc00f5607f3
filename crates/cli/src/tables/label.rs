//! What a unit or a time is called.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::Field;

/// The name of a unit or a time: a whole number, or text such as a country code
/// or an ISO date. Numbers come in their order before texts in theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Label {
    Whole(i64),
    Text(Arc<str>),
}

impl Label {
    /// The label that a field holds; `None` where it is missing or a number
    /// with a fraction.
    pub(crate) fn of(field: Field<'_>) -> Option<Self> {
        match field {
            Field::Whole(whole) => Some(Self::Whole(whole)),
            // Tables that once held a gap keep their whole numbers as floats.
            Field::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Some(Self::Whole(number as i64))
            }
            Field::Text(text) => Some(Self::Text(text.into())),
            Field::Number(_) | Field::Missing => None,
        }
    }

    /// The label that someone typed.
    pub(crate) fn typed(text: &str) -> Option<Self> {
        Self::of(Field::of_text(text))
    }

    /// Whether a field holds this label, without making one.
    pub(crate) fn is(&self, field: Field<'_>) -> bool {
        match (self, field) {
            (Self::Whole(own), Field::Whole(other)) => *own == other,
            (Self::Text(own), Field::Text(other)) => **own == *other,
            (own, other) => Self::of(other).as_ref() == Some(own),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(out),
            Self::Text(text) => text.fmt(out),
        }
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(whole) => serializer.serialize_i64(*whole),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
