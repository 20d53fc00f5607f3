//! What was counted in one period.

use crate::exact::ExactSum;

/// Values, each with how often it was met. What is made of them does not depend on their
/// order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    values: Vec<(f64, u64)>,
}

impl Tally {
    /// Counts `value` so many times.
    pub(crate) fn add(&mut self, value: f64, times: u64) {
        match self.values.last_mut() {
            Some((last, met)) if last.to_bits() == value.to_bits() => *met += times,
            _ => self.values.push((value, times)),
        }
    }

    /// Their sum; zero where there are none.
    pub(crate) fn sum(&self) -> f64 {
        let mut sum = ExactSum::default();
        for (value, times) in &self.values {
            let factor = *times as f64;
            let product = value * factor;
            sum.add(product);
            if *times > 1 && product.is_finite() {
                // What the product lost when it was rounded.
                sum.add(value.mul_add(factor, -product));
            }
        }
        sum.value()
    }

    /// Their mean, where there are any.
    pub(crate) fn mean(&self) -> Option<f64> {
        let number = self.number();
        (number > 0).then(|| self.sum() / number as f64)
    }

    /// Their median, where there are any.
    pub(crate) fn median(&self) -> Option<f64> {
        let mut values = self.values.clone();
        values.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let number = self.number();
        let at = |place: u64| {
            let mut before = 0;
            let holds = |(value, times): &(f64, u64)| {
                before += times;
                (place < before).then_some(*value)
            };
            values.iter().find_map(holds)
        };
        let middle = number / 2;
        match number {
            0 => None,
            _ if number % 2 == 1 => at(middle),
            _ => Some(f64::midpoint(at(middle - 1)?, at(middle)?)),
        }
    }

    fn number(&self) -> u64 {
        self.values.iter().map(|(_, times)| times).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally(values: &[(f64, u64)]) -> Tally {
        let mut tally = Tally::default();
        values
            .iter()
            .for_each(|(value, times)| tally.add(*value, *times));
        tally
    }

    #[test]
    fn nothing_has_a_sum_and_neither_mean_nor_median() {
        let nothing = Tally::default();
        assert_eq!(nothing.sum(), 0.0);
        assert_eq!((nothing.mean(), nothing.median()), (None, None));
    }

    #[test]
    fn a_value_that_was_met_often_counts_so_often() {
        let counted = tally(&[(4.0, 3), (1.0, 2)]);
        let one_by_one = tally(&[(1.0, 1), (4.0, 1), (4.0, 1), (1.0, 1), (4.0, 1)]);
        for tally in [counted, one_by_one] {
            assert_eq!(tally.sum(), 14.0);
            assert_eq!(tally.mean(), Some(2.8));
            assert_eq!(tally.median(), Some(4.0));
        }
        assert_eq!(tally(&[(9.0, 1), (1.0, 1)]).median(), Some(5.0));
    }

    proptest! {
        #[test]
        fn neither_order_nor_grouping_matters(
            mut values in prop::collection::vec(
                prop_oneof![-10.0..10.0_f64, -1e18..1e18_f64, Just(2.8), Just(-0.4)], 0..60
            ),
        ) {
            let mut grouped: Vec<(f64, u64)> = Vec::new();
            for value in &values {
                match grouped.iter_mut().find(|(other, _)| other == value) {
                    Some((_, times)) => *times += 1,
                    None => grouped.push((*value, 1)),
                }
            }
            let grouped = tally(&grouped);
            values.sort_by(f64::total_cmp);
            let ones: Vec<(f64, u64)> = values.into_iter().map(|value| (value, 1)).collect();
            let one_by_one = tally(&ones);
            prop_assert_eq!(grouped.sum().to_bits(), one_by_one.sum().to_bits());
            prop_assert_eq!(grouped.mean(), one_by_one.mean());
            prop_assert_eq!(grouped.median(), one_by_one.median());
        }
    }
}
