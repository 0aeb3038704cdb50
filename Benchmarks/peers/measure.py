"""What the drivers share: one process measures one engine on one table and prints one line of JSON.

A driver makes `load(folder, family)`, which returns a function from a dict of inputs to the answer as a dict,
and calls `main`. The fields: `load_s` (read, compile, index), `p50_us` and `p99_us` (call by call), `per_s` (the best of
three rounds over the inputs), `rss_mb` (after loading, less what the interpreter had), `agree` of
`checked` answers, and `first_difference`.
"""

import argparse
import gc
import json
import os
import resource
import time
from decimal import Decimal


def canonical(answer):
    """The answer as gen.py writes it: names sorted, whole numbers without a point."""

    def plain(value):
        if isinstance(value, (float, Decimal)) and value == int(value):
            return int(value)
        return float(value) if isinstance(value, Decimal) else value

    return json.dumps({name: plain(value) for name, value in answer.items()}, sort_keys=True, separators=(",", ":"))


def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def rounds(decide, inputs, seconds):
    """Decisions a second: the best of three rounds, each over whole passes or until its time is up."""
    best = 0.0
    for _ in range(3):
        count, start = 0, time.perf_counter()
        end = start + seconds / 3
        while time.perf_counter() < end:
            for each in inputs:
                decide(each)
                count += 1
                # The clock costs as much as a fast decision, so it is read seldom, but by slow engines at once.
                if count & 15 == 0 or count < 64:
                    if time.perf_counter() >= end:
                        break
        best = max(best, count / (time.perf_counter() - start))
    return best


def latencies(decide, inputs, seconds):
    clock = time.perf_counter_ns
    end = clock() + int(seconds * 1e9)
    samples = []
    for each in inputs:
        before = clock()
        decide(each)
        after = clock()
        samples.append(after - before)
        if after > end:
            break
    return sorted(samples)


def check(decide, inputs, expected, seconds):
    end = time.perf_counter() + seconds
    checked = agree = 0
    difference = None
    for each, line in zip(inputs, expected):
        try:
            answer = canonical(decide(each))
        except Exception as error:  # a fault of an engine is a finding
            answer = f"{type(error).__name__}: {error}"[:300]
        checked += 1
        if answer == line:
            agree += 1
        elif difference is None:
            difference = {"input": each, "expected": line, "answer": answer}
        if time.perf_counter() > end:
            break
    return {"checked": checked, "agree": agree, "first_difference": difference}


def main(load):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="made by Benchmarks/tables/gen.py, such as DATA/routing-1000")
    parser.add_argument("--seconds", type=float, default=4, help="for the rates, and again for the latencies")
    arguments = parser.parse_args()
    read = lambda name: open(os.path.join(arguments.folder, name))
    with read("meta.json") as file:
        meta = json.load(file)
    with read("contexts.jsonl") as file:
        inputs = [json.loads(line) for line in file]
    with read("expected.jsonl") as file:
        expected = [line.rstrip("\n") for line in file]
    gc.collect()
    before = resident_mb()
    start = time.perf_counter()
    decide = load(arguments.folder, meta["family"])
    decide(inputs[0])
    figures = {"family": meta["family"], "rules": meta["rules"], "load_s": time.perf_counter() - start}
    figures["rss_mb"] = resident_mb() - before
    figures.update(check(decide, inputs, expected, arguments.seconds))
    figures["per_s"] = rounds(decide, inputs, arguments.seconds)
    samples = latencies(decide, inputs, arguments.seconds)
    figures["p50_us"] = samples[len(samples) // 2] / 1000
    figures["p99_us"] = samples[len(samples) * 99 // 100] / 1000
    print(json.dumps(figures))
