//! Numbers as tables write them.

use crate::dates::shortened;

/// A finite number, written without separators of thousands and without a
/// unit.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    if let Some(number) = short_decimal(text) {
        return Ok(number);
    }
    // The standard parser also reads words such as "inf" and "nan", none of them finite.
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| {
        let plain = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        let shown = shortened(text);
        if text.bytes().any(|byte| byte.is_ascii_digit()) && !plain {
            format!("`{shown}` is not a plain number; write it without separators of thousands and without a unit")
        } else {
            format!("`{shown}` is not a number; if it stands for \"missing\", list it under `missing`")
        }
    })
}

/// A number of at most 15 digits without an exponent, which is what most are. The digits
/// and the power of ten are exact, so that their quotient is the nearest number, as the
/// standard parser has it, in a fraction of its time.
fn short_decimal(text: &str) -> Option<f64> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    let bytes = text.as_bytes();
    let (is_negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let (mut mantissa, mut seen, mut point) = (0_u64, 0_usize, None);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = 10 * mantissa + u64::from(byte - b'0');
                seen += 1;
            }
            b'.' if point.is_none() && seen > 0 => point = Some(seen),
            _ => return None,
        }
    }
    if seen > 15 {
        return None;
    }
    let power = POWERS.get(seen - point.unwrap_or(seen))?;
    let number = mantissa as f64 / power;
    Some(if is_negative { -number } else { number })
}

/// A quad class.
pub(crate) fn quad(text: &str) -> Result<u8, String> {
    if let [class @ b'1'..=b'4'] = text.as_bytes() {
        return Ok(class - b'0');
    }
    let class = number(text)
        .ok()
        .and_then(|number| (1..=4).find(|&class| f64::from(class) == number));
    class.ok_or_else(|| format!("`{}` is not a quad class from 1 to 4", shortened(text)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_short_decimal_is_what_the_standard_parser_makes_of_it(text in "-?[0-9.]{0,18}") {
            if let Some(number) = short_decimal(&text) {
                let expected: f64 = text.parse().expect("a number");
                prop_assert_eq!(number.to_bits(), expected.to_bits(), "{}", text);
            }
        }

        #[test]
        fn every_short_decimal_is_taken(whole in 0_u32..=999_999, fraction in 0_u32..=99_999_999) {
            let text = format!("-{whole}.{fraction}");
            prop_assert_eq!(short_decimal(&text), text.parse().ok());
        }
    }
}
