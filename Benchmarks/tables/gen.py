#!/usr/bin/env python3
"""Generate the benchmark decision tables, contexts and expected answers.

    python gen.py --out DIR [--sizes 10,100,1000,10000,100000]
                  [--families routing,scoring,pricing,ranking] [--contexts 10000] [--seed 20240601]

For every family and size it writes DIR/<family>-<n>/ with

    table.dmn       DMN 1.3 XML, FEEL unary tests
    table.csv       first row = hit policy cell, then in:/out: columns
    table.sheet.csv the layout of docs/tables.md
    table.jdm.json  GoRules JDM graph
    table.xlsx      pyDMNrules workbook (only up to --xlsx-max rules)
    contexts.jsonl  one input context a line
    expected.jsonl  one answer a line, same order (canonical JSON, see canon())
    meta.json       sizes, seed, sha256 of expected.jsonl, hit statistics

Everything follows from the seed.  The answers come from a brute-force
evaluation of the rules with numpy, which shares no code with any engine.
"""
import argparse, collections, csv, datetime, hashlib, json, math, os, random
from xml.sax.saxutils import escape

import numpy as np

CHANNELS = ["web", "app", "phone", "store", "partner", "edi", "mail", "api"]
SEGMENTS = ["consumer", "smb", "enterprise", "public", "education", "health",
            "nonprofit", "reseller", "press", "artist", "label", "venue"]
_L = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COUNTRIES = [a + b for a in _L for b in _L if b in "AEIKLNRSTU"][:240]   # 240 two-letter codes
OTHER_COUNTRY = "ZZ"                                                     # never named in a table
TIERS = ["tier%02d" % i for i in range(20)]
SLAS = [1, 2, 4, 8, 24, 48, 72]

Q = 4  # numbers in contexts are multiples of 1/4, so binary floats hold them exactly


# ---------------------------------------------------------------- table model
Days = collections.namedtuple("Days", "first end")       # ordinals; the end not included
# A rule is (cells, outputs).  A cell is None ("-"), a list of strings, or
# (lo, lo_closed, hi, hi_closed) with None for an open side.

FAMILIES = {
    "routing": dict(inputs=[("country", "string"), ("channel", "string"),
                            ("segment", "string"), ("amount", "number")],
                    outputs=[("route", "string"), ("sla", "number")],
                    policy="FIRST", aggregation=None),
    "scoring": dict(inputs=[("amount", "number"), ("age", "number"), ("tier", "string")],
                    outputs=[("points", "number")],
                    policy="COLLECT", aggregation="SUM"),
    "pricing": dict(inputs=[("product", "string"), ("region", "string"), ("channel", "string"),
                            ("isNew", "boolean"), ("isBusiness", "boolean"), ("orderedOn", "date"),
                            ("bornOn", "date"), ("tier", "string")],
                    outputs=[("price", "string")],
                    policy="UNIQUE", aggregation=None),
    "ranking": dict(inputs=[("amount", "number"), ("age", "number"), ("tier", "string")],
                    outputs=[("treatment", "string")],
                    policy="PRIORITY", aggregation=None,
                    values=["reject", "manual", "review", "standard", "fast"]),
}


def num(x):
    """A number written without a trailing .0"""
    return str(int(x)) if float(x) == int(x) else repr(float(x))


def feel_cell(c):
    if c is None:
        return "-"
    if isinstance(c, bool):
        return "true" if c else "false"
    if isinstance(c, list):
        return ",".join('"%s"' % s for s in c)
    if isinstance(c, Days):
        return "[%s..%s)" % tuple('date("%s")' % datetime.date.fromordinal(d).isoformat() for d in c)
    lo, lc, hi, hc = c
    if lo is None:
        return ("<= " if hc else "< ") + num(hi)
    if hi is None:
        return (">= " if lc else "> ") + num(lo)
    return ("[" if lc else "(") + num(lo) + ".." + num(hi) + ("]" if hc else ")")


def feel_out(v):
    return '"%s"' % v if isinstance(v, str) else num(v)


