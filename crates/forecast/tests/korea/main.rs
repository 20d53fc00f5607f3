//! Forecasts of Korean events at weekly origins from 2005 to 2023.

mod table;

use foreshock_forecast::occurrence::{Window, outlooks};
use jiff::civil::date;

#[test]
#[ignore = "prints the table of docs/methods/forecasters.md"]
fn weekly_backtest() {
    let Some(rows) = table::read() else { return };
    for (kind, from, patterns) in table::KINDS {
        let series = table::series(&rows, from, patterns);
        let windows = [7, 30, 90].map(Window::next);
        let first = (date(2005, 1, 1) - from).get_days() as usize;
        let origins: Vec<usize> = (first..series.days()).step_by(7).collect();
        let started = std::time::Instant::now();
        let made = outlooks(&series, &origins, &windows).unwrap();
        println!("{kind}: {:?}", started.elapsed());
        for (index, window) in windows.iter().enumerate() {
            let mut scores: std::collections::BTreeMap<&str, (f64, f64, f64)> = Default::default();
            let mut n = 0.0;
            let mut last = None;
            for (&origin, outlooks) in origins.iter().zip(&made) {
                let Some(outcome) = series.outcome(origin, *window) else {
                    continue;
                };
                n += 1.0;
                let y = f64::from(u8::from(outcome));
                let o = &outlooks[index];
                let mut add = |name, p: f64| {
                    let q = p.clamp(1e-3, 1.0 - 1e-3);
                    let s = scores.entry(name).or_default();
                    s.0 += (p - y).powi(2);
                    s.1 -= if outcome { q.ln() } else { (1.0 - q).ln() };
                    s.2 += p;
                };
                add("0 issued", o.probability);
                add("1 base", o.base_rate);
                add("2 long", o.long_run_share);
                for m in &o.models {
                    add(m.name, m.probability);
                }
                last = Some(o.clone());
            }
            let base = scores["1 base"];
            println!("  {} days n={n}", window.days);
            for (name, s) in &scores {
                println!(
                    "    {name:14} brier {:.4} skill {:6.3} log {:.4} skill {:6.3} mean p {:.3}",
                    s.0 / n,
                    1.0 - s.0 / base.0,
                    s.1 / n,
                    1.0 - s.1 / base.1,
                    s.2 / n
                );
            }
            let o = last.unwrap();
            println!(
                "    {:?} {:?}",
                o.skill,
                o.models
                    .iter()
                    .map(|m| (m.name, (m.weight * 100.0).round()))
                    .collect::<Vec<_>>()
            );
        }
    }
}
