//! Numbers that are known within a range.

use rand::Rng;
use rand_distr::{Beta, Distribution};

use super::Error;

/// How far sums of probabilities may be from 1.
const ROUNDING: f64 = 1e-6;
/// Draws of a beta distribution outside of the range before its end is taken.
const TRIES: usize = 100;

/// A likelihood, or another number above 0, known within a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    low: f64,
    centre: f64,
    high: f64,
    spread: Spread,
}

/// How values lie within a range.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spread {
    /// Any as well as any other.
    Uniform,
    /// Any factor as well as any other.
    LogUniform,
    /// As a rate of so many cases, of the number or of what is left of 1.
    Rate { a: f64, b: f64 },
}

impl Quantity {
    /// Anything from `low` to `high`, with the middle as its centre.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] where these are not finite numbers above 0 in this
    /// order.
    pub fn new(low: f64, high: f64) -> Result<Self, Error> {
        Self::checked(low, f64::midpoint(low, high), high, Spread::Uniform)
    }

    /// A ratio from `low` to `high`, with their geometric mean as its centre.
    ///
    /// # Errors
    ///
    /// As [`Quantity::new`].
    pub fn ratio(low: f64, high: f64) -> Result<Self, Error> {
        let centre = (low.ln().midpoint(high.ln())).exp().max(low).min(high);
        Self::checked(low, centre, high, Spread::LogUniform)
    }

    /// The rate behind `successes` out of `trials`, after Jeffreys: it is drawn
    /// from Beta(k + 1/2, n - k + 1/2) between `low` and `high`, and its centre
    /// is the mean (k + 1/2) / (n + 1), which is the probability of a success in
    /// the next trial.
    ///
    /// # Errors
    ///
    /// As [`Quantity::new`]; also where the mean lies outside of the range.
    pub fn rate(successes: u64, trials: u64, low: f64, high: f64) -> Result<Self, Error> {
        let (k, n) = (successes as f64, trials as f64);
        let (a, b) = (k + 0.5, n - k + 0.5);
        Self::checked(low, a / (a + b), high, Spread::Rate { a, b })
    }

    fn checked(low: f64, centre: f64, high: f64, spread: Spread) -> Result<Self, Error> {
        let ordered = low > 0.0 && low <= centre && centre <= high && high.is_finite();
        match ordered {
            true => Ok(Self {
                low,
                centre,
                high,
                spread,
            }),
            false => Err(Error::Range { low, high }),
        }
    }

    /// 1 minus it, for a probability below 1.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] where it is not below 1.
    pub fn complement(self) -> Result<Self, Error> {
        let spread = match self.spread {
            Spread::Uniform | Spread::LogUniform => Spread::Uniform,
            Spread::Rate { a, b } => Spread::Rate { a: b, b: a },
        };
        Self::checked(1.0 - self.high, 1.0 - self.centre, 1.0 - self.low, spread)
    }

    /// Lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The value taken where one is needed.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// Upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    pub(crate) fn draw(&self, random: &mut impl Rng) -> f64 {
        if self.low == self.high {
            return self.low;
        }
        let share: f64 = random.random();
        match self.spread {
            Spread::Uniform => self.low + share * (self.high - self.low),
            Spread::LogUniform => (self.low.ln() + share * (self.high / self.low).ln())
                .exp()
                .clamp(self.low, self.high),
            Spread::Rate { a, b } => {
                let Ok(beta) = Beta::new(a, b) else {
                    return self.centre;
                };
                let within = |value: &f64| (self.low..=self.high).contains(value);
                (0..TRIES)
                    .map(|_| beta.sample(random))
                    .find(within)
                    .unwrap_or(self.centre)
            }
        }
    }
}

/// How likely what was seen is under each hypothesis. Hypotheses may share a
/// quantity: whatever it is, it is the same for all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub(crate) quantities: Vec<Quantity>,
    /// Which of them holds for each hypothesis.
    pub(crate) of: Vec<usize>,
}

impl Item {
    /// One quantity for each hypothesis.
    pub fn of_each(quantities: Vec<Quantity>) -> Self {
        Self {
            of: (0..quantities.len()).collect(),
            quantities,
        }
    }

