use super::super::Kernel;
use super::super::background::Terms;
use super::super::recursion::{Basis, Derivatives, State};
use super::segments::Sums;
use super::{Marks, Problem, Want};
use crate::Catalogue;
use crate::Window;
use crate::continuous::Term;
use proptest::prelude::*;

fn catalogue(events: &[(f64, u16, f64)]) -> Catalogue {
    let mut events = events.to_vec();
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    Catalogue::new(
        events.iter().map(|e| e.0).collect(),
        events.iter().map(|e| e.1).collect(),
        2,
        Window::new(-0.5, 21.0).expect("valid"),
    )
    .and_then(|c| c.with_marks(events.iter().map(|e| e.2).collect()))
    .expect("valid")
}

fn kernels() -> Vec<Kernel> {
    vec![
        Kernel::Exponential { decay: 1.3 },
        Kernel::ExponentialByExciting {
            decays: vec![0.4, 2.0],
        },
        Kernel::ExponentialByPair {
            decays: vec![0.4, 2.0, 0.1, 1.0],
        },
        Kernel::SumOfExponentials {
            decays: vec![0.2, 1.0, 5.0],
        },
        Kernel::PowerLaw {
            offset: 0.5,
            exponent: 1.6,
        },
    ]
}

#[test]
fn sums_are_the_same_whatever_the_number_of_threads() {
    let events: Vec<_> = (0..20_000u32)
        .map(|i| {
            (
                20.0 * (f64::from(i) * 0.618_034).fract(),
                (i % 2) as u16,
                0.0,
            )
        })
        .collect();
    let catalogue = catalogue(&events);
    let terms = Terms::new(&[], catalogue.window()).expect("valid");
    let kernel = Kernel::Exponential { decay: 1.3 };
    let evaluate = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| {
            let problem =
                Problem::new(&catalogue, &terms, &kernel, &[], true, Marks::Ignored, -0.5)
                    .expect("valid");
            assert!(problem.segments.len() > 2);
            let found = problem.evaluate(&[300.0, 200.0, 0.3, 0.1, 0.2, 0.4, 0.2], Want::Observed);
            (found.value, found.gradient, found.information)
        })
    };
    assert_eq!(evaluate(1), evaluate(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn gradient_equals_differences(
        events in prop::collection::vec(
            (prop_oneof![(0..40u32).prop_map(|t| f64::from(t) / 2.0), 0.0..20.0f64], 0..2u16, -1.0..1.0f64),
            2..60,
        ),
        which in 0..5usize,
        numbers in prop::collection::vec(0.05..0.6f64, 64),
        from in prop_oneof![Just(-0.5), 0.0..10.0f64],
    ) {
        let catalogue = catalogue(&events);
        let kernel = kernels()[which].clone();
        let terms = [Term::Trend, Term::Season { period: 7.0, harmonics: 1 }];
        let terms = Terms::new(&terms, catalogue.window()).expect("valid");
        let rates = crate::continuous::power_law::rates(0.05, 5.0, 1.02, 21.5);
        let problem = Problem::new(
            &catalogue, &terms, &kernel, &rates, true, Marks::Estimated, from,
        ).expect("valid");
        let layout = problem.layout;
        let mut parameters = numbers[..layout.len()].to_vec();
        for (slot, number) in parameters[layout.shape_start()..].iter_mut().zip(kernel.shape()) {
            *slot = number;
        }
        let exact = problem.evaluate(&parameters, Want::Information);
        let scale = exact.gradient.iter().fold(1.0f64, |a, b| a.max(b.abs()));
        for p in 0..layout.len() {
            let step = 1e-5;
            let at = |x: f64| {
                let mut moved = parameters.clone();
                moved[p] += x;
                problem.evaluate(&moved, Want::Value).value
            };
            let difference = (at(step) - at(-step)) / (2.0 * step);
            prop_assert!(
                (difference - exact.gradient[p]).abs() <= 1e-6 * scale,
                "parameter {p} of {kernel:?}: {} instead of {difference}", exact.gradient[p]
            );
        }
    }

    #[test]
    fn the_quick_pass_equals_the_general_one(
        events in prop::collection::vec(
            (prop_oneof![(0..40u32).prop_map(|t| f64::from(t) / 2.0), 0.0..20.0f64], 0..2u16, 0.0..1.0f64),
            2..600,
        ),
        numbers in prop::collection::vec(0.05..0.6f64, 8),
        estimated: bool,
        from in prop_oneof![Just(-0.5), 0.0..10.0f64],
    ) {
        let catalogue = catalogue(&events);
        let terms = Terms::new(&[], catalogue.window()).expect("valid");
        let kernel = Kernel::Exponential { decay: 1.3 };
        let problem = Problem::new(
            &catalogue, &terms, &kernel, &[], estimated, Marks::Ignored, from,
        ).expect("valid");
        let parameters = &numbers[..problem.layout.len()];
        let basis = Basis::new(&problem.kernel_at(parameters), 2, &[]);
        let derivatives = Derivatives { shape: estimated, mark: false, curvature: estimated };
        let begin = State::empty(&basis, derivatives, catalogue.times()[0]);
        let segment = 0..catalogue.len();
        for want in [Want::Value, Want::Gradient, Want::Information, Want::Observed] {
            let derivatives = Derivatives {
                shape: estimated && want != Want::Value,
                curvature: estimated && want == Want::Observed,
                ..derivatives
            };
            let quick = problem.quick(&basis, parameters, &segment, &begin, derivatives, want);
            let (quick, _) = quick.expect("one decay and two kinds");
            let (general, _) = problem.segment(
                &basis, parameters, &segment, begin.clone(), &[], &[], derivatives, want,
            );
            let flat = |sums: &Sums| -> Vec<f64> {
                let length = sums.gradient[0].len();
                let lower = (0..length).flat_map(|i| (0..=i).map(move |j| i * length + j));
                let mut all = sums.values.clone();
                all.extend(sums.gradient.iter().flatten());
                if want.information() {
                    all.extend(lower.flat_map(|at| [sums.information[0][at], sums.information[1][at]]));
                }
                for curvature in &sums.curvature {
                    all.extend(curvature.mixed.iter().chain(&curvature.twice));
                }
                all
            };
            let (quick, general) = (flat(&quick), flat(&general));
            prop_assert_eq!(quick.len(), general.len());
            for (a, b) in quick.iter().zip(&general) {
                prop_assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} instead of {b}");
            }
        }
    }

    #[test]
    fn observed_information_equals_differences(
        events in prop::collection::vec((0.0..20.0f64, 0..2u16, -1.0..1.0f64), 2..60),
        numbers in prop::collection::vec(0.05..0.6f64, 32),
        which in 0..4usize,
        from in prop_oneof![Just(-0.5), 0.0..10.0f64],
    ) {
        let catalogue = catalogue(&events);
        let terms = Terms::new(&[], catalogue.window()).expect("valid");
        let kernel = kernels()[which].clone();
        let problem = Problem::new(
            &catalogue, &terms, &kernel, &[], true, Marks::Ignored, from,
        ).expect("valid");
        prop_assert!(problem.has_exact_curvature());
        let layout = problem.layout;
        let mut numbers = numbers[..layout.len()].to_vec();
        for (slot, number) in numbers[layout.shape_start()..].iter_mut().zip(kernel.shape()) {
            *slot = number;
        }
        let exact = problem.evaluate(&numbers, Want::Observed);
        for p in 0..layout.len() {
            let step = 1e-6;
            let at = |x: f64| {
                let mut moved = numbers.clone();
                moved[p] += x;
                problem.evaluate(&moved, Want::Gradient).gradient
            };
            let (up, down) = (at(step), at(-step));
            for q in 0..layout.len() {
                let difference = -(up[q] - down[q]) / (2.0 * step);
                let scale = exact.information[(p, p)].abs().max(1.0);
                prop_assert!((difference - exact.information[(p, q)]).abs() <= 1e-5 * scale);
            }
        }
    }
}
