"""Runs the SQL that `foreshock sql` prints in DuckDB and in Polars over the same Delta
table and compares the series with those of Foreshock.

    python3 sql.py FORESHOCK WORKSPACE [DATA]

DATA is the directory of public data that may not be passed on; what needs it is skipped by
name where it is missing. Needs duckdb, polars and deltalake from PyPI. DuckDB reads the
table by its extension `delta` where that is installed, and else the Parquet files that the
log names.
"""

import datetime
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import deltalake
import duckdb
import polars

GDELT_WATCH = """title = "Peninsula"
as_of = 2019-11-30

[[source]]
id = "world"
format = "gdelt"

[[indicator]]
id = "all"
title = "Events that involve either Korea"
from = "world"
match = { country = ["PRK", "KOR"] }
period = "day"
unit = ["event", "events"]

[[indicator]]
id = "coercion"
title = "Coercion, by code"
from = "world"
match = { cameo = ["17*", "*90", "1*3"], source = "KOR*" }
period = "7 days"

[[indicator]]
id = "tone"
title = "Goldstein scores of meetings"
from = "world"
measure = "mean(intensity)"
match = { plover = "CONSULT", intensity = { min = -2, max = 9.5 } }
period = "30 days"

[[indicator]]
id = "near"
title = "Within reach of Seoul"
from = "world"
match = { near = { point = [37.57, 126.98], km = 250 } }
period = "30 days"
"""

PLAIN_WATCH = """title = "Versions"
as_of = {as_of}
timezone = "America/New_York"

[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
kind = "snapshot"
lag = "2 days"
columns = {{ id = "id", date = "date", category = "category", count = "count", published = "published" }}

[[source.covers]]
from = 2023-01-01

[[indicator]]
id = "sum"
title = "Shells"
from = "press"
measure = "sum(count)"
match = {{ category = "shelling" }}
period = "month"
"""


def gdelt_row(number, day, added, code, goldstein, country, place):
    fields = [""] * 61
    for at, value in [
        (0, number), (1, day), (5, "KORMIL"), (7, "KOR"), (26, code), (30, goldstein),
        (53, country), (56, place[0]), (57, place[1]), (59, added),
    ]:
        fields[at] = str(value)
    return "\t".join(fields) + "\n"


def gdelt_extract(directory):
    """A small extract that is always there: 20,000 rows, of which some stand twice."""
    draw = random.Random(7)
    rows = []
    for number in range(20_000):
        day = datetime.date(2019, 6, 1) + datetime.timedelta(days=draw.randrange(180))
        added = day + datetime.timedelta(days=draw.choice([0, 0, 0, 1, 40]))
        rows.append(gdelt_row(
            number, day.strftime("%Y%m%d"), added.strftime("%Y%m%d") + "120000",
            draw.choice(["010", "040", "042", "173", "190", "1823", "0241"]),
            draw.choice(["-5.0", "1.0", "2.8", "7.4", ""]),
            draw.choice(["KS", "KN", "FR"]),
            (37.57 + draw.gauss(0, 2), 126.98 + draw.gauss(0, 2)),
        ))
    (directory / "20191130120000.export.CSV").write_text("".join(rows[:15_000]))
    (directory / "20191130121500.export.CSV").write_text("".join(rows[14_000:]))


def versions(run, directory):
    """A table that is corrected and loses rows: three editions, and a view of now."""
    header = "id,date,category,count,published\n"
    first = [f"a{n},2023-{1 + n % 12:02}-10,shelling,{n},\n" for n in range(60)]
    later = [row.replace(",5,", ",500,") for row in first[:40]] + ["z,2023-02-28,Shelling,7,2023-03-01\n"]
    last = [f"b{n},2023-{1 + n % 12:02}-28,shelling,{n},\n" for n in range(20)] + later
    table = directory / "events.csv"
    watch = directory / "watch.toml"
    for rows in [first, later, last]:
        table.write_text(header + "".join(rows))
        watch.write_text(PLAIN_WATCH.format(as_of='"now"'))
        run("check", str(watch))
        run("brief", str(watch), "--out", str(directory / "out"))
    return watch


