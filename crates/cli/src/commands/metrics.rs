//! `foreshock metrics`: the catalogue.

use std::fmt::Write;

use foreshock_scoring::catalogue;
use serde::Serialize;

use super::score::MetricEntry;
use crate::{arguments::Metrics, failure::Failure, output};

#[derive(Serialize)]
struct Catalogue {
    metrics: Vec<MetricEntry>,
    sets: Vec<Set>,
}

#[derive(Serialize)]
struct Set {
    name: &'static str,
    purpose: &'static str,
    metrics: &'static [&'static str],
}

pub(crate) fn run(arguments: &Metrics) -> Result<(), Failure> {
    let catalogue = Catalogue {
        metrics: catalogue::all().iter().map(MetricEntry::from).collect(),
        sets: catalogue::sets()
            .iter()
            .map(|set| Set {
                name: set.name,
                purpose: set.purpose,
                metrics: set.metrics,
            })
            .collect(),
    };
    if arguments.json {
        return output::print(&foreshock_report::json(&catalogue)?);
    }
    let mut out = String::from("Smaller is better.\n");
    for metric in &catalogue.metrics {
        let _ = writeln!(
            out,
            "\n{}  ({}; {})",
            metric.name, metric.scores, metric.unit
        );
        let _ = writeln!(out, "    {}", metric.formula);
        for (name, value) in &metric.parameters {
            let _ = writeln!(out, "    {name}: {value}");
        }
        let _ = writeln!(out, "    {}", metric.source);
    }
    out.push_str("\nSets:\n");
    for set in &catalogue.sets {
        let _ = writeln!(out, "\n{}: {}", set.name, set.purpose);
        let _ = writeln!(out, "    {}", set.metrics.join(", "));
    }
    output::print(&out)
}
