//! What a `WHERE` says.

use foreshock_event::{AsOf, Feed, Field};
use foreshock_watch::{Near, NumericField, Pattern, Selection, Shape};
use geo::Haversine;

use crate::{
    calendar::days_before,
    sql::{Dialect, NotInSql},
};

/// Conditions in the words of one engine.
pub(super) struct Conditions {
    pub dialect: Dialect,
}

impl Conditions {
    /// That a version was known at `as_of`.
    ///
    /// A lag says that the end of a day some days after the event lies no later than the
    /// view, which is so if that day is no later than the last whole day of the view; so no
    /// timezone is needed.
    pub(super) fn known(&self, as_of: &AsOf, feed: &Feed) -> String {
        let instant = as_of.instant().as_microsecond();
        let until = |column: &str| format!("{} <= {instant}", self.microseconds(column));
        let published = until("published_at");
        let ingested = until("ingested_at");
        let otherwise = match feed.lag {
            None => ingested,
            Some(lag) => {
                let day = days_before(as_of.last_whole_day(), lag.in_days());
                format!(
                    "((\"edition\" = 1 AND \"ended_on\" <= DATE '{day}') OR ((\"edition\" IS NULL OR \"edition\" <> 1) AND {ingested}))"
                )
            }
        };
        format!(
            "((\"published_at\" IS NOT NULL AND {published}) OR (\"published_at\" IS NULL AND {otherwise}))"
        )
    }

    /// An instant as microseconds since 1970.
    pub(super) fn microseconds(&self, column: &str) -> String {
        match self.dialect {
            Dialect::DuckDb => format!("epoch_us(\"{column}\")"),
            Dialect::Polars | Dialect::DataFusion => format!("CAST(\"{column}\" AS BIGINT)"),
        }
    }

    /// That an event is dated to the day, or lasts for less than so many days.
    pub(super) fn dated_closely(&self, days: f64) -> String {
        let length = match self.dialect {
            Dialect::DuckDb => "(\"ended_on\" - \"began_on\")",
            Dialect::Polars | Dialect::DataFusion => {
                "(CAST(\"ended_on\" AS INTEGER) - CAST(\"began_on\" AS INTEGER))"
            }
        };
        format!(
            "(\"date_precision\" IS NULL OR \"date_precision\" NOT IN ('month', 'quarter', 'year') OR {length} < {days:?})"
        )
    }

    /// Everything that a selection asks for of the records of `source`.
    pub(super) fn selection(
        &self,
        source: &str,
        selection: &Selection,
    ) -> Result<Vec<String>, NotInSql> {
        let mut all = Vec::new();
        for (field, patterns) in &selection.texts {
            all.push(match column(*field) {
                Some(column) => self.any(column, patterns),
                None => patterns
                    .iter()
                    .any(|pattern| pattern.fits(source))
                    .to_string(),
            });
        }
        for (field, range) in &selection.ranges {
            let column = numeric(*field);
            all.push(format!("{column} IS NOT NULL"));
            if range.min.is_finite() {
                all.push(format!("{column} >= {:?}", range.min));
            }
            if range.max.is_finite() {
                all.push(format!("{column} <= {:?}", range.max));
            }
        }
        if !selection.description.is_empty() {
            all.push(self.any("text", &selection.description));
        }
        if let Some(near) = &selection.near {
            all.push(distance(near)?);
        }
        if all.is_empty() {
            all.push("true".to_owned());
        }
        Ok(all)
    }

    /// That a text fits one of the patterns.
    fn any(&self, column: &str, patterns: &[Pattern]) -> String {
        let fits: Vec<String> = patterns
            .iter()
            .map(|pattern| self.fits(column, pattern))
            .collect();
        format!("({})", fits.join(" OR "))
    }

