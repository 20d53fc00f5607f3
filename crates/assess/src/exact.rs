//! Sums that do not depend on the order of what is added.

/// A sum without rounding: numbers whose digits do not overlap, the smallest first, that
/// together are the exact sum (Shewchuk 1997). So a sum over columns that come in any order
/// is the same as one over records by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExactSum {
    parts: Vec<f64>,
    /// How often 2^1024 is to be added, by which sums on the way went beyond all numbers.
    carry: i64,
    /// What was infinite from the start.
    infinite: f64,
}

/// 2^1023.
const HALF: f64 = f64::MAX / 2.0 + f64::MAX / 2.0 * (f64::EPSILON / 2.0);
/// 2^-128.
const SCALE: f64 = 1.0 / (u64::MAX as f64 * u64::MAX as f64);

impl ExactSum {
    pub(crate) fn add(&mut self, value: f64) {
        let mut value = value;
        if !value.is_finite() {
            self.infinite += value;
            return;
        }
        let mut kept = 0;
        for at in 0..self.parts.len() {
            let part = self.parts[at];
            let sum = value + part;
            if !sum.is_finite() {
                // 2^1024 is taken out of the two, half of it from the larger one, from
                // which it can be taken without rounding.
                let (larger, smaller) = match value.abs() > part.abs() {
                    true => (value, part),
                    false => (part, value),
                };
                let half = HALF.copysign(larger);
                self.carry += if larger > 0.0 { 1 } else { -1 };
                self.parts.drain(kept..=at);
                self.add(larger - half);
                self.add(-half);
                self.add(smaller);
                return;
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
        self.parts.truncate(kept);
        self.parts.push(value);
    }

    /// Adds a value so many times.
    pub(crate) fn add_times(&mut self, value: f64, times: u64) {
        let factor = times as f64;
        let product = value * factor;
        if !product.is_finite() && value.is_finite() && times > 1 {
            self.add_times(value, times / 2);
            return self.add_times(value, times - times / 2);
        }
        self.add(product);
        if times > 1 && product.is_finite() {
            // What the product lost when it was rounded.
            self.add(value.mul_add(factor, -product));
        }
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        other.parts.iter().for_each(|part| self.add(*part));
        self.carry += other.carry;
        self.infinite += other.infinite;
    }

    /// The number nearest to the sum; of two that are as near, the even one.
    pub(crate) fn value(&self) -> f64 {
        if self.infinite != 0.0 {
            return self.infinite;
        }
        if self.carry != 0 {
            // At a scale at which it has room; what is lost below lies far beyond the digits.
            let mut scaled = Self::default();
            let parts = self.parts.iter().map(|part| part * SCALE);
            parts.for_each(|part| scaled.add(part));
            let whole = (2.0 * SCALE * HALF).copysign(self.carry as f64);
            scaled.add_times(whole, self.carry.unsigned_abs());
            return scaled.value() / SCALE;
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

    #[test]
    fn a_sum_may_go_beyond_all_numbers_on_its_way() {
        assert_eq!(HALF, 2f64.powi(1023));
        assert_eq!(SCALE, 2f64.powi(-128));
        let most = f64::MAX;
        for order in [
            [most, most, -most],
            [most, -most, most],
            [-most, most, most],
        ] {
            assert_eq!(sum(order), most);
        }
        let much = [most, 1.0, most, most, -most, -1.5, -most, -most];
        for turn in 0..much.len() {
            let mut turned = much;
            turned.rotate_left(turn);
            assert_eq!(sum(turned), -0.5, "{turned:?}");
        }
        for (times, left) in [(2, 1), (5, 3), (7, 6)] {
            let mut at_once = ExactSum::default();
            at_once.add_times(most, times);
            at_once.add_times(-most, times - 1);
            assert_eq!(at_once.value(), most, "{times}");
            at_once.add_times(-most, left);
            let expected = sum(std::iter::repeat_n(-most, left as usize - 1));
            assert_eq!(at_once.value(), expected, "{times}");
        }
        assert_eq!(sum([most, most]), f64::INFINITY);
        assert_eq!(sum([-most, -most, -most]), f64::NEG_INFINITY);
        assert_eq!(sum([most, most, -HALF, -HALF]), 2.0 * (most - HALF));
    }

    proptest! {
        /// Eighths have an exact sum, with which to compare.
        #[test]
        fn any_order_and_any_parts_give_the_nearest_number(
            numbers in prop::collection::vec(-1_000_000i32..1_000_000, 0..60),
            exponents in prop::collection::vec(-40i32..40, 60),
            cut in 0usize..60,
        ) {
            let eighths: i64 = numbers.iter().map(|one| i64::from(*one)).sum();
            prop_assert_eq!(sum(numbers.iter().map(|one| f64::from(*one) / 8.0)), eighths as f64 / 8.0);
            let scaled = numbers.iter().zip(exponents).map(|(one, exponent)| {
                // Beyond what two of them can be added to, too.
                let exponent = if exponent > 35 { 1003 } else { exponent };
                f64::from(*one) * 2f64.powi(exponent) / 10.0
            });
            let values: Vec<f64> = scaled.collect();
            let whole = sum(values.iter().copied());
            prop_assert_eq!(sum(values.iter().rev().copied()).to_bits(), whole.to_bits());
            let (left, right) = values.split_at(cut.min(values.len()));
            let mut parts = [ExactSum::default(), ExactSum::default()];
            right.iter().for_each(|value| parts[0].add(*value));
            left.iter().for_each(|value| parts[1].add(*value));
            let [mut one, other] = parts;
            one.add_all(&other);
            prop_assert_eq!(one.value().to_bits(), whole.to_bits());
            let often = values.iter().map(|value| (*value, 1 + value.to_bits() % 5));
            let mut at_once = ExactSum::default();
            often.clone().for_each(|(value, times)| at_once.add_times(value, times));
            let one_by_one = sum(often.flat_map(|(value, times)| (0..times).map(move |_| value)));
            prop_assert_eq!(at_once.value().to_bits(), one_by_one.to_bits());
        }
    }
}
