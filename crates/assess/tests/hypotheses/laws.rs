//! What must hold of any case.

use foreshock_assess::hypotheses::{
    Case, Group, Item, Priors, Quantity, Sign, break_even, entropy, expected_gain, relative_entropy,
};
use proptest::prelude::*;

fn probability() -> impl Strategy<Value = (f64, f64)> {
    (0.01..0.99f64, 0.01..0.99f64).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

/// Some items over so many hypotheses; in some, hypotheses share a quantity.
fn items(hypotheses: usize) -> impl Strategy<Value = Vec<(Item, bool)>> {
    let own = proptest::collection::vec(probability(), hypotheses).prop_map(|ranges| {
        Item::of_each(ranges.into_iter().map(|(a, b)| quantity(a, b)).collect())
    });
    let shared = (
        probability(),
        probability(),
        proptest::collection::vec(any::<bool>(), hypotheses),
    )
        .prop_map(|(a, b, takes)| Item::of_two(quantity(a.0, a.1), quantity(b.0, b.1), &takes));
    proptest::collection::vec((prop_oneof![3 => own, 1 => shared], any::<bool>()), 1..5)
}

fn quantity(low: f64, high: f64) -> Quantity {
    Quantity::new(low, high).expect("a range")
}

/// Ranges around some point of the simplex, so that they can sum to 1.
fn priors(hypotheses: usize) -> impl Strategy<Value = Priors> {
    proptest::collection::vec((0.05..1.0f64, 0.0..0.9f64, 0.0..2.0f64), hypotheses).prop_map(
        |parts| {
            let sum: f64 = parts.iter().map(|part| part.0).sum();
            let ranges = parts
                .iter()
                .map(|&(part, below, above)| {
                    let at = part / sum;
                    (
                        at * (1.0 - below),
                        (at * (1.0 + above)).min(0.99f64.max(at)),
                    )
                })
                .collect();
            Priors::new(ranges).expect("priors")
        },
    )
}

prop_compose! {
    fn case()(hypotheses in 2usize..5)(
        priors in priors(hypotheses),
        items in items(hypotheses),
        shared in 0.0..1.0f64,
        together in 0usize..4,
    ) -> Case {
        let signs: Vec<Sign> = items
            .into_iter()
            .map(|(item, seen)| Sign::probabilities(item, seen))
            .collect();
        let members: Vec<usize> = (0..together.min(signs.len())).collect();
        Case::new(priors, signs, vec![Group { members, shared }]).expect("a case")
    }
}

/// Bayes' rule by enumeration: worlds of a hypothesis and a state for every
/// item, each with its probability, of which those are kept that were seen.
fn enumerated(priors: &[f64], chances: &[Vec<f64>], seen: &[bool]) -> Vec<f64> {
    let mut kept = vec![0.0; priors.len()];
    for (hypothesis, prior) in priors.iter().enumerate() {
        for world in 0..1usize << chances.len() {
            let mut probability = *prior;
            for (item, chance) in chances.iter().enumerate() {
                let there = world >> item & 1 == 1;
                probability *= if there {
                    chance[hypothesis]
                } else {
                    1.0 - chance[hypothesis]
                };
            }
            let as_seen = (0..chances.len()).all(|item| (world >> item & 1 == 1) == seen[item]);
            if as_seen {
                kept[hypothesis] += probability;
            }
        }
    }
    let sum: f64 = kept.iter().sum();
    kept.iter().map(|part| part / sum).collect()
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9)
}

