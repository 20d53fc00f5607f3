//! What is said of a plain table makes sense, or is refused with its place before any file
//! is opened.

use foreshock_watch::Watch;

fn watch(source: &str) -> String {
    format!(
        r#"title = "Border"
[[source]]
id = "press"
publisher = "Press review"
{source}
[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = {{ category = "shelling" }}
"#
    )
}

/// The faults of a watch with this source, as their reader sees them.
fn faults(source: &str) -> String {
    let watch = watch(source);
    match Watch::read(&watch) {
        Ok(_) => panic!("it was taken: {source}"),
        Err(faults) => {
            let faults = faults.iter().map(|fault| format!("{fault:?}"));
            faults.collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
fn a_table_without_a_header_has_names() {
    let source = r#"path = "events.csv"
names = ["day", "what", "where"]
columns = { date = "day", category = " what ", count = { value = "1" } }"#;
    let watch = watch(source);
    assert!(Watch::read(&watch).is_ok());
    for (names, words) in [
        ("[]", "`names` names no column"),
        (r#"["day", "what", "day"]"#, "`names` has two columns `day`"),
        (r#"["day", "what", " x"]"#, "` x` is no name of a column"),
        (r#"["day", "what", ""]"#, "`` is no name of a column"),
        (r#"["day", "which"]"#, "`names` has no column ` what `"),
    ] {
        let faults = faults(&source.replace(r#"["day", "what", "where"]"#, names));
        assert!(faults.contains(words), "{names}: {faults}");
    }
    let joined = source.replace(
        r#"date = "day""#,
        r#"date = { columns = ["year", "day"], join = "-" }"#,
    );
    assert!(faults(&joined).contains("`names` has no column `year`"));
}

#[test]
fn what_a_parquet_file_tells_itself_is_not_said() {
    let columns = r#"columns = { date = "day", category = "what" }"#;
    let parquet = format!("path = \"events.parquet\"\n{columns}");
    assert!(Watch::read(&watch(&parquet)).is_ok());
    for key in [
        r#"delimiter = ";""#,
        r#"encoding = "utf-8""#,
        r#"names = ["day", "what"]"#,
        r#"sheet = "one""#,
        "skip_rows = 1",
    ] {
        let name = key.split(' ').next().expect("a key");
        let words = format!("a Parquet file leaves nothing to say under `{name}`");
        let declared = format!("path = \"events.dat\"\nformat = \"parquet\"\n{columns}\n{key}");
        for source in [format!("{parquet}\n{key}"), declared] {
            let faults = faults(&source);
            assert!(faults.contains(&words), "{source}: {faults}");
        }
        let text = format!("path = \"events.parquet\"\nformat = \"csv\"\n{columns}\n{key}");
        assert!(Watch::read(&watch(&text)).is_ok());
    }
}
