//! Paired comparison of two daily models on the same record (Rhoades et al. 2011).

use super::{
    course::Course,
    likelihood::{Likelihood, log_rising, log_zero},
    model::Model,
    parameters::Parameters,
    series::Series,
};
use crate::{
    Error,
    consistency::{Comparison, paired},
    error,
};

/// How much better the first model with its parameters explains a record than the
/// second: the information gain per event with its T- and W-test.
///
/// The log-likelihood of a day is a part that only events have, and minus the
/// expected number times `ln(1 + delta) / delta` (1 for Poisson counts). As Rhoades
/// et al. do with cells of space and time, the difference of the expected parts is
/// shared out evenly over the pairs of day and kind with events, so that the gains
/// of these add up to the difference of the log-likelihoods. The tests take them as
/// independent, and those of the T-test as normal. Parameters that were fitted to
/// the same record flatter the model with more of them: fit on earlier days and
/// compare on later ones (days before are given as not covered).
///
/// `None` with fewer than two such pairs, or where all gain the same.
///
/// # Errors
///
/// Where the level is not between 0 and 1 or the parameters are not those of their
/// model.
pub fn compare(
    first: (&Model, &Parameters),
    second: (&Model, &Parameters),
    series: &Series,
    level: f64,
) -> Result<Option<Comparison>, Error> {
    error::open_unit("the level of the interval", level)?;
    let (first, second) = (parts(first, series)?, parts(second, series)?);
    let cells = first.of_events.len();
    if cells == 0 {
        return Ok(None);
    }
    let offset = (first.expected - second.expected) / cells as f64;
    let gains: Vec<f64> = first
        .of_events
        .iter()
        .zip(&second.of_events)
        .map(|(a, b)| a - b - offset)
        .collect();
    let events: u64 = series.totals.iter().sum();
    paired(&gains, cells as f64 / events as f64, events as usize, level)
}

/// The parts of a log-likelihood, without what depends on the counts alone.
struct Parts {
    /// Of every pair of day and kind with events, in order.
    of_events: Vec<f64>,
    expected: f64,
}

fn parts((model, parameters): (&Model, &Parameters), series: &Series) -> Result<Parts, Error> {
    model.check(series.days)?;
    let likelihood = Likelihood::new(model, series);
    likelihood.layout.check(parameters)?;
    let vector = likelihood.layout.write(parameters);
    let mut course = Course::new(&likelihood, &vector);
    let mut parts = Parts {
        of_events: Vec::new(),
        expected: 0.0,
    };
    let none = vec![0; series.kinds];
    let mut spans = series.spans.iter().peekable();
    let mut seen = series.active.iter().peekable();
    for day in 0..series.days {
        spans.next_if(|span| span.end <= day);
        let covered = spans.peek().is_some_and(|span| span.contains(&day));
        let counts = match seen.next_if(|active| active.day == day) {
            Some(active) => &active.counts,
            None => &none,
        };
        for (kind, &count) in counts.iter().enumerate().filter(|_| covered) {
            let (mean, excess) = (course.mean(kind), course.excess(kind));
            parts.expected += mean * log_zero(excess).0;
            if count > 0 {
                let rising = log_rising(mean, excess, count);
                parts
                    .of_events
                    .push(rising - f64::from(count) * excess.ln_1p());
            }
        }
        course.step(counts);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DailyCounts,
        daily::{Observation, fit, log_likelihood},
    };

    #[test]
    fn gains_add_up_to_the_difference_of_log_likelihoods() {
        let mut counts = vec![0; 2 * 200];
        for (place, count) in [
            (3, 1),
            (4, 2),
            (50, 1),
            (51, 1),
            (52, 3),
            (230, 1),
            (252, 4),
        ] {
            counts[place] = count;
        }
        let covered = (0..200).map(|day| day >= 20).collect();
        let counts = DailyCounts::new(counts, 2, 200).and_then(|c| c.with_coverage(covered));
        let series = Series::new(&counts.expect("valid"));
        let exciting = Model::default();
        let poisson = Model {
            observation: Observation::Poisson,
            ..exciting.without_excitation()
        };
        let fitted = |model: &Model| fit(model, &series).expect("a fit").parameters;
        let (a, b) = (fitted(&exciting), fitted(&poisson));
        let found = compare((&exciting, &a), (&poisson, &b), &series, 0.9)
            .expect("possible")
            .expect("enough events");
        let of = |model, parameters| log_likelihood(model, &series, parameters).expect("valid");
        let difference = of(&exciting, &a) - of(&poisson, &b);
        let gained = found.gain_per_event * found.event_count as f64;
        assert!((gained - difference).abs() < 1e-9, "{gained} {difference}");
        assert_eq!(found.event_count, 10);
        assert!(found.lower < found.gain_per_event && found.gain_per_event < found.upper);
        let back = compare((&poisson, &b), (&exciting, &a), &series, 0.9)
            .expect("possible")
            .expect("enough events");
        assert!((back.gain_per_event + found.gain_per_event).abs() < 1e-12);
        assert!((back.w_p_value - found.w_p_value).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_told_of_the_same_model_or_of_nothing() {
        let model = Model::default();
        let series =
            |counts: Vec<u32>| Series::new(&DailyCounts::new(counts, 1, 100).expect("valid"));
        let mut counts = vec![0; 100];
        (counts[3], counts[50]) = (1, 2);
        let some = series(counts);
        let parameters = fit(&model, &some).expect("a fit").parameters;
        let with = (&model, &parameters);
        assert_eq!(compare(with, with, &some, 0.9).expect("possible"), None);
        let nothing = series(vec![0; 100]);
        assert_eq!(compare(with, with, &nothing, 0.9).expect("possible"), None);
        assert!(compare(with, with, &some, 1.0).is_err());
    }
}
