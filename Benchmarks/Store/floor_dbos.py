#!/usr/bin/env python3
"""The same case as a DBOS workflow on SQLite: floor_dbos.py DIR SECONDS [THREADS]. Needs `pip install dbos`."""
import json, logging, os, sys, time
from concurrent.futures import ThreadPoolExecutor

from dbos import DBOS

folder, seconds = os.path.abspath(sys.argv[1]), float(sys.argv[2])
threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
path = os.path.join(folder, "dbos.sqlite")
for ending in ("", "-wal", "-shm"):
    if os.path.exists(path + ending):
        os.unlink(path + ending)
logging.getLogger("dbos").setLevel(logging.ERROR)
DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{path}", "log_level": "ERROR"})
rules = [(f"C{i // 4}", 500 * (i % 4 + 1), f"T{i}") for i in range(100)]


@DBOS.step()
def decide(data):
    return next((team for country, limit, team in rules
                 if data["country"] == country and data["total"] < limit), None)


@DBOS.step()
def move(state, team):
    return {"state": state, "at": time.time()}


@DBOS.workflow()
def case(data):
    team = decide(data)
    for state in ("review", "approved", "done"):
        move(state, team)
    return team


DBOS.launch()
end = time.perf_counter() + seconds


def client(first):
    number = first
    while time.perf_counter() < end:
        number += 1
        case({"country": f"C{number % 25}", "total": number % 2000, "customer": f"customer {number}"})
    return number - first


start = time.perf_counter()
with ThreadPoolExecutor(threads) as pool:
    cases = sum(pool.map(client, [i * 1_000_003 for i in range(threads)]))
elapsed = time.perf_counter() - start
print(json.dumps({"what": "DBOS", "clients": threads, "cases_per_s": round(cases / elapsed, 1)}), flush=True)
os._exit(0)
