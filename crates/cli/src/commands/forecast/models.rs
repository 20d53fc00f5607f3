//! `foreshock forecast models`: what there is to forecast with.

use foreshock_forecast::catalogue::{self, DEFAULT};
use serde::Serialize;

use crate::{arguments::ForecastModels, failure::Failure, output};

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    version: &'a str,
    baseline: bool,
    default: bool,
    about: &'a str,
}

pub(crate) fn run(arguments: &ForecastModels) -> Result<(), Failure> {
    let entries = catalogue::entries(12)?;
    let listed: Vec<Listed> = entries
        .iter()
        .map(|entry| Listed {
            name: entry.forecaster.name(),
            version: entry.forecaster.version(),
            baseline: entry.baseline,
            default: entry.forecaster.name() == DEFAULT,
            about: entry.about,
        })
        .collect();
    if arguments.json {
        return output::print(&foreshock_report::json(&listed)?);
    }
    let mut text = String::new();
    for (title, baseline) in [("Baselines", true), ("Models", false)] {
        text.push_str(title);
        text.push('\n');
        for entry in listed.iter().filter(|entry| entry.baseline == baseline) {
            let mark = if entry.default { " (default)" } else { "" };
            text.push_str(&format!(
                "  {}{mark}, version {}\n      {}\n",
                entry.name, entry.version, entry.about
            ));
        }
    }
    output::print(&text)
}
