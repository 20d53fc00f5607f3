//! Which rows of a stretch fit which selections, as far as text fields tell.

use std::collections::HashMap;

use foreshock_event::{Field, Stretch, Text};
use foreshock_watch::{Pattern, Selection};

/// Up to 64 selections, each a bit. A value of a field is decided once and gives the bits of
/// the selections that it fits; a row fits those whose bits are left of all of its values.
pub(super) struct Matching<'w> {
    all: u64,
    fields: Vec<OfField<'w>>,
    /// By row of the stretch at hand.
    bits: Vec<u64>,
}

/// What is asked of one field.
struct OfField<'w> {
    field: Field,
    /// The selections that ask something of it.
    asking: u64,
    patterns: Vec<(u64, &'w [Pattern])>,
    decided: HashMap<Text, u64>,
}

/// The rows that stand and fit, for each selection.
#[derive(Default)]
pub(super) struct Hits {
    rows: Vec<Vec<u32>>,
}

impl Hits {
    pub(super) fn of_parts(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.iter().map(Vec::as_slice)
    }
}

impl<'w> Matching<'w> {
    /// Selections that it can hold.
    pub(super) const MOST: usize = 64;

    pub(super) fn new(selections: impl Iterator<Item = &'w Selection>) -> Self {
        let mut matching = Self {
            all: 0,
            fields: Vec::new(),
            bits: Vec::new(),
        };
        for (number, selection) in selections.enumerate() {
            let bit = 1 << number;
            matching.all |= bit;
            for (field, patterns) in &selection.texts {
                let place = matching.fields.iter().position(|of| {
                    // A field that is asked twice by one selection must fit both times.
                    of.field == *field && of.asking & bit == 0
                });
                let of = match place {
                    Some(place) => &mut matching.fields[place],
                    None => {
                        matching.fields.push(OfField {
                            field: *field,
                            asking: 0,
                            patterns: Vec::new(),
                            decided: HashMap::new(),
                        });
                        let last = matching.fields.len() - 1;
                        &mut matching.fields[last]
                    }
                };
                of.asking |= bit;
                of.patterns.push((bit, patterns));
            }
        }
        matching
    }

    /// Finds the rows of a stretch that stand and fit; `false` where there are none.
    pub(super) fn rows<S: Stretch>(
        &mut self,
        stretch: &S,
        hits: &mut Hits,
    ) -> Result<bool, S::Error> {
        self.bits.clear();
        self.bits.resize(stretch.rows(), self.all);
        for of in &mut self.fields {
            let facet = stretch.texts(of.field)?;
            let mut fitting = vec![self.all & !of.asking];
            fitting.extend(facet.values.iter().map(|value| of.decide(value, self.all)));
            let mut any = 0;
            for (bits, code) in self.bits.iter_mut().zip(facet.codes) {
                *bits &= fitting[*code as usize];
                any |= *bits;
            }
            if any == 0 {
                return Ok(false);
            }
        }
        let stands = stretch.stands()?;
        let selections = u64::BITS - self.all.leading_zeros();
        hits.rows.resize_with(selections as usize, Vec::new);
        hits.rows.iter_mut().for_each(Vec::clear);
        for ((row, bits), stands) in (0u32..).zip(&self.bits).zip(stands) {
            let mut bits = if *stands { *bits } else { 0 };
            while bits != 0 {
                hits.rows[bits.trailing_zeros() as usize].push(row);
                bits &= bits - 1;
            }
        }
        Ok(hits.rows.iter().any(|rows| !rows.is_empty()))
    }
}

impl OfField<'_> {
    fn decide(&mut self, value: &Text, all: u64) -> u64 {
        if let Some(decided) = self.decided.get(value) {
            return *decided;
        }
        let fits = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.fits(value));
        let asked = self.patterns.iter().filter(|(_, patterns)| fits(patterns));
        let decided = asked.fold(all & !self.asking, |bits, (bit, _)| bits | bit);
        self.decided.insert(value.clone(), decided);
        decided
    }
}
