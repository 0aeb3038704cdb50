#!/usr/bin/env python3
"""The same case written by hand on Python's sqlite3, every move its own commit (WAL, synchronous=FULL).

    floor.py DIR SECONDS [CASES_PER_COMMIT]

One case = INSERT of the case and its first event, a decision by a table of 100 rules in a dictionary, four moves, each
a guarded UPDATE of the case and an INSERT of an event: five commits.
"""
import json, os, sqlite3, sys, time

folder, seconds = sys.argv[1], float(sys.argv[2])
group_size = int(sys.argv[3]) if len(sys.argv) > 3 else 1
path = os.path.join(folder, "floor-py.db")
for ending in ("", "-wal", "-shm"):
    if os.path.exists(path + ending):
        os.unlink(path + ending)
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE cases(id INTEGER PRIMARY KEY, state TEXT, version INT, data TEXT)")
db.execute("CREATE TABLE events(id INTEGER PRIMARY KEY, case_id INT, at REAL, move TEXT, data TEXT)")
rules = [(f"C{i // 4}", 500 * (i % 4 + 1), f"T{i}") for i in range(100)]


def decide(data):
    for country, limit, team in rules:
        if data["country"] == country and data["total"] < limit:
            return team


times = []


def move(cases, state):
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    for case in cases:
        changed = db.execute(
            "UPDATE cases SET state=?, version=version+1 WHERE id=? AND version=?",
            (state, case["id"], case["version"])).rowcount
        assert changed == 1
        case["version"] += 1
        db.execute("INSERT INTO events(case_id,at,move,data) VALUES(?,?,?,?)",
                   (case["id"], time.time(), state, case["out"]))
    db.execute("COMMIT")
    times.append(time.perf_counter() - began)


number, start = 0, time.perf_counter()
while time.perf_counter() - start < seconds:
    group = []
    db.execute("BEGIN IMMEDIATE")
    for _ in range(group_size):
        number += 1
        data = {"country": f"C{number % 25}", "total": number % 2000, "customer": f"customer {number}"}
        row = db.execute("INSERT INTO cases(state,version,data) VALUES('new',0,?)",
                         (json.dumps(data),)).lastrowid
        db.execute("INSERT INTO events(case_id,at,move,data) VALUES(?,?,?,?)",
                   (row, time.time(), "new", None))
        group.append({"id": row, "version": 0, "out": "", "data": data})
    db.execute("COMMIT")
    for case in group:
        case["out"] = json.dumps(decide(case["data"]))
    for state in ("decided", "review", "approved", "done"):
        move(group, state)
elapsed = time.perf_counter() - start
print(json.dumps({"what": "hand-written Python", "cases_per_commit": group_size,
                  "cases_per_s": round(number / elapsed, 1), "steps_per_s": round(5 * number / elapsed, 1),
                  "p50_us": round(sorted(times)[len(times) // 2] * 1e6, 1)}))
