//! `[[scenario]]` as it is written.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::OneOrMany;

/// What is set on days to come, and what is asked of them. A scenario sets inputs,
/// never the very thing that is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Scenario")]
pub(crate) struct Scenario {
    /// Name used on the command line.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title for the reader.
    pub title: String,
    /// What it supposes, in a sentence or two.
    pub about: Option<String>,
    /// Id of the claim that it speaks to.
    #[schemars(with = "Option<String>")]
    pub claim: Option<Spanned<String>>,
    /// What is set.
    #[serde(default)]
    pub set: Vec<ScenarioSet>,
    /// The indicators asked of; by default those of [dynamics] that are not set
    /// and share no events with what is.
    pub on: Option<OneOrMany>,
    /// "30 days", or several: so many days from the day after the view.
    pub horizon: Option<OneOrMany>,
}

/// What is set of one indicator: one of `happens`, `absent` and `level`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScenarioSet")]
pub(crate) struct ScenarioSet {
    /// The indicator.
    #[schemars(with = "String")]
    pub indicator: Spanned<String>,
    /// Events happen so long after the view: "7 days", or several.
    pub happens: Option<OneOrMany>,
    /// With one day under `happens`: again every so many days, to the end of the
    /// longest horizon or for so many `times`.
    #[schemars(with = "Option<String>")]
    pub every: Option<Spanned<String>>,
    /// With `every`: how many times in all.
    #[schemars(with = "Option<u16>")]
    pub times: Option<Spanned<u16>>,
    /// With `happens`: events on each of the days; 1 by default.
    #[schemars(with = "Option<u32>")]
    pub count: Option<Spanned<u32>>,
    /// No events from so long after the view to so long after it:
    /// ["1 day", "30 days"].
    #[schemars(with = "Option<[String; 2]>")]
    pub absent: Option<Spanned<Vec<Spanned<String>>>>,
    /// A level series moves to this level.
    #[schemars(with = "Option<f64>")]
    pub level: Option<Spanned<f64>>,
}
