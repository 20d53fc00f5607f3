//! Bad input: a typed error or a defined answer, never a number that is none.

use foreshock_hawkes::consistency::{Forecast, mark_test};
use foreshock_hawkes::continuous::{
    Family, Fit, Kernel, MarkLaw, Model, Parameter, Priors, Process, Simulator, Term, Unidentified,
};
use foreshock_hawkes::posterior::Sampling;
use foreshock_hawkes::{Catalogue, DailyCounts, Error, Window};
use proptest::prelude::*;

fn window(start: f64, end: f64) -> Window {
    Window::new(start, end).expect("valid")
}

fn models() -> Vec<Model> {
    vec![
        Model::poisson(),
        Model::given(Kernel::Exponential { decay: 1.0 }),
        Model::estimated(Family::Exponential),
        Model::estimated(Family::ExponentialByExciting),
        Model::estimated(Family::ExponentialByPair),
        Model::estimated(Family::SumOfExponentials { count: 2 }),
        Model::estimated(Family::PowerLaw),
        Model::given(Kernel::Exponential { decay: 1.0 }).with_background(vec![Term::Trend]),
    ]
}

/// Every number that a fit gives out is finite.
fn sound(fit: &Fit, catalogue: &Catalogue) {
    let process = &fit.process;
    assert!(fit.log_likelihood.is_finite());
    assert!(fit.aic().is_finite() && fit.bic().is_finite());
    assert!(
        process
            .background()
            .iter()
            .all(|x| x.is_finite() && *x >= 0.0)
    );
    assert!(
        process
            .excitation()
            .iter()
            .all(|x| x.is_finite() && *x >= 0.0)
    );
    assert!(
        process
            .coefficients()
            .iter()
            .flatten()
            .all(|x| x.is_finite())
    );
    assert!(process.branching_ratio().is_finite());
    let kinds = process.kind_count();
    for i in 0..kinds {
        for j in 0..kinds {
            assert!(
                process
                    .half_life(i, j)
                    .is_none_or(|h| h.is_finite() && h > 0.0)
            );
        }
    }
    for now in process.intensity_now(catalogue).expect("fits") {
        assert!(now.total().is_finite() && now.total() >= 0.0);
    }
    for parentage in fit.parentage(catalogue).expect("fits") {
        let sum = parentage.background + parentage.triggered_by.iter().sum::<f64>();
        assert!((sum - 1.0).abs() < 1e-9);
    }
    let residuals = process.residuals(catalogue).expect("fits");
    assert!(
        residuals
            .by_kind
            .iter()
            .flatten()
            .all(|r| r.is_finite() && *r >= 0.0)
    );
}

#[test]
fn windows() {
    for (start, end) in [(1.0, 1.0), (2.0, 1.0), (-f64::MAX, f64::MAX)] {
        assert!(matches!(
            Window::new(start, end),
            Err(Error::EmptyWindow { .. })
        ));
    }
    for bound in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(matches!(
            Window::new(bound, 1.0),
            Err(Error::NotFinite { .. })
        ));
        assert!(matches!(
            Window::new(0.0, bound),
            Err(Error::NotFinite { .. })
        ));
    }
}

#[test]
fn times() {
    let of = |times: &[f64]| Catalogue::of_one_kind(times.to_vec(), window(0.0, 10.0));
    assert!(matches!(
        of(&[1.0, 3.0, 2.0]),
        Err(Error::Unsorted { index: 2, .. })
    ));
    assert!(matches!(
        of(&[1.0, f64::NAN]),
        Err(Error::NotFinite { index: 1, .. })
    ));
    assert!(matches!(
        of(&[1.0, f64::INFINITY]),
        Err(Error::NotFinite { .. })
    ));
    assert!(matches!(
        of(&[-1.0, 2.0]),
        Err(Error::OutsideWindow { index: 0, .. })
    ));
    assert!(matches!(
        of(&[1.0, 10.5]),
        Err(Error::OutsideWindow { index: 1, .. })
    ));
    assert!(of(&[0.0, 10.0]).is_ok());
    // Negative times are times like others where the window holds them.
    assert!(Catalogue::of_one_kind(vec![-3.0, -1.0], window(-5.0, 0.0)).is_ok());
}

