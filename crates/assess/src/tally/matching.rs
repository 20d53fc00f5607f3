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
    /// Takes rows with the bits of the selections that they fit, if they stand.
    fn take(&mut self, rows: &[(u32, u64)], stands: Option<&[bool]>) {
        self.rows.iter_mut().for_each(Vec::clear);
        for &(row, mut bits) in rows {
            if stands.is_some_and(|stands| !stands[row as usize]) {
                continue;
            }
            while bits != 0 {
                self.rows[bits.trailing_zeros() as usize].push(row);
                bits &= bits - 1;
            }
        }
    }

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
        let mut fields = self.fields.iter_mut();
        let mut fit = match fields.next() {
            None => fill(room, all),
            Some(of) => {
                let facet = stretch.texts(of.field)?;
                fitting(room, facet.codes, &of.bits(facet.values, all))
            }
        };
        for of in fields {
            if fit == 0 {
                break;
            }
            let facet = stretch.texts(of.field)?;
            let bits = of.bits(facet.values, all);
            fit = fitting_as_well(&mut room[..fit], facet.codes, &bits);
        }
        if fit == 0 {
            return Ok(false);
        }
        let stands = match stretch.span_of_all()? {
            Some(_) => None,
            None => Some(stretch.stands()?),
        };
        let selections = u64::BITS - all.leading_zeros();
        hits.rows.resize_with(selections as usize, Vec::new);
        hits.take(&room[..fit], stands);
        Ok(hits.rows.iter().any(|rows| !rows.is_empty()))
    }
}

// What is done for every row stands in functions of its own, which are compiled here and not
// anew for each kind of stretch.

/// All rows, which fit all selections; how many.
fn fill(room: &mut [(u32, u64)], all: u64) -> usize {
    for (place, row) in room.iter_mut().zip(0..) {
        *place = (row, all);
    }
    room.len()
}

/// The rows whose values fit any selection, at the beginning of the room; how many.
fn fitting(room: &mut [(u32, u64)], codes: &[u32], bits: &[u64]) -> usize {
    let mut fit = 0;
    for (row, code) in (0..).zip(codes) {
        // Where it does not fit, the next row takes its place.
        let bits = bits[*code as usize];
        room[fit] = (row, bits);
        fit += usize::from(bits != 0);
    }
    fit
}

/// Those of the rows in the room whose values in a further field fit as well; how many.
fn fitting_as_well(room: &mut [(u32, u64)], codes: &[u32], bits: &[u64]) -> usize {
    let mut fit = 0;
    for at in 0..room.len() {
        let (row, so_far) = room[at];
        let bits = so_far & bits[codes[row as usize] as usize];
        room[fit] = (row, bits);
        fit += usize::from(bits != 0);
    }
    fit
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
