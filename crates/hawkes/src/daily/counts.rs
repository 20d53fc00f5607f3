//! The distribution of a count of given mean: probabilities and draws.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, Poisson};

use super::likelihood::log_zero;

/// Mean from which draws come from the library's generators: below it the
/// distribution is walked through from zero.
const LARGE: f64 = 30.0;
/// Largest count of a day that is drawn. Only explosive parameters come near.
pub(super) const MOST: u32 = 1_000_000;

/// How counts of a kind scatter about their means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scatter {
    /// Variance over mean less one.
    pub excess: f64,
    /// Minus the logarithm of the probability of zero, per unit of mean.
    per_mean: f64,
}

impl Scatter {
    pub fn new(excess: f64) -> Self {
        Self {
            excess,
            per_mean: log_zero(excess).0,
        }
    }

    /// A count of this mean.
    pub fn about(self, mean: f64) -> Count {
        Count {
            mean,
            excess: self.excess,
            hazard: mean * self.per_mean,
        }
    }
}

/// A count with mean `mean` and variance `(1 + excess) mean`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    mean: f64,
    excess: f64,
    /// Minus the logarithm of the probability of zero.
    hazard: f64,
}

impl Count {
    #[cfg(test)]
    fn new(mean: f64, excess: f64) -> Self {
        Scatter::new(excess).about(mean)
    }

    /// Minus the logarithm of the probability of zero.
    pub fn hazard(self) -> f64 {
        self.hazard
    }

    /// Probability of a count over the probability of the one before it.
    fn ratio(self, count: u32) -> f64 {
        (self.mean + f64::from(count - 1) * self.excess) / ((1.0 + self.excess) * f64::from(count))
    }

    /// Probabilities of less than a count, and of the count.
    pub fn below_and_at(self, count: u32) -> (f64, f64) {
        let mut at = (-self.hazard).exp();
        let mut below = 0.0;
        for next in 1..=count {
            below += at;
            at *= self.ratio(next);
        }
        (below.min(1.0), at)
    }

    /// The count, at most [`MOST`], that has `left` of the probability below it. Large
    /// means need more random numbers, which follow from that one.
    pub fn at(self, mut left: f64) -> u32 {
        if self.mean > LARGE {
            return self.draw_large(&mut ChaCha8Rng::seed_from_u64(left.to_bits()));
        }
        let mut at = (-self.hazard).exp();
        let mut count = 0;
        while left >= at && count < MOST {
            left -= at;
            count += 1;
            at *= self.ratio(count);
            // Rounding may leave a remainder beyond the last probability.
            if at < 1e-18 && f64::from(count) > self.mean {
                break;
            }
        }
        count
    }

    fn draw_large(self, random: &mut impl Rng) -> u32 {
        let mean = if self.excess > 0.0 {
            Gamma::new(self.mean / self.excess, self.excess)
                .map_or(self.mean, |gamma| gamma.sample(random))
        } else {
            self.mean
        };
        let drawn = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(random));
        drawn.min(f64::from(MOST)) as u32
    }
}

/// Which of many counts are above zero, drawn one after another: a count is zero where
/// an exponential number exceeds its hazard, and since such numbers do not remember, one
/// serves all counts until it is spent. Most counts of most days are zero, and so cost a
/// comparison each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrivals {
    /// Hazard until the next.
    next: f64,
}

impl Arrivals {
    pub fn new(random: &mut impl Rng) -> Self {
        Self {
            next: random.sample(Exp1),
        }
    }

    /// How far into the hazard of the next count its first event lies; none where the
    /// count is zero.
    pub fn within(&mut self, hazard: f64, random: &mut impl Rng) -> Option<f64> {
        if self.next >= hazard {
            self.next -= hazard;
            return None;
        }
        let passed = self.next;
        self.next = random.sample(Exp1);
        Some(passed)
    }

    /// A draw of the next count.
    pub fn draw(&mut self, count: Count, random: &mut impl Rng) -> u32 {
        let passed = self.within(count.hazard, random);
        passed.map_or(0, |passed| count.at((-passed).exp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha12Rng;

    #[test]
    fn probabilities_add_up_to_one_with_the_stated_moments() {
        for (mean, excess) in [(0.02, 0.0), (0.3, 0.7), (4.0, 3.0)] {
            let count = Count::new(mean, excess);
            let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
            for y in 0..400 {
                let (below, at) = count.below_and_at(y);
                assert!((below - sum).abs() < 1e-12);
                sum += at;
                first += at * f64::from(y);
                second += at * f64::from(y).powi(2);
            }
            assert!((sum - 1.0).abs() < 1e-12 && (first - mean).abs() < 1e-10);
            assert!((second - first * first - (1.0 + excess) * mean).abs() < 1e-9);
        }
    }

    #[test]
    fn draws_have_the_stated_moments() {
        let mut random = ChaCha12Rng::seed_from_u64(4);
        for (mean, excess) in [
            (0.3, 0.0),
            (0.3, 0.7),
            (29.0, 2.0),
            (80.0, 0.0),
            (80.0, 2.0),
        ] {
            let count = Count::new(mean, excess);
            let n = 100_000;
            let mut arrivals = Arrivals::new(&mut random);
            let draws: Vec<f64> = (0..n)
                .map(|_| f64::from(arrivals.draw(count, &mut random)))
                .collect();
            let found = draws.iter().sum::<f64>() / f64::from(n);
            let variance =
                draws.iter().map(|draw| (draw - found).powi(2)).sum::<f64>() / f64::from(n);
            let error = ((1.0 + excess) * mean / f64::from(n)).sqrt();
            assert!((found - mean).abs() < 4.0 * error, "{found} for {mean}");
            assert!((variance / ((1.0 + excess) * mean) - 1.0).abs() < 0.05);
        }
    }
}