    fn fits(&self, column: &str, pattern: &Pattern) -> String {
        let value = format!("LOWER(\"{column}\")");
        let lower = pattern.written().to_lowercase();
        let parts: Vec<&str> = lower.split('*').collect();
        match parts[..] {
            [only] => format!("{value} = {}", text(only)),
            [first, ""] if !first.is_empty() => format!("STARTS_WITH({value}, {})", text(first)),
            ["", last] if !last.is_empty() => format!("ENDS_WITH({value}, {})", text(last)),
            _ if parts.iter().all(|part| part.is_empty()) => format!("\"{column}\" IS NOT NULL"),
            _ => {
                let parts: Vec<String> = parts.iter().map(|part| literally(part)).collect();
                let expression = text(&format!("(?s)^{}$", parts.join(".*")));
                match self.dialect {
                    Dialect::DuckDb => format!("regexp_matches({value}, {expression})"),
                    Dialect::Polars | Dialect::DataFusion => {
                        format!("REGEXP_LIKE({value}, {expression})")
                    }
                }
            }
        }
    }
}

/// That a place lies within reach of a point, along the globe.
fn distance(near: &Near) -> Result<String, NotInSql> {
    let Shape::Point([lat, lon]) = near.shape else {
        return Err(NotInSql::NearLine);
    };
    let radius = Haversine.radius();
    let metres = near.km * 1000.0;
    Ok(format!(
        "(\"lat\" IS NOT NULL AND \"lon\" IS NOT NULL AND 2.0 * {radius:?} * ASIN(SQRT(LEAST(1.0, POWER(SIN(RADIANS(\"lat\" - {lat:?}) / 2.0), 2) + COS(RADIANS({lat:?})) * COS(RADIANS(\"lat\")) * POWER(SIN(RADIANS(\"lon\" - {lon:?}) / 2.0), 2)))) <= {metres:?})"
    ))
}

/// The column of a text field; `None` for the watch's own name of the source.
fn column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Feed => return None,
        Field::Publisher => "publisher",
        Field::Category => "category",
        Field::Source => "source",
        Field::Target => "target",
        Field::Country => "country",
        Field::Adm1 => "adm1",
        Field::Place => "place",
        Field::Cameo => "cameo",
        Field::Plover => "plover",
    })
}

/// The column of a numeric field.
pub(super) fn numeric(field: NumericField) -> &'static str {
    match field {
        NumericField::Count => "\"count\"",
        NumericField::Intensity => "\"intensity\"",
        NumericField::Fatalities => "\"fatalities_best\"",
        NumericField::Quad => "\"quad\"",
    }
}

/// A text as SQL writes it.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A text as a regular expression that fits it and nothing else.
fn literally(part: &str) -> String {
    let mut expression = String::with_capacity(part.len());
    for sign in part.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(sign) {
            expression.push('\\');
        }
        expression.push(sign);
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_say_what_they_fit() {
        let said = |pattern: &str| {
            let conditions = Conditions {
                dialect: Dialect::DuckDb,
            };
            conditions.fits("category", &Pattern::new(pattern))
        };
        assert_eq!(said("Shelling"), "LOWER(\"category\") = 'shelling'");
        assert_eq!(said("O'Brien"), "LOWER(\"category\") = 'o''brien'");
        assert_eq!(said("19*"), "STARTS_WITH(LOWER(\"category\"), '19')");
        assert_eq!(said("*x"), "ENDS_WITH(LOWER(\"category\"), 'x')");
        assert_eq!(said("*"), "\"category\" IS NOT NULL");
        assert_eq!(
            said("a.*b*"),
            r#"regexp_matches(LOWER("category"), '(?s)^a\..*b.*$')"#
        );
    }

    #[test]
    fn a_line_is_refused_and_a_point_is_measured() {
        let near = |shape| Near { shape, km: 50.0 };
        let line = near(Shape::Line(vec![[37.0, 127.0], [38.0, 127.0]]));
        assert_eq!(distance(&line), Err(NotInSql::NearLine));
        let point = distance(&near(Shape::Point([38.0, -127.5]))).expect("a point");
        assert!(point.contains("<= 50000.0"), "{point}");
        assert!(point.contains("6371008.8"), "{point}");
    }
}
