//! Classes of counts, as they are called in the column `output_type_id`.

use std::fmt;

use crate::tables::Field;

/// Counts from one number to another, both included, or without an upper end:
/// "0", "1-2", "1001+".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    from: u64,
    to: Option<u64>,
}

impl Class {
    /// The class from one count to another.
    pub(crate) fn between(from: u64, to: Option<u64>) -> Self {
        Self { from, to }
    }

    /// The class that a field names.
    pub(crate) fn of(field: Field<'_>) -> Option<Self> {
        match field {
            Field::Whole(whole) => {
                let count = u64::try_from(whole).ok()?;
                Some(Self::between(count, Some(count)))
            }
            Field::Text(text) => Self::named(text),
            Field::Number(_) | Field::Missing => None,
        }
    }

    fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(from) = text.strip_suffix('+') {
            return Some(Self::between(from.parse().ok()?, None));
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then(|| Self::between(from, Some(to)))
    }

    /// Whether it holds a count. A value with a fraction belongs to the count
    /// below it.
    pub(crate) fn holds(&self, value: f64) -> bool {
        let count = value.floor();
        count >= self.from as f64 && self.to.is_none_or(|to| count <= to as f64)
    }

    /// Whether some count belongs to both classes; `self` begins no later.
    pub(crate) fn overlaps(&self, later: &Self) -> bool {
        self.to.is_none_or(|to| to >= later.from)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            None => write!(out, "{}+", self.from),
            Some(to) if to == self.from => write!(out, "{to}"),
            Some(to) => write!(out, "{}-{to}", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_classes_go_together() {
        for name in ["0", "1-2", "1001+"] {
            let class = Class::named(name).expect("a class");
            assert_eq!(class.to_string(), name);
        }
        assert_eq!(Class::named("5-3"), None);
        assert_eq!(Class::named("many"), None);
        assert_eq!(Class::named("-1"), None);
        let few = Class::between(1, Some(2));
        assert!(few.holds(1.0) && few.holds(2.9) && !few.holds(3.0) && !few.holds(0.9));
        assert!(few.overlaps(&Class::between(2, None)) && !few.overlaps(&Class::between(3, None)));
    }
}
