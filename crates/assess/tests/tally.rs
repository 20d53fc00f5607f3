//! A tally of columns gives what a view of records gives, to the last bit.

use std::convert::Infallible;

use foreshock_assess::{Measured, Tally, series};
use foreshock_event::{AsOf, DatePrecision, Facet, Field, Number, Record, Stretch, Text, known};
use foreshock_watch::{Indicator, Watch};
use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, date},
};
use proptest::prelude::*;

/// Records column by column, and which of them stand.
struct Columns {
    stands: Vec<bool>,
    texts: Vec<(Vec<Text>, Vec<u32>)>,
    numbers: Vec<Vec<f64>>,
    began_on: Vec<i32>,
    ended_on: Vec<i32>,
    precisions: Vec<DatePrecision>,
    published_at: Vec<Option<Timestamp>>,
    descriptions: Vec<Option<Text>>,
    event_ids: Vec<Text>,
    /// Whether it says of itself what days it spans, where all of it stands.
    tells_span: bool,
}

impl Columns {
    fn of(rows: &[(Record, bool)], tells_span: bool) -> Self {
        let day = |day: Date| (day - date(1970, 1, 1)).get_days();
        let all = || rows.iter().map(|(record, _)| record);
        let text = |field: Field| {
            // Values that no row has may stand among the distinct ones.
            let mut values: Vec<Text> = vec!["never".into()];
            let mut code = |value: &Text| {
                let at = values.iter().position(|other| other == value);
                let at = at.unwrap_or_else(|| {
                    values.push(value.clone());
                    values.len() - 1
                });
                u32::try_from(at + 1).expect("few values")
            };
            let codes = all().map(|record| field.of(record).map_or(0, &mut code));
            let codes = codes.collect();
            (values, codes)
        };
        let number = |number: &Number| {
            let values = all().map(|record| number.of(record).unwrap_or(f64::NAN));
            values.collect()
        };
        Self {
            stands: rows.iter().map(|(_, stands)| *stands).collect(),
            texts: Field::ALL.into_iter().map(text).collect(),
            numbers: Number::ALL.iter().map(number).collect(),
            began_on: all().map(|record| day(record.began_on)).collect(),
            ended_on: all().map(|record| day(record.ended_on)).collect(),
            precisions: all().map(|record| record.date_precision).collect(),
            published_at: all().map(|record| record.published_at).collect(),
            descriptions: all().map(|record| record.text.clone()).collect(),
            event_ids: all().map(|record| record.event_id.clone()).collect(),
            tells_span,
        }
    }
}

impl Stretch for Columns {
    type Error = Infallible;

    fn rows(&self) -> usize {
        self.stands.len()
    }

    fn stands(&self) -> Result<&[bool], Infallible> {
        Ok(&self.stands)
    }

    fn span_of_all(&self) -> Result<Option<(i32, i32)>, Infallible> {
        let all = self.tells_span && !self.stands.contains(&false);
        let first = self.began_on.iter().min();
        let last = self.ended_on.iter().max();
        Ok(first
            .zip(last)
            .filter(|_| all)
            .map(|(first, last)| (*first, *last)))
    }

    fn texts(&self, field: Field) -> Result<Facet<'_>, Infallible> {
        let (values, codes) = &self.texts[field as usize];
        Ok(Facet { values, codes })
    }

    fn numbers(&self, number: Number) -> Result<&[f64], Infallible> {
        Ok(&self.numbers[number as usize])
    }

    fn began_on(&self) -> Result<&[i32], Infallible> {
        Ok(&self.began_on)
    }

    fn ended_on(&self) -> Result<&[i32], Infallible> {
        Ok(&self.ended_on)
    }

    fn date_precision(&self) -> Result<&[DatePrecision], Infallible> {
        Ok(&self.precisions)
    }

    fn published_at(&self) -> Result<&[Option<Timestamp>], Infallible> {
        Ok(&self.published_at)
    }

    fn description(&self, row: usize) -> Result<Option<&str>, Infallible> {
        Ok(self.descriptions[row].as_deref())
    }

    fn event_id(&self, row: usize) -> Result<Text, Infallible> {
        Ok(self.event_ids[row].clone())
    }
}

