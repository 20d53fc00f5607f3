//! A share with an interval, where cases hang together.

use statrs::{
    distribution::{ContinuousCDF, StudentsT},
    function::beta::checked_beta_reg,
};

/// A share of dependent cases, with an interval for it.
///
/// Cases that share days are put into groups, and groups count once. The
/// interval is that of Clopper and Pearson at the effective number of cases
/// `n* = min(G, p (1 − p) / v)`, where `G` is the number of groups and `v` the
/// variance of the ratio estimate between groups, which may hang together with
/// those up to `L = 0.7 √G` away (Newey and West 1987),
///
/// ```text
/// v = G/(G − 1) (Σ e_g² + 2 max(0, Σ_l (1 − l/(L+1)) Σ e_g e_(g+l))) / m²
/// e_g = x_g − p m_g
/// ```
///
/// taken down by `(t_∞ / t_d)²` with `d = min(G − 1, 1.5 G/L)` for the estimation
/// of `v` (Korn and Graubard 1998; Lazarus et al. 2018). Successes may then be fractions; the ends are quantiles of
/// beta distributions all the same. With no or only successes `v` is zero and
/// `n* = G`.
///
/// Korn EL, Graubard BI (1998). Confidence intervals for proportions with small
/// expected number of positive counts estimated from survey data. *Survey
/// Methodology* 24, 193–201.
///
/// Lazarus E, Lewis DJ, Stock JH, Watson MW (2018). HAR inference:
/// recommendations for practice. *Journal of Business & Economic Statistics* 36,
/// 541–559.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaseShare {
    /// Share of the cases.
    pub share: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Cases that have it.
    pub having: u64,
    /// Cases in all.
    pub of: u64,
    /// Groups of cases that share no days: the number of independent cases.
    pub independent: u64,
    /// The number of independent cases that the interval is made for; at most
    /// `independent`.
    pub effective: f64,
}

/// Groups over which neighbours may hang together, as a multiple of the square
/// root of their number.
const REACH: f64 = 0.7;

/// Cases that hang together: how many have it, of how many.
pub(crate) type Group = (u64, u64);

/// The share over groups in the order of time; `None` without cases.
pub(crate) fn share(groups: &[Group], confidence: f64) -> Option<CaseShare> {
    let groups: Vec<Group> = groups.iter().copied().filter(|(_, of)| *of > 0).collect();
    let having: u64 = groups.iter().map(|group| group.0).sum();
    let of: u64 = groups.iter().map(|group| group.1).sum();
    if of == 0 {
        return None;
    }
    let share = having as f64 / of as f64;
    let effective = effective(&groups, share, of as f64);
    let (lower, upper) = clopper_pearson(share * effective, effective, confidence);
    Some(CaseShare {
        share,
        lower: lower.min(share),
        upper: upper.max(share),
        having,
        of,
        independent: groups.len() as u64,
        effective,
    })
}

fn effective(groups: &[Group], share: f64, of: f64) -> f64 {
    let number = groups.len() as f64;
    let error = |group: &Group| group.0 as f64 - share * group.1 as f64;
    let errors: Vec<f64> = groups.iter().map(error).collect();
    let sum = |apart: usize| -> f64 {
        let pairs = errors.iter().zip(&errors[apart..]);
        pairs.map(|(one, other)| one * other).sum()
    };
    let own = sum(0);
    if groups.len() < 2 || own <= 0.0 {
        return number;
    }
    let reach = (REACH * number.sqrt()).ceil().min(number - 1.0);
    let together: f64 = (1..=reach as usize)
        .map(|apart| (1.0 - apart as f64 / (reach + 1.0)) * sum(apart))
        .sum();
    let variance = number / (number - 1.0) * (own + 2.0 * together.max(0.0)) / (of * of);
    let degrees = (1.5 * number / reach).min(number - 1.0);
    let worth = share * (1.0 - share) / variance * shrink(degrees);
    // Less than one case would say less than nothing was seen.
    worth.clamp(1.0, number)
}

/// `(t_∞ / t_d)²` at 97.5%.
fn shrink(degrees: f64) -> f64 {
    const NORMAL: f64 = 1.959_963_984_540_054;
    StudentsT::new(0.0, 1.0, degrees)
        .map(|t| (NORMAL / t.inverse_cdf(0.975)).powi(2))
        .unwrap_or(1.0)
}

/// The interval of Clopper and Pearson (1934) for counts that need not be whole.
pub(crate) fn clopper_pearson(successes: f64, trials: f64, confidence: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - confidence);
    let failures = trials - successes;
    let lower = match successes > 1e-9 {
        true => beta_quantile(successes, failures + 1.0, tail),
        false => 0.0,
    };
    let upper = match failures > 1e-9 {
        true => beta_quantile(successes + 1.0, failures, 1.0 - tail),
        false => 1.0,
    };
    (lower, upper)
}

/// The interval after Jeffreys, of which Clopper and Pearson's is the cautious
/// form; its ends are never 0 or 1 unless all or no cases say so.
pub(crate) fn jeffreys(share: &CaseShare, confidence: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - confidence);
    let having = share.share * share.effective;
    let (a, b) = (having + 0.5, share.effective - having + 0.5);
    let lower = match share.having {
        0 => 0.0,
        _ => beta_quantile(a, b, tail),
    };
    let upper = match share.having == share.of {
        true => 1.0,
        false => beta_quantile(a, b, 1.0 - tail),
    };
    (lower, upper)
}

fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match checked_beta_reg(a, b, middle).unwrap_or(0.0) < p {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_independent_cases_are_clopper_and_pearson() {
        // 3 of 10: the published interval is 0.0667 to 0.6525.
        let (lower, upper) = clopper_pearson(3.0, 10.0, 0.95);
        assert!((lower - 0.066_739_51).abs() < 1e-7, "{lower}");
        assert!((upper - 0.652_452_85).abs() < 1e-7, "{upper}");
    }

    #[test]
    fn cases_of_one_group_count_once() {
        let one = share(&[(20, 20)], 0.95).unwrap();
        assert_eq!((one.independent, one.effective), (1, 1.0));
        assert_eq!(one.upper, 1.0);
        assert!((one.lower - 0.025).abs() < 1e-9);
    }

    #[test]
    fn groups_that_agree_within_widen() {
        let apart: Vec<Group> = (0..20).map(|i| (u64::from(i % 2 == 0), 1)).collect();
        let runs: Vec<Group> = (0..20).map(|i| (u64::from(i < 10), 1)).collect();
        let (apart, runs) = (share(&apart, 0.95).unwrap(), share(&runs, 0.95).unwrap());
        assert!(runs.upper - runs.lower > apart.upper - apart.lower);
        assert_eq!(share(&[], 0.95), None);
    }
}
