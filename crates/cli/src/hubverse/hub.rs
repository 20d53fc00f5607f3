//! A hub on disk: where its files lie, and its configuration.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Class, OutputType};
use crate::tables::Label;

/// The version of the hubverse schemas that the configuration follows.
const SCHEMAS: &str = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.1";

/// Levels of the quantiles: those of the COVID-19 and flu hubs.
pub(crate) const LEVELS: [f64; 23] = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
    0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
];

/// First counts of the classes; the last class has no upper end.
const CLASSES: [u64; 11] = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001];

/// The classes of counts of the pmf, from low to high.
pub(crate) fn classes() -> Vec<Class> {
    CLASSES
        .iter()
        .enumerate()
        .map(|(at, from)| Class::between(*from, CLASSES.get(at + 1).map(|next| next - 1)))
        .collect()
}

/// What is forecast, by whom and when.
pub(crate) struct Round<'a> {
    pub origin: &'a Label,
    pub model: &'a str,
    pub target: &'a str,
    pub issued: Date,
    pub types: &'a [OutputType],
    /// Names of the columns of units and times.
    pub unit: &'a str,
    pub time: &'a str,
    pub units: Vec<Label>,
    pub times: Vec<Label>,
    pub fewest_draws: usize,
    pub most_draws: usize,
    /// Whether draws of one number belong together over units and times.
    pub joint: bool,
}

impl Round<'_> {
    /// Where the model output lies.
    pub(crate) fn model_output(&self, hub: &Path, extension: &str) -> PathBuf {
        hub.join("model-output")
            .join(self.model)
            .join(format!("{}-{}.{extension}", self.origin, self.model))
    }

    /// `tasks.json`: which forecasts the hub takes.
    pub(crate) fn tasks(&self) -> Value {
        let labels = |labels: &[Label]| {
            let text = labels.iter().any(|label| matches!(label, Label::Text(_)));
            labels
                .iter()
                .map(|label| match label {
                    Label::Whole(whole) if !text => json!(whole),
                    label => json!(label.to_string()),
                })
                .collect::<Vec<Value>>()
        };
        let optional = |values: Vec<Value>| json!({ "required": null, "optional": values });
        let mut output_types = serde_json::Map::new();
        for kind in self.types {
            output_types.insert(kind.name().to_owned(), self.output_type(*kind));
        }
        json!({
            "schema_version": format!("{SCHEMAS}/tasks-schema.json"),
            "rounds": [{
                "round_id_from_variable": true,
                "round_id": "origin",
                "model_tasks": [{
                    "task_ids": {
                        "origin": optional(labels(std::slice::from_ref(self.origin))),
                        "target": { "required": [self.target], "optional": null },
                        self.unit: optional(labels(&self.units)),
                        self.time: optional(labels(&self.times)),
                    },
                    "output_type": output_types,
                    "target_metadata": [{
                        "target_id": self.target,
                        "target_name": self.target,
                        "target_units": "count",
                        "target_type": "discrete",
                        "target_keys": { "target": self.target },
                        "is_step_ahead": false,
                    }],
                }],
                "submissions_due": {
                    "start": self.issued.to_string(),
                    "end": self.issued.to_string(),
                },
            }],
            "output_type_id_datatype": "character",
        })
    }

    fn output_type(&self, kind: OutputType) -> Value {
        let amount = json!({ "type": "double", "minimum": 0 });
        match kind {
            OutputType::Sample => {
                let mut parameters = json!({
                    "type": "integer",
                    "min_samples_per_task": self.fewest_draws,
                    "max_samples_per_task": self.most_draws,
                });
                if self.joint {
                    parameters["compound_taskid_set"] = json!(["origin", "target"]);
                }
                json!({
                    "output_type_id_params": parameters,
                    "value": amount,
                    "is_required": false,
                })
            }
            OutputType::Quantile => json!({
                "output_type_id": { "required": LEVELS },
                "value": amount,
                "is_required": false,
            }),
            OutputType::Pmf => {
                let names: Vec<String> = classes().iter().map(Class::to_string).collect();
                json!({
                    "output_type_id": { "required": names },
                    "value": { "type": "double", "minimum": 0, "maximum": 1 },
                    "is_required": false,
                })
            }
            OutputType::Mean | OutputType::Median | OutputType::Cdf => Value::Null,
        }
    }

    /// `admin.json`: what the hub is. Whom to write to and where the hub is kept
    /// is for its owner to fill in.
    pub(crate) fn admin(&self, extension: &str) -> Value {
        let team = self.model.split('-').next().unwrap_or(self.model);
        json!({
            "schema_version": format!("{SCHEMAS}/admin-schema.json"),
            "name": format!("Forecasts of {}", self.target),
            "maintainer": team,
            "contact": {},
            "repository": {},
            "file_format": [extension],
            // The list of the schema has no UTC; this zone has its time.
            "timezone": "Africa/Abidjan",
        })
    }
}
