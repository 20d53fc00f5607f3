//! `foreshock export hubverse` and `foreshock import hubverse`.

use crate::{
    arguments::{ExportHubverse, ImportHubverse},
    failure::Failure,
};

pub(crate) fn export(_arguments: &ExportHubverse) -> Result<(), Failure> {
    Ok(())
}
pub(crate) fn import(_arguments: &ImportHubverse) -> Result<(), Failure> {
    Ok(())
}
