//! `foreshock export hubverse` and `foreshock import hubverse`.

use std::{collections::BTreeSet, path::Path};

use foreshock_scoring::Sample;

use crate::{
    arguments::{ExportHubverse, ExportType, ImportHubverse, PanelColumns, TableFormat},
    failure::{self, Failure},
    hubverse::{LEVELS, OutputType, Round, classes},
    output,
    panel::{Cell, Forecast, ForecastColumns, Forecasts, Outcomes},
    tables::{ColumnKind, Label, TableWriter, Value},
};

/// Longest name of a target that the schema takes.
const LONGEST_TARGET: usize = 30;

pub(crate) fn export(arguments: &ExportHubverse) -> Result<(), Failure> {
    check_names(arguments)?;
    let origin = Label::typed(&arguments.origin)
        .ok_or_else(|| Failure::usage("--origin is empty", "give the time of the origin"))?;
    let forecasts = Forecasts::read(&arguments.forecasts, arguments.columns.names())?;
    for (cell, forecast) in &forecasts.cells {
        if forecast.draws.is_empty() {
            return Err(Failure::new(
                format!("the forecast of {cell} has no draws"),
                "hubverse output is made from draws; files of quantiles are hubverse files already",
            ));
        }
    }
    let columns = one_layout(&forecasts)?;
    let types: Vec<OutputType> = arguments.types.iter().map(|kind| kind.output()).collect();
    let labels = |label: fn(&Cell) -> &Label| -> Vec<Label> {
        let all: BTreeSet<&Label> = forecasts.cells.keys().map(label).collect();
        all.into_iter().cloned().collect()
    };
    let draws = || {
        forecasts
            .cells
            .values()
            .map(|forecast| forecast.draws.len())
    };
    let round = Round {
        origin: &origin,
        model: &arguments.model,
        target: &arguments.target,
        issued: arguments.issued,
        types: &types,
        unit: &columns.unit,
        time: &columns.time,
        units: labels(|cell| &cell.unit),
        times: labels(|cell| &cell.time),
        fewest_draws: draws().min().unwrap_or(0),
        most_draws: draws().max().unwrap_or(0),
        joint: arguments.joint,
    };
    let extension = match arguments.format {
        TableFormat::Parquet => "parquet",
        TableFormat::Csv => "csv",
    };
    let hub = &arguments.out;
    let model_output = round.model_output(hub, extension);
    refuse_existing(&model_output)?;
    let target_data = hub.join("target-data/time-series.csv");
    if !arguments.actuals.is_empty() {
        refuse_existing(&target_data)?;
    }
    write_model_output(&model_output, &round, &forecasts)?;
    for (name, configuration) in [
        ("tasks.json", round.tasks()),
        ("admin.json", round.admin(extension)),
    ] {
        let path = hub.join("hub-config").join(name);
        if path.exists() {
            failure::eprintln(&format!(
                "{} exists and was left alone; check that it takes this round",
                path.display()
            ));
        } else {
            output::write_file(&path, &foreshock_report::json(&configuration)?)?;
        }
    }
    if let Some(as_of) = arguments.as_of.filter(|_| !arguments.actuals.is_empty()) {
        let outcomes = Outcomes::read(&arguments.actuals, arguments.columns.names(), None)?;
        write_target_data(&target_data, &round, &outcomes, &as_of.to_string())?;
    }
    output::print(&format!(
        "{} forecasts written to {}\n",
        forecasts.cells.len(),
        model_output.display()
    ))
}

impl ExportType {
    fn output(self) -> OutputType {
        match self {
            Self::Sample => OutputType::Sample,
            Self::Quantile => OutputType::Quantile,
            Self::Pmf => OutputType::Pmf,
        }
    }
}

fn check_names(arguments: &ExportHubverse) -> Result<(), Failure> {
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let parts: Vec<&str> = arguments.model.split('-').collect();
    if parts.len() != 2 || !parts.iter().all(|part| plain(part)) {
        return Err(Failure::usage(
            format!("--model `{}` is no TEAM-MODEL", arguments.model),
            "give both, of letters, digits and underscores, with one hyphen between",
        ));
    }
    if !plain(&arguments.target) || arguments.target.len() > LONGEST_TARGET {
        return Err(Failure::usage(
            format!("--target `{}` is no name of a target", arguments.target),
            "use at most 30 letters, digits and underscores",
        ));
    }
    let day = arguments
        .origin
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    if !plain(&arguments.origin) && !day {
        return Err(Failure::usage(
            format!("--origin `{}` is no id of a round", arguments.origin),
            "use letters, digits and underscores, or an ISO date",
        ));
    }
    Ok(())
}

fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::new(
            format!("{} exists already", path.display()),
            "move it away, or choose another --out, --model or --origin",
        ));
    }
    Ok(())
}

