//! Whether short texts are the same.

/// Whether two texts are the same bytes. Most are short, and calling a function that compares
/// bytes of any length takes longer than comparing those.
#[inline]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let length = one.len();
    if length != other.len() {
        return false;
    }
    if length < 8 {
        return one.iter().zip(other).all(|(one, other)| one == other);
    }
    let (words, _) = one.as_chunks::<8>();
    let (others, _) = other.as_chunks::<8>();
    words.iter().zip(others).all(|(one, other)| one == other)
        && one.last_chunk::<8>() == other.last_chunk::<8>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_same_are_the_same(one in "[ab]{0,24}", at in 0_usize..24) {
            let other = one.clone();
            prop_assert!(is_same(one.as_bytes(), other.as_bytes()));
            let longer = format!("{one}a");
            prop_assert!(!is_same(one.as_bytes(), longer.as_bytes()));
            let mut other = other.into_bytes();
            if let Some(byte) = other.get_mut(at) {
                *byte ^= 1;
                prop_assert!(!is_same(one.as_bytes(), &other));
            }
        }
    }
}