/// Three sources: one that declares what it covers, one whose records tell, and one of which
/// all is counted; what is asked of them, in every way.
fn watch(lag: &str, published: bool) -> Watch {
    let source = |id: &str, covers: &str| {
        let published = if published && id != "total" {
            ", published = \"u\""
        } else {
            ""
        };
        format!(
            "[[source]]\nid = \"{id}\"\npublisher = \"p\"\npath = \"{id}.csv\"\n{lag}\ncolumns = {{ date = \"d\", category = \"c\", source = \"s\", target = \"t\", country = \"l\", text = \"w\", count = \"n\", intensity = \"i\", fatalities = \"f\", quad = \"q\", lat = \"a\", lon = \"o\"{published} }}\n{covers}"
        )
    };
    let mut text = format!(
        "title = \"T\"\n[actors]\nus = [\"a*\"]\nthem = [\"b\"]\n{}{}{}",
        source(
            "first",
            "[[source.covers]]\nfrom = 2024-01-03\nto = 2024-01-20\n[[source.covers]]\nfrom = 2024-01-25\n"
        ),
        source("second", ""),
        source("total", "")
    );
    let sources = [
        "from = \"first\"",
        "from = \"second\"",
        "from = [\"first\", \"second\"]\ndisjoint = true",
        "from = [\"second\", \"first\"]\nmerge_within = \"2 days\"",
        "from = [\"first\", \"second\"]\nmerge_within = \"0 days\"",
    ];
    let matches = [
        "",
        "match = { category = [\"shell*\", \"raid\"], source = \"us\" }\n",
        "match = { target = \"them\", count = { min = 0.5, max = 3 } }\n",
        "match = { text = \"guns\" }\n",
        "match = { near = { point = [38.0, 127.0], km = 80 }, fatalities = { min = 1 } }\n",
        "match = { country = \"nowhere\" }\n",
    ];
    let unit = "unit = [\"event\", \"events\"]\n";
    let measures = [
        unit,
        "measure = \"sum(fatalities)\"\n",
        "measure = \"mean(intensity)\"\n",
        "measure = \"level(count)\"\n",
        "measure = \"share(total)\"\nunit = [\"event\", \"events\"]\n",
        "measure = \"sum(quad)\"\n",
    ];
    let periods = ["1 day", "3 days", "week", "month"];
    let directions = ["up", "down", "both"];
    let mut number = 0;
    for sources in sources {
        for selection in matches {
            for measure in measures {
                let (period, direction) = (periods[number % 4], directions[number % 3]);
                text += &format!(
                    "[[indicator]]\nid = \"i{number}\"\ntitle = \"I\"\n{sources}\n{selection}{measure}period = \"{period}\"\ndirection = \"{direction}\"\n"
                );
                number += 1;
            }
        }
    }
    Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A number whose sums have more digits than there is room for, or none.
fn any_value() -> impl Strategy<Value = Option<f64>> {
    let value = (-5i32..40, -30i32..30).prop_map(|(n, e)| f64::from(n) * 2f64.powi(e) / 10.0);
    prop_oneof![
        2 => Just(None),
        3 => value.prop_map(Some),
        3 => (0u8..4).prop_map(|n| Some(f64::from(n))),
        1 => Just(Some(-0.0)),
        1 => Just(Some(1e300)),
    ]
}

fn any_record() -> impl Strategy<Value = Record> {
    let key = (0usize..3, 0u8..25, 1u32..4);
    let days = (
        0i16..45,
        prop_oneof![3 => Just(0i16), 1 => 0i16..12],
        0usize..4,
    );
    let texts = (
        prop::sample::select(vec!["shelling", "raid", "talks", ""]),
        prop::option::of(prop::sample::select(vec!["a", "ab", "b", "A"])),
        prop::option::of(prop::sample::select(vec!["b", "c"])),
        prop::option::of(prop::sample::select(vec!["big guns", "none"])),
    );
    let numbers = (
        any_value(),
        any_value(),
        any_value(),
        prop::option::of(1u8..5),
    );
    let place = (
        prop::option::of(36.0f64..40.0),
        prop::option::of(125.0f64..129.0),
    );
    let versions = (prop::option::of(-2i64..90), any::<bool>(), 0i64..60);
    (key, days, texts, numbers, place, versions).prop_map(
        |(key, days, texts, numbers, place, versions)| {
            let feed = ["first", "second", "total"][key.0];
            let day = date(2024, 1, 1)
                .checked_add(Span::new().days(days.0))
                .expect("a day in range");
            let mut record = Record::new(feed.into(), "p".into(), texts.0.into(), day);
            record.event_id = key.1.to_string().into();
            (record.version, record.edition) = (key.2, key.2);
            record.ended_on = day
                .checked_add(Span::new().days(days.1))
                .expect("a day in range");
            record.date_precision = [
                DatePrecision::Day,
                DatePrecision::Day,
                DatePrecision::Month,
                DatePrecision::Year,
            ][days.2];
            record.source = texts.1.map(Text::from);
            record.target = texts.2.map(Text::from);
            record.text = texts.3.map(Text::from);
            record.count = numbers.0;
            record.intensity = numbers.1;
            record.fatalities_best = numbers.2;
            record.quad = numbers.3;
            (record.lat, record.lon) = place;
            let noon: Timestamp = "2024-01-01T12:00:00Z".parse().expect("an instant");
            let days = |days: i64| SignedDuration::from_hours(24 * days);
            record.published_at = versions.0.map(|after| noon + days(after));
            record.retracted = versions.1 && record.version > 1;
            record.ingested_at = noon + days(versions.2);
            record
        },
    )
}

/// Each version once, as a lake holds it.
fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_record(), 0..120).prop_map(|mut records| {
        let key = |record: &Record| (record.feed.clone(), record.event_id.clone(), record.version);
        records.sort_by_key(key);
        records.dedup_by_key(|record| key(record));
        records
    })
}

