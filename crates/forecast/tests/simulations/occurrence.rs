//! Do forecasts of occurrence mean what they say, and does the pool fall back
//! where there is nothing to know?

use foreshock_forecast::occurrence::{DailySeries, Outlook, Verdict, Window, outlooks};

use super::worlds;

const DAYS: usize = 5000;

/// Weekly outlooks from the third year on with what came, over several worlds.
fn forecasts(
    world: impl Fn(u64) -> Vec<Option<u32>>,
    worlds: u64,
    days: u32,
) -> Vec<(Outlook, bool)> {
    let window = Window::next(days);
    let mut made = Vec::new();
    for seed in 0..worlds {
        let series = DailySeries::new(world(seed)).unwrap();
        let origins: Vec<usize> = (1000..DAYS - days as usize).step_by(7).collect();
        for (origin, mut outlooks) in origins
            .iter()
            .zip(outlooks(&series, &origins, &[window]).unwrap())
        {
            let outcome = series.outcome(*origin, window).unwrap();
            made.push((outlooks.remove(0), outcome));
        }
    }
    made
}

struct Summary {
    probability: f64,
    share: f64,
    /// Brier skill against the base rate.
    skill: f64,
    skilled: f64,
}

fn summary(forecasts: &[(Outlook, bool)]) -> Summary {
    let count = forecasts.len() as f64;
    let mean = |value: &dyn Fn(&Outlook, f64) -> f64| {
        forecasts
            .iter()
            .map(|(outlook, outcome)| value(outlook, f64::from(u8::from(*outcome))))
            .sum::<f64>()
            / count
    };
    Summary {
        probability: mean(&|outlook, _| outlook.probability),
        share: mean(&|_, outcome| outcome),
        skill: 1.0
            - mean(&|outlook, outcome| (outlook.probability - outcome).powi(2))
                / mean(&|outlook, outcome| (outlook.base_rate - outcome).powi(2)),
        skilled: mean(&|outlook, _| f64::from(u8::from(outlook.skill.verdict == Verdict::Skilled))),
    }
}

/// With a constant rate nothing can be known beyond the base rate: the pool
/// seldom claims skill, and issues nearly the truth.
#[test]
fn the_pool_falls_back_where_nothing_can_be_known() {
    let forecasts = forecasts(|seed| worlds::constant_days(seed, DAYS, 0.01), 12, 30);
    let summary = summary(&forecasts);
    let truth = 1.0 - 0.99_f64.powi(30);
    println!(
        "constant rate: issued {:.3}, truth {truth:.3}, skill {:.4}, claims skill {:.2}",
        summary.probability, summary.skill, summary.skilled
    );
    assert!((summary.probability - truth).abs() < 0.02);
    assert!(summary.skill.abs() < 0.01);
    assert!(summary.skilled < 0.3);
}

/// With events that bring on others the pool claims skill and has it, and its
/// probabilities mean what they say in each third of their range.
#[test]
fn the_pool_is_skilled_and_reliable_where_events_bring_on_others() {
    let mut forecasts = forecasts(|seed| worlds::exciting_days(seed, DAYS), 12, 7);
    let all = summary(&forecasts);
    println!(
        "excitation: issued {:.3}, came {:.3}, skill {:.3}, claims skill {:.2}",
        all.probability, all.share, all.skill, all.skilled
    );
    assert!(all.skill > 0.03 && all.skilled > 0.8);
    forecasts.sort_by(|one, other| one.0.probability.total_cmp(&other.0.probability));
    for third in forecasts.chunks(forecasts.len().div_ceil(3)) {
        let third = summary(third);
        println!("  issued {:.3}, came {:.3}", third.probability, third.share);
        assert!((third.probability - third.share).abs() < 0.03);
    }
}

/// With steady intervals the time since the last event tells.
#[test]
fn the_time_since_the_last_event_tells_where_intervals_are_steady() {
    let forecasts = forecasts(|seed| worlds::steady_days(seed, DAYS), 6, 30);
    let summary = summary(&forecasts);
    println!(
        "steady intervals: issued {:.3}, came {:.3}, skill {:.3}, claims skill {:.2}",
        summary.probability, summary.share, summary.skill, summary.skilled
    );
    assert!(summary.skill > 0.15 && summary.skilled > 0.8);
    assert!((summary.probability - summary.share).abs() < 0.03);
}

/// With active and quiet years the recent past tells.
#[test]
fn the_pool_is_skilled_where_activity_switches() {
    let forecasts = forecasts(|seed| worlds::switching_days(seed, DAYS), 8, 30);
    let summary = summary(&forecasts);
    println!(
        "switching: issued {:.3}, came {:.3}, skill {:.3}, claims skill {:.2}",
        summary.probability, summary.share, summary.skill, summary.skilled
    );
    assert!(summary.skill > 0.05 && summary.skilled > 0.8);
    assert!((summary.probability - summary.share).abs() < 0.04);
}
