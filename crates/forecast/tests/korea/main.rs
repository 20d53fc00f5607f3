//! Forecasts of Korean events at weekly origins from 2005 to 2023, against the
//! best baseline.
//!
//! `cargo test -p foreshock-forecast --test korea -- --nocapture` prints the
//! table of `docs/methods/forecasters.md`.

mod table;

use foreshock_forecast::occurrence::{DailySeries, Outlook, Verdict, Window, outlooks};
use foreshock_scoring::{
    binary::{brier, log_score},
    comparison::{BlockBootstrap, Estimate, by_period, skill},
};
use jiff::civil::date;

/// What was said and what came, origin by origin.
struct Record {
    window: Window,
    forecasts: Vec<(Outlook, bool)>,
}

impl Record {
    fn of(series: &DailySeries, first: usize, windows: &[Window]) -> Vec<Self> {
        let origins: Vec<usize> = (first..series.days()).step_by(7).collect();
        let made = outlooks(series, &origins, windows).unwrap();
        windows
            .iter()
            .enumerate()
            .map(|(index, &window)| Self {
                window,
                forecasts: origins
                    .iter()
                    .zip(&made)
                    .filter_map(|(&origin, outlooks)| {
                        let outcome = series.outcome(origin, window)?;
                        Some((outlooks[index].clone(), outcome))
                    })
                    .collect(),
            })
            .collect()
    }

    fn scores(&self, score: Score, forecast: fn(&Outlook) -> f64) -> Vec<f64> {
        let scored = self.forecasts.iter();
        scored
            .map(|(outlook, outcome)| score(forecast(outlook), *outcome).unwrap())
            .collect()
    }

    fn mean(&self, value: impl Fn(&(Outlook, bool)) -> f64) -> f64 {
        self.forecasts.iter().map(value).sum::<f64>() / self.forecasts.len() as f64
    }

    /// Skill of what was issued against the better of the two baselines.
    fn skill(&self, score: Score) -> Estimate {
        let baselines: [fn(&Outlook) -> f64; 2] = [|o| o.base_rate, |o| o.long_run_share];
        let best = baselines
            .map(|baseline| self.scores(score, baseline))
            .into_iter()
            .min_by(|one, other| one.iter().sum::<f64>().total_cmp(&other.iter().sum()))
            .unwrap();
        let periods: Vec<i64> = (0..self.forecasts.len() as i64).collect();
        let issued = self.scores(score, |outlook| outlook.probability);
        let compared = skill(
            &by_period(&periods, &issued, &best).unwrap(),
            &BlockBootstrap {
                // Twice the window, and no less than a quarter of a year.
                block_length: (2 * self.window.days).div_ceil(7).max(13) as usize,
                resamples: 2000,
                level: 0.9,
                seed: 20_231_231,
            },
        );
        compared.unwrap().skill.unwrap()
    }
}

type Score = fn(f64, bool) -> Result<f64, foreshock_scoring::Error>;

#[test]
fn weekly_from_2005_to_2023() {
    let Some(rows) = table::read() else { return };
    println!(
        "kind, days: origins, share with an event; Brier and log skill with 90% interval; share of origins on which skill is claimed"
    );
    for (kind, from, patterns) in table::KINDS {
        let series = table::series(&rows, from, patterns);
        let windows = [7, 30, 90].map(Window::next);
        let first = (date(2005, 1, 1) - from).get_days() as usize;
        for record in Record::of(&series, first, &windows) {
            let came = record.mean(|(_, outcome)| f64::from(u8::from(*outcome)));
            let issued = record.mean(|(outlook, _)| outlook.probability);
            let claimed = record.mean(|(outlook, _)| {
                f64::from(u8::from(outlook.skill.verdict == Verdict::Skilled))
            });
            let brier = record.skill(brier);
            let log = record.skill(log_score);
            println!(
                "{kind}, {}: {}, {came:.3} (issued {issued:.3}); {:.3} [{:.3}, {:.3}]; {:.3} [{:.3}, {:.3}]; {claimed:.2}",
                record.window.days,
                record.forecasts.len(),
                brier.value,
                brier.lower,
                brier.upper,
                log.value,
                log.lower,
                log.upper,
            );
            match kind {
                "missile launches" => {
                    assert!(brier.value > 0.05, "{kind}: {brier:?}");
                    reliability(&record);
                }
                // There are too few of them for skill to be claimed.
                "nuclear tests" => assert_eq!(claimed, 0.0),
                _ => assert!(brier.value > -0.02, "{kind}: {brier:?}"),
            }
        }
    }
}

/// Probability issued and share that came, in five groups of equal size.
fn reliability(record: &Record) {
    let mut sorted = record.forecasts.clone();
    sorted.sort_by(|one, other| one.0.probability.total_cmp(&other.0.probability));
    for group in sorted.chunks(sorted.len().div_ceil(5)) {
        let count = group.len() as f64;
        let issued: f64 = group.iter().map(|(outlook, _)| outlook.probability).sum();
        let came = group.iter().filter(|(_, outcome)| *outcome).count() as f64;
        println!("    issued {:.3}, came {:.3}", issued / count, came / count);
    }
}