/// The columns of all files, which must agree on the names of unit and time.
fn one_layout(forecasts: &Forecasts) -> Result<&ForecastColumns, Failure> {
    let Some(first) = forecasts.columns.first() else {
        return Err(Failure::usage("there are no forecasts", "give --forecasts"));
    };
    for file in &forecasts.columns {
        if file.unit != first.unit || file.time != first.time {
            return Err(Failure::new(
                format!(
                    "{} names unit and time {} and {}, {} names them {} and {}",
                    first.file, first.unit, first.time, file.file, file.unit, file.time
                ),
                "name them alike in all files",
            ));
        }
    }
    Ok(first)
}

fn write_model_output(
    path: &Path,
    round: &Round<'_>,
    forecasts: &Forecasts,
) -> Result<(), Failure> {
    let columns = [
        ("origin", ColumnKind::of_labels([round.origin])),
        ("target", ColumnKind::Text),
        (round.unit, ColumnKind::of_labels(&round.units)),
        (round.time, ColumnKind::of_labels(&round.times)),
        ("output_type", ColumnKind::Text),
        ("output_type_id", ColumnKind::Text),
        ("value", ColumnKind::Number),
    ];
    let mut table = TableWriter::create(path, &columns)?;
    let mut next_sample = 0;
    for (cell, forecast) in &forecasts.cells {
        let mut write = |kind: OutputType, id: &str, value: f64| {
            table.row(&[
                Value::Label(round.origin),
                Value::Text(round.target),
                Value::Label(&cell.unit),
                Value::Label(&cell.time),
                Value::Text(kind.name()),
                Value::Text(id),
                Value::Number(value),
            ])
        };
        for kind in round.types {
            match kind {
                OutputType::Sample => {
                    let first = if round.joint { 0 } else { next_sample };
                    for (at, draw) in forecast.draws.iter().enumerate() {
                        write(*kind, &(first + at).to_string(), *draw)?;
                    }
                    next_sample += forecast.draws.len();
                }
                OutputType::Quantile => {
                    let sample = Sample::new(&forecast.draws)?;
                    for level in LEVELS {
                        write(*kind, &level.to_string(), sample.quantile(level)?)?;
                    }
                }
                OutputType::Pmf => {
                    for class in classes() {
                        let inside = forecast.draws.iter().filter(|draw| class.holds(**draw));
                        let share = inside.count() as f64 / forecast.draws.len() as f64;
                        write(*kind, &class.to_string(), share)?;
                    }
                }
                OutputType::Mean | OutputType::Median | OutputType::Cdf => {}
            }
        }
    }
    table.finish()
}

fn write_target_data(
    path: &Path,
    round: &Round<'_>,
    outcomes: &Outcomes,
    as_of: &str,
) -> Result<(), Failure> {
    let columns = [
        ("target", ColumnKind::Text),
        (round.unit, ColumnKind::Text),
        (round.time, ColumnKind::Text),
        ("observation", ColumnKind::Number),
        ("as_of", ColumnKind::Text),
    ];
    let mut table = TableWriter::create(path, &columns)?;
    for (cell, value) in &outcomes.values {
        table.row(&[
            Value::Text(round.target),
            Value::Label(&cell.unit),
            Value::Label(&cell.time),
            Value::Number(*value),
            Value::Text(as_of),
        ])?;
    }
    table.finish()
}

pub(crate) fn import(arguments: &ImportHubverse) -> Result<(), Failure> {
    refuse_existing(&arguments.out)?;
    let PanelColumns { unit, time, .. } = &arguments.columns;
    let forecasts = Forecasts::read(&arguments.forecasts, arguments.columns.names())?;
    let columns = one_layout(&forecasts)?;
    let unit = unit.as_deref().unwrap_or(&columns.unit);
    let time = time.as_deref().unwrap_or(&columns.time);
    let with_draws = |(_, forecast): &(&Cell, &Forecast)| !forecast.draws.is_empty();
    let (drawn, others): (Vec<_>, Vec<_>) = forecasts.cells.iter().partition(with_draws);
    if drawn.is_empty() {
        return Err(Failure::new(
            "the files hold no samples".to_owned(),
            "quantiles and pmf are no draws; `foreshock score` reads them as they are",
        ));
    }
    let mut table = TableWriter::create(
        &arguments.out,
        &[
            (
                unit,
                ColumnKind::of_labels(drawn.iter().map(|(cell, _)| &cell.unit)),
            ),
            (
                time,
                ColumnKind::of_labels(drawn.iter().map(|(cell, _)| &cell.time)),
            ),
            ("draw", ColumnKind::Whole),
            ("outcome", ColumnKind::Number),
        ],
    )?;
    for (cell, forecast) in &drawn {
        for (draw, value) in forecast.draws.iter().enumerate() {
            table.row(&[
                Value::Label(&cell.unit),
                Value::Label(&cell.time),
                Value::Whole(draw as i64),
                Value::Number(*value),
            ])?;
        }
    }
    table.finish()?;
    let mut said = format!(
        "{} forecasts written to {}\n",
        drawn.len(),
        arguments.out.display()
    );
    if !others.is_empty() {
        said.push_str(&format!(
            "{} forecasts have no samples and were left out\n",
            others.len()
        ));
    }
    output::print(&said)
}
