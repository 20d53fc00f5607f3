//! What a watch makes of what was known.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, BooleanArray, Float64Array, StringArray},
    ipc::writer::StreamWriter,
    record_batch::RecordBatch,
};
use axum::{body::Bytes, extract::State, http::HeaderMap};
use foreshock_assess::judgements::matrix_of;
use foreshock_watch::Measure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Shared,
    answer::{Answer, tag_of},
    asked::{InPath, InQuery, OfIndicator, OfWatch, View, Without},
    session::Caller,
};
use crate::{
    guard::Who,
    look::{Assessed, Look, Packed},
    problem::Problem,
};

/// The watch as it is seen from the instant that is asked for. One that is not kept is
/// made, which takes its turn.
pub(super) async fn look(
    shared: &Shared,
    address: std::net::IpAddr,
    watch: &str,
    view: &View,
) -> Result<Arc<Look>, Problem> {
    let without = view.without == Some(Without::Doubtful);
    let desk = shared.desk.clone();
    if let Some(kept) = desk.kept(desk.room(watch)?, view.as_of.as_deref(), without)? {
        return Ok(kept);
    }
    shared.gate.limits.view(address)?;
    let (watch, as_of) = (watch.to_owned(), view.as_of.clone());
    let working = desk.clone();
    desk.work(address, move || {
        let room = working.room(&watch)?;
        working.look(room, as_of.as_deref(), without)
    })
    .await
}

/// The same with its assessment made.
pub(super) async fn assessed<T: Send + 'static>(
    shared: &Shared,
    address: std::net::IpAddr,
    look: Arc<Look>,
    show: impl FnOnce(&Look, &Assessed) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    if let Some(made) = look.if_assessed() {
        return show(&look, made?);
    }
    shared
        .desk
        .work(address, move || {
            let made = look.assessed()?;
            show(&look, made)
        })
        .await
}

pub(crate) async fn assessment(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let look = look(&shared, address, &of.watch, &view).await?;
    let tag = look.tag(&["assessment"]);
    if let Some(unchanged) = Answer::unchanged(&headers, &tag) {
        return Ok(unchanged);
    }
    assessed(&shared, address, look, move |_, made| {
        Ok(Answer::packed(&headers, &made.json, &tag))
    })
    .await
}

pub(crate) async fn provenance(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let look = look(&shared, address, &of.watch, &view).await?;
    let tag = look.tag(&["provenance", look.copies()]);
    if let Some(unchanged) = Answer::unchanged(&headers, &tag) {
        return Ok(unchanged);
    }
    assessed(&shared, address, look, move |_, made| {
        Ok(Answer::packed(&headers, &made.provenance, &tag))
    })
    .await
}

pub(crate) async fn ledger(
    State(shared): State<Shared>,
    _: Who,
    InPath(of): InPath<OfWatch>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    shared.desk.room(&of.watch)?;
    json(&headers, &shared.desk.notebook().head())
}

/// JSON whose tag is that of its bytes.
pub(super) fn json(headers: &HeaderMap, value: &impl Serialize) -> Result<Answer, Problem> {
    let packed = Packed::of(value)?;
    let tag = tag_of(&packed.plain);
    Ok(Answer::packed(headers, &packed, &tag))
}

pub(crate) async fn text(
    State(shared): State<Shared>,
    _: Who,
    InPath(of): InPath<OfWatch>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let reading = shared.desk.room(&of.watch)?.reading()?;
    let tag = tag_of(reading.text.as_bytes());
    let kind = "text/plain; charset=utf-8";
    Ok(Answer::text(&headers, kind, &reading.text, Some(tag)))
}

pub(crate) async fn brief(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let look = look(&shared, address, &of.watch, &view).await?;
    let desk = shared.desk.clone();
    let head = desk.notebook().head();
    let page = desk
        .work(address, move || {
            let made = look.assessed()?;
            let provenance = foreshock_assess::provenance(&look.known, &made.assessment);
            let page = foreshock_report::brief(&made.assessment, &provenance, head.as_ref())
                .map_err(|error| Problem::ours(&error))?;
            Ok((page, made.assessment.date))
        })
        .await?;
    let (page, date) = page;
    let kind = "text/html; charset=utf-8";
    Ok(Answer::text(&headers, kind, &page, None)
        .saved_as(&format!("{}-{date}-brief.html", of.watch)))
}

/// Every period of an indicator.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Series {
    /// Id of the indicator.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is counted: one, many.
    pub unit: [String; 2],
    /// What is measured: count, sum, mean, share or level.
    pub measure: &'static str,
    /// Length of a period: day, week or month.
    pub period: String,
    /// What was known by then.
    pub as_of: String,
    /// The periods, oldest first.
    pub points: Vec<SeriesPoint>,
}

/// One period.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SeriesPoint {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The sources cover all of it.
    pub covered: bool,
    /// The value; absent where the period is not covered, or where nothing was measured
    /// and that does not mean zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

/// How a series is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// As JSON.
    #[default]
    Json,
    /// As CSV.
    Csv,
    /// As an Arrow stream.
    Arrow,
}

