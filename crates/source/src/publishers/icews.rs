//! ICEWS (Harvard Dataverse doi:10.7910/DVN/28075): coded events with 20
//! columns and a header, and the event graphs made from them, which are lines of
//! source, event, target and date.
//!
//! `NA` stands for missing where it is the whole field. The graphs drop repeated
//! facts, so that their counts per day are not counts of events. The graphs with
//! numbers in place of names need the names first and are refused.

use foreshock_event::{Record, Text};

use super::{
    Publisher,
    context::{Context, iso_day, number, place},
    read::{Fields, Header, Out, lossy, other_layout, split},
};
use crate::{
    Error, RawFile,
    crosswalk::{
        PloverType, Scheme, cameo_of_name, iso3, plover_of_cameo, quad_of_cameo, role_of_sector,
    },
    lines::lines,
    unpack::unpacked,
};

/// How a file is laid out, as its first line tells.
enum Layout {
    Events(Header),
    Graph,
}

pub(super) fn read(file: &RawFile, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut layout: Option<Layout> = None;
    lines(unpacked(&file.path)?, &file.path, &mut |number, line| {
        let line = line.text;
        let found = match &layout {
            Some(layout) => layout,
            None => match layout.insert(layout_of(file, line)?) {
                Layout::Events(_) => return Ok(()),
                graph @ Layout::Graph => graph,
            },
        };
        let (row, made) = match found {
            Layout::Events(header) => {
                let fields = split(line, &[header.len()]);
                let made = fields.and_then(|fields| {
                    event(&header.fields(&fields), number - 1, &mut out.context)
                });
                (number - 1, made)
            }
            Layout::Graph => {
                let made =
                    split(line, &[4]).and_then(|fields| fact(&fields, number, &mut out.context));
                (number, made)
            }
        };
        out.row(row, made, || lossy(line));
        Ok(())
    })?;
    match layout {
        Some(_) => Ok(()),
        None => Err(Error::Empty {
            path: file.path.clone(),
            skipped: 0,
        }),
    }
}

fn layout_of(file: &RawFile, line: &[u8]) -> Result<Layout, Error> {
    let first = lossy(line);
    let fields: Vec<&str> = first.split('\t').collect();
    let is_number = |field: &&str| field.trim().parse::<i64>().is_ok();
    match fields[..] {
        ["Event ID", "Event Date", ..] => Ok(Layout::Events(Header::new(&fields))),
        [_, _, _, _, _] if fields.iter().all(is_number) => Err(Error::OtherLayout {
            path: file.path.clone(),
            publisher: Publisher::Icews.title(),
            cause: "it is an event graph with numbers in place of names".to_owned(),
            remedy: "put the names of entities and relations in their place, or give the graph with names"
                .to_owned(),
        }),
        [_, _, _, _] => Ok(Layout::Graph),
        _ => Err(other_layout(
            file,
            Publisher::Icews,
            format!(
                "its first line is neither the header of coded events nor a fact of four fields ({} {})",
                fields.len(),
                if fields.len() == 1 { "field" } else { "fields" }
            ),
        )),
    }
}

/// A field, empty where it is missing.
fn present<'f>(fields: &'f Fields<'_>, name: &str) -> &'f str {
    match fields.get(name) {
        "NA" => "",
        value => value,
    }
}

fn event(fields: &Fields<'_>, row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let get = |name: &str| present(fields, name);
    let id = get("Event ID");
    if id.is_empty() {
        return Err("Event ID is missing".to_owned());
    }
    let on = iso_day("Event Date", get("Event Date"))?;
    let (category, code) = (get("Event Text"), get("CAMEO Code"));
    let category = if category.is_empty() { code } else { category };
    if category.is_empty() {
        return Err("Event Text and CAMEO Code are missing".to_owned());
    }
    let mut record = context.record(category, on, row);
    record.event_id = id.into();
    coded(&mut record, code, context);
    record.intensity = number("Intensity", get("Intensity"))?;
    let actor = |side: &str, context: &mut Context<'_>| {
        let country = get(&format!("{side} Country"));
        let sectors = get(&format!("{side} Sectors"));
        actor(country, sectors, context)
    };
    record.source = actor("Source", context);
    record.target = actor("Target", context);
    record.source_name = context.some(get("Source Name"));
    record.target_name = context.some(get("Target Name"));
    record.place = context.some(get("City"));
    record.adm1 = context.some(get("Province"));
    record.country = context.country(Scheme::Name, get("Country"), None);
    place(
        &mut record,
        ("Latitude", get("Latitude")),
        ("Longitude", get("Longitude")),
    )?;
    record.geo_precision = ["City", "District", "Province", "Country"]
        .into_iter()
        .find(|name| !get(name).is_empty())
        .map(|name| context.text(&name.to_lowercase()));
    let (publisher, story) = (get("Publisher"), get("Story ID"));
    if !publisher.is_empty() || !story.is_empty() {
        let citation = format!(
            "{publisher}, story {story}, sentence {}",
            get("Sentence Number")
        );
        record.citation = Some(citation.trim_start_matches(", ").into());
    }
    Ok(record)
}

/// A line of an event graph.
fn fact(fields: &[&str], row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let [source, event, target, day] = fields[..] else {
        return Err("not four fields".to_owned());
    };
    let on = iso_day("date", day)?;
    let event = event.trim();
    if event.is_empty() {
        return Err("no event is named".to_owned());
    }
    let mut record = context.record(event, on, row);
    match cameo_of_name(event) {
        Some(code) => coded(&mut record, code, context),
        None => context.unknown_event(event),
    }
    record.source = named(source, context);
    record.target = named(target, context);
    record.source_name = context.some(source);
    record.target_name = context.some(target);
    record.event_id = context.statement_id(&record);
    Ok(record)
}

fn coded(record: &mut Record, code: &str, context: &mut Context<'_>) {
    record.cameo = context.some(code);
    record.quad = quad_of_cameo(code);
    record.plover = match plover_of_cameo(code) {
        Some(PloverType::Type(name)) => Some(context.text(name)),
        _ => None,
    };
}

/// The code of an actor from its country and sectors; the roles in the order in
/// which they are published, each once.
fn actor(country: &str, sectors: &str, context: &mut Context<'_>) -> Option<Text> {
    let mut roles: Vec<&str> = Vec::new();
    for role in sectors.split(',').filter_map(role_of_sector) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let country = context.country(Scheme::Name, country, None);
    let mut code = match country {
        Some(country) => country.to_string(),
        None if roles.is_empty() => return None,
        None => "---".to_owned(),
    };
    for role in roles {
        code.push('.');
        code.push_str(role);
    }
    Some(context.text(&code))
}

/// The code of an entity of a graph: the country that it is, or that stands in
/// parentheses at its end (`Police (Australia)`). Persons and organisations
/// carry no country, and none is guessed.
fn named(entity: &str, context: &mut Context<'_>) -> Option<Text> {
    let entity = entity.trim();
    let country = iso3(Scheme::Name, entity, None).or_else(|| {
        let (_, country) = entity.strip_suffix(')')?.rsplit_once('(')?;
        iso3(Scheme::Name, country, None)
    })?;
    Some(context.text(country))
}
