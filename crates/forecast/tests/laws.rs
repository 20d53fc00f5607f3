//! Laws that hold for every history.

use std::sync::Arc;

use foreshock_forecast::{
    Error, Forecaster, Panel, Support, Task,
    baselines::{Climatology, Conflictology, LastValue, Scope, Seasonal, Zero},
    forecast_at,
    models::{ConflictStates, DynamicCounts, Pool, Recency},
    occurrence::{DailySeries, Verdict, Window, outlook, outlooks},
};
use proptest::prelude::*;

fn forecasters() -> Vec<Arc<dyn Forecaster + Send>> {
    let pool = Pool::new(
        "pool",
        vec![
            Arc::new(Conflictology::default()),
            Arc::new(Climatology::new(Scope::Unit)),
        ],
        3,
        2,
        2.0,
    );
    vec![
        Arc::new(Zero),
        Arc::new(LastValue),
        Arc::new(Seasonal::new(12).unwrap()),
        Arc::new(Climatology::new(Scope::Unit)),
        Arc::new(Climatology::new(Scope::AllUnits).within(12).unwrap()),
        Arc::new(Conflictology::default()),
        Arc::new(Recency::default()),
        Arc::new(ConflictStates),
        Arc::new(DynamicCounts),
        Arc::new(pool.unwrap()),
    ]
}

const UNITS: [&str; 4] = ["A", "B", "C", "D"];
const PERIODS: usize = 30;

fn panel(counts: &[Option<f64>]) -> Panel {
    Panel::new(UNITS, 100, PERIODS, counts.iter().copied()).unwrap()
}

