//! Sums that do not depend on the order of what is added.

/// A sum without rounding: numbers whose digits do not overlap, the smallest first, that
/// together are the exact sum (Shewchuk 1997). So a sum over columns that come in any order
/// is the same as one over records by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExactSum {
    parts: Vec<f64>,
    /// What is beyond all numbers.
    infinite: f64,
}

impl ExactSum {
    pub(crate) fn add(&mut self, value: f64) {
        let mut value = value;
        let mut kept = 0;
        for at in 0..self.parts.len() {
            let part = self.parts[at];
            let sum = value + part;
            if !sum.is_finite() {
                break;
            }
            // What the sum lost by rounding.
            let of_part = sum - value;
            let lost = (value - (sum - of_part)) + (part - of_part);
            if lost != 0.0 {
                self.parts[kept] = lost;
                kept += 1;
            }
            value = sum;
        }
        if value.is_finite() {
            self.parts.truncate(kept);
            self.parts.push(value);
        } else {
            self.infinite += value;
        }
    }

    /// The number nearest to the sum; of two that are as near, the even one.
    pub(crate) fn value(&self) -> f64 {
        if self.infinite != 0.0 {
            return self.infinite;
        }
        let mut parts = self.parts.iter().rev().copied();
        let Some(mut sum) = parts.next() else {
            return 0.0;
        };
        while let Some(part) = parts.next() {
            let before = sum;
            sum += part;
            let lost = part - (sum - before);
            if lost == 0.0 {
                continue;
            }
            // Halfway between two numbers, what comes after tells which is nearer.
            if let Some(next) = parts.next()
                && (lost < 0.0) == (next < 0.0)
            {
                let twice = lost * 2.0;
                let other = sum + twice;
                if other - sum == twice {
                    sum = other;
                }
            }
            break;
        }
        // The sum of nothing is a negative zero.
        sum + 0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = ExactSum::default();
        values.into_iter().for_each(|value| sum.add(value));
        sum.value()
    }

    #[test]
    fn nothing_is_lost() {
        assert_eq!(sum([]), 0.0);
        assert_eq!(sum([1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum([0.1; 10]), 1.0);
        // Halfway, and a little more.
        assert_eq!(sum([1.0, 2f64.powi(-53)]), 1.0);
        assert_eq!(sum([1.0, 2f64.powi(-53), 1e-100]), 1.0 + f64::EPSILON);
        assert_eq!(sum([-0.0]).to_bits(), 0);
    }

    proptest! {
        #[test]
        fn any_order_gives_the_same_number(
            values in prop::collection::vec(
                prop_oneof![-10.0..10.0_f64, -1e18..1e18_f64, Just(2.8), Just(-0.4)], 0..60
            ),
        ) {
            let forwards = sum(values.iter().copied());
            let backwards = sum(values.iter().rev().copied());
            prop_assert_eq!(forwards.to_bits(), backwards.to_bits());
        }
    }
}