#[test]
fn kinds_and_marks() {
    let new =
        |kinds: Vec<u16>, count| Catalogue::new(vec![1.0, 2.0], kinds, count, window(0.0, 3.0));
    assert!(matches!(
        new(vec![0, 2], 2),
        Err(Error::UnknownKind { index: 1, .. })
    ));
    assert!(matches!(new(vec![0], 2), Err(Error::WrongDimension { .. })));
    assert!(matches!(new(vec![0, 0], 0), Err(Error::OutOfRange { .. })));
    let catalogue = new(vec![0, 1], 2).expect("valid");
    assert!(matches!(
        catalogue.clone().with_marks(vec![1.0]),
        Err(Error::WrongDimension { .. })
    ));
    assert!(matches!(
        catalogue.clone().with_marks(vec![1.0, f64::NAN]),
        Err(Error::NotFinite { index: 1, .. })
    ));
    let marked = Model::given(Kernel::Exponential { decay: 1.0 }).with_marks(MarkLaw::Estimated);
    assert_eq!(marked.fit(&catalogue).map(|_| ()), Err(Error::NoMarks));
}

#[test]
fn daily_counts() {
    assert!(matches!(
        DailyCounts::new(vec![1, 2, 3], 2, 2),
        Err(Error::WrongDimension { .. })
    ));
    assert!(matches!(
        DailyCounts::new(vec![], 0, 2),
        Err(Error::OutOfRange { .. })
    ));
    assert!(matches!(
        DailyCounts::new(vec![], 2, 0),
        Err(Error::OutOfRange { .. })
    ));
    let counts = DailyCounts::new(vec![1, 2, 3, 4], 2, 2).expect("valid");
    assert_eq!(counts.of_kind(1), &[3, 4]);
    assert!(counts.of_kind(2).is_empty());
    assert_eq!(
        counts.clone().with_coverage(vec![false, false]),
        Err(Error::NothingCovered)
    );
    let counts = counts.with_coverage(vec![true, false]).expect("valid");
    assert!(counts.is_covered(0) && !counts.is_covered(1) && !counts.is_covered(2));
}

#[test]
fn no_event() {
    let catalogue = Catalogue::of_one_kind(Vec::new(), window(0.0, 10.0)).expect("valid");
    for model in models() {
        assert_eq!(model.fit(&catalogue).map(|_| ()), Err(Error::NoEvents));
    }
    // A process with numbers has an answer all the same.
    let process =
        Process::new(vec![0.5], Kernel::Exponential { decay: 1.0 }, vec![0.5]).expect("valid");
    assert_eq!(process.log_likelihood(&catalogue), Ok(-5.0));
    let residuals = process.residuals(&catalogue).expect("valid");
    assert!(residuals.by_kind[0].is_empty());
    assert!((residuals.unfinished[0] - 5.0).abs() < 1e-12);
}

#[test]
fn one_event() {
    let catalogue = Catalogue::of_one_kind(vec![4.0], window(0.0, 10.0)).expect("valid");
    for model in models() {
        let fit = model.fit(&catalogue).expect("an answer");
        sound(&fit, &catalogue);
        assert!(
            (fit.process.background()[0] - 0.1).abs() < 0.02 || !fit.process.terms().is_empty()
        );
        assert_eq!(fit.process.branching_ratio(), 0.0);
    }
    // Without excitation its decay is anybody's guess, and said to be so.
    let fit = Model::estimated(Family::Exponential)
        .fit(&catalogue)
        .expect("an answer");
    assert!(matches!(fit.unidentified[..], [Unidentified::Shape(_)]));
    let decay = Parameter::Shape(foreshock_hawkes::continuous::ShapeName::Decay);
    assert_eq!(fit.estimate(decay), None);
    assert_eq!(fit.interval(&catalogue, decay, 0.9), Ok(None));
}

#[test]
fn events_all_at_one_instant() {
    let catalogue = Catalogue::of_one_kind(vec![4.0; 12], window(0.0, 10.0)).expect("valid");
    for model in models() {
        let fit = model.fit(&catalogue).expect("an answer");
        sound(&fit, &catalogue);
        assert_eq!(fit.process.branching_ratio(), 0.0);
    }
}

#[test]
fn event_at_the_end_of_the_window() {
    let catalogue = Catalogue::of_one_kind(vec![10.0], window(0.0, 10.0)).expect("valid");
    for model in models() {
        sound(&model.fit(&catalogue).expect("an answer"), &catalogue);
    }
}

