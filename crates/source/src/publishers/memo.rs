//! What was made of a few codes, so that it is not made anew for each row.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::is_same;

/// How much is kept, a power of two.
const SLOTS: usize = 1 << 10;
/// Codes beyond this length are no codes.
const LONGEST: usize = 32;

/// Texts by the two that each was made of. One that comes to the place of another takes it.
pub(super) struct Memo(Vec<Slot>);

#[derive(Clone, Default)]
struct Slot {
    of: (String, String),
    made: String,
    is_kept: bool,
}

impl Memo {
    pub(super) fn new() -> Self {
        Self(vec![Slot::default(); SLOTS])
    }

    /// What `make` puts into an empty text; it says whether that is to be kept.
    pub(super) fn of(&mut self, of: (&str, &str), make: impl FnOnce(&mut String) -> bool) -> &str {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(of.0.as_bytes());
        hasher.write(of.1.as_bytes());
        let slot = &mut self.0[hasher.finish() as usize % SLOTS];
        let same = |one: &str, other: &str| is_same(one.as_bytes(), other.as_bytes());
        if !slot.is_kept || !same(&slot.of.0, of.0) || !same(&slot.of.1, of.1) {
            slot.made.clear();
            slot.is_kept = make(&mut slot.made) && of.0.len().max(of.1.len()) <= LONGEST;
            slot.of = (of.0.to_owned(), of.1.to_owned());
        }
        &slot.made
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_would_be_made_anew(
            codes in prop::collection::vec(("[a-c]{0,5}", "[a-c]{0,5}", any::<bool>()), 0..3000),
        ) {
            let mut memo = Memo::new();
            for (one, other, is_kept) in &codes {
                let made = memo.of((one, other), |made| {
                    made.push_str(&format!("{one}.{other}"));
                    *is_kept
                });
                prop_assert_eq!(made, format!("{one}.{other}"));
            }
        }
    }
}
