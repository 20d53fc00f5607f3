//! The events that an indicator counts, as a part of a statement.

use std::fmt::Write;

use foreshock_event::{AsOf, Feed};
use foreshock_watch::{Indicator, Measure, Merge, Watch};

use crate::sql::{
    Dialect, NotInSql, Origin,
    conditions::{self, Conditions},
};

/// What is asked of each event.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    expression: fn(&Events<'_>) -> String,
    of: Whose,
}

/// Whose value it is where two records tell of one event.
#[derive(Clone, Copy)]
enum Whose {
    /// That of the preferred record, or of the other where it has none.
    Either,
    /// That of the preferred record.
    Preferred,
}

/// The day by which an event is put into a period.
pub(super) const DAY: Column = Column {
    name: "day",
    expression: |events| match events.indicator.measure {
        Measure::Level(_) => "\"ended_on\"".to_owned(),
        _ => "\"began_on\"".to_owned(),
    },
    of: Whose::Either,
};

/// What is measured of it.
pub(super) const VALUE: Column = Column {
    name: "value",
    expression: |events| match events.indicator.measure {
        Measure::Sum(field) | Measure::Mean(field) | Measure::Level(field) => {
            format!("CAST({} AS DOUBLE)", conditions::numeric(field))
        }
        Measure::Count | Measure::Share(_) => "CAST(1 AS DOUBLE)".to_owned(),
    },
    of: Whose::Either,
};

/// Its last day.
pub(super) const ENDED: Column = Column {
    name: "ended",
    expression: |_| "\"ended_on\"".to_owned(),
    of: Whose::Preferred,
};

/// When it was published, in microseconds since 1970.
pub(super) const PUBLISHED: Column = Column {
    name: "published",
    expression: |events| events.conditions.microseconds("published_at"),
    of: Whose::Preferred,
};

/// Where the events of an indicator lie, and which they are.
pub(super) struct Events<'a> {
    watch: &'a Watch,
    indicator: &'a Indicator,
    as_of: &'a AsOf,
    origins: &'a [Origin],
    feeds: Vec<Feed>,
    conditions: Conditions,
    /// Whether records of two sources are joined.
    joined: bool,
}

impl<'a> Events<'a> {
    /// The events that `indicator` counts.
    ///
    /// # Errors
    ///
    /// Where SQL cannot say which they are.
    pub(super) fn of(
        watch: &'a Watch,
        indicator: &'a Indicator,
        as_of: &'a AsOf,
        origins: &'a [Origin],
        dialect: Dialect,
    ) -> Result<Self, NotInSql> {
        let joined = match (indicator.merge, indicator.sources.len()) {
            (Merge::Disjoint, _) | (Merge::Within(_), ..2) => false,
            // Of two sources, the first of a day are one event, the second are, and so on.
            (Merge::Within(0), 2) => true,
            (Merge::Within(days), sources) => {
                return Err(NotInSql::JoinsSources { sources, days });
            }
        };
        Ok(Self {
            watch,
            indicator,
            as_of,
            origins,
            feeds: watch.feeds(),
            conditions: Conditions { dialect },
            joined,
        })
    }

    /// A query that gives `columns` of each event; with `timed` only of those that are dated
    /// closely enough for the periods of the indicator.
    pub(super) fn select(&self, columns: &[Column], timed: bool) -> Result<String, NotInSql> {
        let indicator = self.indicator;
        let closely = match timed && indicator.measure.counts() {
            true => self.conditions.dated_closely(indicator.period.days() * 1.5),
            false => "true".to_owned(),
        };
        let mut parts = Vec::new();
        for (source, side) in self
            .watch
            .sources_of(indicator)
            .zip(["a", "b"].into_iter().cycle())
        {
            let mut selected = self
                .conditions
                .selection(&source.id, &indicator.selection)?
                .join("\n    AND ");
            let named = |suffix: &str| {
                let named = columns.iter().map(|column| {
                    let expression = (column.expression)(self);
                    format!("{expression} AS \"{}{suffix}\"", column.name)
                });
                named.collect::<Vec<_>>().join(", ")
            };
            let columns = match self.joined {
                false => {
                    let _ = write!(selected, "\n    AND {closely}");
                    named("")
                }
                true => format!(
                    "\"began_on\" AS \"began_{side}\", {}, {closely} AS \"close_{side}\",\n    ROW_NUMBER() OVER (PARTITION BY \"began_on\" ORDER BY \"event_id\") AS \"place_{side}\"",
                    named(&format!("_{side}"))
                ),
            };
            parts.push(format!(
                "  SELECT {columns} FROM (\n{}\n  ) AS e\n  WHERE {selected}\n",
                self.current(&source.id)?
            ));
        }
        Ok(match (self.joined, &parts[..]) {
            (true, [first, second]) => {
                let either = columns.iter().map(|column| {
                    let name = column.name;
                    let (a, b) = (format!("a.\"{name}_a\""), format!("b.\"{name}_b\""));
                    match column.of {
                        Whose::Either => format!("COALESCE({a}, {b}) AS \"{name}\""),
                        Whose::Preferred => format!(
                            "CASE WHEN a.\"began_a\" IS NOT NULL THEN {a} ELSE {b} END AS \"{name}\""
                        ),
                    }
                });
                format!(
                    "  SELECT {}\n  FROM (\n{first}  ) AS a FULL JOIN (\n{second}  ) AS b ON a.\"began_a\" = b.\"began_b\" AND a.\"place_a\" = b.\"place_b\"\n  WHERE COALESCE(a.\"close_a\", b.\"close_b\")\n",
                    either.collect::<Vec<_>>().join(", ")
                )
            }
            _ => parts.join("  UNION ALL\n"),
        })
    }

    /// A query that gives the current version of each event of a source.
    pub(super) fn current(&self, source: &str) -> Result<String, NotInSql> {
        let feed = self.feeds.iter().find(|feed| *feed.id == *source);
        let origin = self.origins.iter().find(|origin| origin.source == source);
        let (Some(feed), Some(origin)) = (feed, origin) else {
            return Err(NotInSql::NothingOf(source.to_owned()));
        };
        Ok(format!(
            "    SELECT * FROM (\n      SELECT *, ROW_NUMBER() OVER (\n        PARTITION BY \"event_id\"\n        ORDER BY \"version\" DESC, \"published_at\" NULLS FIRST, \"ingested_at\", \"file_sha256\", \"row\"\n      ) AS \"nth\"\n      FROM records\n      WHERE \"kind\" = 'event' AND \"dataset\" = {} AND \"lineage\" = {}\n        AND {}\n    ) AS v WHERE \"nth\" = 1 AND (\"retracted\" IS NULL OR NOT \"retracted\")",
            conditions::text(&origin.dataset),
            origin.lineage,
            self.conditions.known(self.as_of, feed)
        ))
    }

    /// When a record was published, in microseconds since 1970.
    pub(super) fn microseconds_published(&self) -> String {
        (PUBLISHED.expression)(self)
    }

    /// The names of the sources of the indicator.
    pub(super) fn sources(&self) -> impl Iterator<Item = &'a str> {
        let (watch, indicator) = (self.watch, self.indicator);
        watch.sources_of(indicator).map(|source| &*source.id)
    }
}