/// Each period, whether it is covered, and the bits of its value.
fn bits(measured: &Measured) -> Vec<((Date, Date), bool, Option<u64>)> {
    let periods = measured.periods.iter().zip(&measured.covered);
    periods
        .zip(&measured.values)
        .map(|((days, covered), value)| (*days, *covered, value.map(f64::to_bits)))
        .collect()
}

/// A part of the records.
#[derive(Clone, Debug)]
struct Part {
    /// Those of a lower number come first.
    order: u8,
    /// Whether another tally gathers it.
    elsewhere: bool,
    /// Whether it says of itself what days it spans, where all of it stands.
    tells_span: bool,
}

fn any_part() -> impl Strategy<Value = Part> {
    (any::<u8>(), any::<bool>(), any::<bool>()).prop_map(|(order, elsewhere, tells_span)| Part {
        order,
        elsewhere,
        tells_span,
    })
}

/// The series that a tally gathers from `parts` of `records`.
fn gathered(
    watch: &Watch,
    indicators: &[&Indicator],
    as_of: &AsOf,
    records: &[Record],
    parts: &[Part],
) -> Vec<Measured> {
    let view = known(records.to_vec(), as_of, &watch.feeds());
    let stands = |record: &Record| {
        view.records().any(|one| {
            (&one.feed, &one.event_id, one.version)
                == (&record.feed, &record.event_id, record.version)
        })
    };
    let mut tally = Tally::new(watch, indicators, as_of);
    let mut others = Tally::new(watch, indicators, as_of);
    for (source, feed) in watch.feeds().iter().enumerate() {
        let of_feed = |record: &&Record| record.feed == feed.id;
        let rows: Vec<(Record, bool)> = records
            .iter()
            .filter(of_feed)
            .map(|record| (record.clone(), stands(record)))
            .collect();
        let mut cut = vec![Vec::new(); parts.len()];
        for (number, row) in rows.into_iter().enumerate() {
            let order = usize::from(parts[number % parts.len()].order);
            cut[(number * 7 + order) % parts.len()].push(row);
        }
        let mut cut: Vec<_> = parts.iter().zip(cut).collect();
        cut.sort_by_key(|(part, _)| part.order);
        for (part, mut rows) in cut {
            if part.order % 2 == 1 {
                rows.reverse();
            }
            let tally = match part.elsewhere {
                true => &mut others,
                false => &mut tally,
            };
            let Ok(()) = tally.add(source, &Columns::of(&rows, part.tells_span));
        }
    }
    tally.merge(others);
    tally.series()
}

#[test]
fn the_sources_asked_for_are_those_that_are_measured() {
    let watch = watch("lag = \"1 day\"", false);
    let as_of = AsOf::end_of(date(2024, 2, 1), watch.timezone.clone()).expect("a day");
    let of = |id: &str| {
        let indicator = watch.indicator(id).expect("an indicator");
        Tally::new(&watch, &[indicator], &as_of).sources()
    };
    // A count of the first source, and its share in the third.
    assert_eq!((of("i0"), of("i4")), (vec![0], vec![0, 2]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_parts_in_any_order_measure_what_the_records_measure(
        records in any_records(),
        parts in prop::collection::vec(any_part(), 1..7),
        day in 0i16..70,
        lag in prop::sample::select(vec!["", "lag = \"0 days\"", "lag = \"3 days\""]),
        published in any::<bool>(),
        declared in any::<bool>(),
    ) {
        let lag = match declared {
            true => format!("{lag}\ncomplete_after = \"4 days\""),
            false => lag.to_owned(),
        };
        let watch = watch(&lag, published);
        let day = date(2024, 1, 1).checked_add(Span::new().days(day)).expect("a day in range");
        let as_of = AsOf::end_of(day, watch.timezone.clone()).expect("a day in range");
        let view = known(records.clone(), &as_of, &watch.feeds());
        let indicators: Vec<&Indicator> = watch.indicators.iter().collect();
        let gathered = gathered(&watch, &indicators, &as_of, &records, &parts);
        prop_assert_eq!(gathered.len(), indicators.len());
        for (indicator, gathered) in indicators.iter().zip(&gathered) {
            let measured = series(&watch, indicator, &view);
            prop_assert_eq!(bits(gathered), bits(&measured), "{}", indicator.id);
        }
    }
}