#[test]
fn kind_never_seen() {
    let times: Vec<f64> = (1..60)
        .map(|k| f64::from(k) + 0.3 * f64::from(k).sin())
        .collect();
    let kinds = (1..60).map(|k| if k % 3 == 0 { 2 } else { 0 }).collect();
    let catalogue = Catalogue::new(times, kinds, 3, window(0.0, 62.0)).expect("valid");
    for model in models() {
        let fit = model.fit(&catalogue).expect("an answer");
        sound(&fit, &catalogue);
        assert_eq!(fit.process.background()[1], 0.0);
        assert!((0..3).all(|j| fit.process.excitation()[3 + j] == 0.0));
        if fit.process.weights().is_empty() {
            continue;
        }
        for excited in 0..3 {
            assert!(fit.unidentified.contains(&Unidentified::Excitation {
                excited,
                exciting: 1
            }));
            let weight = Parameter::Excitation {
                excited,
                exciting: 1,
                component: 0,
            };
            assert_eq!(fit.estimate(weight), None);
            assert_eq!(fit.interval(&catalogue, weight, 0.9), Ok(None));
        }
        assert_eq!(fit.branching_ratio_interval(&catalogue, 0.9), Ok(None));
        assert_eq!(
            fit.process.triggered_shares(&catalogue).expect("fits")[3],
            None
        );
    }
}

#[test]
fn numbers_out_of_range() {
    let catalogue = Catalogue::of_one_kind(vec![1.0, 2.0], window(0.0, 3.0)).expect("valid");
    for decay in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let kernel = Kernel::Exponential { decay };
        assert!(Model::given(kernel.clone()).fit(&catalogue).is_err());
        assert!(Process::new(vec![1.0], kernel, vec![0.1]).is_err());
    }
    let kernel = Kernel::Exponential { decay: 1.0 };
    for number in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(Process::new(vec![number], kernel.clone(), vec![0.1]).is_err());
        assert!(Process::new(vec![1.0], kernel.clone(), vec![number]).is_err());
    }
    for exponent in [1.0, 0.5, 9.0, f64::NAN] {
        let kernel = Kernel::PowerLaw {
            offset: 1.0,
            exponent,
        };
        assert!(Process::new(vec![1.0], kernel, vec![0.1]).is_err());
    }
    assert!(Process::new(Vec::new(), Kernel::None, Vec::new()).is_err());
    assert!(Process::new(vec![1.0, 1.0], kernel.clone(), vec![0.1]).is_err());
    assert!(
        Model::estimated(Family::SumOfExponentials { count: 0 })
            .fit(&catalogue)
            .is_err()
    );
    for terms in [
        vec![Term::Season {
            period: 0.0,
            harmonics: 1,
        }],
        vec![Term::Season {
            period: 1.0,
            harmonics: 0,
        }],
        vec![Term::Season {
            period: 1e-12,
            harmonics: 1,
        }],
        vec![Term::Covariate {
            from: vec![],
            levels: vec![],
        }],
        vec![Term::Covariate {
            from: vec![1.0, 0.0],
            levels: vec![0.0, 1.0],
        }],
        vec![Term::Covariate {
            from: vec![0.0],
            levels: vec![f64::NAN],
        }],
    ] {
        assert!(
            Model::poisson()
                .with_background(terms)
                .fit(&catalogue)
                .is_err()
        );
    }
    let fit = Model::given(kernel).fit(&catalogue).expect("an answer");
    for level in [0.0, 1.0, -1.0, f64::NAN] {
        assert!(
            fit.interval(&catalogue, Parameter::Background(0), level)
                .is_err()
        );
        assert!(fit.branching_ratio_interval(&catalogue, level).is_err());
        assert!(fit.against_poisson(&catalogue, level, 9, 1).is_err());
    }
    assert!(fit.goodness_of_fit(&catalogue, 0, 1).is_err());
    assert!(mark_test(&[f64::NAN], &[1.0], 9, 1).is_err());
    assert_eq!(mark_test(&[], &[1.0], 9, 1), Ok(None));
}

#[test]
fn simulations_out_of_range() {
    let process =
        Process::new(vec![1.0], Kernel::Exponential { decay: 1.0 }, vec![0.5]).expect("valid");
    let simulator = Simulator::new(&process, 0.0).expect("valid");
    for length in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(simulator.path(length, 1, 0).is_err());
    }
    for horizons in [&[][..], &[2.0, 1.0], &[0.0], &[f64::NAN]] {
        assert!(simulator.outlook(horizons, 10, 1).is_err());
    }
    assert!(simulator.outlook(&[1.0], 0, 1).is_err());
    assert!(Simulator::new(&process, f64::NAN).is_err());
    let history = Catalogue::of_one_kind(vec![1.0], window(0.0, 3.0)).expect("valid");
    assert!(matches!(
        Forecast::new(&process, &history, 1.0, 10, 1).map(|_| ()),
        Err(Error::TooFewSimulations { .. })
    ));
    let forecast = Forecast::new(&process, &history, 1.0, 200, 1).expect("valid");
    // The window of another length, or another start.
    assert!(forecast.test(&history).is_err());
    let later = Catalogue::of_one_kind(vec![5.0], window(4.5, 5.5)).expect("valid");
    assert!(forecast.test(&later).is_err());
    let nothing = Catalogue::of_one_kind(vec![], window(3.0, 4.0)).expect("valid");
    let tests = forecast.test(&nothing).expect("a test");
    assert_eq!(tests.number.observed, 0);
    assert!(tests.kinds.is_none());
}

