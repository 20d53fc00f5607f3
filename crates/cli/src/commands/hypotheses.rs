//! `foreshock hypotheses`: competing explanations, weighed.

use std::{path::Path, sync::Arc};

use foreshock_assess::hypotheses::{compare, weigh};
use foreshock_watch::{Matrix, Watch};

use crate::{
    arguments::Hypotheses,
    failure::{Failure, WatchFaults},
    output,
    theatre::Theatre,
};

pub(crate) fn run(arguments: &Hypotheses) -> Result<(), Failure> {
    let theatre = Theatre::open(&arguments.theatre)?;
    let watch = &theatre.loaded.watch;
    if watch.weighing.is_none() {
        return Err(Failure::new(
            format!("{} has no hypotheses", theatre.loaded.path.display()),
            "add at least two with [[hypothesis]], and [[evidence]] to weigh them by",
        ));
    }
    let matrix =
        |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| read(path, watch)).transpose();
    let (first, second) = (matrix(&arguments.matrix)?, matrix(&arguments.compare)?);
    let as_of = theatre.loaded.as_of(arguments.as_of.as_deref())?;
    let known = theatre.known(&as_of)?;
    let text = match (&first, &second) {
        (Some(first), Some(second)) => {
            let found = compare(watch, &known, first, second)?;
            match (arguments.json, &found) {
                (false, Some(found)) => {
                    foreshock_report::comparison_table(found, output::columns())
                }
                _ => foreshock_report::json(&found)?,
            }
        }
        (matrix, _) => {
            let found = weigh(watch, &known, matrix.as_ref())?;
            match (arguments.json, &found) {
                (false, Some(found)) => {
                    foreshock_report::hypotheses_table(found, output::columns())
                }
                _ => foreshock_report::json(&found)?,
            }
        }
    };
    output::print(&text)
}

/// An analyst's matrix, with its faults shown as those of a watch are.
fn read(path: &Path, watch: &Watch) -> Result<Matrix, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    Matrix::read(&text, watch).map_err(|faults| {
        Failure::Watch(WatchFaults {
            name: path.display().to_string(),
            text: Arc::from(text.as_str()),
            faults,
        })
    })
}
