"""The runs of scripts/bench-query, and DuckDB's way through the printed SQL."""

import glob
import json
import math
import os
import resource
import subprocess
import sys
import time

CODES = ["010", "020", "036", "040", "042", "051", "0834", "112", "173", "190"]
COUNTRIES = ["USA", "CHN", "KOR", "PRK", "RUS"]
HEAD = """title = "Measured"
as_of = 2020-12-31

[[source]]
id = "world"
format = "gdelt"
"""


def indicator(name, match, measure=""):
    unit = 'measure = "mean(intensity)"' if measure else 'unit = ["event", "events"]'
    return (f'\n[[indicator]]\nid = "{name}"\ntitle = "{name}"\nfrom = "world"\n'
            f'match = {{ {match} }}\nperiod = "day"\n{unit}\n')


TWENTY = (HEAD
          + "".join(indicator(f"code-{code}", f'cameo = "{code}"') for code in CODES)
          + "".join(indicator(f"by-{c.lower()}", f'source = "{c}*"') for c in COUNTRIES)
          + "".join(indicator(f"tone-{c.lower()}", f'country = "{c}"', "mean") for c in COUNTRIES))
DYAD = HEAD + indicator("dyad", 'source = "USA*", target = "CHN*"')


def in_duckdb(lake, printed, out):
    """What a process of DuckDB does: every printed statement over the files of the lake."""
    import duckdb

    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'; SET threads = 2")
    # The lake was written once and nothing removed: all of its files count.
    files = sorted(glob.glob(f"{lake}/records/kind=*/**/*.parquet", recursive=True))
    engine.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet({files!r}, "
                   "hive_partitioning = true, union_by_name = true)")
    with open(printed) as file:
        shown = json.load(file)
    series = {one["indicator"]: [value for _, _, value in engine.execute(one["sql"]).fetchall()]
              for one in shown}
    with open(out, "w") as file:
        json.dump(series, file)


def timed(command, out=None):
    begun = time.perf_counter()
    with open(out or os.devnull, "w") as file:
        subprocess.run(command, check=True, stdout=file)
    return time.perf_counter() - begun


def compare(name, program, place, lake, watch, repeats=3):
    path = f"{place}/{name}.toml"
    with open(path, "w") as file:
        file.write(watch)
    printed, theirs = f"{place}/{name}.json", f"{place}/{name}.duckdb.json"
    ours, others = [], []
    for _ in range(repeats):
        ours.append(timed([program, "sql", path, "--lake", lake, "--json"], printed))
        others.append(timed([sys.executable, __file__, "duckdb", lake, printed, theirs]))
    with open(printed) as mine, open(theirs) as other:
        other = json.load(other)
        days = 0
        for one in json.load(mine):
            values = [period["value"] for period in one["series"]]
            assert len(values) == len(other[one["indicator"]])
            for a, b in zip(values, other[one["indicator"]]):
                assert a == b or math.isclose(a, b, rel_tol=1e-9), (one["indicator"], a, b)
                days += bool(a)
        assert days
    runs = lambda seconds: " ".join(f"{second:.2f}" for second in seconds)
    print(f"{name}: foreshock {min(ours):.2f} s ({runs(ours)}), DuckDB {min(others):.2f} s "
          f"({runs(others)}), {min(others) / min(ours):.2f} times as fast; "
          f"{days} values that are not zero are the same")


def main(program, place):
    import duckdb

    print(f"duckdb {duckdb.__version__}, load {os.getloadavg()[0]:.1f}")
    whole, theatre = f"{place}/whole", f"{place}/theatre"
    dyad = f"{place}/watch.toml"
    with open(dyad, "w") as file:
        file.write(DYAD)
    ingest = [program, "ingest", "gdelt", f"{place}/raw", "--json", "--lake"]
    told = f"{place}/told"
    seconds = timed([*ingest, whole], told)
    with open(told) as file:
        rows = sum(one["kept"] for one in json.load(file)["files"])
    print(f"{rows} rows, ingested in {seconds:.1f} s; "
          f"with --theatre of the dyad in {timed([*ingest, theatre, '--theatre', dyad]):.1f} s")
    compare("one dyad, of which the lake was told by --theatre", program, place, theatre, DYAD)
    compare("one dyad of the whole lake", program, place, whole, DYAD)
    compare("20 indicators of the whole lake", program, place, whole, TWENTY)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"largest resident size of any process: {peak:.1f} GB")


if __name__ == "__main__":
    if sys.argv[1] == "duckdb":
        in_duckdb(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
