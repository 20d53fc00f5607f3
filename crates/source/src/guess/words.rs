//! What publishers call their columns.

/// A column's name in lower case with single underscores between its words.
pub(super) fn plain(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

/// Whether one of `words` is a word of the plain name.
pub(super) fn holds(plain: &str, words: &[&str]) -> bool {
    plain.split('_').any(|word| words.contains(&word))
}

/// Names of a date column, the likeliest first.
pub(super) const DATE: &[&str] = &[
    "date",
    "event_date",
    "date_start",
    "start_date",
    "began_on",
    "day",
    "sqldate",
    "period",
    "month",
    "year_month",
    "quarter",
    "week",
    "time",
    "datetime",
    "timestamp",
    "year",
];
/// Words of columns whose date is not that of the event.
pub(super) const OTHER_DATES: &[&str] = &[
    "reported",
    "report",
    "published",
    "publication",
    "entered",
    "updated",
    "update",
    "added",
    "modified",
    "end",
    "until",
    "accessed",
    "retrieved",
    "source",
    "created",
    "ingested",
    "as",
];
/// Names of a category column, the likeliest first.
pub(super) const CATEGORY: &[&str] = &[
    "category",
    "event_type",
    "type",
    "series",
    "item",
    "indicator",
    "commodity",
    "variable",
    "kind",
    "event_category",
    "incident_type",
    "attack_type",
    "event_text",
    "event",
    "type_of_violence",
    "sub_event_type",
    "disorder_type",
    "cameo_code",
    "eventcode",
];
/// Words of columns that hold a category.
pub(super) const CATEGORY_WORDS: &[&str] = &["category", "type", "kind", "class"];
/// Words of columns that have few values and yet are no category.
pub(super) const NO_CATEGORY_WORDS: &[&str] = &[
    "precision",
    "prec",
    "status",
    "clarity",
    "unit",
    "currency",
    "language",
    "version",
    "region",
    "country",
    "place",
    "location",
    "city",
    "province",
    "note",
    "notes",
    "source",
    "sources",
    "confirmed",
    "date",
    "time",
    "window",
    "name",
    "code",
    "id",
    "year",
    "active",
];
/// Words of columns whose numbers count nothing.
pub(super) const NO_COUNT_WORDS: &[&str] = &[
    "id",
    "code",
    "number",
    "year",
    "month",
    "day",
    "prec",
    "precision",
    "key",
    "index",
    "gid",
    "page",
    "iso",
    "lat",
    "latitude",
    "lon",
    "longitude",
    "version",
    "row",
    "line",
    "rank",
    "active",
    "clarity",
    "cow",
    "gwno",
    "wave",
    "no",
];

/// Names of the other fields, the likeliest first.
pub(super) const UNTIL: &[&str] = &[
    "until",
    "date_end",
    "end_date",
    "enddate",
    "ended_on",
    "event_end_date",
    "to",
];
pub(super) const PUBLISHED: &[&str] = &[
    "published",
    "date_reported",
    "reported",
    "report_date",
    "reported_on",
    "date_published",
    "published_at",
    "publication_date",
    "pub_date",
    "date_added",
    "dateadded",
    "as_of",
];
pub(super) const ID: &[&str] = &[
    "event_id_cnty",
    "event_id",
    "id",
    "eventid",
    "globaleventid",
    "global_event_id",
    "incident_id",
    "uid",
    "uuid",
    "event_no",
    "relid",
    "data_id",
    "code",
];
pub(super) const SOURCE: &[&str] = &[
    "actor",
    "actor1",
    "actor_1",
    "actor1code",
    "actor1_code",
    "actor_name",
    "side_a",
    "source_actor",
    "source_code",
    "source_name",
    "initiator",
    "attacker",
    "perpetrator",
    "side",
];
pub(super) const TARGET: &[&str] = &[
    "target",
    "actor2",
    "actor_2",
    "actor2code",
    "actor2_code",
    "recipient",
    "recipient_name",
    "side_b",
    "target_actor",
    "target_code",
    "target_name",
    "victim",
];
pub(super) const CAMEO: &[&str] = &["cameo", "cameo_code", "eventcode", "event_code"];
pub(super) const QUAD: &[&str] = &["quad", "quad_code", "quadclass", "quad_class"];
pub(super) const INTENSITY: &[&str] = &[
    "intensity",
    "goldstein",
    "goldsteinscale",
    "goldstein_scale",
    "severity",
    "magnitude",
];
pub(super) const COUNT: &[&str] = &[
    "count", "number", "value", "quantity", "price", "amount", "total", "cases", "events", "n",
];
pub(super) const FATALITIES: &[&str] = &[
    "fatalities",
    "best",
    "best_est",
    "fatalities_best",
    "deaths",
    "deaths_best",
    "killed",
];
pub(super) const FATALITIES_LOW: &[&str] = &["fatalities_low", "low", "low_est", "deaths_low"];
pub(super) const FATALITIES_HIGH: &[&str] = &["fatalities_high", "high", "high_est", "deaths_high"];
pub(super) const PLACE: &[&str] = &[
    "place",
    "location",
    "where_coordinates",
    "placename",
    "place_name",
    "city",
    "town",
    "site",
    "where",
    "facility_location",
    "facility_name",
    "where_description",
    "actiongeo_fullname",
];
pub(super) const PLACE_WORDS: &[&str] =
    &["place", "location", "city", "town", "village", "facility"];
pub(super) const LAT: &[&str] = &["lat", "latitude", "y", "actiongeo_lat"];
pub(super) const LAT_WORDS: &[&str] = &["lat", "latitude"];
pub(super) const LON: &[&str] = &["lon", "long", "lng", "longitude", "x", "actiongeo_long"];
pub(super) const LON_WORDS: &[&str] = &["lon", "long", "lng", "longitude"];
pub(super) const COUNTRY: &[&str] = &[
    "country",
    "country_name",
    "nation",
    "iso3",
    "country_iso3",
    "country_iso",
    "country_code",
    "iso",
    "actiongeo_countrycode",
];
pub(super) const ADM1: &[&str] = &[
    "adm1",
    "admin1",
    "adm_1",
    "admin_1",
    "province",
    "governorate",
    "oblast",
    "region",
];
pub(super) const TEXT: &[&str] = &[
    "description",
    "text",
    "summary",
    "narrative",
    "notes",
    "note",
    "detail",
    "details",
    "additional_information",
    "source_headline",
    "headline",
    "remarks",
    "comment",
    "comments",
    "title",
];
pub(super) const CITATION: &[&str] = &[
    "citation",
    "source",
    "sources",
    "source_article",
    "reference",
    "references",
    "publisher",
    "resources",
];
pub(super) const URL: &[&str] = &[
    "url",
    "link",
    "source_url",
    "sourceurl",
    "web",
    "website",
    "links",
];