#[test]
fn an_event_without_any_chance_is_named() {
    let process =
        Process::new(vec![0.0], Kernel::Exponential { decay: 1.0 }, vec![0.5]).expect("valid");
    let catalogue = Catalogue::of_one_kind(vec![1.5, 2.0], window(0.0, 3.0)).expect("valid");
    assert_eq!(
        process.log_likelihood(&catalogue),
        Err(Error::ImpossibleEvent { kind: 0, time: 1.5 })
    );
}

#[test]
fn a_ridge_of_two_decays_has_an_answer() {
    // Two estimated exponentials on a handful of tied events: far along one decay
    // nothing changes any more, and no step gains what its slope promises.
    let times = vec![
        0.0,
        1.0,
        1.0,
        1.937_773_610_465_837_8,
        2.0,
        4.0,
        4.0,
        8.0,
        13.0,
    ];
    let kinds = vec![1, 1, 1, 1, 1, 0, 1, 1, 0];
    let catalogue = Catalogue::new(times, kinds, 2, window(-1.0, 21.0)).expect("valid");
    let model = Model::estimated(Family::SumOfExponentials { count: 2 });
    let fit = model.fit(&catalogue).expect("an answer");
    sound(&fit, &catalogue);
}

#[test]
fn lists_by_kind_are_merged_in_order() {
    // More than one span of the merge, with ties between kinds, also at the cuts.
    let many: Vec<f64> = (0..40_000).map(|i| f64::from(i / 2)).collect();
    let few: Vec<f64> = (0..20_000).map(f64::from).collect();
    let lists = [few, Vec::new(), many];
    let merged = Catalogue::by_kind(&lists, window(-1.0, 30_000.0)).expect("valid");
    let mut plain: Vec<(f64, u16)> = lists
        .iter()
        .zip(0..)
        .flat_map(|(list, kind)| list.iter().map(move |&time| (time, kind)))
        .collect();
    plain.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(merged.times().iter().eq(plain.iter().map(|event| &event.0)));
    assert!(merged.kinds().iter().eq(plain.iter().map(|event| &event.1)));
}

#[test]
fn one_event_near_the_middle_of_a_trend_has_an_answer() {
    for time in [10.0, 9.931_620_463_274_413] {
        let catalogue = Catalogue::new(vec![time], vec![0], 2, window(-1.0, 21.0)).expect("valid");
        let model =
            Model::given(Kernel::Exponential { decay: 1.0 }).with_background(vec![Term::Trend]);
        let fit = model.fit(&catalogue).expect("an answer");
        sound(&fit, &catalogue);
        // The best trend puts the mean of the background at the event.
        assert!(fit.process.coefficients()[0][0].abs() < 0.1);
    }
}

#[test]
fn a_branching_ratio_without_end_has_no_upper_end() {
    let times = vec![
        0.0,
        1.0,
        3.0,
        9.0,
        17.493_714_058_092_96,
        19.052_756_244_285_04,
    ];
    let catalogue =
        Catalogue::new(times, vec![0, 1, 1, 0, 0, 0], 2, window(-1.0, 21.0)).expect("valid");
    let fit = Model::estimated(Family::SumOfExponentials { count: 2 })
        .fit(&catalogue)
        .expect("an answer");
    sound(&fit, &catalogue);
    let interval = fit
        .branching_ratio_interval(&catalogue, 0.9)
        .expect("an answer");
    assert!(interval.is_none_or(|i| i.upper.is_none_or(f64::is_finite)));
}

#[test]
fn two_events_on_a_ridge_have_an_answer() {
    let times = vec![10.079_138_193_190_202, 12.0];
    let catalogue = Catalogue::new(times, vec![0, 1], 2, window(-1.0, 21.0)).expect("valid");
    for model in models() {
        sound(&model.fit(&catalogue).expect("an answer"), &catalogue);
    }
}

