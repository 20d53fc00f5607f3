"""The runs of scripts/bench-query, and DuckDB's way through the printed SQL."""

import datetime
import glob
import json
import math
import os
import shutil
import subprocess
import sys
import time

# Rows of which the raw text is on disk at a time.
PIECE = 5_000_000
# Bytes of a row, and of a file of 36 in a piece.
ROW_BYTES, FILE_BYTES = 434, 62_000_000

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


def in_duckdb(lake, printed, out, spill):
    """What a process of DuckDB does: the printed statements over the files of the lake."""
    import duckdb

    engine = duckdb.connect()
    engine.execute(f"SET TimeZone = 'UTC'; SET threads = 2; SET temp_directory = '{spill}'")
    if os.environ.get("DUCKDB_MEMORY"):
        engine.execute(f"SET memory_limit = '{os.environ['DUCKDB_MEMORY']}'")
    # The lake was written once and nothing removed: all of its files count.
    files = sorted(glob.glob(f"{lake}/records/kind=*/**/*.parquet", recursive=True))
    engine.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet({files!r}, "
                   "hive_partitioning = true, union_by_name = true)")
    with open(printed) as file:
        shown = json.load(file)
    series = {one["indicator"]: [value for _, _, value in engine.execute(one["sql"]).fetchall()]
              for one in shown[::every(shown)]}
    with open(out, "w") as file:
        json.dump(series, file)


def every(shown):
    """Of so many statements DuckDB runs one: they take it as long as each other."""
    return max(1, len(shown) // int(os.environ.get("STATEMENTS", len(shown))))


def timed(command, out=None):
    """Seconds and largest resident size, in MB, of a process."""
    begun = time.perf_counter()
    with open(out or os.devnull, "w") as file:
        process = subprocess.Popen(command, stdout=file)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[:3]} failed: {process.returncode}")
    return seconds, used.ru_maxrss / 1e3


def compare(name, program, place, lake, watch, repeats):
    path = f"{place}/{name}.toml"
    with open(path, "w") as file:
        file.write(watch)
    printed, theirs = f"{place}/{name}.json", f"{place}/{name}.duckdb.json"
    ours, others = [], []
    for _ in range(repeats):
        ours.append(timed([program, "sql", path, "--lake", lake, "--json"], printed))
        if os.environ.get("DUCKDB") != "no":
            others.append(timed([sys.executable, __file__, "duckdb", lake, printed, theirs,
                                 f"{place}/spill"]))
    runs = lambda all: (f"{min(all)[0]:.2f} s ({' '.join(f'{s:.2f}' for s, _ in all)}), "
                        f"{max(all, key=lambda one: one[1])[1]:.0f} MB")
    print(f"{name}: foreshock {runs(ours)}", flush=True)
    if not others:
        return
    with open(printed) as mine, open(theirs) as other:
        other, mine = json.load(other), json.load(mine)
        days, share = 0, len(mine) / len(other)
        for one in mine[::every(mine)]:
            values = [period["value"] for period in one["series"]]
            assert len(values) == len(other[one["indicator"]])
            for a, b in zip(values, other[one["indicator"]]):
                assert a == b or math.isclose(a, b, rel_tol=1e-9), (one["indicator"], a, b)
                days += bool(a)
        assert days
    ratio = share * min(others)[0] / min(ours)[0]
    print(f"{name}: DuckDB {runs(others)} for {len(other)} of {len(mine)}, for all "
          f"{ratio:.1f} times as long; {days} values that are not zero are the same", flush=True)


def fill(program, generator, place, lakes, rows):
    """Brings so many rows into each of the lakes, piece by piece."""
    kept, seconds = 0, [0.0] * len(lakes)
    for piece in range(math.ceil(rows / PIECE)):
        raw, told = f"{place}/raw", f"{place}/told"
        first = datetime.date(2019, 1, 1) + datetime.timedelta(days=36 * piece)
        wanted = min(PIECE, rows - piece * PIECE) * ROW_BYTES
        # Small lakes as well are of many days, or a day would be all there is.
        file_bytes = FILE_BYTES if rows > PIECE else 20_000_000
        subprocess.run([generator, "--edition", "1", "--earlier", "0.05", "--damage", "0",
                        "--seed", str(piece + 1), "--first-day", str(first), "--first-id",
                        str(800_000_000 + piece * 6_000_000), "--bytes", str(wanted),
                        "--file-bytes", str(file_bytes), "--out", raw],
                       check=True, stdout=subprocess.DEVNULL)
        for at, (lake, more) in enumerate(lakes):
            ingest = [program, "ingest", "gdelt", raw, "--json", "--lake", lake, *more]
            seconds[at] += timed(ingest, told)[0]
            if at == 0:
                with open(told) as file:
                    kept += sum(one["kept"] for one in json.load(file)["files"])
        shutil.rmtree(raw)
    told = ", with --theatre of the dyad in ".join(f"{second:.1f} s" for second in seconds)
    print(f"{kept} rows, ingested in {told}", flush=True)


def main(program, generator, place, lake, rows):
    import duckdb

    rows = int(rows)
    print(f"duckdb {duckdb.__version__}, load {os.getloadavg()[0]:.1f}")
    dyad, theatre = f"{place}/watch.toml", f"{place}/theatre"
    with open(dyad, "w") as file:
        file.write(DYAD)
    small = rows <= PIECE
    if not os.path.isdir(f"{lake}/records"):
        lakes = [(lake, [])] + ([(theatre, ["--theatre", dyad])] if small else [])
        fill(program, generator, place, lakes, rows)
    repeats = int(os.environ.get("REPEATS", "1" if rows >= 50_000_000 else "3"))
    if os.path.isdir(theatre):
        compare("one dyad, of which the lake was told by --theatre", program, place, theatre,
                DYAD, repeats)
    compare("one dyad of the whole lake", program, place, lake, DYAD, repeats)
    compare("20 indicators of the whole lake", program, place, lake, TWENTY, repeats)


if __name__ == "__main__":
    {"run": main, "duckdb": in_duckdb}[sys.argv[1]](*sys.argv[2:])
