//! What is gathered of the events of a day or a period.

use foreshock_watch::Measure;

use crate::exact::ExactSum;

/// Values of a level beyond which equal ones are put together.
const FEW: usize = 1024;

/// What is gathered of events, so far as their measure asks for it. It does not depend on
/// the order in which they come.
#[derive(Clone, Debug)]
pub(crate) enum Amount {
    /// How many.
    Events(u64),
    /// How many have a value, and their sum.
    Sum(u64, ExactSum),
    /// Their values, each with how often it stands there.
    Values {
        values: Vec<(f64, u64)>,
        /// How many there are when equal ones are put together.
        full: usize,
    },
}

impl Amount {
    /// Nothing, of what is measured so.
    pub(crate) fn of(measure: &Measure) -> Self {
        match measure {
            Measure::Count | Measure::Share(_) => Self::Events(0),
            Measure::Sum(_) | Measure::Mean(_) => Self::Sum(0, ExactSum::default()),
            Measure::Level(_) => Self::Values {
                values: Vec::new(),
                full: FEW,
            },
        }
    }

    /// Adds the value of an event.
    pub(crate) fn add(&mut self, value: f64) {
        match self {
            Self::Events(number) => *number += 1,
            Self::Sum(number, sum) => {
                *number += 1;
                sum.add(value);
            }
            Self::Values { values, full } => push(values, full, (value, 1)),
        }
    }

    /// Adds the value that so many events have.
    pub(crate) fn add_times(&mut self, value: f64, times: u64) {
        match self {
            Self::Events(number) => *number += times,
            Self::Sum(number, sum) => {
                *number += times;
                sum.add_times(value, times);
            }
            Self::Values { values, full } => push(values, full, (value, times)),
        }
    }

    /// Adds what was gathered elsewhere of the same measure.
    pub(crate) fn add_all(&mut self, other: &Self) {
        match (self, other) {
            (Self::Events(number), Self::Events(others)) => *number += others,
            (Self::Sum(number, sum), Self::Sum(others, other)) => {
                *number += others;
                sum.add_all(other);
            }
            (Self::Values { values, full }, Self::Values { values: others, .. }) => {
                others.iter().for_each(|other| push(values, full, *other));
            }
            _ => {}
        }
    }

    /// What is measured: absent where days are not covered and that matters, or where
    /// nothing was measured and that does not mean zero.
    pub(crate) fn value(
        &self,
        measure: &Measure,
        is_covered: bool,
        total: Option<&ExactSum>,
    ) -> Option<f64> {
        match self {
            Self::Events(number) => {
                let number = is_covered.then_some(*number as f64);
                match measure {
                    Measure::Share(_) => {
                        let total = total.map(ExactSum::value).filter(|total| *total > 0.0)?;
                        number.map(|number| number / total)
                    }
                    _ => number,
                }
            }
            Self::Sum(number, sum) => match measure {
                Measure::Mean(_) => (*number > 0).then(|| sum.value() / *number as f64),
                _ => is_covered.then(|| sum.value()),
            },
            Self::Values { values, .. } => median(values.clone()),
        }
    }
}

fn push(values: &mut Vec<(f64, u64)>, full: &mut usize, value: (f64, u64)) {
    values.push(value);
    if values.len() >= *full {
        put_together(values);
        *full = FEW.max(2 * values.len());
    }
}

fn put_together(values: &mut Vec<(f64, u64)>) {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    values.dedup_by(|one, kept| {
        let same = one.0.total_cmp(&kept.0).is_eq();
        if same {
            kept.1 += one.1;
        }
        same
    });
}

fn median(mut values: Vec<(f64, u64)>) -> Option<f64> {
    put_together(&mut values);
    let number: u64 = values.iter().map(|(_, times)| times).sum();
    let at = |place: u64| {
        let mut passed = 0;
        values.iter().find_map(|(value, times)| {
            passed += times;
            (place < passed).then_some(*value)
        })
    };
    let middle = number / 2;
    match number {
        0 => None,
        n if n % 2 == 1 => at(middle),
        _ => Some(f64::midpoint(at(middle - 1)?, at(middle)?)),
    }
}

#[cfg(test)]
mod tests {
    use foreshock_watch::NumericField;

    use super::*;

    #[test]
    fn equal_values_are_put_together_and_the_median_stays() {
        let level = Measure::Level(NumericField::Count);
        let mut amount = Amount::of(&level);
        assert_eq!(amount.value(&level, true, None), None);
        let mut all: Vec<f64> = Vec::new();
        for number in 0..5000_u32 {
            let value = f64::from(number * 7919 % 10);
            amount.add(value);
            all.push(value);
            if number % 611 == 0 {
                all.sort_by(f64::total_cmp);
                let middle = all.len() / 2;
                let expected = match all.len() % 2 {
                    1 => all[middle],
                    _ => f64::midpoint(all[middle - 1], all[middle]),
                };
                assert_eq!(amount.value(&level, true, None), Some(expected));
            }
        }
        let Amount::Values { values, .. } = &amount else {
            panic!("a level keeps values");
        };
        assert!(values.len() < FEW, "{}", values.len());
    }
}
