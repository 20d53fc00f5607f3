//! Which rows of a stretch fit which selections, as far as text fields tell.

use std::collections::HashMap;

use foreshock_event::{Field, Stretch, Text};
use foreshock_watch::{Pattern, Selection};

/// Up to 64 selections, each a bit. A value of a field is decided once and gives the bits of
/// the selections that it fits; a row fits those whose bits are left of all of its values.
pub(super) struct Matching<'w> {
    all: u64,
    fields: Vec<OfField<'w>>,
    /// Room for the rows of a stretch that some selections fit, each with their bits.
    room: Vec<(u32, u64)>,
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
            room: Vec::new(),
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
        let all = self.all;
        let rows = stretch.rows();
        if self.room.len() < rows {
            self.room.resize(rows, (0, 0));
        }
        let room = &mut self.room[..rows];
        let numbers = 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let mut fields = self.fields.iter_mut();
        // How many rows at the beginning of the room fit so far; where one does not, the
        // next takes its place.
        let mut fit = 0;
        match fields.next() {
            None => {
                let each = room.iter_mut().zip(numbers);
                each.for_each(|(place, row)| *place = (row, all));
                fit = rows;
            }
            Some(of) => {
                let facet = stretch.texts(of.field)?;
                let bits = of.bits(facet.values, all);
                for (row, code) in numbers.zip(facet.codes) {
                    let bits = bits[*code as usize];
                    room[fit] = (row, bits);
                    fit += usize::from(bits != 0);
                }
            }
        }
        for of in fields {
            if fit == 0 {
                break;
            }
            let facet = stretch.texts(of.field)?;
            let bits = of.bits(facet.values, all);
            let so_far = fit;
            fit = 0;
            for at in 0..so_far {
                let (row, so_far) = room[at];
                let bits = so_far & bits[facet.codes[row as usize] as usize];
                room[fit] = (row, bits);
                fit += usize::from(bits != 0);
            }
        }
        if fit == 0 {
            return Ok(false);
        }
        let stands = stretch.stands()?;
        let selections = u64::BITS - self.all.leading_zeros();
        hits.rows.resize_with(selections as usize, Vec::new);
        hits.rows.iter_mut().for_each(Vec::clear);
        for &(row, bits) in &room[..fit] {
            let mut bits = if stands[row as usize] { bits } else { 0 };
            while bits != 0 {
                hits.rows[bits.trailing_zeros() as usize].push(row);
                bits &= bits - 1;
            }
        }
        Ok(hits.rows.iter().any(|rows| !rows.is_empty()))
    }
}

impl OfField<'_> {
    /// For each code of a facet the selections that its value fits.
    fn bits(&mut self, values: &[Text], all: u64) -> Vec<u64> {
        let mut bits = vec![all & !self.asking];
        bits.extend(values.iter().map(|value| self.decide(value, all)));
        bits
    }

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
