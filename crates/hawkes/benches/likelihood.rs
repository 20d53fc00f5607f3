//! What one pass over the events costs, and what a fit does.
//!
//! `cargo bench -p foreshock-hawkes`. Beside intensify: `scripts/bench-hawkes`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foreshock_hawkes::continuous::{Family, Kernel, Model, Process, Simulator};
use foreshock_hawkes::{Catalogue, DailyCounts, daily};
use std::hint::black_box;

const EVENTS: f64 = 10_000.0;

/// Five kinds, branching ratio 0.46.
fn process() -> Process {
    let mut weights = vec![0.04; 25];
    for kind in 0..5 {
        weights[6 * kind] = 0.3;
    }
    Process::new(vec![0.2; 5], Kernel::Exponential { decay: 1.5 }, weights).expect("valid")
}

fn catalogue() -> Catalogue {
    Simulator::new(&process(), 0.0)
        .and_then(|simulator| simulator.path(EVENTS * 0.54, 1, 0))
        .expect("valid")
        .catalogue
}

fn continuous(criterion: &mut Criterion) {
    let (process, catalogue) = (process(), catalogue());
    let mut group = criterion.benchmark_group("continuous, five kinds");
    group.throughput(Throughput::Elements(catalogue.len() as u64));
    group.bench_function("log-likelihood", |bench| {
        bench.iter(|| process.log_likelihood(black_box(&catalogue)));
    });
    group.sample_size(10);
    for (name, model) in [
        (
            "fit, decay given",
            Model::given(Kernel::Exponential { decay: 1.5 }),
        ),
        ("fit, decay shared", Model::estimated(Family::Exponential)),
        (
            "fit, decay by pair",
            Model::estimated(Family::ExponentialByPair),
        ),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| model.fit(black_box(&catalogue)))
        });
    }
    group.bench_function("1,000 paths", |bench| {
        let simulator = Simulator::after(&process, &catalogue).expect("valid");
        bench.iter(|| simulator.outlook(black_box(&[10.0]), 1_000, 1));
    });
    group.finish();
}

fn by_day(criterion: &mut Criterion) {
    let catalogue = catalogue();
    let days = catalogue.window().length().ceil() as usize;
    let mut counts = vec![0_u32; 5 * days];
    for (time, &kind) in catalogue.times().iter().zip(catalogue.kinds()) {
        counts[usize::from(kind) * days + (*time as usize).min(days - 1)] += 1;
    }
    let series = daily::Series::new(&DailyCounts::new(counts, 5, days).expect("valid"));
    let model = daily::Model::default();
    let mut group = criterion.benchmark_group("daily, five kinds");
    group.throughput(Throughput::Elements(days as u64));
    let fit = daily::fit(&model, &series).expect("a fit");
    group.bench_function("log-likelihood", |bench| {
        bench.iter(|| daily::log_likelihood(&model, black_box(&series), &fit.parameters));
    });
    group.sample_size(10);
    group.bench_function("fit", |bench| {
        bench.iter(|| daily::fit(&model, black_box(&series)));
    });
    group.finish();
}

criterion_group!(benches, continuous, by_day);
criterion_main!(benches);