#[test]
fn decays_that_gain_alone_and_not_together_have_an_answer() {
    let mut times = vec![
        9.0,
        12.0,
        5.0,
        19.800_262_498_709_802,
        14.025_153_912_809_335,
        14.0,
        2.418_128_231_554_583_3,
    ];
    times.sort_by(f64::total_cmp);
    let kinds = vec![1, 1, 1, 0, 1, 1, 0];
    let catalogue = Catalogue::new(times, kinds, 2, window(-1.0, 21.0)).expect("valid");
    for model in models() {
        sound(&model.fit(&catalogue).expect("an answer"), &catalogue);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn small_catalogues_always_have_an_answer(
        times in prop::collection::vec(prop_oneof![(0..20u32).prop_map(f64::from), 0.0..20.0f64], 1..15),
        kinds in prop::collection::vec(0..2u16, 15),
        which in 0..8usize,
    ) {
        let mut times = times;
        times.sort_by(f64::total_cmp);
        let kinds = kinds[..times.len()].to_vec();
        let catalogue = Catalogue::new(times, kinds, 2, window(-1.0, 21.0)).expect("valid");
        let fit = models()[which].fit(&catalogue).expect("an answer");
        sound(&fit, &catalogue);
        let parameters: Vec<Parameter> = (0..2).map(Parameter::Background).collect();
        for error in fit.standard_errors(&catalogue, &parameters).expect("an answer") {
            prop_assert!(error.is_none_or(|e| e.is_finite() && e > 0.0));
        }
        if let Some(interval) = fit.interval(&catalogue, Parameter::Background(0), 0.9).expect("an answer") {
            prop_assert!(interval.lower.is_none_or(|l| l <= interval.estimate + 1e-9));
            prop_assert!(interval.upper.is_none_or(|u| u >= interval.estimate - 1e-9));
        }
        if let Some(interval) = fit.branching_ratio_interval(&catalogue, 0.9).expect("an answer") {
            prop_assert!(interval.lower.is_none_or(|l| l <= interval.estimate + 1e-6));
            prop_assert!(interval.upper.is_none_or(|u| u >= interval.estimate - 1e-6));
        }
    }
}

#[test]
fn posterior_of_no_event_repeats_the_prior() {
    let nothing = Catalogue::of_one_kind(Vec::new(), window(0.0, 100.0)).expect("valid");
    let priors = Priors::weak(&nothing);
    let found = Model::estimated(Family::Exponential)
        .posterior(&nothing, &priors, &Sampling::seeded(1))
        .expect("a posterior");
    assert_eq!(found.never_seen, [0]);
    // An exponential law with mean 0.5 has its 90 % quantiles at 0.026 and 1.5.
    let ratio = found.branching_ratio().expect("draws");
    assert!(
        ratio.low < 0.06 && (1.2..1.8).contains(&ratio.high),
        "{ratio:?}"
    );
    assert!(found.excitation(0, 1).is_none() && found.excitation(1, 0).is_none());
}

#[test]
fn priors_that_cannot_be_are_refused() {
    let catalogue = Catalogue::of_one_kind(vec![1.0, 2.0], window(0.0, 10.0)).expect("valid");
    let weak = Priors::weak(&catalogue);
    let model = Model::estimated(Family::Exponential);
    let refused = |priors: Priors| {
        let found = model.posterior(&catalogue, &priors, &Sampling::seeded(1));
        found.expect_err("refused")
    };
    for mean in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = refused(Priors {
            weight_mean: mean,
            ..weak.clone()
        });
        assert!(matches!(
            error,
            Error::OutOfRange { .. } | Error::NotFinite { .. }
        ));
    }
    let error = refused(Priors {
        background_means: vec![1.0; 2],
        ..weak.clone()
    });
    assert!(matches!(error, Error::WrongDimension { .. }));
}

#[test]
fn posterior_draws_of_every_family_are_sound() {
    let times = vec![0.5, 1.0, 1.0, 1.2, 4.0, 4.1, 4.15, 9.0];
    let catalogue = Catalogue::of_one_kind(times, window(0.0, 10.0)).expect("valid");
    let mut sampling = Sampling::seeded(1);
    (sampling.chains, sampling.warmup, sampling.draws) = (2, 20, 20);
    for model in models() {
        let found = model
            .posterior(&catalogue, &Priors::weak(&catalogue), &sampling)
            .expect("a posterior");
        assert_eq!(found.draws.len(), 40);
        for draw in &found.draws {
            assert!(draw.log_likelihood(&catalogue).is_ok_and(f64::is_finite));
            assert!(draw.branching_ratio().is_finite());
        }
    }
}