fn one(range: (f64, f64)) -> (f64, f64) {
    let middle = f64::midpoint(range.0, range.1);
    (middle, middle)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_posterior_is_that_of_enumeration(
        weights in proptest::collection::vec(0.05..1.0f64, 3),
        chances in proptest::collection::vec(proptest::collection::vec(0.01..0.99f64, 3), 0..6),
        seen in proptest::collection::vec(any::<bool>(), 6),
    ) {
        let sum: f64 = weights.iter().sum();
        let priors: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        let signs = chances.iter().zip(&seen).map(|(chances, seen)| {
            let quantities = chances.iter().map(|p| quantity(*p, *p)).collect();
            Sign::probabilities(Item::of_each(quantities), *seen)
        }).collect();
        let case = Case::new(
            Priors::new(priors.iter().map(|p| (*p, *p)).collect()).expect("priors"),
            signs,
            vec![],
        ).expect("a case");
        let posterior = case.weighing().posterior();
        prop_assert!(close(&posterior, &enumerated(&priors, &chances, &seen)));
        for (bound, p) in case.weighing().bounds().iter().zip(&posterior) {
            prop_assert!((bound.0 - p).abs() < 1e-9 && (bound.1 - p).abs() < 1e-9);
        }
    }

    #[test]
    fn no_draw_lies_outside_of_the_bounds(case in case(), seed in any::<u64>()) {
        let weighing = case.weighing();
        let bounds = weighing.bounds();
        let posteriors = weighing.draws(seed, 100).into_iter().chain([weighing.posterior()]);
        for posterior in posteriors {
            prop_assert!((posterior.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for (p, (lower, upper)) in posterior.iter().zip(&bounds) {
                prop_assert!(*p >= lower - 1e-9 && *p <= upper + 1e-9, "{p} {lower} {upper}");
            }
        }
        prop_assert_eq!(weighing.draws(seed, 3), weighing.draws(seed, 3));
    }

    /// With every value at an end of its range, and every prior at an end but
    /// for one that takes what is left of 1, some corner gives the bound.
    #[test]
    fn the_bounds_are_attained_at_corners(
        priors in priors(3),
        chances in proptest::collection::vec(proptest::collection::vec(probability(), 3), 1..3),
    ) {
        let case = |priors: Priors, ends: usize| {
            let mut bit = 0;
            let mut take = |range: (f64, f64)| {
                let end = if ends >> bit & 1 == 1 { range.1 } else { range.0 };
                bit += 1;
                quantity(end, end)
            };
            let signs = chances.iter().map(|chances| {
                Sign::probabilities(Item::of_each(chances.iter().map(|c| take(*c)).collect()), true)
            }).collect();
            Case::new(priors, signs, vec![]).expect("a case")
        };
        let whole = {
            let signs = chances.iter().map(|chances| {
                let quantities = chances.iter().map(|c| quantity(c.0, c.1)).collect();
                Sign::probabilities(Item::of_each(quantities), true)
            }).collect();
            Case::new(priors.clone(), signs, vec![]).expect("a case")
        };
        let ranges: Vec<(f64, f64)> = (0..3).filter_map(|h| priors.reachable(h)).collect();
        let mut corners = Vec::new();
        for free in 0..3 {
            for ends in 0..4usize {
                let mut values = [0.0; 3];
                let others = (0..3).filter(|h| *h != free);
                for (bit, other) in others.enumerate() {
                    values[other] = if ends >> bit & 1 == 1 { ranges[other].1 } else { ranges[other].0 };
                }
                values[free] = 1.0 - values.iter().sum::<f64>();
                if values[free] >= ranges[free].0 - 1e-9 && values[free] <= ranges[free].1 + 1e-9 {
                    corners.push(Priors::new(values.iter().map(|v| (*v, *v)).collect()).expect("priors"));
                }
            }
        }
        let mut found = [(1.0f64, 0.0f64); 3];
        for corner in corners {
            for ends in 0..1usize << (3 * chances.len()) {
                let posterior = case(corner.clone(), ends).weighing().posterior();
                for (range, p) in found.iter_mut().zip(posterior) {
                    *range = (range.0.min(p), range.1.max(p));
                }
            }
        }
        for (bound, found) in whole.weighing().bounds().iter().zip(found) {
            prop_assert!((bound.0 - found.0).abs() < 1e-9, "{bound:?} {found:?}");
            prop_assert!((bound.1 - found.1).abs() < 1e-9, "{bound:?} {found:?}");
        }
    }

    #[test]
    fn the_order_of_evidence_does_not_matter(case in case()) {
        let signs: Vec<Sign> = case.signs().iter().rev().cloned().collect();
        let turned = Case::new(case.priors().clone(), signs, vec![]).expect("a case");
        let free = case.with_shared(0.0);
        prop_assert!(close(&turned.weighing().posterior(), &free.weighing().posterior()));
        for (a, b) in turned.weighing().bounds().iter().zip(free.weighing().bounds()) {
            prop_assert!((a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9);
        }
    }

    /// Pair by pair of hypotheses the odds lie between those of independent
    /// items and those of items that say one and the same.
    #[test]
    fn the_discount_lies_between_its_ends(case in case()) {
        let odds = |case: &Case| {
            let posterior = case.weighing().posterior();
            posterior.windows(2).map(|pair| (pair[0] / pair[1]).ln()).collect::<Vec<f64>>()
        };
        let ends = odds(&case.with_shared(0.0)).into_iter().zip(odds(&case.with_shared(1.0)));
        for (between, (a, b)) in odds(&case).into_iter().zip(ends) {
            prop_assert!(between >= a.min(b) - 1e-9 && between <= a.max(b) + 1e-9);
        }
        for weight in case.weights_in(&case.states()) {
            prop_assert!(weight > 0.0 && weight <= 1.0);
        }
    }

    #[test]
    fn evidence_that_is_not_set_or_not_seen_changes_nothing(case in case(), seen in any::<bool>()) {
        let mut signs = case.signs().to_vec();
        let item = Item::of_each(vec![quantity(0.2, 0.9); case.priors().count()]);
        signs.push(Sign::unset(Some(seen)));
        signs.push(Sign::probabilities(item, None));
        let more = Case::new(case.priors().clone(), signs, vec![]).expect("a case");
        let free = case.with_shared(0.0);
        prop_assert_eq!(more.weighing().posterior(), free.weighing().posterior());
        prop_assert_eq!(more.weighing().bounds(), free.weighing().bounds());
        prop_assert_eq!(more.weighing().draws(7, 20), free.weighing().draws(7, 20));
    }

    #[test]
    fn what_is_learned_on_average_is_the_fall_of_entropy(case in case(), index in 0usize..4) {
        let free = case.with_shared(0.0);
        let index = index % free.signs().len();
        let gain = expected_gain(&free, index).expect("probabilities");
        let before = free.posterior_with(index, None).expect("an item");
        let chances = free.signs()[index].in_state(true).expect("an item").centres();
        let yes: f64 = before.iter().zip(&chances).map(|(p, chance)| p * chance).sum();
        let after = |state| entropy(&free.posterior_with(index, Some(state)).expect("an item"));
        let fall = entropy(&before) - yes * after(true) - (1.0 - yes) * after(false);
        prop_assert!((gain - fall).abs() < 1e-9, "{gain} {fall}");
        prop_assert!(expected_gain(&case, index).is_some_and(|gain| gain >= 0.0));
    }

    /// An item made as strong as it would have to be leaves leader and rival level.
    #[test]
    fn at_the_break_even_ratio_both_are_level(case in case(), index in 0usize..4) {
        let index = index % case.signs().len();
        let Some(found) = break_even(&case, index) else { return Ok(()) };
        prop_assert!(found.level_at <= found.ratio * (1.0 + 1e-9));
        let seen = case.signs()[index].counted().expect("it counts");
        let factor = found.level_at / found.ratio;
        let centres = seen.centres();
        let quantities = centres.iter().enumerate().map(|(hypothesis, centre)| {
            let centre = if hypothesis == found.leader { centre * factor } else { *centre };
            Quantity::ratio(centre, centre)
        });
        let Ok(quantities) = quantities.collect::<Result<Vec<_>, _>>() else { return Ok(()) };
        let mut signs = case.signs().to_vec();
        signs[index] = Sign::ratios(Some(Item::of_each(quantities)), None, Some(true));
        let shared = case.weights_in(&case.states());
        let n = shared.iter().filter(|weight| **weight < 1.0).count();
        let members: Vec<usize> = (0..signs.len()).filter(|item| shared[*item] < 1.0).collect();
        let share = match n {
            0 | 1 => 0.0,
            n => (1.0 / shared[members[0]] - 1.0) / (n - 1) as f64,
        };
        let groups = vec![Group { members, shared: share.clamp(0.0, 1.0) }];
        let level = Case::new(case.priors().clone(), signs, groups).expect("a case");
        let posterior = level.weighing().posterior();
        prop_assert!((posterior[found.leader] / posterior[found.rival] - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_shared_rate_cannot_differ_between_those_that_share_it() {
    // Two of three hypotheses share a rate that is anything from 1% to 99%.
    let item = Item::of_two(
        quantity(0.01, 0.99),
        quantity(0.5, 0.5),
        &[false, false, true],
    );
    let case = Case::new(
        Priors::equal(3).expect("priors"),
        vec![Sign::probabilities(item, true)],
        vec![],
    )
    .expect("a case");
    let weighing = case.weighing();
    for draw in weighing.draws(1, 200) {
        assert!((draw[0] - draw[1]).abs() < 1e-12);
    }
    // Level with each other, each has at most half of what the third leaves.
    let (_, upper) = weighing.bounds()[0];
    assert!((upper - 0.99 / (2.0 * 0.99 + 0.5)).abs() < 1e-12, "{upper}");
}

#[test]
fn a_discounted_group_weighs_as_its_formula_says() {
    let item = |p: f64, q: f64| {
        Sign::probabilities(Item::of_each(vec![quantity(p, p), quantity(q, q)]), true)
    };
    let case = |shared| {
        Case::new(
            Priors::equal(2).expect("priors"),
            vec![item(0.8, 0.4), item(0.6, 0.2), item(0.9, 0.3)],
            vec![Group {
                members: vec![0, 1],
                shared,
            }],
        )
        .expect("a case")
    };
    // Ratios 2 and 3 within the group, 3 outside of it.
    for (shared, exponent) in [(0.0, 1.0), (0.5, 1.0 / 1.5), (1.0, 0.5)] {
        let posterior = case(shared).weighing().posterior();
        let odds: f64 = 6f64.powf(exponent) * 3.0;
        assert!((posterior[0] / posterior[1] - odds).abs() < 1e-9);
    }
}

#[test]
fn information_is_what_is_written_out_by_hand() {
    assert!((entropy(&[0.5, 0.25, 0.25]) - 1.5).abs() < 1e-12);
    assert_eq!(entropy(&[1.0, 0.0]), 0.0);
    assert!((relative_entropy(&[1.0, 0.0], &[0.25, 0.75]) - 2.0).abs() < 1e-12);
    // A noiseless channel of one bit, and one that says nothing.
    let sign = |p: f64, q: f64| {
        let item = Item::of_each(vec![quantity(p, p), quantity(q, q)]);
        Case::new(
            Priors::equal(2).expect("priors"),
            vec![Sign::probabilities(item, None)],
            vec![],
        )
        .expect("a case")
    };
    let gain = |p, q| expected_gain(&sign(p, q), 0).expect("probabilities");
    assert!((gain(1.0 - 1e-12, 1e-12) - 1.0).abs() < 1e-9);
    assert!(gain(0.3, 0.3).abs() < 1e-12);
}

#[test]
fn what_cannot_be_weighed_is_refused() {
    for (low, high) in [
        (0.5, 0.2),
        (0.0, 0.5),
        (-1.0, 0.5),
        (f64::NAN, 0.5),
        (0.1, f64::INFINITY),
    ] {
        assert!(Quantity::new(low, high).is_err(), "{low} {high}");
        assert!(Quantity::ratio(low, high).is_err(), "{low} {high}");
    }
    assert!(Quantity::rate(9, 10, 0.1, 0.2).is_err());
    assert!(quantity(0.5, 2.0).complement().is_err());
    assert!(Priors::equal(1).is_err());
    assert!(Priors::new(vec![(0.5, 0.5), (0.6, 0.6)]).is_err());
    assert!(Priors::new(vec![(0.1, 0.2), (0.1, 0.2)]).is_err());
    assert!(Priors::new(vec![(f64::NAN, 0.5), (0.5, 0.5)]).is_err());
    let two = || Sign::probabilities(Item::of_each(vec![quantity(0.1, 0.2); 2]), true);
    let three = Priors::equal(3).expect("priors");
    let message = Case::new(three, vec![two()], vec![])
        .expect_err("a fault")
        .to_string();
    assert!(
        message.contains("speaks of 2 hypotheses, and there are 3"),
        "{message}"
    );
    let grouped = |members: Vec<usize>, shared| {
        let priors = Priors::equal(2).expect("priors");
        Case::new(priors, vec![two(), two()], vec![Group { members, shared }])
    };
    assert!(grouped(vec![0, 0], 0.5).is_err());
    assert!(grouped(vec![0, 7], 0.5).is_err());
    assert!(grouped(vec![0, 1], f64::NAN).is_err());
    assert!(grouped(vec![0, 1], 0.5).is_ok());
}

#[test]
fn the_middle_of_a_range_of_priors_sums_to_1() {
    let priors = Priors::new(vec![(0.1, 0.5), (0.2, 0.2), (0.1, 0.9)]).expect("priors");
    let centre = priors.centre();
    assert!((centre.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(close(&centre, &[0.3, 0.2, 0.5]));
    assert_eq!(priors.reachable(0), Some((0.1, 0.5)));
    let (lower, upper) = priors.reachable(2).expect("a range");
    assert!((lower - 0.3).abs() < 1e-12 && (upper - 0.7).abs() < 1e-12);
    let one_point = one((0.25, 0.75));
    assert!(Priors::new(vec![one_point; 2]).is_ok());
}
