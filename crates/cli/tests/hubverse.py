"""Checks a hub that `foreshock export hubverse` wrote with the hubverse's own
Python client, and its configuration with a JSON Schema.

Run: python crates/cli/tests/hubverse.py path/to/foreshock
Needs hubdata (0.2.0 was used), jsonschema and pyarrow.

The schema below holds in our own words what version 5.0.1 of the hubverse's
tasks-schema.json demands of the parts that we write.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import json
import jsonschema
import pyarrow.parquet
from hubdata import connect_hub, create_hub_schema

AMOUNT = {
    "type": "object",
    "properties": {
        "type": {"enum": ["double", "integer"]},
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
    },
    "required": ["type"],
    "additionalProperties": False,
}
PROBABILITY = {
    "type": "object",
    "properties": {"type": {"const": "double"}, "minimum": {"const": 0}, "maximum": {"const": 1}},
    "required": ["type", "minimum", "maximum"],
    "additionalProperties": False,
}


def listed(item):
    return {
        "type": "object",
        "properties": {"required": {"type": "array", "uniqueItems": True, "items": item}},
        "required": ["required"],
        "additionalProperties": False,
    }


def output_type(ids, identifier, value):
    return {
        "type": "object",
        "properties": {ids: identifier, "value": value, "is_required": {"type": "boolean"}},
        "required": [ids, "value", "is_required"],
        "additionalProperties": False,
    }


def obliging(properties, required, closed=True):
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": not closed,
    }


VALUES = {"type": ["array", "null"], "uniqueItems": True}
TASKS = obliging(
    {
        "schema_version": {"type": "string", "pattern": "/v5\\.0\\.1/tasks-schema\\.json$"},
        "rounds": {
            "type": "array",
            "items": obliging(
                {
                    "round_id_from_variable": {"type": "boolean"},
                    "round_id": {"type": "string"},
                    "model_tasks": {
                        "type": "array",
                        "items": obliging(
                            {
                                "task_ids": {
                                    "type": "object",
                                    "additionalProperties": obliging(
                                        {"required": VALUES, "optional": VALUES},
                                        ["required", "optional"],
                                    ),
                                },
                                "output_type": obliging(
                                    {
                                        "quantile": output_type(
                                            "output_type_id",
                                            listed({"type": "number", "minimum": 0, "maximum": 1}),
                                            AMOUNT,
                                        ),
                                        "pmf": output_type(
                                            "output_type_id",
                                            listed({"type": "string"}),
                                            PROBABILITY,
                                        ),
                                        "sample": output_type(
                                            "output_type_id_params",
                                            obliging(
                                                {
                                                    "type": {"enum": ["character", "integer"]},
                                                    "max_length": {"type": "integer", "minimum": 1},
                                                    "min_samples_per_task": {
                                                        "type": "integer",
                                                        "minimum": 1,
                                                    },
                                                    "max_samples_per_task": {
                                                        "type": "integer",
                                                        "minimum": 1,
                                                    },
                                                    "compound_taskid_set": {
                                                        "type": "array",
                                                        "uniqueItems": True,
                                                        "items": {"type": "string"},
                                                    },
                                                },
                                                [
                                                    "type",
                                                    "min_samples_per_task",
                                                    "max_samples_per_task",
                                                ],
                                            ),
                                            AMOUNT,
                                        ),
                                    },
                                    [],
                                ),
                                "target_metadata": {
                                    "type": "array",
                                    "items": obliging(
                                        {
                                            "target_id": {"type": "string", "maxLength": 30},
                                            "target_name": {"type": "string", "maxLength": 100},
                                            "target_units": {"type": "string", "maxLength": 100},
                                            "target_keys": {
                                                "type": ["object", "null"],
                                                "minProperties": 1,
                                                "maxProperties": 1,
                                                "additionalProperties": {"type": "string"},
                                            },
                                            "target_type": {
                                                "enum": [
                                                    "continuous",
                                                    "discrete",
                                                    "date",
                                                    "binary",
                                                    "nominal",
                                                    "ordinal",
                                                    "compositional",
                                                ]
                                            },
                                            "is_step_ahead": {"const": False},
                                        },
                                        [
                                            "target_id",
                                            "target_name",
                                            "target_units",
                                            "target_type",
                                            "target_keys",
                                            "is_step_ahead",
                                        ],
                                        closed=False,
                                    ),
                                },
                            },
                            ["task_ids", "output_type", "target_metadata"],
                        ),
                    },
                    "submissions_due": obliging(
                        {
                            "start": {"type": "string", "format": "date"},
                            "end": {"type": "string", "format": "date"},
                        },
                        ["start", "end"],
                    ),
                },
                ["round_id_from_variable", "round_id", "model_tasks", "submissions_due"],
                closed=False,
            ),
        },
        "output_type_id_datatype": {
            "enum": ["auto", "character", "double", "integer", "logical", "Date"]
        },
    },
    ["rounds", "schema_version"],
)
ADMIN = obliging(
    {
        "schema_version": {"type": "string", "pattern": "/v5\\.0\\.1/admin-schema\\.json$"},
        "name": {"type": "string"},
        "maintainer": {"type": "string"},
        "contact": {"type": "object"},
        "repository": {"type": "object"},
        "file_format": {"type": "array", "items": {"enum": ["csv", "parquet", "arrow"]}},
        "timezone": {"type": "string"},
    },
    ["schema_version", "name", "maintainer", "contact", "repository", "file_format", "timezone"],
)


def check(foreshock, place, form, joint):
    hub = place / f"hub-{form}-{joint}"
    command = [foreshock, "export", "hubverse", "--forecasts", place / "forecasts.csv"]
    command += ["--origin", "98", "--model", "team-model", "--target", "fatalities"]
    command += ["--issued", "2024-03-01", "--types", "sample,quantile,pmf", "--format", form]
    command += ["--actuals", place / "actuals.csv", "--as-of", "2024-09-16", "--out", hub]
    subprocess.run(command + ["--joint"] * joint, check=True, stdout=subprocess.DEVNULL)
    for name, schema in (("tasks.json", TASKS), ("admin.json", ADMIN)):
        text = (hub / "hub-config" / name).read_text()
        jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.FormatChecker()
        ).validate(json.loads(text))
    schema = create_hub_schema(json.loads((hub / "hub-config/tasks.json").read_text()))
    if form == "parquet":
        file = next((hub / "model-output").rglob("*.parquet"))
        written = pyarrow.parquet.read_schema(file)
        for field in written:
            expected = schema.field(field.name).type
            same = {str(expected), str(field.type)} <= {"int32", "int64"}
            assert same or expected == field.type, (field, expected)
    rows = connect_hub(hub).get_dataset().to_table().to_pylist()
    # 6 cells: 10 samples, 23 quantiles, 11 classes each.
    assert len(rows) == 6 * (10 + 23 + 11), len(rows)
    assert {row["model_id"] for row in rows} == {"team-model"}
    samples = [row for row in rows if row["output_type"] == "sample"]
    ids = {row["output_type_id"] for row in samples}
    assert len(ids) == (10 if joint else 60), len(ids)
    shares = [row["value"] for row in rows if row["output_type"] == "pmf"]
    assert abs(sum(shares) - 6) < 1e-9
    print(f"{form}, {'joint' if joint else 'apart'}: {len(rows)} rows as they should be")


def main():
    foreshock = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        cells = [(month, country) for month in (101, 102) for country in (1, 2, 3)]
        draws = (
            f"{month},{country},{draw},{(draw * country) % 7}\n"
            for month, country in cells
            for draw in range(10)
        )
        (place / "forecasts.csv").write_text("month_id,country_id,draw,outcome\n" + "".join(draws))
        outcomes = (f"{month},{country},{country}\n" for month, country in cells)
        (place / "actuals.csv").write_text("month_id,country_id,outcome\n" + "".join(outcomes))
        for form in ("parquet", "csv"):
            for joint in (False, True):
                check(foreshock, place, form, joint)


main()
