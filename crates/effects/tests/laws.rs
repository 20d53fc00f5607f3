//! What holds for every record.

use foreshock_effects::{
    CaseShare, Error, Intervention, Record, Settings, Study, Undefined, Verdict,
    signs::{SignRecord, SignStrength},
    study,
};
use proptest::prelude::*;

fn settings() -> Settings {
    Settings {
        confidence: 0.95,
        window: 10,
        draws: 39,
        seed: 5,
    }
}

fn checked(study: &Study) -> Result<(), TestCaseError> {
    if let Some(effect) = &study.effect {
        let ratios = [Some(effect.level), effect.slope, study.before];
        for ratio in ratios.into_iter().flatten() {
            prop_assert!(ratio.ratio >= 0.0 && ratio.ratio.is_finite());
            prop_assert!(ratio.lower >= 0.0 && ratio.lower <= ratio.ratio * (1.0 + 1e-4));
            prop_assert!(
                ratio
                    .upper
                    .is_none_or(|upper| upper >= ratio.ratio * (1.0 - 1e-4))
            );
            prop_assert!((0.0..=1.0).contains(&ratio.p_value));
        }
        prop_assert!(effect.expected.is_finite() && effect.dispersion >= 1.0);
        prop_assert!(effect.detectable.increase.is_none_or(|factor| factor > 1.0));
        prop_assert!(
            effect
                .detectable
                .decrease
                .is_none_or(|factor| (0.0..1.0).contains(&factor))
        );
    }
    if let Some(found) = &study.excitation {
        prop_assert!(found.additional >= 0.0 && found.additional.is_finite());
        prop_assert!(found.lower <= found.additional + 1e-6);
        prop_assert!(
            found
                .upper
                .is_none_or(|upper| upper >= found.additional - 1e-6)
        );
    }
    if let Some(placebo) = &study.placebo {
        prop_assert!(placebo.band[0] <= placebo.band[1] && placebo.band[1] <= placebo.band[2]);
        prop_assert!((0.0..=1.0).contains(&placebo.p_value));
    }
    prop_assert_eq!(study.undefined.is_some(), study.effect.is_none());
    Ok(())
}

fn days_of_events(most: u32) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![4 => Just(0u32), 1 => 0..most], 1..500)
}

fn shares(found: &SignStrength) -> impl Iterator<Item = CaseShare> {
    let all = [
        found.followed,
        found.unwarned,
        found.without_sign,
        found.any_day,
    ];
    all.into_iter().flatten()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_record_has_an_answer(
        counts in days_of_events(6),
        dates in prop::collection::vec(-60i64..560, 0..15),
        window in 1u32..40,
    ) {
        let record = Record::new(counts);
        let dated = Intervention::Dates { days: dates.clone(), window };
        let found = study(&record, &dated, &settings()).expect("settings make sense");
        checked(&found)?;
        // The order of the dates says nothing.
        let mut turned = dates;
        turned.reverse();
        let turned = Intervention::Dates { days: turned, window };
        prop_assert_eq!(found, study(&record, &turned, &settings()).expect("the same"));
    }

    #[test]
    fn every_span_has_an_answer(
        counts in days_of_events(3000),
        spans in prop::collection::vec((-60i64..560, 0i64..200), 0..5),
        longest in prop::option::of(1u32..90),
        gaps in prop::collection::vec(any::<bool>(), 500),
    ) {
        let covered = gaps[..counts.len()].to_vec();
        let record = Record::new(counts).with_coverage(covered).expect("a mark a day");
        let spans = spans.into_iter().map(|(from, length)| (from, from + length)).collect();
        let found = study(&record, &Intervention::Spans { spans, longest }, &settings());
        checked(&found.expect("settings make sense"))?;
    }

    #[test]
    fn shares_lie_in_their_intervals(
        signs in prop::collection::vec(0i64..800, 0..60),
        outcomes in prop::collection::vec(0i64..800, 0..60),
        horizon in 1i64..120,
    ) {
        let record = SignRecord::new((0, 799), signs, outcomes, horizon).expect("a record");
        let found = record.strength(0.95).expect("a confidence");
        for share in shares(&found) {
            prop_assert!(0.0 <= share.lower && share.lower <= share.share);
            prop_assert!(share.share <= share.upper && share.upper <= 1.0);
            prop_assert!(share.independent <= share.of && share.having <= share.of);
            prop_assert!(share.effective <= share.independent as f64 + 1e-9);
        }
        if let Some(ratio) = found.likelihood_ratio {
            prop_assert!(ratio.ratio > 0.0 && ratio.lower <= ratio.ratio);
            prop_assert!(ratio.upper.is_none_or(|upper| upper >= ratio.ratio));
        }
    }
}

#[test]
fn what_is_undefined_is_said() {
    let dates = |days: Vec<i64>| Intervention::Dates { days, window: 5 };
    let undefined = |counts: Vec<u32>, intervention: Intervention| {
        let found = study(&Record::new(counts), &intervention, &settings()).expect("sense");
        assert_eq!(found.verdict, Verdict::TooFew);
        found.undefined
    };
    assert_eq!(
        undefined(vec![0; 90], dates(vec![30])),
        Some(Undefined::NoEvents)
    );
    assert_eq!(
        undefined(vec![], dates(vec![30])),
        Some(Undefined::NoEvents)
    );
    assert_eq!(
        undefined(vec![1; 90], dates(vec![])),
        Some(Undefined::NoDays)
    );
    assert_eq!(
        undefined(vec![1; 90], dates(vec![i64::MAX, i64::MIN])),
        Some(Undefined::NoDays)
    );
    let all = Intervention::Spans {
        spans: vec![(-1, 90)],
        longest: None,
    };
    assert_eq!(undefined(vec![1; 90], all), Some(Undefined::NothingElse));
}

#[test]
fn nonsense_is_refused() {
    let record = Record::new(vec![1; 90]);
    let dates = |window| Intervention::Dates {
        days: vec![3],
        window,
    };
    let no_window = study(&record, &dates(0), &settings());
    assert!(
        matches!(no_window, Err(Error::OutOfRange { .. })),
        "{no_window:?}"
    );
    let sure = Settings {
        confidence: 1.0,
        ..settings()
    };
    assert!(study(&record, &dates(3), &sure).is_err());
    let backwards = Intervention::Spans {
        spans: vec![(9, 3)],
        longest: None,
    };
    assert_eq!(
        study(&record, &backwards, &settings()),
        Err(Error::Backwards { from: 9, to: 3 })
    );
    assert!(SignRecord::new((9, 3), [], [], 5).is_err());
    assert!(SignRecord::new((0, 9), [], [], 0).is_err());
    assert!(SignRecord::new((0, i64::MAX), [], [], 5).is_err());
    let record = SignRecord::new((0, 9), [1], [2], 5).expect("a record");
    assert!(record.strength(0.0).is_err() && record.strength(f64::NAN).is_err());
}
