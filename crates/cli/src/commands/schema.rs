//! `foreshock schema`: JSON Schemas generated from the types.

use foreshock_assess::{Assessment, Backtest, Replay};

use crate::{
    arguments::{Schema, SchemaOf},
    failure::Failure,
    output,
};

pub(crate) fn run(arguments: &Schema) -> Result<(), Failure> {
    let schema = match arguments.of {
        SchemaOf::Api => return output::print(&foreshock_serve::openapi()),
        SchemaOf::Watch => foreshock_watch::json_schema(),
        SchemaOf::Assessment => schemars::schema_for!(Assessment),
        SchemaOf::Replay => schemars::schema_for!(Replay),
        SchemaOf::Backtest => schemars::schema_for!(Backtest),
    };
    output::print(&foreshock_report::json(&schema)?)
}