def in_duckdb(table):
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    try:
        engine.execute("LOAD delta")
        engine.execute(f"CREATE VIEW records AS SELECT * FROM delta_scan('{table}')")
        how = "delta_scan"
    except duckdb.Error:
        files = deltalake.DeltaTable(str(table)).file_uris()
        # Their directories say kind, publisher and month.
        engine.execute(
            f"CREATE VIEW records AS SELECT * FROM read_parquet({files!r}, "
            "hive_partitioning = true, union_by_name = true)"
        )
        how = "the files of the log"
    return how, lambda sql: engine.execute(sql).fetchall()


def in_polars(table):
    context = polars.SQLContext(records=polars.read_delta(str(table)), eager=True)
    return lambda sql: context.execute(sql).rows()


def same(ours, theirs):
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


def compare(foreshock, directory, name, watch, as_ofs=(None,)):
    lake = directory / "lake"
    compared = refused = values = 0
    table = lake / "records"
    for as_of in as_ofs:
        for dialect in ["duckdb", "polars"]:
            command = [foreshock, "sql", str(watch), "--lake", str(lake), "--json", "--dialect", dialect]
            if as_of:
                command += ["--as-of", as_of]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            if dialect == "duckdb":
                how, run = in_duckdb(table)
            else:
                run = in_polars(table)
            for shown in json.loads(printed):
                if shown["sql"] is None:
                    refused += 1
                    continue
                theirs = run(shown["sql"])
                ours = [(p["from"], p["to"], p["value"]) for p in shown["series"]]
                theirs = [(str(f), str(t), v) for f, t, v in theirs]
                where = f"{name}, {shown['indicator']} in {dialect}"
                assert len(ours) == len(theirs), f"{where}: {len(ours)} and {len(theirs)} periods"
                for a, b in zip(ours, theirs):
                    assert a[:2] == b[:2] and same(a[2], b[2]), f"{where}: {a} and {b}"
                    values += a[2] not in (None, 0)
                compared += 1
    assert compared and values, f"{name}: nothing was compared"
    print(f"{name}: {compared} series the same ({values} values that are neither absent nor zero, "
          f"DuckDB by {how}), {refused} refused")


def main():
    foreshock = str(pathlib.Path(sys.argv[1]).resolve())
    workspace = pathlib.Path(sys.argv[2]).resolve()
    data = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else workspace / "../shared/data"
    print(f"duckdb {duckdb.__version__}, polars {polars.__version__}, deltalake {deltalake.__version__}")

    def place():
        return pathlib.Path(tempfile.mkdtemp(prefix="foreshock-sql-"))

    def runner(directory):
        def run(*arguments):
            command = [foreshock, *arguments]
            if arguments[0] != "check":
                command += ["--lake", str(directory / "lake")]
            subprocess.run(command, check=True, capture_output=True, cwd=directory,
                           env={"PATH": "/usr/bin", "HOME": str(directory),
                                "FORESHOCK_LEDGER": str(directory / "ledger.sqlite")})
        return run

    compare(foreshock, place(), "Korea", workspace / "watches/korea", (None, "2024-06-30", "2023-01-15"))
    directory = place()
    gdelt_extract(directory)
    (directory / "watch.toml").write_text(GDELT_WATCH)
    runner(directory)("ingest", "gdelt", str(directory))
    compare(foreshock, directory, "GDELT rows made here", directory / "watch.toml", (None, "2019-08-15"))
    directory = place()
    watch = versions(runner(directory), directory)
    compare(foreshock, directory, "a table with three editions", watch, ("now", "2023-06-30", "2023-08-12"))

    csis = data / "korea/csis_north_korea_provocations_1958_2023.csv"
    if csis.exists():
        import os
        os.environ["FORESHOCK_DATA"] = str(data.resolve())
        compare(foreshock, place(), "CSIS", workspace / "watches/korea-csis", (None, "2010-12-31"))
    else:
        print(f"SKIPPED: {csis} is not there")
    gdelt = data / "gdelt"
    if gdelt.exists():
        directory = place()
        (directory / "watch.toml").write_text(GDELT_WATCH)
        runner(directory)("ingest", "gdelt", *map(str, sorted(gdelt.glob("2*.zip"))))
        compare(foreshock, directory, "GDELT 2.0", directory / "watch.toml", (None, "2018-06-30"))
    else:
        print(f"SKIPPED: {gdelt} is not there")


main()