def canon(obj):
    """Canonical answer line: sorted keys, no spaces, whole numbers without a point."""
    def fix(v):
        if isinstance(v, float) and v == int(v):
            return int(v)
        if isinstance(v, dict):
            return {k: fix(x) for k, x in v.items()}
        if isinstance(v, list):
            return [fix(x) for x in v]
        return v
    return json.dumps(fix(obj), sort_keys=True, separators=(",", ":"))


# ---------------------------------------------------------------- routing
def _mask(chs, segs):
    cs = range(8) if chs is None else chs
    ss = range(12) if segs is None else segs
    m = 0
    for c in cs:
        for s in ss:
            m |= 1 << (c * 12 + s)
    return m


def _pick_bit(m, rnd):
    bits = [i for i in range(96) if m >> i & 1]
    return rnd.choice(bits)


def _block(k, rnd):
    """k rules over channel x segment, last one '-','-'; returns [(chs, segs, reachable_mask)]."""
    out, covered = [], 0
    pattern = rnd.choice("ABC")
    tries = 0
    while len(out) < k - 1:
        tries += 1
        if tries > 200:
            pattern = "C"
        if pattern == "A":
            chs, segs = sorted(rnd.sample(range(8), rnd.choice([1, 1, 2]))), None
        elif pattern == "B":
            chs, segs = None, sorted(rnd.sample(range(12), rnd.choice([1, 1, 2])))
        else:
            chs = sorted(rnd.sample(range(8), rnd.choice([1, 1, 2])))
            segs = sorted(rnd.sample(range(12), rnd.choice([1, 2, 3])))
        m = _mask(chs, segs) & ~covered
        if not m or (covered | m) == (1 << 96) - 1:      # unreachable, or leaves the block's last row none
            if pattern != "C" and tries > 60:
                pattern = "C"
            continue
        covered |= m
        out.append((chs, segs, m))
    out.append((None, None, ((1 << 96) - 1) & ~covered))
    return out


