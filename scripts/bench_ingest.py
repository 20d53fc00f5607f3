"""The runs of scripts/bench-ingest, and the peers' way from the same files to Parquet."""

import glob
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile

LEVEL = 1
ACTOR = ["Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
         "Religion2Code", "Type1Code", "Type2Code", "Type3Code"]
# The 22 columns that the peers keep, with their types.
KEPT = {
    "GLOBALEVENTID": "whole", "SQLDATE": "day",
    "Actor1Code": "text", "Actor1Name": "text", "Actor1CountryCode": "text",
    "Actor2Code": "text", "Actor2Name": "text", "Actor2CountryCode": "text",
    "EventCode": "text", "QuadClass": "small", "GoldsteinScale": "number",
    "NumMentions": "small", "NumSources": "small", "NumArticles": "small",
    "AvgTone": "number", "ActionGeo_FullName": "text", "ActionGeo_CountryCode": "text",
    "ActionGeo_ADM1Code": "text", "ActionGeo_Lat": "number", "ActionGeo_Long": "number",
    "DATEADDED": "whole", "SOURCEURL": "text",
}
assert len(KEPT) == 22


def columns(edition):
    names = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
    names += [side + part for side in ["Actor1", "Actor2"] for part in ACTOR]
    names += ["IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
              "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"]
    adm2 = ["ADM2Code"] if edition == 2 else []
    place = ["Type", "FullName", "CountryCode", "ADM1Code", *adm2, "Lat", "Long", "FeatureID"]
    names += [f"{of}_{part}" for of in ["Actor1Geo", "Actor2Geo", "ActionGeo"] for part in place]
    return names + ["DATEADDED", "SOURCEURL"]


def duckdb_to(files, edition, groups):
    import duckdb

    types = {"whole": "BIGINT", "small": "INTEGER", "number": "DOUBLE", "day": "DATE",
             "text": "VARCHAR"}
    typed = ", ".join(f"'{name}': '{types[KEPT.get(name, 'text')]}'" for name in columns(edition))
    duckdb.sql("SET threads = 2; SET preserve_insertion_order = false")
    for files, out in groups(files):
        duckdb.sql(
            f"COPY (SELECT {', '.join(KEPT)} FROM read_csv({files!r}, delim = '\t', quote = '', "
            f"escape = '', header = false, auto_detect = false, dateformat = '%Y%m%d', "
            f"columns = {{{typed}}}) ORDER BY SQLDATE) "
            f"TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {LEVEL})")


def polars_to(files, edition, groups):
    import polars as pl

    types = {"whole": pl.Int64, "small": pl.Int32, "number": pl.Float64, "day": pl.String,
             "text": pl.String}
    typed = {name: types[KEPT.get(name, "text")] for name in columns(edition)}
    for files, out in groups(files):
        rows = pl.scan_csv(files, separator="\t", quote_char=None, has_header=False, schema=typed)
        rows = rows.select(list(KEPT)).with_columns(pl.col("SQLDATE").str.to_date("%Y%m%d"))
        rows.sort("SQLDATE").sink_parquet(out, compression="zstd", compression_level=LEVEL)


def peer(engine, way, edition, pattern, out):
    """What a process of a peer does."""
    os.makedirs(out)
    groups = {
        "together": lambda files: [(files, f"{out}/all.parquet")],
        "each": lambda files: [([file], f"{out}/{os.path.basename(file)}.parquet")
                               for file in files],
    }[way]
    files = ["/dev/stdin"] if pattern == "-" else sorted(glob.glob(pattern))
    {"duckdb": duckdb_to, "polars": polars_to}[engine](files, int(edition), groups)


def main(program, limit, place, repeats):
    import duckdb
    import polars

    print(f"duckdb {duckdb.__version__}, polars {polars.__version__}, "
          f"load {os.getloadavg()[0]:.1f}, {len(os.sched_getaffinity(0))} cores")
    for edition in [1, 2]:
        measure(program, limit, place, repeats, edition)


