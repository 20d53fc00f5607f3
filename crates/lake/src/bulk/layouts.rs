//! How Parquet lays values out one after the other, without the page around them
//! (Apache Parquet, Encodings.md).

/// Numbers of a block of differences, and of one of its parts.
const BLOCK: usize = 128;
const PART: usize = 32;

/// One run of a value, in the hybrid of runs and packed bits.
pub(super) fn run(value: u32, length: usize, width: u32, out: &mut Vec<u8>) {
    variable((length as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

fn variable(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number as u8 & 0x7f) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number with a sign, those near 0 in few bytes.
fn zigzag(number: i64, out: &mut Vec<u8>) {
    variable(((number << 1) ^ (number >> 63)).cast_unsigned(), out);
}

/// Values of `width` bits in the hybrid of runs and packed bits (`RLE`).
pub(super) fn hybrid(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let mut packed = 0;
    let mut at = 0;
    while at < values.len() {
        let first = values[at];
        let rest = &values[at..];
        // Packed bits come in groups of eight, so that runs are looked for at their ends.
        let length = match rest.first_chunk::<8>() {
            Some(group) if group.iter().any(|&value| value != first) => 1,
            _ => rest.iter().take_while(|&&value| value == first).count(),
        };
        if length >= 16 || (length >= 8 && length == rest.len()) {
            groups(&values[packed..at], width, out);
            run(first, length, width, out);
            at += length;
            packed = at;
        } else {
            at = values.len().min(at + 8);
        }
    }
    groups(&values[packed..], width, out);
}

/// Packed bits with how many groups of eight there are; the last is filled up with zeros.
fn groups(values: &[u32], width: u32, out: &mut Vec<u8>) {
    if !values.is_empty() {
        variable(((values.len().div_ceil(8) as u64) << 1) | 1, out);
        let end = out.len() + values.len().div_ceil(8) * width as usize;
        bits(values, width, out);
        out.resize(end, 0);
    }
}

/// The bits of one value after those of the other, in whole bytes.
fn bits(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let end = out.len() + (values.len() * width as usize).div_ceil(8);
    let (mut held, mut length) = (0_u64, 0);
    for &value in values {
        held |= u64::from(value) << length;
        length += width;
        if length >= 32 {
            out.extend_from_slice(&(held as u32).to_le_bytes());
            held >>= 32;
            length -= 32;
        }
    }
    out.extend_from_slice(&held.to_le_bytes());
    out.truncate(end);
}

/// Whole numbers by the difference of each from the one before (`DELTA_BINARY_PACKED`).
pub(super) fn differences(numbers: &[u64], out: &mut Vec<u8>) {
    variable(BLOCK as u64, out);
    variable((BLOCK / PART) as u64, out);
    variable(numbers.len() as u64, out);
    let mut last = numbers.first().map_or(0, |first| first.cast_signed());
    zigzag(last, out);
    let rest = numbers.get(1..).unwrap_or_default();
    let mut room = [0_i64; BLOCK];
    for block in rest.chunks(BLOCK) {
        let steps = &mut room[..block.len()];
        for (step, number) in steps.iter_mut().zip(block) {
            *step = number.cast_signed().wrapping_sub(last);
            last = number.cast_signed();
        }
        let least = steps.iter().copied().min().unwrap_or_default();
        zigzag(least, out);
        let widths = out.len();
        out.extend_from_slice(&[0; BLOCK / PART]);
        for (index, part) in steps.chunks(PART).enumerate() {
            let beyond = |step: &i64| step.wrapping_sub(least).cast_unsigned();
            let all = part.iter().fold(0, |all, step| all | beyond(step));
            let width = u64::BITS - all.leading_zeros();
            // At most 64.
            out[widths + index] = width as u8;
            let end = out.len() + PART / 8 * width as usize;
            let (mut held, mut length) = (0_u128, 0);
            for step in part {
                held |= u128::from(beyond(step)) << length;
                length += width;
                if length >= 64 {
                    out.extend_from_slice(&(held as u64).to_le_bytes());
                    held >>= 64;
                    length -= 64;
                }
            }
            out.extend_from_slice(&(held as u64).to_le_bytes());
            out.resize(end, 0);
        }
    }
}

/// The first bytes of all numbers, then the second ones, and so on (`BYTE_STREAM_SPLIT`).
pub(super) fn by_bytes(numbers: &[u64], out: &mut Vec<u8>) {
    for byte in 0..size_of::<u64>() {
        out.extend(numbers.iter().map(|number| (number >> (8 * byte)) as u8));
    }
}

/// Texts by how many bytes each has in common with the one before, and what comes after
/// these (`DELTA_BYTE_ARRAY`).
pub(super) fn in_common<'t>(texts: impl Iterator<Item = &'t [u8]>, out: &mut Vec<u8>) {
    let (mut same, mut further, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: &[u8] = &[];
    for text in texts {
        let common = common(last, text);
        same.push(common as u64);
        further.push((text.len() - common) as u64);
        rest.extend_from_slice(&text[common..]);
        last = text;
    }
    differences(&same, out);
    differences(&further, out);
    out.append(&mut rest);
}

/// How many bytes two texts have in common at their beginning, up to the end of a character.
fn common(one: &[u8], other: &[u8]) -> usize {
    let (words, _) = one.as_chunks::<8>();
    let (others, _) = other.as_chunks::<8>();
    let same = words
        .iter()
        .zip(others)
        .take_while(|(one, other)| one == other);
    let mut length = 8 * same.count();
    let rest = one[length..].iter().zip(&other[length..]);
    length += rest.take_while(|(one, other)| one == other).count();
    let is_within = |at: usize| other.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    while is_within(length) {
        length -= 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unpacked(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let (mut header, mut shift) = (0_u64, 0);
            loop {
                let byte = bytes[0];
                bytes = &bytes[1..];
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            let size = width.div_ceil(8) as usize;
            if header & 1 == 0 {
                let mut value = [0; 4];
                value[..size].copy_from_slice(&bytes[..size]);
                bytes = &bytes[size..];
                values.extend(std::iter::repeat_n(
                    u32::from_le_bytes(value),
                    (header >> 1) as usize,
                ));
            } else {
                let groups = (header >> 1) as usize;
                for index in 0..groups * 8 {
                    let value = (0..width as usize).fold(0_u32, |value, bit| {
                        let at = index * width as usize + bit;
                        value | u32::from(bytes[at / 8] >> (at % 8) & 1) << bit
                    });
                    values.push(value);
                }
                bytes = &bytes[groups * width as usize..];
            }
        }
        assert!(bytes.is_empty(), "{} bytes are left", bytes.len());
        values.truncate(count);
        values
    }

    #[test]
    fn runs_and_bits_come_back_as_they_were() {
        let runs = |lengths: &[usize], most: u32| -> Vec<u32> {
            let each = lengths.iter().enumerate();
            each.flat_map(|(at, &length)| {
                std::iter::repeat_n((at as u32).wrapping_mul(2_654_435_761) % most, length)
            })
            .collect()
        };
        for width in [1, 2, 3, 7, 8, 9, 16, 17, 31, 32] {
            let most = u32::MAX >> (32 - width);
            for lengths in [
                &[1, 2, 3, 40, 1, 1, 8, 16, 5][..],
                &[100],
                &[7],
                &[1; 37],
                &[3, 500, 1, 1, 20, 9],
            ] {
                let values = runs(lengths, most.max(2));
                let mut packed = Vec::new();
                hybrid(&values, width, &mut packed);
                assert_eq!(
                    unpacked(&packed, width, values.len()),
                    values,
                    "{width} bits"
                );
            }
        }
    }

    fn variable_of(bytes: &mut &[u8]) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    fn signed_of(bytes: &mut &[u8]) -> i64 {
        let number = variable_of(bytes);
        (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
    }

    /// Reads numbers as Encodings.md says it, bit by bit.
    fn numbers_of(bytes: &mut &[u8]) -> Vec<u64> {
        let (block, parts) = (variable_of(bytes), variable_of(bytes));
        let count = variable_of(bytes) as usize;
        let mut last = signed_of(bytes);
        let mut numbers = vec![last.cast_unsigned()];
        while numbers.len() < count {
            let least = signed_of(bytes);
            let (widths, rest) = bytes.split_at(parts as usize);
            *bytes = rest;
            for &width in widths {
                // Parts beyond the last number are left out.
                if numbers.len() >= count {
                    break;
                }
                for index in 0..(block / parts) as usize {
                    let step = (0..usize::from(width)).fold(0_u64, |step, bit| {
                        let at = index * usize::from(width) + bit;
                        step | u64::from(bytes[at / 8] >> (at % 8) & 1) << bit
                    });
                    if numbers.len() < count {
                        last = last.wrapping_add(least).wrapping_add(step.cast_signed());
                        numbers.push(last.cast_unsigned());
                    }
                }
                *bytes = &bytes[(block / parts) as usize / 8 * usize::from(width)..];
            }
        }
        numbers.truncate(count);
        numbers
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were(
            numbers in prop::collection::vec(prop_oneof![0_u64..50, any::<u64>()], 0..400),
        ) {
            let mut packed = Vec::new();
            differences(&numbers, &mut packed);
            let mut bytes = packed.as_slice();
            prop_assert_eq!(numbers_of(&mut bytes), numbers.clone());
            prop_assert!(bytes.is_empty());
            let mut split = Vec::new();
            by_bytes(&numbers, &mut split);
            for (index, number) in numbers.iter().enumerate() {
                let bytes: Vec<u8> = (0..8).map(|byte| split[byte * numbers.len() + index]).collect();
                prop_assert_eq!(bytes, number.to_le_bytes());
            }
        }

        #[test]
        fn texts_come_back_as_they_were(texts in prop::collection::vec("[abäö]{0,30}", 0..300)) {
            let mut packed = Vec::new();
            in_common(texts.iter().map(|text| text.as_bytes()), &mut packed);
            let mut bytes = packed.as_slice();
            let (same, further) = (numbers_of(&mut bytes), numbers_of(&mut bytes));
            let mut last = Vec::new();
            for ((text, same), further) in texts.iter().zip(same).zip(further) {
                last.truncate(same as usize);
                let (next, rest) = bytes.split_at(further as usize);
                prop_assert!(std::str::from_utf8(next).is_ok());
                last.extend_from_slice(next);
                bytes = rest;
                prop_assert_eq!(&last, text.as_bytes());
            }
            prop_assert!(bytes.is_empty());
        }
    }
}
