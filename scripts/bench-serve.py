"""Times answers of a running workbench: see scripts/bench-serve."""

import datetime
import json
import math
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

address, process = sys.argv[1], int(sys.argv[2])
board = f"{address}/api/v1/watches/korea/assessment"


def quantile(times, share):
    """The smallest time that at least this share of all do not exceed."""
    times = sorted(times)
    return times[math.ceil(share * len(times)) - 1]


def told(name, times):
    print(
        f"{name}: {len(times)} answers, median {statistics.median(times):.1f} ms,"
        f" p99 {quantile(times, 0.99):.1f} ms, longest {max(times):.1f} ms"
    )


def resident():
    with open(f"/proc/{process}/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024


def load(url, seconds, clients=20, per_client=25):
    """500 requests a second from 20 connections; the time of each answer."""
    with tempfile.NamedTemporaryFile() as log:
        command = [
            "h2load", "--h1", "-t", "1", "-c", str(clients), "--rps", str(per_client),
            "-D", str(seconds), "--warm-up-time", "2", "-H", "Accept-Encoding: gzip",
            "--log-file", log.name, url,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rows = [line.split() for line in log.read().decode().splitlines()]
    bad = [row[1] for row in rows if row[1] != "200"]
    if bad:
        sys.exit(f"answers that were no assessment: {bad[:5]}")
    return [int(row[2]) / 1000 for row in rows]


def get(url):
    begun = time.perf_counter()
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        size = len(answer.read())
    return (time.perf_counter() - begun) * 1000, size


first, size = get(board)
print(f"the assessment of the shipped Korea watch: {size} bytes packed")
for _ in range(20):
    get(board)

seconds = 30
times = load(board, seconds)
told(f"kept, {len(times) / seconds:.0f} requests a second for {seconds} s", times)

day = datetime.date(2024, 9, 15)
fresh = []
for _ in range(100):
    fresh.append(get(f"{board}?as_of={day}")[0])
    day -= datetime.timedelta(days=5)
    time.sleep(0.1)
told("worked out, one after the other", fresh)

before = resident()
host, port = address.removeprefix("http://").split(":")
streams = []
for _ in range(200):
    stream = socket.create_connection((host, int(port)))
    stream.sendall(b"GET /api/v1/updates HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stream.recv(4096)
    streams.append(stream)
time.sleep(2)
after = resident()
print(f"200 idle event streams: {after - before:.1f} MB more, {after:.0f} MB resident in all")
with urllib.request.urlopen(f"{address}/api/v1/session") as answer:
    assert json.load(answer)["signed_in"]
