//! What a build without the feature `cluster` says.

use foreshock_assess::Measured;
use foreshock_event::AsOf;
use foreshock_watch::Indicator;

use crate::{
    arguments::{ClusterCommand, OnCluster},
    failure::Failure,
    theatre::Theatre,
};

pub(crate) fn run(_: &ClusterCommand) -> Result<(), Failure> {
    Err(not_built())
}

pub(crate) fn series(
    _: &Theatre,
    _: &[&Indicator],
    _: &AsOf,
    _: &str,
    _: &OnCluster,
) -> Result<Vec<Measured>, Failure> {
    Err(not_built())
}

fn not_built() -> Failure {
    Failure::new(
        "this foreshock was built without its feature `cluster`",
        "build one that has it: cargo build --release -p foreshock --features cluster",
    )
}