def measure(program, limit, place, repeats, edition):
    source = f"{place}/raw" if edition == 1 else f"{place}/zipped"
    if edition == 2:
        os.makedirs(source)
        for path in glob.glob(f"{place}/text/*"):
            name = os.path.basename(path)
            with zipfile.ZipFile(f"{source}/{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(path, name)
    text = sum(os.path.getsize(p) for p in glob.glob(f"{place}/{'raw' if edition == 1 else 'text'}/*"))
    files = sorted(glob.glob(f"{source}/*"))
    print(f"\nGDELT {edition}.0, {len(files)} files, {text / 1e6:.0f} MB of text, "
          f"{sum(map(os.path.getsize, files)) / 1e6:.0f} MB as they lie:")
    lake, out, unpacked = f"{place}/lake", f"{place}/out", f"{place}/unpacked"
    if os.path.isdir("/dev/shm"):
        unpacked = f"/dev/shm/{os.path.basename(place)}"
    itself = f"{sys.executable} {__file__}"
    ways = {"foreshock ingest": f"{program} ingest gdelt {source} --lake {lake} > {place}/told"}
    for engine in ["duckdb", "polars"]:
        if edition == 1:
            for way in ["together", "each"]:
                ways[f"{engine}, files {way}"] = f"{itself} {engine} {way} 1 '{source}/*' {out}"
        else:
            # A process of unzip for each archive: it unpacks several only where it is given
            # a pattern, and then one after the other.
            ways[f"{engine}, after xargs -P 2 unzip"] = (
                f"mkdir {unpacked} && ls {source}/*.zip | xargs -P 2 -I @ unzip -q @ -d {unpacked}"
                f" && {itself} {engine} together 2 '{unpacked}/*' {out}")
            ways[f"{engine}, after unzip of all"] = (
                f"unzip -q '{source}/*.zip' -d {unpacked} 2> /dev/null"
                f" && {itself} {engine} together 2 '{unpacked}/*' {out}")
    if edition == 2:
        ways["duckdb, from unzip -p"] = (
            f"unzip -p '{source}/*.zip' | {itself} duckdb together 2 - {out}")
    times = {name: [] for name in ways}
    rows = {}
    for _ in range(repeats):
        for name, command in ways.items():
            for used in [lake, out, unpacked]:
                shutil.rmtree(used, ignore_errors=True)
            begun = time.perf_counter()
            subprocess.run(command, shell=True, check=True, executable="/bin/bash")
            times[name].append(time.perf_counter() - begun)
            rows[name] = count(lake if name.startswith("foreshock") else out)
        shutil.rmtree(unpacked, ignore_errors=True)
    assert len(set(rows.values())) == 1, rows
    best = {name: min(seconds) for name, seconds in times.items()}
    for name, seconds in times.items():
        runs = " ".join(f"{second:.2f}" for second in seconds)
        print(f"  {name}: {best[name]:.2f} s, {text / 1e6 / best[name]:.0f} MB/s ({runs})")
    ours = best.pop("foreshock ingest")
    fastest = min(best, key=best.get)
    print(f"  {best[fastest] / ours:.2f} times the throughput of the faster peer ({fastest})")
    alone = json.loads(subprocess.check_output([limit, *files], text=True))
    for what, seconds in alone.items():
        print(f"  {what}: {seconds:.2f} s, {text / 1e6 / seconds:.0f} MB/s, "
              f"{seconds / ours:.0%} of our time")


def count(directory):
    import duckdb

    events = f"{directory}/records/kind=event" if os.path.isdir(f"{directory}/records") else directory
    return duckdb.sql(f"SELECT count(*) FROM read_parquet('{events}/**/*.parquet')").fetchall()[0][0]


if __name__ == "__main__":
    if sys.argv[1] in ["duckdb", "polars"]:
        peer(*sys.argv[1:])
    else:
        main(*sys.argv[1:4], int(sys.argv[4]))
