use foreshock_source::{Error, Publisher::Gdelt};
use jiff::civil::date;

use super::{read, read_bytes, read_real, real};

/// A row of 61, 58 or 57 columns with the given values at the given places.
fn row(columns: usize, values: &[(usize, &str)]) -> String {
    let mut fields = vec![""; columns];
    let added = match columns {
        61 => (59, "20190121220000"),
        58 => (56, "20160728"),
        _ => (56, "20130203"),
    };
    let base = [
        (0, "817930293"),
        (1, "20180121"),
        (26, "010"),
        (29, "1"),
        added,
    ];
    for (place, value) in base.iter().chain(values) {
        fields[*place] = value;
    }
    fields.join("\t") + "\n"
}

#[test]
fn codes_stay_texts_and_countries_become_alpha_3() {
    let values = [
        (5, "PRKGOVMIL"),
        (6, "NORTH KOREA"),
        (7, "PRK"),
        (12, "GOV"),
        (15, "BUSCVL"),
        (26, "0834"),
        (29, "2"),
        (30, "5.0"),
        (31, "60"),
        (52, "Gwanghwamun, S\u{14f}ul, South Korea"),
        (53, "KS"),
        (54, "KS11"),
        (56, "37.5"),
        (57, "127"),
        (60, "https://example.org/a"),
    ];
    let read = read_bytes(Gdelt, row(61, &values)).expect("a row of GDELT 2.0");
    let record = &read.records[0];
    assert_eq!(&*record.category, "0834");
    assert_eq!(record.source.as_deref(), Some("PRK.GOV.MIL"));
    assert_eq!(record.target.as_deref(), Some("---.BUS.CVL"));
    assert_eq!(record.plover.as_deref(), Some("CONCEDE"));
    assert_eq!(record.country.as_deref(), Some("KOR"));
    assert_eq!(record.quad, Some(2));
    assert_eq!(
        record.place.as_deref(),
        Some("Gwanghwamun, S\u{14f}ul, South Korea")
    );
    assert_eq!(
        record.published_at.map(|t| t.to_string()).as_deref(),
        Some("2019-01-21T22:00:00Z")
    );
    assert_eq!(record.url.as_deref(), Some("https://example.org/a"));
}

/// What was added in bulk in 2013 does not say when an event became known.
#[test]
fn the_day_of_addition_counts_only_where_it_says_something() {
    let published = |columns, added| {
        let read = read_bytes(Gdelt, row(columns, &[(56, added)])).expect("a row");
        read.records[0].published_at.map(|t| t.to_string())
    };
    assert_eq!(published(57, "20130203"), None);
    assert_eq!(published(58, "20130203"), None);
    assert_eq!(published(57, "20160728"), None);
    assert_eq!(
        published(58, "20160728").as_deref(),
        Some("2016-07-28T23:59:59.999999Z")
    );
}

#[test]
fn a_code_that_is_in_no_table_is_kept_and_counted() {
    let read = read_bytes(Gdelt, row(61, &[(53, "OS"), (7, "XQX"), (5, "XQXGOV")])).expect("a row");
    assert_eq!(read.records[0].country.as_deref(), Some("OS"));
    assert_eq!(read.records[0].source.as_deref(), Some("XQX.GOV"));
    assert_eq!(read.totals.unknown.total(), 2);
    // A part of the world is no country, and no unknown code either.
    let read = read_bytes(Gdelt, row(61, &[(7, "EUR"), (5, "EUR")])).expect("a row");
    assert_eq!(read.records[0].source.as_deref(), Some("EUR"));
    assert_eq!(read.totals.unknown.total(), 0);
}

#[test]
fn a_bad_row_is_set_aside_whole_with_its_reason() {
    let bad = [
        row(61, &[(1, "20180231")]),
        row(61, &[(56, "91"), (57, "0")]),
        row(61, &[(0, "x")]),
        row(61, &[(59, "20190121")]),
        row(61, &[(30, "nan")]),
        "a\tb\n".to_owned(),
    ];
    let text = row(61, &[]) + &bad.concat();
    let read = read_bytes(Gdelt, &text).expect("rows");
    assert_eq!((read.totals.kept, read.totals.rejected), (1, 6));
    for (rejected, bad) in read.rejected.iter().zip(&bad) {
        assert_eq!(rejected.raw, bad.trim_end_matches('\n'));
    }
    assert_eq!(read.rejected[0].row, 2);
    assert_eq!(
        read.rejected[0].reason,
        "SQLDATE: `20180231` is not a day of the calendar"
    );
    assert_eq!(
        read.rejected[5].reason,
        "2 fields where there should be 57 or 58 or 61"
    );
}