fn counts() -> impl Strategy<Value = Vec<Option<f64>>> {
    let cell = prop_oneof![
        4 => Just(Some(0.0)),
        3 => (0_u32..50).prop_map(|count| Some(f64::from(count))),
        1 => (0_u32..200_000).prop_map(|count| Some(f64::from(count))),
        2 => Just(None),
    ];
    prop::collection::vec(cell, UNITS.len() * PERIODS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// What comes after the origin changes no forecast.
    #[test]
    fn nothing_later_than_the_origin_is_seen(one in counts(), other in counts()) {
        let origin = 115;
        let later: Vec<_> = one
            .iter()
            .zip(&other)
            .enumerate()
            .map(|(cell, (one, other))| if 100 + (cell % PERIODS) as i64 > origin { *other } else { *one })
            .collect();
        let task = Task::new(origin, 2..=5, 7, 3).unwrap();
        for forecaster in forecasters() {
            let first = forecast_at(&*forecaster, &panel(&one), &task).unwrap();
            let second = forecast_at(&*forecaster, &panel(&later), &task).unwrap();
            prop_assert_eq!(first, second, "{}", forecaster.name());
        }
    }

    /// The same seed gives the same paths on one thread and on three.
    #[test]
    fn threads_change_nothing(counts in counts()) {
        let panel = panel(&counts);
        let task = Task::new(129, 1..=4, 9, 5).unwrap();
        let threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        for forecaster in forecasters() {
            let one = threads(1).install(|| forecast_at(&*forecaster, &panel, &task).unwrap());
            let three = threads(3).install(|| forecast_at(&*forecaster, &panel, &task).unwrap());
            prop_assert_eq!(one, three, "{}", forecaster.name());
        }
    }

    /// Every unit gets counts, with or without a history, and the result says
    /// what they rest on.
    #[test]
    fn every_unit_gets_an_answer(mut counts in counts(), empty in 0..UNITS.len()) {
        counts[empty * PERIODS..(empty + 1) * PERIODS].fill(None);
        let panel = panel(&counts);
        let task = Task::new(129, 3..=6, 5, 1).unwrap();
        for forecaster in forecasters() {
            let paths = forecast_at(&*forecaster, &panel, &task).unwrap();
            prop_assert_ne!(paths.support(empty), Some(Support::OwnHistory));
            for unit in 0..UNITS.len() {
                for lead in 3..=6 {
                    let draws = paths.at(unit, lead);
                    prop_assert_eq!(draws.len(), 5);
                    prop_assert!(draws.iter().all(|draw| *draw >= 0.0 && draw.is_finite()));
                }
                let sums = paths.sums(unit, 3..=6);
                let any = sums.iter().filter(|sum| **sum > 0.0).count() as f64 / 5.0;
                prop_assert_eq!(paths.any_event(unit, 3..=6), any);
            }
        }
    }

    /// Methods that take each unit by itself do not mind the others.
    #[test]
    fn other_units_change_nothing_for_methods_by_unit(counts in counts()) {
        let panel = panel(&counts);
        let alone = panel.only(|unit| unit == 2).unwrap();
        let task = Task::new(129, 1..=3, 8, 2).unwrap();
        let by_unit: [&dyn Forecaster; 3] =
            [&LastValue, &Conflictology::default(), &Seasonal::new(12).unwrap()];
        for forecaster in by_unit {
            let all = forecast_at(forecaster, &panel, &task).unwrap();
            let one = forecast_at(forecaster, &alone, &task).unwrap();
            for lead in 1..=3 {
                prop_assert_eq!(all.at(2, lead), one.at(0, lead));
            }
        }
    }
}

fn days() -> impl Strategy<Value = Vec<Option<u32>>> {
    let day = prop_oneof![
        12 => Just(Some(0)),
        1 => (1_u32..4).prop_map(Some),
        1 => Just(None),
    ];
    prop::collection::vec(day, 60..900)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A replay gives at each origin what the series up to it gives.
    #[test]
    fn a_replay_is_the_forecasts_as_they_would_have_been(days in days(), share in 0.2_f64..0.9) {
        let series = DailySeries::new(days.clone()).unwrap();
        let last = days.len() - 1;
        let origins = [(share * last as f64) as usize, last - 7, last - 3, last];
        let windows = [Window::next(7), Window { gap: 2, days: 30 }];
        prop_assume!(days[..=origins[0]].iter().any(Option::is_some));
        let replayed = outlooks(&series, &origins, &windows).unwrap();
        for (origin, replayed) in origins.iter().zip(replayed) {
            let known = series.up_to(*origin).unwrap();
            prop_assert_eq!(outlook(&known, &windows).unwrap(), replayed);
        }
    }

    /// Probabilities are probabilities, grow with the window, and are the base
    /// rate plus what the models add.
    #[test]
    fn what_is_issued_adds_up(days in days()) {
        prop_assume!(days.iter().any(Option::is_some));
        let series = DailySeries::new(days).unwrap();
        let windows = [7, 30, 90].map(Window::next);
        for outlook in outlook(&series, &windows).unwrap() {
            prop_assert!((0.0..=1.0).contains(&outlook.probability));
            prop_assert!((0.0..=1.0).contains(&outlook.base_rate));
            let added: f64 = outlook.models.iter().map(|model| model.contribution).sum();
            prop_assert!((outlook.base_rate + added - outlook.probability).abs() < 1e-9);
            if outlook.skill.verdict != Verdict::Skilled {
                prop_assert_eq!(outlook.probability, outlook.base_rate);
            }
            let (low, high) = outlook.spread();
            prop_assert!(low <= outlook.probability + 1e-9 && outlook.probability <= high + 1e-9);
        }
    }
}

#[test]
fn a_series_without_events_has_a_small_probability() {
    let series = DailySeries::new(vec![Some(0); 3650]).unwrap();
    let outlooks = outlook(&series, &[Window::next(30)]).unwrap();
    assert_eq!(outlooks[0].skill.verdict, Verdict::TooFewCases);
    assert!(outlooks[0].probability > 0.0 && outlooks[0].probability < 0.02);
}

#[test]
fn bad_input_is_refused_by_name() {
    let refused = |counts: Vec<Option<f64>>| Panel::new(["A"], 5, 2, counts).unwrap_err();
    for bad in [-1.0, f64::INFINITY, f64::NAN] {
        let error = refused(vec![Some(0.0), Some(bad)]);
        assert!(
            matches!(&error, Error::NotACount { unit, period: 6, .. } if unit == "A"),
            "{error}"
        );
    }
    assert!(matches!(refused(vec![None]), Error::WrongShape { .. }));
    let twice = Panel::new(["A", "A"], 5, 1, [None, None]).unwrap_err();
    assert!(matches!(twice, Error::DuplicateUnit { .. }), "{twice}");
    let none = Panel::new([""; 0], 5, 1, []).unwrap_err();
    assert!(matches!(none, Error::EmptyPanel { .. }), "{none}");

    let panel = Panel::new(["A"], 5, 2, [Some(1.0), None]).unwrap();
    assert!(matches!(panel.up_to(7), Err(Error::NoSuchPeriod { .. })));
    assert!(matches!(panel.up_to(4), Err(Error::NoSuchPeriod { .. })));
    let bad = panel.clone().with_covariate("tone", [Some(f64::NAN), None]);
    assert!(matches!(bad, Err(Error::NotFinite { period: 5, .. })));
    let task = Task::new(5, 1..=2, 3, 1).unwrap();
    let seen = Zero.forecast(&panel, &task);
    assert!(matches!(
        seen,
        Err(Error::NotAtOrigin { last: 6, origin: 5 })
    ));
    assert!(Task::new(5, 0..=2, 3, 1).is_err());
    #[expect(
        clippy::reversed_empty_ranges,
        reason = "leads that end before they begin"
    )]
    let backwards = Task::new(5, 3..=2, 3, 1);
    assert!(backwards.is_err());
    assert!(Task::new(5, 1..=2, 0, 1).is_err());
    assert!(Task::new(5, 1..=u32::MAX, 1, 1).is_err());
    let huge = Task::new(6, 1..=10_000, 100_000, 1).unwrap();
    assert!(matches!(
        Zero.forecast(&panel, &huge),
        Err(Error::TooLarge { .. })
    ));

    assert!(DailySeries::new([]).is_err());
    let series = DailySeries::new([Some(1), None]).unwrap();
    assert!(outlook(&series, &[Window::next(0)]).is_err());
    assert!(outlook(&series, &[Window::next(u32::MAX)]).is_err());
    assert!(outlooks(&series, &[2], &[Window::next(7)]).is_err());
    let uncovered = DailySeries::new([None, None]).unwrap();
    assert!(outlook(&uncovered, &[Window::next(7)]).is_err());
}

#[test]
fn a_cut_panel_hides_covariates_too() {
    let panel = Panel::new(["A", "B"], 1, 3, vec![Some(0.0); 6])
        .unwrap()
        .with_covariate("tone", (0..6).map(|value| Some(f64::from(value))))
        .unwrap()
        .up_to(2)
        .unwrap();
    let tone: Vec<_> = panel.covariate("tone", 1).unwrap().collect();
    assert_eq!(tone, [Some(3.0), Some(4.0)]);
    assert_eq!(panel.count(0, 3), None);
    let only = panel.only(|unit| unit == 1).unwrap();
    let tone: Vec<_> = only.covariate("tone", 0).unwrap().collect();
    assert_eq!(tone, [Some(3.0), Some(4.0)]);
}
