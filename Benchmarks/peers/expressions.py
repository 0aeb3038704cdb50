#!/usr/bin/env python3
"""FEEL expressions by Docket and by the engines of FEEL, or of a language like it, that PyPI has: one call each, values of
Python in and out. Benchmarks/peers/run calls it, and says where the packages are; it prints Markdown.

Every answer is compared with Docket's; an engine that does not know an expression, or answers otherwise, has no figure.
"""

import json
import os
import sys
import tempfile
import time
from decimal import Decimal

VALUES = {
    "x": 42, "price": Decimal("89.90"), "tier": "gold", "order": {"id": "A-1", "customer": {"tier": "gold"}},
    "items": list(range(1, 1001)),
}
TYPES = {"x": "number", "price": "number", "tier": "string"}

# The name, the FEEL text, the variables, and the text in zen's own language.
EXPRESSIONS = [
    ("comparison", "x > 10", "x", "x > 10"),
    ("equality of texts", 'tier = "gold"', "tier", "tier == 'gold'"),
    ("range test", "x in [1..100)", "x", "x in [1..100)"),
    ("addition", "x + 1", "x", "x + 1"),
    ("decimal multiplication", "price * 1.19", "price", "price * 1.19"),
    ("context path", "order.customer.tier", "order", "order.customer.tier"),
    ("built-in function", 'contains(tier, "ol")', "tier", "contains(tier, 'ol')"),
    ("upper case", "upper case(tier)", "tier", "upper(tier)"),
    ("conditional", "if x > 10 and x < 99 then 1 else 2", "x", "x > 10 and x < 99 ? 1 : 2"),
    ("`for` over 1,000 items", "for i in items return i * 2", "items", "map(items, # * 2)"),
    ("`some` over 1,000 items", "some i in items satisfies i > 999", "items", "some(items, # > 999)"),
    ("filter of 1,000 items", "items[item > 500]", "items", "filter(items, # > 500)"),
    ("sum of 1,000 items", "sum(items)", "items", "sum(items)"),
]


def docket_engine():
    import docket

    def escaped(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    lines = ['<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:bench" name="bench" id="bench">']
    for name in VALUES:
        kind = f' typeRef="{TYPES[name]}"' if name in TYPES else ""
        lines.append(f'<inputData id="i-{name}" name="{name}"><variable name="{name}"{kind}/></inputData>')
    for place, (_, text, names, _) in enumerate(EXPRESSIONS):
        needs = "".join(f'<informationRequirement id="r-{place}-{name}"><requiredInput href="#i-{name}"/></informationRequirement>'
                        for name in names.split())
        lines.append(f'<decision id="d-{place}" name="d{place}"><variable name="d{place}"/>{needs}'
                     f'<literalExpression><text>{escaped(text)}</text></literalExpression></decision>')
    lines.append("</definitions>")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.dmn")
        with open(path, "w") as file:
            file.write("\n".join(lines))
        tables = docket.load(path)

    def make(place, text, zen, values):
        decision = tables.decision(f"d{place}")
        return lambda: decision(values)

    return make


def plain(values):
    """Values for engines that do not take decimals."""
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def zen_engine():
    import zen

    def make(place, text, zen_text, values):
        compiled, values = zen.compile_expression(zen_text), plain(values)
        return lambda: compiled.evaluate(values)

    return make


def sfeel_engine():
    import pySFeel

    def make(place, text, zen_text, values):
        parser = pySFeel.SFeelParser()
        for name, value in plain(values).items():
            parser.sFeelParse(f"{name} <- {json.dumps(value)}")

        def run():
            status, value = parser.sFeelParse(text)
            if "errors" in status:
                raise ValueError(status["errors"][0])
            return value

        return run

    return make


def bkflow_engine():
    from bkflow_feel.api import parse_expression

    def make(place, text, zen_text, values):
        values = plain(values)
        return lambda: parse_expression(text, values)

    return make


# Docket is the first: the others are compared with it.
ENGINES = [
    ("**Docket**", docket_engine), ("zen 2.1.3, its own language", zen_engine), ("pySFeel 1.4.2", sfeel_engine),
    ("bkflow-feel 1.2.0", bkflow_engine),
]


def same(one, other):
    if isinstance(one, (list, tuple)):
        return isinstance(other, (list, tuple)) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str) or other is None:
        return one is other if isinstance(one, bool) else one == other
    return abs(float(one) - float(other)) < 1e-9


def microseconds(run):
    """The best of five rounds of at least 0.1 s."""
    clock = time.perf_counter
    start, count = clock(), 0
    while clock() - start < 0.02:
        run()
        count += 1
    rounds = []
    for _ in range(5):
        start = clock()
        for _ in range(count * 5):
            run()
        rounds.append((clock() - start) / (count * 5))
    return min(rounds) * 1e6


def main():
    columns, expected = [], {}
    for title, engine in ENGINES:
        cells = []
        try:
            make = engine()
        except Exception as error:
            print(f"{title}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        for place, (_, text, names, zen_text) in enumerate(EXPRESSIONS):
            values = {name: VALUES[name] for name in names.split()}
            try:
                run = make(place, text, zen_text, values)
                value = run()
                if not same(expected.setdefault(place, value), value):
                    raise ValueError(f"answers {str(value)[:60]}")
                cells.append(microseconds(run))
            except Exception as error:
                print(f"{title}, {text}: {str(error)[:100]}", file=sys.stderr)
                cells.append(None)
        columns.append((title, cells))
    print("Microseconds a FEEL expression, compiled beforehand where an engine can; a dict in, the value out, by Python. An engine"
          " without a figure does not know the expression, or answers otherwise.")
    print()
    print("| | " + " | ".join(title for title, _ in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for place, (name, text, _, _) in enumerate(EXPRESSIONS):
        row = (f"{cells[place]:,.0f}" if (cells[place] or 0) >= 100 else f"{cells[place]:.2f}" if cells[place] else "–"
               for _, cells in columns)
        print(f"| {name}: `{text}` | " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
