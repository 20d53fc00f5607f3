//! How sure a sign has been: how often the outcome followed it, how often the
//! outcome came without it, and what the sign is worth as evidence.
//!
//! Days are whole numbers on a common count. A *window* of a day `d` is the days
//! `d + 1` to `d + h`, where `h` is the horizon: an outcome on the day of a sign
//! does not count, since a day does not say which came first.

use std::collections::BTreeSet;

use crate::{
    error::{Error, open_unit},
    share::{CaseShare, Group, jeffreys, share},
};

/// Independent cases with the sign, independent windows without it, and groups
/// of outcomes below which nothing is said.
pub const FEWEST_CASES: u64 = 5;

/// Days from day 0 beyond which a record is taken for a slip.
const FARTHEST: u64 = 10_000_000;

/// Days with signs and outcomes, and the days that were watched for both.
#[derive(Debug, Clone, PartialEq)]
pub struct SignRecord {
    first: i64,
    last: i64,
    signs: BTreeSet<i64>,
    outcomes: BTreeSet<i64>,
    horizon: i64,
}

/// How sure the sign has been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignStrength {
    /// Share of the signs whose time is up that an outcome followed.
    pub followed: Option<CaseShare>,
    /// Share of outcomes, of those with a whole horizon of record before them,
    /// that no sign came before within the horizon.
    pub unwarned: Option<CaseShare>,
    /// Share of windows without a sign in them, or on the day before them, that
    /// hold an outcome.
    pub without_sign: Option<CaseShare>,
    /// Share of all windows that hold an outcome.
    pub any_day: Option<CaseShare>,
    /// Likelihood ratio of the sign.
    pub likelihood_ratio: Option<LikelihoodRatio>,
    /// What may be said.
    pub verdict: SignVerdict,
}

/// How much more often the sign stands on days that an outcome follows than on
/// days that none follows:
/// `P(sign | outcome follows) / P(sign | none follows)`, which is the odds of an
/// outcome given the sign over its odds on any day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// Estimate, with half a case added to each side so that it exists.
    pub ratio: f64,
    /// Lower end of the interval; 0 where the record puts no limit there.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    pub upper: Option<f64>,
}

/// What may be said of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignVerdict {
    /// Fewer than [`FEWEST_CASES`] independent cases of one of the three kinds.
    TooFew,
    /// The interval of the likelihood ratio holds 1.
    CannotTell,
    /// The outcome follows the sign more often than any day.
    MoreOften,
    /// The outcome follows the sign less often than any day.
    LessOften,
}

impl SignRecord {
    /// A record from day `first` to day `last`, both watched and all days
    /// between; days outside are left away.
    ///
    /// # Errors
    /// [`Error::Backwards`] when `last` lies before `first`,
    /// [`Error::OutOfRange`] unless the horizon is 1 to 36,600 days and the days
    /// lie within ten million of day 0.
    pub fn new(
        (first, last): (i64, i64),
        signs: impl IntoIterator<Item = i64>,
        outcomes: impl IntoIterator<Item = i64>,
        horizon: i64,
    ) -> Result<Self, Error> {
        if last < first {
            return Err(Error::Backwards {
                from: first,
                to: last,
            });
        }
        if !(1..=36_600).contains(&horizon) {
            return Err(Error::OutOfRange {
                argument: "horizon in days",
                range: "1 to 36600",
                value: horizon as f64,
            });
        }
        for end in [first, last] {
            if end.unsigned_abs() > FARTHEST {
                return Err(Error::OutOfRange {
                    argument: "day",
                    range: "within ten million of day 0",
                    value: end as f64,
                });
            }
        }
        let within = |day: &i64| (first..=last).contains(day);
        Ok(Self {
            first,
            last,
            signs: signs.into_iter().filter(within).collect(),
            outcomes: outcomes.into_iter().filter(within).collect(),
            horizon,
        })
    }

    /// How sure the sign has been, with intervals of the given confidence.
    ///
    /// Windows that share days do not count as independent: each share carries
    /// the number of cases that do not, and its interval is made for them
    /// ([`CaseShare`]). The interval of the likelihood ratio is put together
    /// from the Jeffreys intervals of its two odds (Zou and Donner 2008).
    ///
    /// Zou GY, Donner A (2008). Construction of confidence limits about effect
    /// measures: a general approach. *Statistics in Medicine* 27, 1693–1702.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `0 < confidence < 1`.
    pub fn strength(&self, confidence: f64) -> Result<SignStrength, Error> {
        open_unit("confidence", confidence)?;
        let followed = share(&self.by_sign(), confidence);
        let unwarned = share(&self.by_outcome(), confidence);
        let without_sign = share(&self.by_day(|day| self.is_free(day)), confidence);
        let any_day = share(&self.by_day(|_| true), confidence);
        let likelihood_ratio = followed
            .zip(any_day)
            .map(|(with, any)| LikelihoodRatio::of(&with, &any, confidence));
        let enough = [followed, unwarned, without_sign]
            .iter()
            .all(|share| share.is_some_and(|share| share.independent >= FEWEST_CASES));
        let verdict = match likelihood_ratio.filter(|_| enough) {
            None => SignVerdict::TooFew,
            Some(ratio) if ratio.lower > 1.0 => SignVerdict::MoreOften,
            Some(ratio) if ratio.upper.is_some_and(|upper| upper < 1.0) => SignVerdict::LessOften,
            Some(_) => SignVerdict::CannotTell,
        };
        Ok(SignStrength {
            followed,
            unwarned,
            without_sign,
            any_day,
            likelihood_ratio,
            verdict,
        })
    }