/// In which format a series is wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct As {
    /// The format.
    #[serde(default)]
    format: Format,
}

pub(crate) async fn series(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfIndicator>,
    InQuery(view): InQuery<View>,
    InQuery(As { format }): InQuery<As>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let look = look(&shared, address, &of.watch, &view).await?;
    let tag = look.tag(&["series", &of.indicator, &format!("{format:?}")]);
    if let Some(unchanged) = Answer::unchanged(&headers, &tag) {
        return Ok(unchanged);
    }
    let name = format!(
        "{}-{}-{}",
        of.watch,
        of.indicator,
        look.known.as_of().date()
    );
    shared
        .desk
        .work(address, move || {
            let series = series_of(&look, &of.indicator)?;
            let saved = |kind, bytes: Vec<u8>, ending: &str| {
                Answer::bytes(&headers, kind, Bytes::from(bytes), Some(tag.clone()))
                    .saved_as(&format!("{name}.{ending}"))
            };
            Ok(match format {
                Format::Json => Answer::packed(&headers, &Packed::of(&series)?, &tag),
                Format::Csv => saved("text/csv; charset=utf-8", series_csv(&series)?, "csv"),
                Format::Arrow => saved(
                    "application/vnd.apache.arrow.stream",
                    series_arrow(&series).map_err(|error| Problem::ours(&error))?,
                    "arrows",
                ),
            })
        })
        .await
}

fn series_of(look: &Look, id: &str) -> Result<Series, Problem> {
    let watch = &look.reading.watch;
    let indicator = watch
        .indicators
        .iter()
        .find(|indicator| indicator.id == id)
        .ok_or_else(|| {
            Problem::not_found(
                "the watch has no such indicator",
                "see the list of indicators",
            )
        })?;
    let measured = foreshock_assess::series(watch, indicator, &look.known);
    let periods = measured.periods.iter().zip(&measured.covered);
    Ok(Series {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        unit: indicator.unit.clone(),
        measure: match indicator.measure {
            Measure::Count => "count",
            Measure::Sum(_) => "sum",
            Measure::Mean(_) => "mean",
            Measure::Share(_) => "share",
            Measure::Level(_) => "level",
        },
        period: indicator.period.to_string(),
        as_of: look.known.as_of().to_string(),
        points: periods
            .zip(&measured.values)
            .map(|(((from, to), covered), value)| SeriesPoint {
                from: from.to_string(),
                to: to.to_string(),
                covered: *covered,
                value: *value,
            })
            .collect(),
    })
}

fn series_csv(series: &Series) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |error: csv::Error| Problem::ours(&error);
    writer
        .write_record(["from", "to", "covered", "value"])
        .map_err(fail)?;
    for point in &series.points {
        let value = point.value.map_or(String::new(), |value| value.to_string());
        let covered = point.covered.to_string();
        writer
            .write_record([&point.from, &point.to, &covered, &value])
            .map_err(fail)?;
    }
    writer.into_inner().map_err(|error| Problem::ours(&error))
}

fn series_arrow(series: &Series) -> Result<Vec<u8>, arrow::error::ArrowError> {
    let points = &series.points;
    let text = |of: fn(&SeriesPoint) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(points.iter().map(of)))
    };
    let covered = points.iter().map(|point| Some(point.covered));
    let values = points.iter().map(|point| point.value);
    let batch = RecordBatch::try_from_iter([
        ("from", text(|point| &point.from)),
        ("to", text(|point| &point.to)),
        ("covered", Arc::new(covered.collect::<BooleanArray>())),
        ("value", Arc::new(values.collect::<Float64Array>())),
    ])?;
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
    writer.write(&batch)?;
    writer.into_inner()
}

/// Whose likelihoods are used.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct By {
    /// The name of the analyst.
    by: String,
}

pub(crate) async fn hypotheses(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    InQuery(view): InQuery<View>,
    InQuery(By { by }): InQuery<By>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let look = look(&shared, address, &of.watch, &view).await?;
    let entries = shared.desk.notebook().entries();
    shared
        .desk
        .work(address, move || {
            let watch = &look.reading.watch;
            let matrix = matrix_of(entries.iter(), watch, &by).ok_or_else(|| {
                Problem::not_found(
                    format!("{by} has set no likelihoods"),
                    "set them on the page of the hypotheses",
                )
            })?;
            let weighed = foreshock_assess::hypotheses::weigh(watch, &look.known, Some(&matrix))
                .map_err(|error| Problem::makes_no_sense(error.to_string(), ""))?
                .ok_or_else(|| {
                    Problem::not_found(
                        "the watch has no hypotheses",
                        "add at least two with [[hypothesis]]",
                    )
                })?;
            json(&headers, &weighed)
        })
        .await
}

pub(crate) async fn coverage(
    State(shared): State<Shared>,
    Caller { address, .. }: Caller,
    InPath(of): InPath<OfWatch>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    shared.desk.room(&of.watch)?;
    let desk = shared.desk.clone();
    shared
        .desk
        .work(address, move || {
            json(&headers, &desk.room(&of.watch)?.coverage()?)
        })
        .await
}
