//! The log-likelihood by recursion beside a direct sum over all pairs of events,
//! on random catalogues with ties.

use foreshock_hawkes::continuous::{Kernel, Process, Productivity, Term};
use foreshock_hawkes::{Catalogue, Window};
use proptest::prelude::*;

/// Σ ln λ - ∫ λ, term by term, from the definition.
fn direct(process: &Process, catalogue: &Catalogue) -> f64 {
    let (kinds, window) = (process.kind_count(), catalogue.window());
    let components = process.weights().len() / (kinds * kinds);
    let productivity = |event: usize| match process.productivity() {
        None => 1.0,
        Some(law) => {
            let mark = catalogue.marks().expect("marks")[event];
            (law.exponent * mark - law.ln_means[usize::from(catalogue.kinds()[event])]).exp()
        }
    };
    let mut total = 0.0;
    for (event, (&time, &kind)) in catalogue.times().iter().zip(catalogue.kinds()).enumerate() {
        let kind = usize::from(kind);
        let mut intensity = process.background_at(time).expect("valid")[kind];
        for past in 0..event {
            let delay = time - catalogue.times()[past];
            let exciting = usize::from(catalogue.kinds()[past]);
            if delay > 0.0 {
                for m in 0..components {
                    let weight = process.weights()[(kind * kinds + exciting) * components + m];
                    intensity += weight
                        * productivity(past)
                        * process.kernel().density(kind, exciting, m, delay);
                }
            }
        }
        total += intensity.ln();
        for excited in 0..kinds {
            for m in 0..components {
                let weight = process.weights()[(excited * kinds + kind) * components + m];
                total -= weight
                    * productivity(event)
                    * process
                        .kernel()
                        .distribution(excited, kind, m, window.end() - time);
            }
        }
    }
    total - integral_of_background(process, window)
}