def _cuts(lo, hi, parts, rnd, step=10):
    cand = rnd.sample(range(lo // step + 1, hi // step), parts - 1) if parts > 1 else []
    return [lo] + sorted(c * step for c in cand) + [hi]


def gen_routing(n, rnd):
    tail = n // 20
    main = n - 1 - tail
    rules, aim = [], []                 # aim[i]: how to build a context that hits rule i first

    def sizes_of(total):
        out = []
        while total > 0:
            k = min(total, rnd.randint(3, 9))
            out.append(k)
            total -= k
        return out

    def add(group, a, b, first, last, size):
        rng = (None, False, b, False) if first else (a, True, b, False)
        if last:
            rng = (a, True, None, False)
        for chs, segs, m in _block(size, rnd):
            i = len(rules)
            rules.append(([None if group is None else [COUNTRIES[g] for g in group],
                           None if chs is None else [CHANNELS[c] for c in chs],
                           None if segs is None else [SEGMENTS[s] for s in segs], rng],
                          ["Q%06d" % (i + 1), rnd.choice(SLAS)]))
            aim.append((group, a, b, m))

    sizes = sizes_of(main)
    want = min(120, max(2, len(sizes) // 8)) if len(sizes) > 1 else 1
    codes = list(range(len(COUNTRIES)))
    rnd.shuffle(codes)
    groups = [sorted(codes[i * len(codes) // 120:(i + 1) * len(codes) // 120]) for i in range(want)]
    per = [len(sizes) // want + (1 if i < len(sizes) % want else 0) for i in range(want)]
    it = iter(sizes)
    for g, nb in zip(groups, per):
        cuts = _cuts(0, 100_000, nb, rnd)
        for j in range(nb):
            add(g, cuts[j], cuts[j + 1], j == 0, False, next(it))
    sizes = sizes_of(tail)
    if sizes:
        cuts = _cuts(100_000, 1_000_000, len(sizes), rnd)
        for j, k in enumerate(sizes):
            add(None, cuts[j], cuts[j + 1], False, j == len(sizes) - 1, k)
    rules.append(([None, None, None, None], ["MANUAL", 72]))
    aim.append(None)
    assert len(rules) == n

    def context(i):
        if aim[i] is None:
            return {"country": OTHER_COUNTRY, "channel": rnd.choice(CHANNELS),
                    "segment": rnd.choice(SEGMENTS), "amount": rnd.randrange(0, 100_000 * Q) / Q}
        group, a, b, m = aim[i]
        bit = _pick_bit(m, rnd)
        amount = a if rnd.random() < 0.1 else rnd.randrange(a * Q, b * Q) / Q
        country = rnd.choice(COUNTRIES + [OTHER_COUNTRY]) if group is None else COUNTRIES[rnd.choice(group)]
        return {"country": country, "channel": CHANNELS[bit // 12],
                "segment": SEGMENTS[bit % 12], "amount": amount}
    return rules, context


# ---------------------------------------------------------------- scoring
def gen_scoring(n, rnd, hits=4.0):
    """Random overlapping rectangles x tier; a random context hits about `hits` rules at any size."""
    X, Y = 1_000_000, 1_000_000
    ps = 0.3 + 0.7 * 0.1
    frac = min(0.5, hits / n / ps)
    rules, boxes = [], []

    def rng(a, w, D):
        lo, hi = a, a + w
        lc, hc = rnd.random() < .75, rnd.random() < .25
        if lo <= 0 and hi >= D:
            return None, 0, D
        if lo <= 0:
            return (None, False, hi, hc), 0, hi
        if hi >= D:
            return (lo, lc, None, False), lo, D
        return (lo, lc, hi, hc), lo, hi

    for i in range(n):
        tiers = None if rnd.random() < .3 else sorted(rnd.sample(TIERS, rnd.randint(1, 3)))
        u = rnd.random()
        side = math.sqrt(frac)
        stretch = math.exp(rnd.uniform(-.7, .7))
        wx, wy = min(1.0, side * stretch), min(1.0, side / stretch)
        if u < .05:
            wx, wy = 1.0, frac
        elif u < .10:
            wx, wy = frac, 1.0
        wx, wy = max(4, round(wx * X)), max(4, round(wy * Y))
        x, x0, x1 = (None, 0, X) if wx >= X else rng(rnd.randint(-wx // 2, X - wx // 2), wx, X)
        y, y0, y1 = (None, 0, Y) if wy >= Y else rng(rnd.randint(-wy // 2, Y - wy // 2), wy, Y)
        rules.append(([x, y, tiers], [rnd.randint(-20, 100)]))
        boxes.append((x, x0, x1, y, y0, y1, tiers))

    def point(c, lo, hi):
        if c is not None and rnd.random() < .05:          # on an edge, when the edge is inside
            if c[0] is not None and c[1]:
                return c[0]
            if c[2] is not None and c[3]:
                return c[2]
        while True:
            v = rnd.randrange(lo * Q, hi * Q) / Q
            if not (c is not None and c[0] is not None and v == c[0] and not c[1]):
                return v

    def context(i):
        x, x0, x1, y, y0, y1, tiers = boxes[i]
        return {"amount": point(x, x0, x1), "age": point(y, y0, y1),
                "tier": rnd.choice(tiers or TIERS)}
    return rules, context


# ---------------------------------------------------------------- pricing
def gen_pricing(n, rnd):
    """A price list: for each product disjoint boxes over the other seven columns.

    A box is cut in two, along one column after the other, until the product has its share of rules."""
    day = datetime.date.toordinal
    products = ["product%04d" % i for i in range(max(2, min(2000, n // 50)))]
    whole = [products, ["region%02d" % i for i in range(40)], CHANNELS,
             [False, True], [False, True],
             Days(day(datetime.date(2020, 1, 1)), day(datetime.date(2030, 1, 1))),
             Days(day(datetime.date(1930, 1, 1)), day(datetime.date(2015, 1, 1))), TIERS]

    def width(part):
        return part.end - part.first if isinstance(part, Days) else len(part)

    def split(box, count):
        if count == 1:
            return [box]
        j = rnd.choice([j for j in range(1, 8) if width(box[j]) > 1])
        part = box[j]
        cut = rnd.randint(1, width(part) - 1)
        if isinstance(part, Days):
            halves = Days(part.first, part.first + cut), Days(part.first + cut, part.end)
        else:
            halves = part[:cut], part[cut:]
        left = count // 2
        return (split(box[:j] + [halves[0]] + box[j + 1:], left)
                + split(box[:j] + [halves[1]] + box[j + 1:], count - left))

    boxes = []
    for i, product in enumerate(products):
        share = n * (i + 1) // len(products) - n * i // len(products)
        boxes += split([[product]] + whole[1:], share)
    rnd.shuffle(boxes)

    def cell(j, part):
        if width(part) == width(whole[j]):
            return None
        return part[0] if j in (3, 4) else part

    rules = [([cell(j, part) for j, part in enumerate(box)], ["P%06d" % (i + 1)])
             for i, box in enumerate(boxes)]

    def context(i):
        out = {}
        for j, (name, _) in enumerate(FAMILIES["pricing"]["inputs"]):
            part = boxes[i][j]
            if isinstance(part, Days):
                out[name] = datetime.date.fromordinal(rnd.randrange(part.first, part.end)).isoformat()
            else:
                out[name] = rnd.choice(part)
        return out
    return rules, context


# ---------------------------------------------------------------- ranking
def gen_ranking(n, rnd):
    """The boxes of scoring, each with a treatment; the strictest of those that match counts."""
    rules, context = gen_scoring(n, rnd)
    values = FAMILIES["ranking"]["values"]
    return [(cells, [rnd.choice(values)]) for cells, _ in rules], context


# ---------------------------------------------------------------- reference answers
class Reference:
    """Brute force over every rule with numpy; numbers compared as exact multiples of 1/(2Q)."""

    def __init__(self, family, rules):
        self.f = FAMILIES[family]
        self.rules = rules
        self.cols = []
        n = len(rules)
        for j, (name, typ) in enumerate(self.f["inputs"]):
            cells = [r[0][j] for r in rules]
            if typ == "string":
                wild = np.array([c is None for c in cells])
                named = {}
                for i, c in enumerate(cells):
                    for s in c or ():
                        named.setdefault(s, []).append(i)
                table = {}
                for s, idx in named.items():
                    v = wild.copy()
                    v[idx] = True
                    table[s] = v
                self.cols.append((name, "s", table, wild))
            elif typ == "boolean":
                self.cols.append((name, "s", {v: np.array([c is None or c == v for c in cells])
                                              for v in (False, True)}, None))
            elif typ == "date":
                lo = np.array([-1 if c is None else c.first for c in cells], dtype=np.int64)
                hi = np.array([2**60 if c is None else c.end - 1 for c in cells], dtype=np.int64)
                self.cols.append((name, "d", lo, hi))
            else:
                lo = np.full(n, -2**60, dtype=np.int64)
                hi = np.full(n, 2**60, dtype=np.int64)
                for i, c in enumerate(cells):            # closed bounds on a grid twice as fine
                    if c is None:
                        continue
                    if c[0] is not None:
                        lo[i] = c[0] * 2 * Q + (0 if c[1] else 1)
                    if c[2] is not None:
                        hi[i] = c[2] * 2 * Q - (0 if c[3] else 1)
                self.cols.append((name, "n", lo, hi))
        if self.f["policy"] == "COLLECT":
            self.points = np.array([r[1][0] for r in rules], dtype=np.int64)

    def hits(self, ctx):
        m = None
        for name, kind, a, b in self.cols:
            if kind == "s":
                v = a.get(ctx[name], b)
            elif kind == "d":
                x = datetime.date.fromisoformat(ctx[name]).toordinal()
                v = (a <= x) & (x <= b)
            else:
                x = int(round(ctx[name] * 2 * Q))
                v = (a <= x) & (x <= b)
            m = v if m is None else (m & v)
        return m

    def answer(self, ctx):
        m = self.hits(ctx)
        if self.f["policy"] == "FIRST":
            i = int(np.argmax(m))
            assert m[i]
            return {o[0]: v for o, v in zip(self.f["outputs"], self.rules[i][1])}, i, int(m.sum())
        if self.f["policy"] == "UNIQUE":
            assert m.sum() == 1
            i = int(np.argmax(m))
            return {self.f["outputs"][0][0]: self.rules[i][1][0]}, i, 1
        if self.f["policy"] == "PRIORITY":
            found = {self.rules[i][1][0] for i in np.flatnonzero(m)}
            best = next(v for v in self.f["values"] if v in found)
            return {self.f["outputs"][0][0]: best}, int(np.argmax(m)), int(m.sum())
        return {"points": int(self.points[m].sum())}, int(np.argmax(m)), int(m.sum())


# ---------------------------------------------------------------- writers
def write_dmn(path, family, rules):
    f = FAMILIES[family]
    hit = 'hitPolicy="%s"' % f["policy"] + (' aggregation="%s"' % f["aggregation"] if f["aggregation"] else "")
    out_type = f["outputs"][0][1] if len(f["outputs"]) == 1 else None
    with open(path, "w", encoding="utf-8") as o:
        w = o.write
        w('<?xml version="1.0" encoding="UTF-8"?>\n')
        w('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="defs_%s" name="%s" '
          'namespace="https://example.org/bench/%s">\n' % (family, family, family))
        if out_type is None:
            w('  <itemDefinition id="t_result" name="tResult">\n')
            for name, typ in f["outputs"]:
                w('    <itemComponent id="t_%s" name="%s"><typeRef>%s</typeRef></itemComponent>\n' % (name, name, typ))
            w('  </itemDefinition>\n')
        for name, typ in f["inputs"]:
            w('  <inputData id="in_%s" name="%s"><variable id="v_%s" name="%s" typeRef="%s"/></inputData>\n'
              % (name, name, name, name, typ))
        w('  <decision id="%s" name="%s">\n' % (family, family))
        w('    <variable id="v_%s" name="%s" typeRef="%s"/>\n' % (family, family, out_type or "tResult"))
        for name, _ in f["inputs"]:
            w('    <informationRequirement id="ir_%s"><requiredInput href="#in_%s"/></informationRequirement>\n' % (name, name))
        w('    <decisionTable id="dt_%s" %s>\n' % (family, hit))
        for j, (name, typ) in enumerate(f["inputs"]):
            w('      <input id="i%d" label="%s"><inputExpression id="ie%d" typeRef="%s"><text>%s</text>'
              '</inputExpression></input>\n' % (j, name, j, typ, name))
        for j, (name, typ) in enumerate(f["outputs"]):
            values = escape(",".join('"%s"' % v for v in f.get("values", [])))
            w('      <output id="o%d" label="%s" name="%s" typeRef="%s">%s</output>\n'
              % (j, name, name, typ, "<outputValues><text>%s</text></outputValues>" % values if values else ""))
        for i, (cells, outs) in enumerate(rules, 1):
            w('      <rule id="r%d">' % i)
            for j, c in enumerate(cells):
                w('<inputEntry id="r%di%d"><text>%s</text></inputEntry>' % (i, j, escape(feel_cell(c))))
            for j, v in enumerate(outs):
                w('<outputEntry id="r%do%d"><text>%s</text></outputEntry>' % (i, j, escape(feel_out(v))))
            w('</rule>\n')
        w('    </decisionTable>\n  </decision>\n</definitions>\n')


def write_csv(path, family, rules):
    f = FAMILIES[family]
    with open(path, "w", newline="", encoding="utf-8") as o:
        w = csv.writer(o)
        w.writerow([f["policy"] + (" " + f["aggregation"] if f["aggregation"] else "")]
                   + ["in:%s:%s" % x for x in f["inputs"]] + ["out:%s:%s" % x for x in f["outputs"]])
        for i, (cells, outs) in enumerate(rules, 1):
            w.writerow([i] + [feel_cell(c) for c in cells] + [feel_out(v) for v in outs])


def write_sheet(path, family, n, rules):
    """The same table in Docket's own layout."""
    f = FAMILIES[family]
    policy = f["policy"].capitalize()
    with open(path, "w", newline="", encoding="utf-8") as o:
        w = csv.writer(o)
        w.writerow(["Table", "%s-%d" % (family, n)])
        w.writerow(["Hit policy", policy + (" " + f["aggregation"].lower() if f["aggregation"] else "")])
        w.writerow(["Role"] + ["Input"] * len(f["inputs"]) + ["Output"] * len(f["outputs"]))
        w.writerow(["Name"] + [name for name, _ in f["inputs"] + f["outputs"]])
        w.writerow(["Type"] + [kind for _, kind in f["inputs"] + f["outputs"]])
        if "values" in f:
            w.writerow(["Values"] + [""] * len(f["inputs"]) + [", ".join(f["values"])])
        for i, (cells, outs) in enumerate(rules, 1):
            w.writerow([i] + [feel_cell(c) for c in cells] + [feel_out(v) for v in outs])


def jdm_cell(c):
    if c is None:
        return ""                      # JDM writes "any" as an empty cell
    return feel_cell(c)


def write_jdm(path, family, rules):
    f = FAMILIES[family]
    ins = [{"id": "i%d" % j, "name": n, "field": n} for j, (n, _) in enumerate(f["inputs"])]
    outs = [{"id": "o%d" % j, "name": n, "field": n} for j, (n, _) in enumerate(f["outputs"])]
    rows = []
    for i, (cells, vals) in enumerate(rules, 1):
        r = {"_id": "r%d" % i}
        r.update({"i%d" % j: jdm_cell(c) for j, c in enumerate(cells)})
        r.update({"o%d" % j: feel_out(v) for j, v in enumerate(vals)})
        rows.append(r)
    content = {"hitPolicy": "first" if f["policy"] == "FIRST" else "collect",
               "inputs": ins, "outputs": outs, "rules": rows,
               "inputField": None, "outputPath": None, "executionMode": "single", "passThrough": False}
    nodes = [{"id": "n_in", "type": "inputNode", "name": "request", "position": {"x": 0, "y": 0}},
             {"id": "n_dt", "type": "decisionTableNode", "name": family, "position": {"x": 300, "y": 0}, "content": content}]
    edges = [{"id": "e1", "type": "edge", "sourceId": "n_in", "targetId": "n_dt"}]
    last = "n_dt"
    if f["policy"] == "COLLECT":       # JDM has no COLLECT SUM: add up in an output path + expression node
        content["outputPath"] = "hits"
        nodes.append({"id": "n_sum", "type": "expressionNode", "name": "sum", "position": {"x": 600, "y": 0},
                      "content": {"expressions": [{"id": "x1", "key": "points", "value": "sum(map(hits, #.points))"}],
                                  "inputField": None, "outputPath": None, "executionMode": "single", "passThrough": False}})
        edges.append({"id": "e2", "type": "edge", "sourceId": "n_dt", "targetId": "n_sum"})
        last = "n_sum"
    nodes.append({"id": "n_out", "type": "outputNode", "name": "response", "position": {"x": 900, "y": 0}})
    edges.append({"id": "e9", "type": "edge", "sourceId": last, "targetId": "n_out"})
    with open(path, "w", encoding="utf-8") as o:
        json.dump({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}, o,
                  separators=(",", ":"))


def write_xlsx(path, family, rules):
    """Workbook in the layout pyDMNrules reads (Glossary, Decision, one table sheet)."""
    from openpyxl import Workbook
    from openpyxl.styles import Border, Side
    f = FAMILIES[family]
    thin, thick = Side(style="thin"), Side(style="double")
    wb = Workbook()
    ws = wb.active
    ws.title = "Glossary"
    ws["A1"] = "Glossary"
    for j, h in enumerate(["Variable", "Business Concept", "Attribute"]):
        ws.cell(2, 1 + j, h)
    rows = [(n, "Case", n) for n, _ in f["inputs"]] + [(n, "Answer", n) for n, _ in f["outputs"]]
    for i, r in enumerate(rows):                          # a business concept is named once, then left blank
        for j, v in enumerate(r):
            if j != 1 or i == 0 or rows[i - 1][1] != v:
                ws.cell(3 + i, 1 + j, v)
    ws.merge_cells(start_row=3, end_row=2 + len(f["inputs"]), start_column=2, end_column=2)
    if len(f["outputs"]) > 1:
        ws.merge_cells(start_row=3 + len(f["inputs"]), end_row=2 + len(rows), start_column=2, end_column=2)
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    for row in ws.iter_rows(min_row=2, max_row=2 + len(rows), min_col=1, max_col=3):
        for c in row:
            c.border = box
    wd = wb.create_sheet("Decision")
    wd["A1"] = "Decision"
    wd["A2"], wd["B2"] = "Decisions", "Execute Decision Tables"
    wd["A3"], wd["B3"] = family, family
    for row in wd.iter_rows(min_row=2, max_row=3, min_col=1, max_col=2):
        for c in row:
            c.border = box
    wt = wb.create_sheet(family)
    wt["A1"] = family
    ni, no = len(f["inputs"]), len(f["outputs"])
    hp = {"FIRST": "F", "COLLECT": "C+"}[f["policy"]]
    wt.cell(2, 1, hp)
    for j, (n, _) in enumerate(f["inputs"]):
        wt.cell(2, 2 + j, n)
    for j, (n, _) in enumerate(f["outputs"]):
        wt.cell(2, 2 + ni + j, n)
    for i, (cells, vals) in enumerate(rules, 1):
        wt.cell(2 + i, 1, i)
        for j, c in enumerate(cells):
            wt.cell(2 + i, 2 + j, ",".join(c) if isinstance(c, list) else feel_cell(c))   # it quotes strings itself
        for j, v in enumerate(vals):
            wt.cell(2 + i, 2 + ni + j, v)
    for r, row in enumerate(wt.iter_rows(min_row=2, max_row=2 + len(rules), min_col=1, max_col=1 + ni + no)):
        for k, c in enumerate(row):
            c.border = Border(left=thick if k == 1 + ni else thin, right=thin,
                              top=thick if r == 1 else thin, bottom=thin)
    wb.save(path)


# ---------------------------------------------------------------- main
def make(out, family, n, contexts, seed, xlsx_max):
    d = os.path.join(out, "%s-%d" % (family, n))
    os.makedirs(d, exist_ok=True)
    rnd = random.Random("%s/%d/%d" % (family, n, seed))
    generate = {"routing": gen_routing, "scoring": gen_scoring, "pricing": gen_pricing,
                "ranking": gen_ranking}[family]
    rules, context = generate(n, rnd)
    write_dmn(os.path.join(d, "table.dmn"), family, rules)
    write_csv(os.path.join(d, "table.csv"), family, rules)
    write_sheet(os.path.join(d, "table.sheet.csv"), family, n, rules)
    known = family in ("routing", "scoring")        # what the peers' own formats can say
    if known:
        write_jdm(os.path.join(d, "table.jdm.json"), family, rules)
    if known and n <= xlsx_max:
        write_xlsx(os.path.join(d, "table.xlsx"), family, rules)
    ref = Reference(family, rules)
    sha = hashlib.sha256()
    nhits = first_sum = exact = 0
    seen = set()
    order = []
    while len(order) < contexts:                       # every rule equally often, in a shuffled order
        p = list(range(n))
        rnd.shuffle(p)
        order += p[:contexts - len(order)]
    with open(os.path.join(d, "contexts.jsonl"), "w") as fc, open(os.path.join(d, "expected.jsonl"), "w") as fe:
        for i in order:
            ctx = context(i)
            ans, first, k = ref.answer(ctx)
            if family == "routing":
                assert first == i, (first, i, ctx)
            else:
                assert ref.hits(ctx)[i], (i, ctx)
            line = canon(ans) + "\n"
            sha.update(line.encode())
            fc.write(json.dumps(ctx, separators=(",", ":")) + "\n")
            fe.write(line)
            nhits += k
            first_sum += first
            seen.add(i)
    meta = dict(family=family, rules=n, contexts=contexts, seed=seed, sha256=sha.hexdigest(),
                distinct_rules_aimed_at=len(seen), mean_matching_rules=round(nhits / contexts, 3),
                mean_first_hit_position=round(first_sum / contexts / n, 3),
                bytes={x: os.path.getsize(os.path.join(d, x)) for x in sorted(os.listdir(d)) if x != "meta.json"})
    with open(os.path.join(d, "meta.json"), "w") as o:
        json.dump(meta, o, indent=1)
    print(json.dumps({k: v for k, v in meta.items() if k != "bytes"}), flush=True)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--out", required=True)
    ap.add_argument("--sizes", default="10,100,1000,10000,100000")
    ap.add_argument("--families", default="routing,scoring,pricing,ranking")
    ap.add_argument("--contexts", type=int, default=10000)
    ap.add_argument("--seed", type=int, default=20240601)
    ap.add_argument("--xlsx-max", type=int, default=1000)
    a = ap.parse_args()
    for fam in a.families.split(","):
        for s in a.sizes.split(","):
            make(a.out, fam, int(s), a.contexts, a.seed, a.xlsx_max)
