//! The watch: what to look at, which claims to test, which signs to wait for.
//!
//! A watch is a TOML file. [`Watch::read`] turns its text into a [`Watch`] that
//! makes sense, or into [`Diagnostic`]s that say where it does not, why, and
//! what would. All faults are reported at once, as a compiler would. No file
//! but the text itself is looked at.
//!
//! ```
//! use foreshock_watch::Watch;
//!
//! let text = r#"
//!     title = "Border"
//!     [[source]]
//!     id = "press"
//!     publisher = "Press review"
//!     path = "events.csv"
//!     columns = { date = "day", category = "what" }
//!     [[indicator]]
//!     id = "shelling"
//!     title = "Shelling"
//!     from = "pres"
//!     match = { category = "shelling" }
//! "#;
//! let faults = Watch::read(text).unwrap_err();
//! assert_eq!(faults[0].message, "there is no source `pres`");
//! assert_eq!(faults[0].help.as_deref(), Some("did you mean `press`?"));
//! ```

mod diagnostic;
mod hypothesis;
mod intervention;
mod matrix;
mod meaning;
mod measure;
mod period;
mod question;
mod readiness;
mod relation;
mod scale;
mod scenario;
mod selection;
mod watch;
mod written;

pub use diagnostic::{Diagnostic, Severity, Summary};
pub use hypothesis::{
    Dependence, EvidenceItem, Hypothesis, LikelihoodBasis, Likelihoods, Reading, Sees, State,
    Stated, Weighing,
};
pub use intervention::{DatedSpan, Doing, Intervention, Marks};
pub use matrix::{Matrix, MatrixCell, MatrixRow};
pub use measure::{Measure, NumericField};
pub use period::Period;
pub use question::{LostSource, Question, Rule, Term};
pub use readiness::{Alert, AlertSeverity, Condition, Limit, ReadinessLevel};
pub use relation::{Relation, RelationPair, ScoreScale};
pub use scale::{Grade, Scale};
pub use scenario::{Scenario, ScenarioInput, Set};
pub use selection::{Near, Pattern, Range, Selection, Shape};
pub use watch::{
    Claim, Covers, Direction, Dynamics, Episode, Expects, Indicator, Merge, Moment, Source,
    Tripwire, Watch,
};
pub use written::SourceKind;

/// JSON Schema of the watch file, for editors.
pub fn json_schema() -> schemars::Schema {
    schemars::schema_for!(written::Watch)
}