/// By Simpson's rule on a grid so fine that its error does not matter.
fn integral_of_background(process: &Process, window: Window) -> f64 {
    if process.terms().is_empty() {
        return process.background().iter().sum::<f64>() * window.length();
    }
    let steps = 20_000;
    let width = window.length() / f64::from(steps);
    (0..=steps)
        .map(|step| {
            let weight = match step {
                0 => 1.0,
                s if s == steps => 1.0,
                s if s % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let at = window.start() + width * f64::from(step);
            weight
                * process
                    .background_at(at)
                    .expect("valid")
                    .iter()
                    .sum::<f64>()
        })
        .sum::<f64>()
        * width
        / 3.0
}

fn kernels(kinds: usize) -> impl Strategy<Value = Kernel> {
    let decay = || (-2.0..3.0f64).prop_map(f64::exp);
    prop_oneof![
        Just(Kernel::None),
        decay().prop_map(|decay| Kernel::Exponential { decay }),
        prop::collection::vec(decay(), kinds)
            .prop_map(|decays| Kernel::ExponentialByExciting { decays }),
        prop::collection::vec(decay(), kinds * kinds)
            .prop_map(|decays| Kernel::ExponentialByPair { decays }),
        prop::collection::vec(decay(), 3).prop_map(|decays| Kernel::SumOfExponentials { decays }),
    ]
}

fn catalogues(kinds: u16) -> impl Strategy<Value = Catalogue> {
    // Times on a grid of tenths tie often; those between do not.
    let time = prop_oneof![(0..400u32).prop_map(|t| f64::from(t) / 10.0), 0.0..40.0f64];
    prop::collection::vec((time, 0..kinds, -1.0..2.0f64), 1..120).prop_map(move |mut events| {
        events.sort_by(|a, b| a.0.total_cmp(&b.0));
        let window = Window::new(-1.0, 41.5).expect("valid");
        Catalogue::new(
            events.iter().map(|e| e.0).collect(),
            events.iter().map(|e| e.1).collect(),
            usize::from(kinds),
            window,
        )
        .expect("valid")
        .with_marks(events.iter().map(|e| e.2).collect())
        .expect("valid")
    })
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-8 * theirs.abs().max(1.0)
}

fn process(kernel: Kernel, background: Vec<f64>, weights: &[f64]) -> Process {
    let kinds = background.len();
    let components = match &kernel {
        Kernel::None => 0,
        Kernel::SumOfExponentials { decays } => decays.len(),
        _ => 1,
    };
    let weights = weights[..kinds * kinds * components].to_vec();
    Process::new(background, kernel, weights).expect("valid")
}

proptest! {
    #[test]
    fn recursion_equals_the_direct_sum(
        kernel in kernels(3),
        background in prop::collection::vec(0.01..2.0f64, 3),
        weights in prop::collection::vec(0.0..0.5f64, 27),
        catalogue in catalogues(3),
        exponent in -1.0..1.5f64,
        marked in any::<bool>(),
    ) {
        let mut process = process(kernel, background, &weights);
        if marked {
            process = process
                .with_productivity(Productivity { exponent, ln_means: vec![0.1, -0.3, 0.0] })
                .expect("valid");
        }
        let ours = process.log_likelihood(&catalogue).expect("possible");
        let theirs = direct(&process, &catalogue);
        prop_assert!(close(ours, theirs), "{ours} instead of {theirs}");
    }

    #[test]
    fn varying_background_equals_the_direct_sum(
        kernel in kernels(2),
        background in prop::collection::vec(0.01..2.0f64, 2),
        weights in prop::collection::vec(0.0..0.5f64, 12),
        catalogue in catalogues(2),
        gamma in prop::collection::vec(-0.4..0.4f64, 10),
    ) {
        let terms = vec![
            Term::Trend,
            Term::Season { period: 7.0, harmonics: 1 },
            Term::Season { period: 30.0, harmonics: 1 },
        ];
        let scale = |row: &[f64]| {
            let mut row = row.to_vec();
            row[0] *= 0.1;
            row
        };
        let process = process(kernel, background, &weights)
            .with_terms(terms, vec![scale(&gamma[..5]), scale(&gamma[5..])], catalogue.window())
            .expect("valid");
        let ours = process.log_likelihood(&catalogue).expect("possible");
        let theirs = direct(&process, &catalogue);
        prop_assert!(close(ours, theirs), "{ours} instead of {theirs}");
    }

    #[test]
    fn likelihood_splits_at_any_instant(
        kernel in kernels(2),
        background in prop::collection::vec(0.01..2.0f64, 2),
        weights in prop::collection::vec(0.0..0.5f64, 12),
        catalogue in catalogues(2),
        split in 1.0..39.0f64,
    ) {
        let process = process(kernel, background, &weights);
        let whole = process.log_likelihood(&catalogue).expect("possible");
        let later = process.log_likelihood_from(&catalogue, split).expect("possible");
        let count = catalogue.times().partition_point(|t| *t < split);
        let before = Catalogue::new(
            catalogue.times()[..count].to_vec(),
            catalogue.kinds()[..count].to_vec(),
            2,
            Window::new(catalogue.window().start(), split).expect("valid"),
        )
        .expect("valid");
        let earlier = process.log_likelihood(&before).expect("possible");
        prop_assert!(close(earlier + later, whole));
    }

    #[test]
    fn power_law_stays_within_its_error(
        ln_offset in -4.0..2.0f64,
        exponent in 1.05..4.0f64,
        background in prop::collection::vec(0.05..2.0f64, 2),
        weights in prop::collection::vec(0.0..0.5f64, 4),
        catalogue in catalogues(2),
    ) {
        let kernel = Kernel::PowerLaw { offset: ln_offset.exp(), exponent };
        let process = process(kernel, background, &weights);
        let ours = process.log_likelihood(&catalogue).expect("possible");
        let theirs = direct(&process, &catalogue);
        // A relative error of 1e-7 in every intensity.
        let allowed = 1e-7 * (2.0 * catalogue.len() as f64 + 1.0);
        prop_assert!((ours - theirs).abs() <= allowed, "{ours} instead of {theirs}");
    }
}

/// More events than one segment holds.
#[test]
fn segments_join_without_a_seam() {
    let mut times: Vec<f64> = (0..9000u32)
        .map(|k| f64::from(k) + 0.4 * (f64::from(k) * 1.7).sin())
        .collect();
    for k in (0..9000).step_by(50) {
        if k > 0 {
            times[k] = times[k - 1];
        }
    }
    times.sort_by(f64::total_cmp);
    let kinds: Vec<u16> = (0..9000u32)
        .map(|k| u16::try_from(k * 7 % 3).expect("small"))
        .collect();
    let window = Window::new(-1.0, 9005.0).expect("valid");
    let catalogue = Catalogue::new(times, kinds, 3, window).expect("valid");
    let decays = vec![0.02, 0.1, 0.5, 0.2, 0.05, 0.3, 1.0, 0.04, 0.02];
    let weights = [0.1, 0.2, 0.1, 0.0, 0.3, 0.1, 0.2, 0.1, 0.1];
    let exciting = decays[..3].to_vec();
    for kernel in [
        Kernel::ExponentialByPair { decays },
        Kernel::ExponentialByExciting { decays: exciting },
        Kernel::Exponential { decay: 0.05 },
    ] {
        let process = process(kernel, vec![0.1, 0.2, 0.3], &weights);
        let ours = process.log_likelihood(&catalogue).expect("possible");
        assert!(close(ours, direct(&process, &catalogue)));
    }
}