/// What is kept of the row before it decides nothing, neither before the first row nor
/// after a bad one.
#[test]
fn a_row_without_a_date_is_set_aside_wherever_it_stands() {
    let none = row(61, &[(1, "")]);
    let bad = row(61, &[(1, "20180231")]);
    let text = [none.as_str(), &row(61, &[]), &none, &bad, &bad, &none].concat();
    let read = read_bytes(Gdelt, &text).expect("rows");
    let rows: Vec<u64> = read.rejected.iter().map(|rejected| rejected.row).collect();
    assert_eq!((read.totals.kept, rows), (1, vec![1, 3, 4, 5, 6]));
}

#[test]
fn another_table_is_refused_as_a_whole() {
    let refused = read_bytes(Gdelt, "id,date\n1,2018-01-01\n2,2018-01-02\n");
    assert!(matches!(refused, Err(Error::OtherLayout { .. })));
}

#[test]
fn the_real_files_of_2_0() {
    for (name, rows, year_before) in [
        ("20151027220000.export.CSV.zip", 2116, 18..=41),
        ("20180326044500.export.CSV.zip", 1540, 18..=41),
        ("20190121220000.export.CSV.zip", 1629, 18..=41),
        ("20191024143000.export.CSV.zip", 2111, 18..=41),
    ] {
        let Some(read) = read_real(Gdelt, &format!("gdelt/{name}")) else {
            return;
        };
        assert_eq!(read.totals.kept, rows, "{name}");
        let stamp = format!("{}-{}-{}", &name[..4], &name[4..6], &name[6..8]);
        let a_year_before = read
            .records
            .iter()
            .filter(|record| {
                let added = record.published_at.expect("2.0 says when").to_string();
                assert!(added.starts_with(&stamp), "{added}");
                let year = record.began_on.year() + 1;
                added.starts_with(&format!("{year}{}", &record.began_on.to_string()[4..]))
            })
            .count();
        assert!(
            year_before.contains(&a_year_before),
            "{name}: {a_year_before}"
        );
        let foreign = read
            .records
            .iter()
            .filter(|record| {
                record
                    .place
                    .as_deref()
                    .is_some_and(|place| !place.is_ascii())
            })
            .count();
        assert!(foreign > 0, "{name}: non-ASCII names of places are there");
        let without_country = read
            .records
            .iter()
            .filter(|record| {
                record
                    .source
                    .as_deref()
                    .is_none_or(|s| s.starts_with("---"))
            })
            .count();
        let share = without_country as f64 / rows as f64;
        assert!((0.35..0.55).contains(&share), "{name}: {share}");
    }
}

#[test]
fn two_events_between_the_koreas() {
    let Some(read) = read_real(Gdelt, "gdelt/20190121220000.export.CSV.zip") else {
        return;
    };
    let of = |side: &Option<foreshock_event::Text>, country: &str| {
        side.as_deref()
            .is_some_and(|code| code.starts_with(country))
    };
    let between = read.records.iter().filter(|record| {
        (of(&record.source, "PRK") && of(&record.target, "KOR"))
            || (of(&record.source, "KOR") && of(&record.target, "PRK"))
    });
    assert_eq!(between.count(), 2);
}

#[test]
fn the_real_files_of_1_0() {
    let Some(daily) = read_real(Gdelt, "gdelt/gdelt1_58col_20160728_excerpt.tsv") else {
        return;
    };
    assert_eq!(daily.totals.kept, 509);
    assert!(
        daily
            .records
            .iter()
            .all(|record| record.published_at.is_some())
    );
    assert!(daily.records.iter().all(|record| record.url.is_some()));
    let Some(backfile) = read_real(Gdelt, "gdelt/gdelt1_57col_1982_excerpt.tsv") else {
        return;
    };
    assert_eq!(backfile.totals.kept, 201);
    assert!(
        backfile
            .records
            .iter()
            .all(|record| record.published_at.is_none())
    );
    assert!(backfile.records.iter().all(|record| record.url.is_none()));
    let late = backfile
        .records
        .iter()
        .filter(|record| record.began_on == date(1982, 12, 31));
    assert_eq!(late.count(), 1);
    let early = [date(1982, 1, 2), date(1982, 1, 3)];
    let early = backfile
        .records
        .iter()
        .filter(|record| early.contains(&record.began_on));
    assert_eq!(early.count(), 200);
}

/// GDELT puts two roots of CAMEO into other quad classes than CAMEO does; they are
/// kept as GDELT publishes them.
#[test]
fn quad_classes_are_those_of_gdelt() {
    let Some(path) = real("gdelt/20191024143000.export.CSV.zip") else {
        return;
    };
    let read = read(Gdelt, &path).expect("a file of GDELT");
    let mut elsewhere = std::collections::BTreeSet::new();
    for record in &read.records {
        let ours = foreshock_source::crosswalk::quad_of_cameo(&record.category);
        if ours != record.quad {
            elsewhere.insert((&record.category[..2], record.quad));
        }
    }
    let elsewhere: Vec<_> = elsewhere.into_iter().collect();
    assert_eq!(elsewhere, [("09", Some(2)), ("14", Some(3))]);
}
