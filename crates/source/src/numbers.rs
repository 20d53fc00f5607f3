//! Numbers as tables write them.

use crate::dates::shortened;

/// A finite number, written without separators of thousands and without a
/// unit.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    // The standard parser also reads words such as "inf" and "nan".
    let plain = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| plain && number.is_finite());
    number.ok_or_else(|| {
        let shown = shortened(text);
        if text.bytes().any(|byte| byte.is_ascii_digit()) && !plain {
            format!("`{shown}` is not a plain number; write it without separators of thousands and without a unit")
        } else {
            format!("`{shown}` is not a number; if it stands for \"missing\", list it under `missing`")
        }
    })
}

/// A quad class.
pub(crate) fn quad(text: &str) -> Result<u8, String> {
    let class = number(text)
        .ok()
        .and_then(|number| (1..=4).find(|&class| f64::from(class) == number));
    class.ok_or_else(|| format!("`{}` is not a quad class from 1 to 4", shortened(text)))
}
