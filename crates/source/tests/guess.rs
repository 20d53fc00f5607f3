//! What is guessed of a table that nobody has described, on small tables of
//! every kind.

mod common;

use common::{on_disk, read_path};
use foreshock_source::{Error, Format, Guess, guess};
use jiff::{civil::date, tz::TimeZone};

/// The guess, after checking that the table that it proposes can be read and
/// sets aside as many rows as the guess says.
fn guessed(name: &str, bytes: impl AsRef<[u8]>) -> Guess {
    let file = on_disk(name, bytes);
    let guess = guess(&file.path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let table = guess.table("feed".into(), "publisher".into(), TimeZone::UTC);
    let totals = read_path(&table, &file.path)
        .expect("the proposed table")
        .totals;
    assert_eq!(
        (guess.rows, guess.rejected),
        (totals.read, totals.rejected),
        "{guess:#?}"
    );
    guess
}

/// Field and column of every guess, by field.
fn map(guess: &Guess) -> Vec<(&str, &str)> {
    let mut map: Vec<(&str, &str)> = guess
        .columns
        .iter()
        .map(|one| (one.field, one.column.as_str()))
        .collect();
    map.sort_unstable();
    map
}

fn rows(header: &str, row: impl Fn(usize) -> String, count: usize) -> String {
    let rows: Vec<String> = (0..count).map(row).collect();
    format!("{header}\n{}\n", rows.join("\n"))
}

fn dates(format: impl Fn(i32, i32) -> String) -> Guess {
    guessed(
        "a.csv",
        rows(
            "when,type",
            |row| {
                let (day, month) = (row as i32 % 28 + 1, row as i32 % 12 + 1);
                format!("\"{}\",{}", format(day, month), ["a", "b"][row % 2])
            },
            84,
        ),
    )
}

#[test]
fn dates_are_told_by_their_values() {
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    type Writing = (&'static str, Box<dyn Fn(i32, i32) -> String>);
    let writings: [Writing; 9] = [
        (
            "%d/%m/%Y",
            Box::new(|day, month| format!("{day:02}/{month:02}/2024")),
        ),
        (
            "%m/%d/%Y",
            Box::new(|day, month| format!("{month}/{day}/2024")),
        ),
        (
            "%d.%m.%Y",
            Box::new(|day, month| format!("{day:02}.{month:02}.2024")),
        ),
        (
            "%d-%m-%Y",
            Box::new(|day, month| format!("{day:02}-{month:02}-2024")),
        ),
        (
            "%Y/%m/%d",
            Box::new(|day, month| format!("2024/{month:02}/{day:02}")),
        ),
        (
            "%m/%d/%Y %H:%M:%S",
            Box::new(|day, month| format!("{month:02}/{day:02}/2024 00:00:00")),
        ),
        (
            "%d/%m/%Y %H:%M",
            Box::new(|day, month| format!("{day:02}/{month:02}/2024 12:30")),
        ),
        (
            "%d %b %Y",
            Box::new(move |day, month| format!("{day} {} 2024", months[month as usize - 1])),
        ),
        (
            "%b %d, %Y",
            Box::new(move |day, month| format!("{} {day}, 2024", months[month as usize - 1])),
        ),
    ];
    for (format, write) in writings {
        let guess = dates(write);
        let found = guess.date_format.as_deref().unwrap_or("ISO 8601");
        // jiff reads short and full names of months under both signs.
        assert_eq!(found.replace("%B", "%b"), format);
        assert_eq!(guess.ambiguous_dates, None, "{format}");
        assert_eq!(
            guess.span,
            Some((date(2024, 1, 1), date(2024, 12, 28))),
            "{format}"
        );
        assert_eq!(guess.rejected, 0, "{format}");
    }
    assert_eq!(
        dates(|day, month| format!("2024-{month:02}-{day:02}")).date_format,
        None
    );
    assert_eq!(
        dates(|day, month| format!("2024-{month:02}-{day:02} 00:00:00.000")).date_format,
        None
    );
}

#[test]
fn day_and_month_that_cannot_be_told_apart_are_said_to_be_ambiguous() {
    let guess = guessed(
        "a.csv",
        rows(
            "date,type",
            |row| format!("{:02}/{:02}/2024,x", row % 12 + 1, row / 12 + 1),
            40,
        ),
    );
    assert_eq!(guess.date_format.as_deref(), Some("%d/%m/%Y"));
    assert_eq!(guess.ambiguous_dates.as_deref(), Some("%m/%d/%Y"));
    // Where every date means the same both ways, nothing is ambiguous.
    let guess = guessed(
        "a.csv",
        rows(
            "date,type",
            |row| format!("{0:02}/{0:02}/2024,x", row % 12 + 1),
            40,
        ),
    );
    assert_eq!(guess.ambiguous_dates, None);
}

#[test]
fn the_date_of_the_event_comes_before_other_dates() {
    let text = rows(
        "date_added,date_end,event_date,updated_on,event_type",
        |row| {
            format!(
                "2024-03-01,2024-02-{0:02},2024-01-{0:02},2024-03-02,{1}",
                row % 28 + 1,
                ["a", "b"][row % 2]
            )
        },
        30,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(
        map(&guess),
        [
            ("category", "event_type"),
            ("date", "event_date"),
            ("published", "date_added"),
            ("until", "date_end")
        ]
    );
    assert_eq!(guess.unused, ["updated_on"]);
}

#[test]
fn an_export_of_acled_s_layout_is_known() {
    let header = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp";
    let text = rows(
        header,
        |row| {
            format!(
                "XYZ{row},{} December 2023,2023,1,Political violence,{},Armed clash,Military Forces of Xland,,State forces,Rebels of Xland,,Rebel group,Both,,999,Middle Earth,Xland,North,Lower,,Xtown,12.5,-3.25,1,Daily X,National,\"On {0} December, forces and rebels clashed near Xtown; number {row}.\",{},,17040672{row:02}",
                row % 28 + 1,
                ["Battles", "Protests", "Riots"][row % 3],
                row % 4,
            )
        },
        60,
    );
    let guess = guessed("acled.csv", text);
    assert_eq!(
        map(&guess),
        [
            ("adm1", "admin1"),
            ("category", "event_type"),
            ("citation", "source"),
            ("country", "country"),
            ("date", "event_date"),
            ("fatalities", "fatalities"),
            ("id", "event_id_cnty"),
            ("lat", "latitude"),
            ("lon", "longitude"),
            ("place", "location"),
            ("source_name", "actor1"),
            ("target_name", "actor2"),
            ("text", "notes"),
        ]
    );
    assert_eq!(guess.date_format.as_deref(), Some("%d %B %Y"));
    assert_eq!(guess.rejected, 0);
    assert_eq!(
        guess.categories,
        [
            ("Battles".to_owned(), 20),
            ("Protests".to_owned(), 20),
            ("Riots".to_owned(), 20)
        ]
    );
}

#[test]
fn a_source_beside_a_target_is_a_side() {
    let text = rows(
        "date,source,target,type",
        |row| {
            format!(
                "2024-01-{:02},PRK,KOR,{}",
                row % 28 + 1,
                ["a", "b"][row % 2]
            )
        },
        20,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(
        (guess.column("source"), guess.column("target")),
        (Some("source"), Some("target"))
    );
    let text = rows(
        "date,source,type",
        |row| format!("2024-01-{:02},Daily,{}", row % 28 + 1, ["a", "b"][row % 2]),
        20,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(
        (guess.column("citation"), guess.column("source")),
        (Some("source"), None)
    );
}

#[test]
fn a_series_is_its_item_and_its_numbers() {
    let text = rows(
        "period,item,won",
        |row| {
            format!(
                "2024Q{},{},{}",
                row % 4 + 1,
                ["rice", "corn"][row % 2],
                row * 10
            )
        },
        20,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(
        map(&guess),
        [("category", "item"), ("count", "won"), ("date", "period")]
    );
}

#[test]
fn words_for_missing_numbers_are_noted() {
    let text = rows(
        "date,type,count",
        |row| {
            let count = if row % 4 == 0 {
                "Unknown".to_owned()
            } else {
                row.to_string()
            };
            format!("2024-01-{:02},a,{count}", row % 28 + 1)
        },
        20,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(
        (guess.missing.as_slice(), guess.rejected),
        (&["Unknown".to_owned()][..], 0)
    );
    // Numbers with units are no numbers.
    let text = rows(
        "date,type,count",
        |row| format!("2024-01-{:02},a,{row} km", row % 28 + 1),
        20,
    );
    assert_eq!(guessed("a.csv", text).column("count"), None);
}

#[test]
fn a_word_for_missing_that_is_a_category_stays_one() {
    let text = rows(
        "date,type,count",
        |row| {
            let (kind, count) = if row % 4 == 0 {
                ("Unknown", "Unknown".to_owned())
            } else {
                ("a", row.to_string())
            };
            format!("2024-01-{:02},{kind},{count}", row % 28 + 1)
        },
        20,
    );
    let file = on_disk("a.csv", text);
    let guess = guess(&file.path).expect("a guess");
    assert_eq!(guess.column("category"), Some("type"));
    assert!(guess.missing.is_empty());
}

#[test]
fn rows_that_the_proposal_sets_aside_are_counted() {
    let text = rows(
        "date,type,count",
        |row| match row {
            3 => "soon,a,1".to_owned(),
            7 => "2024-01-01,a".to_owned(),
            _ => format!("2024-01-{:02},a,{row}", row % 28 + 1),
        },
        40,
    );
    let guess = guessed("a.csv", text);
    assert_eq!((guess.rows, guess.rejected), (40, 2));
}

#[test]
fn the_delimiter_is_told_by_the_rows() {
    let comma = rows(
        "date,type,count",
        |row| format!("2024-01-{:02},a,{row}", row % 28 + 1),
        20,
    );
    let expected = [("category", "type"), ("count", "count"), ("date", "date")];
    for (name, delimiter, format, told) in [
        ("a.csv", ",", Format::Csv, None),
        ("a.csv", ";", Format::Csv, Some(b';')),
        ("a.csv", "\t", Format::Tsv, Some(b'\t')),
        ("a.tsv", "\t", Format::Tsv, None),
        ("a.tsv", ",", Format::Csv, Some(b',')),
        ("a.txt", "\t", Format::Tsv, Some(b'\t')),
        ("a.txt", "|", Format::Csv, Some(b'|')),
    ] {
        let guess = guessed(name, comma.replace(',', delimiter));
        assert_eq!(map(&guess), expected, "{name} {delimiter:?}");
        assert_eq!(
            (guess.format, guess.delimiter),
            (format, told),
            "{name} {delimiter:?}"
        );
    }
}

#[test]
fn another_encoding_is_proposed_where_rows_are_not_utf_8() {
    let guess = guessed(
        "a.csv",
        b"date,type,note\n2024-01-01,a,caf\xe9\n2024-01-02,a,x\n2024-01-03,a,y\n",
    );
    assert_eq!(
        (guess.encoding.as_deref(), guess.rejected),
        (Some("windows-1252"), 0)
    );
    let guess = guessed(
        "a.csv",
        b"date,type,r\xe9gion\n2024-01-01,a,x\n2024-01-02,a,x\n",
    );
    assert_eq!(guess.encoding.as_deref(), Some("windows-1252"));
}

#[test]
fn what_fits_no_field_is_left_out() {
    let text = rows(
        "date,alpha,beta,beta,",
        |row| format!("2024-01-{:02},{row}x,p,q,r", row % 28 + 1),
        30,
    );
    let guess = guessed("a.csv", text);
    assert_eq!(map(&guess), [("date", "date")]);
    assert_eq!(guess.unused, ["alpha", "beta", "beta", ""]);
    assert!(guess.categories.is_empty());
}

#[test]
fn years_are_dates_only_under_a_name_that_says_so() {
    let text = rows(
        "year,type",
        |row| format!("{},{}", 1990 + row, ["a", "b"][row % 2]),
        30,
    );
    assert_eq!(guessed("a.csv", text).column("date"), Some("year"));
    let file = on_disk(
        "a.csv",
        rows("size,type", |row| format!("{},a", 1990 + row), 30),
    );
    let Err(error) = guess(&file.path) else {
        panic!("a size is no date")
    };
    assert!(matches!(error, Error::CannotGuess { .. }));
    assert!(
        error.to_string().contains("its columns are `size`, `type`"),
        "{error}"
    );
}

#[test]
fn a_thousand_rows_are_enough() {
    let text = rows(
        "date,type",
        |row| match row {
            0..1000 => format!("2024-01-{:02},a", row % 28 + 1),
            _ => "2031-01-01,later".to_owned(),
        },
        3000,
    );
    let file = on_disk("a.csv", text);
    let guess = guess(&file.path).expect("a guess");
    assert_eq!(guess.rows, 1000);
    assert_eq!(guess.categories, [("a".to_owned(), 1000)]);
    assert_eq!(guess.span.map(|(_, last)| last), Some(date(2024, 1, 28)));
}

#[test]
fn a_header_alone_has_no_dates() {
    let file = on_disk("a.csv", "date,type\n");
    assert!(matches!(guess(&file.path), Err(Error::CannotGuess { .. })));
}