    fn is_followed(&self, day: i64) -> bool {
        let mut window = self.outcomes.range(day + 1..=day + self.horizon);
        window.next().is_some()
    }

    fn is_free(&self, day: i64) -> bool {
        let mut window = self.signs.range(day..=day + self.horizon);
        window.next().is_none()
    }

    /// Signs whose time is up; a group begins with a sign whose window shares no
    /// day with that of the sign that began the last group.
    fn by_sign(&self) -> Vec<Group> {
        let resolved = self.signs.range(..=self.last - self.horizon);
        self.grouped(resolved.map(|&sign| (sign, self.is_followed(sign))))
    }

    /// Outcomes that the record could have warned of, grouped likewise.
    fn by_outcome(&self) -> Vec<Group> {
        let warned = |outcome: i64| {
            let mut before = self.signs.range(outcome - self.horizon..outcome);
            before.next().is_some()
        };
        let seen = self.outcomes.range(self.first + self.horizon..);
        self.grouped(seen.map(|&outcome| (outcome, !warned(outcome))))
    }

    fn grouped(&self, cases: impl Iterator<Item = (i64, bool)>) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut began = None;
        for (day, having) in cases {
            if began.is_none_or(|began| day >= began + self.horizon) {
                began = Some(day);
                groups.push((0, 0));
            }
            if let Some(group) = groups.last_mut() {
                group.0 += u64::from(having);
                group.1 += 1;
            }
        }
        groups
    }

    /// Windows that begin on days of which `counts` holds. Groups are stretches
    /// of at most a horizon of such days.
    fn by_day(&self, counts: impl Fn(i64) -> bool) -> Vec<Group> {
        let days = self.first..=self.last - self.horizon;
        self.grouped(
            days.filter(|&day| counts(day))
                .map(|day| (day, self.is_followed(day))),
        )
    }
}

impl LikelihoodRatio {
    fn of(with: &CaseShare, any: &CaseShare, confidence: f64) -> Self {
        let log_odds = |share: &CaseShare| {
            let having = share.share * share.effective;
            ((having + 0.5) / (share.effective - having + 0.5)).ln()
        };
        let logit = |share: f64| (share / (1.0 - share)).ln();
        let (centre_with, centre_any) = (log_odds(with), log_odds(any));
        let (with, any) = (jeffreys(with, confidence), jeffreys(any, confidence));
        let difference = centre_with - centre_any;
        let below = (centre_with - logit(with.0)).hypot(logit(any.1) - centre_any);
        let above = (logit(with.1) - centre_with).hypot(centre_any - logit(any.0));
        let upper = (difference + above).exp();
        Self {
            ratio: difference.exp(),
            lower: (difference - below).exp(),
            upper: upper.is_finite().then_some(upper),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(signs: &[i64], outcomes: &[i64], last: i64, horizon: i64) -> SignStrength {
        let signs = signs.iter().copied();
        SignRecord::new((0, last), signs, outcomes.iter().copied(), horizon)
            .and_then(|record| record.strength(0.95))
            .expect("valid")
    }

    #[test]
    fn counted_by_hand() {
        // Windows of 3 days. Signs on 10 and 11 share days; 30 stands alone and
        // 99 has not had its time.
        let found = strength(&[10, 11, 30, 99], &[12, 50], 100, 3);
        let followed = found.followed.unwrap();
        assert_eq!((followed.having, followed.of), (2, 3));
        assert_eq!(followed.independent, 2);
        let unwarned = found.unwarned.unwrap();
        assert_eq!((unwarned.having, unwarned.of), (1, 2));
        // Days 0 to 97 begin windows; 7 to 11, 27 to 30 and 96, 97 hold a sign.
        let without = found.without_sign.unwrap();
        assert_eq!(without.of, 98 - 5 - 4 - 2);
        // The outcome on 50 follows 47, 48 and 49; that on 12 only days with a
        // sign in their window.
        assert_eq!(without.having, 3);
        let any = found.any_day.unwrap();
        assert_eq!((any.having, any.of), (6, 98));
        assert_eq!(found.verdict, SignVerdict::TooFew);
    }

    #[test]
    fn an_outcome_on_the_day_of_the_sign_does_not_follow_it() {
        let found = strength(&[10], &[10], 100, 5);
        assert_eq!(found.followed.unwrap().having, 0);
        assert_eq!(found.unwarned.unwrap().having, 1);
    }

    #[test]
    fn a_sure_sign_is_told() {
        let signs: Vec<i64> = (1..30).map(|n| 100 * n).collect();
        let outcomes: Vec<i64> = signs.iter().map(|sign| sign + 4).collect();
        let found = strength(&signs, &outcomes, 3100, 10);
        assert_eq!(found.verdict, SignVerdict::MoreOften);
        assert_eq!(found.unwarned.unwrap().having, 0);
        let ratio = found.likelihood_ratio.unwrap();
        assert!(ratio.lower > 5.0 && ratio.upper.is_none(), "{ratio:?}");
    }

    #[test]
    fn nothing_seen_is_too_few() {
        let found = strength(&[], &[], 10, 30);
        assert_eq!(found.verdict, SignVerdict::TooFew);
        assert!(found.followed.is_none() && found.any_day.is_none());
    }
}