    /// For each hypothesis the one of two quantities.
    pub fn of_two(first: Quantity, second: Quantity, takes_second: &[bool]) -> Self {
        Self {
            quantities: vec![first, second],
            of: takes_second
                .iter()
                .map(|second| usize::from(*second))
                .collect(),
        }
    }

    /// What holds for a hypothesis.
    pub fn under(&self, hypothesis: usize) -> Option<&Quantity> {
        self.quantities.get(*self.of.get(hypothesis)?)
    }

    /// The probabilities that it is not seen.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] where one of them is not below 1.
    pub fn complement(&self) -> Result<Self, Error> {
        let quantities: Result<Vec<Quantity>, Error> =
            self.quantities.iter().map(|one| one.complement()).collect();
        Ok(Self {
            quantities: quantities?,
            of: self.of.clone(),
        })
    }

    /// The centres in the order of the hypotheses.
    pub fn centres(&self) -> Vec<f64> {
        self.of
            .iter()
            .filter_map(|&index| self.quantities.get(index))
            .map(Quantity::centre)
            .collect()
    }
}

/// How likely each hypothesis is before any of the evidence: ranges within which
/// they sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Priors {
    pub(crate) ranges: Vec<(f64, f64)>,
}

impl Priors {
    /// As many equal ones.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for fewer than two.
    pub fn equal(count: usize) -> Result<Self, Error> {
        let each = 1.0 / count as f64;
        Self::new(vec![(each, each); count])
    }

    /// Ranges, both ends included.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`], [`Error::Range`] for one that is not of numbers above
    /// 0 and at most 1, and [`Error::Priors`].
    pub fn new(ranges: Vec<(f64, f64)>) -> Result<Self, Error> {
        if ranges.len() < 2 {
            return Err(Error::TooFew(ranges.len()));
        }
        let fits = |&(low, high): &(f64, f64)| low > 0.0 && low <= high && high <= 1.0;
        if let Some(&(low, high)) = ranges.iter().find(|range| !fits(range)) {
            return Err(Error::Range { low, high });
        }
        let low: f64 = ranges.iter().map(|range| range.0).sum();
        let high: f64 = ranges.iter().map(|range| range.1).sum();
        if low > 1.0 + ROUNDING || high < 1.0 - ROUNDING {
            return Err(Error::Priors { low, high });
        }
        Ok(Self { ranges })
    }

    /// How many hypotheses there are.
    pub fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The point of the box of ranges that lies as far up in every one of them
    /// as is needed for the sum to be 1.
    pub fn centre(&self) -> Vec<f64> {
        let low: f64 = self.ranges.iter().map(|range| range.0).sum();
        let width: f64 = self.ranges.iter().map(|range| range.1 - range.0).sum();
        let share = match width > 0.0 {
            true => ((1.0 - low) / width).clamp(0.0, 1.0),
            false => 0.0,
        };
        self.ranges
            .iter()
            .map(|(low, high)| low + share * (high - low))
            .collect()
    }

    /// What of a range can be reached with all of them summing to 1.
    pub fn reachable(&self, hypothesis: usize) -> Option<(f64, f64)> {
        let &(low, high) = self.ranges.get(hypothesis)?;
        let others = || {
            let others = self.ranges.iter().enumerate();
            others.filter(move |(other, _)| *other != hypothesis)
        };
        let least: f64 = others().map(|(_, range)| range.0).sum();
        let most: f64 = others().map(|(_, range)| range.1).sum();
        let lower = low.max(1.0 - most).min(high);
        Some((lower, high.min(1.0 - least).max(lower)))
    }

    /// Values within the ranges that sum to 1, near a uniform draw from all
    /// such: each step moves a random amount between two of them.
    pub(crate) fn step(&self, values: &mut [f64], random: &mut impl Rng) {
        if self.ranges.iter().all(|(low, high)| low == high) {
            return;
        }
        for first in 0..values.len() {
            let second = random.random_range(0..values.len() - 1);
            let second = if second >= first { second + 1 } else { second };
            let ((low, high), (other_low, other_high)) = (self.ranges[first], self.ranges[second]);
            let sum = values[first] + values[second];
            let from = low.max(sum - other_high);
            let to = high.min(sum - other_low);
            if from < to {
                values[first] = from + random.random::<f64>() * (to - from);
                values[second] = sum - values[first];
            }
        }
    }
}
