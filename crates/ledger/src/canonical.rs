//! JSON of which there is only one way to write it.

use serde_json::Value;

/// `value` as JSON without white space, the names of each object in the order
/// of their bytes. Numbers are written as `serde_json` does, in their shortest
/// form.
///
/// A digest is always over a text that is kept, so that nobody has to read it
/// and write it anew to check it. Numbers of up to 15 digits come through that
/// unchanged; of longer ones the last digit may not.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut names: Vec<(&String, &Value)> = fields.iter().collect();
            names.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, item)) in names.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn names_stand_in_order() {
        let value = json!({ "b": [1, 2.5, null, true], "a": { "z": "\n", "y": "é" } });
        assert_eq!(
            canonical(&value),
            r#"{"a":{"y":"é","z":"\n"},"b":[1,2.5,null,true]}"#
        );
    }

    proptest! {
        /// What is written reads as the same value, and is written the same
        /// again.
        #[test]
        fn written_twice_is_the_same(
            numbers in prop::collection::vec((-999_999i32..999_999, -9i32..9), 0..5),
            texts in prop::collection::btree_map(any::<String>(), any::<String>(), 0..5),
        ) {
            let numbers: Vec<f64> = numbers
                .into_iter()
                .map(|(digits, power)| format!("{digits}e{power}").parse().expect("a number"))
                .collect();
            let value = json!({ "numbers": numbers, "texts": texts });
            let text = canonical(&value);
            prop_assert!(!text.contains('\n'));
            let read: Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(canonical(&read), text);
        }
    }
}
