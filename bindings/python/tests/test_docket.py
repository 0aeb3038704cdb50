"""What a Python program may rely on.

    python3 -m unittest discover bindings/python/tests        with the package installed or on PYTHONPATH
"""

import enum
import gc
import json
import sys
import threading
import unittest
from collections import OrderedDict, UserDict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import docket

SHIPPING = """First,in: region,in: order total,in: day:date,out: carrier,out: price
1,EU,< 100,-,post,4.90
2,EU,>= 100,-,express,null
3,"\"\"DE\"\",\"\"AT\"\"",-,>= 2026-01-01,parcel,12
4,-,-,-,freight,-1
"""

SAME = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<inputData id="i" name="x"><variable name="x"/></inputData>
<decision id="same" name="same"><variable name="same"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>{text}</text></literalExpression></decision></definitions>"""


def expression(text, **options):
    model = SAME.replace("{text}", text.replace("&", "&amp;").replace("<", "&lt;"))
    return docket.load_files({"same.dmn": model}, **options).decision("same")


class Deciding(unittest.TestCase):
    def setUp(self):
        self.tables = docket.load_files({"shipping.csv": SHIPPING})

    def test_a_dict_goes_in_and_a_dict_comes_out(self):
        result = self.tables.decide("shipping", {"region": "EU", "order total": 40, "day": None})
        self.assertEqual(result, {"carrier": "post", "price": Decimal("4.90")})
        self.assertEqual(list(result), ["carrier", "price"])
        decision = self.tables.decision("shipping")
        self.assertEqual(decision({"day": None, "order total": 100, "region": "EU"})["price"], None)
        self.assertEqual(decision.decide({"region": "AT", "order total": 1, "day": date(2026, 3, 1)})["carrier"], "parcel")
        self.assertEqual(decision({"region": "AT", "order total": 1, "day": "2025-03-01"})["carrier"], "freight")
        self.assertEqual(decision.name, "shipping")

    def test_names_that_are_not_the_same_object_mean_the_same(self):
        decision = self.tables.decision("shipping")
        for _ in range(3):
            for line in ('{"region":"EU","order total":40,"day":null}', '{"day":null,"region":"EU","order total":99.99}'):
                self.assertEqual(decision(json.loads(line))["carrier"], "post")

    def test_what_is_wrong_is_told_with_code_place_and_mend(self):
        with self.assertRaises(docket.DecisionError) as caught:
            self.tables.decide("shipping", {"regoin": "EU", "order total": 1, "day": None})
        problem = caught.exception.problems[0]
        self.assertEqual((problem.code, problem.severity, problem.mend), ("HTTP-013", "error", 'write "region"'))
        self.assertIn("shipping.csv", problem.at)
        with self.assertRaises(docket.UnknownDecisionError) as unknown:
            self.tables.decide("shiping", {})
        self.assertIn('did you mean "shipping"?', str(unknown.exception))
        self.assertIsInstance(unknown.exception, KeyError)
        self.assertIsInstance(unknown.exception, docket.DocketError)

    def test_faults_of_files_are_all_told(self):
        with self.assertRaises(docket.LoadError) as caught:
            docket.load_files([("a.csv", "First,in: a,out: b\n1,< ,x\n"), ("b.dmn", b"<definitions")])
        problems = caught.exception.problems
        self.assertEqual({problem.file for problem in problems}, {"a.csv", "b.dmn"})
        self.assertTrue(any(problem.cell == "B2" and problem.mend for problem in problems))
        self.assertIn("a.csv[B2]", str(caught.exception))
        for path in ("/no/such/folder", ""):
            with self.assertRaises(docket.LoadError):
                docket.load(path)
        with self.assertRaises(docket.LoadError):
            docket.load_files({})

    def test_strictness(self):
        strict = docket.load_files({"shipping.csv": SHIPPING}, strict=True)
        with self.assertRaises(docket.DecisionError):
            strict.decide("shipping", {"region": "EU", "order total": 1})
        with self.assertRaises(docket.DecisionError):
            strict.decide("shipping", {"region": "EU", "order total": 1, "day": None, "weather": 1})

    def test_what_is_known_of_decisions(self):
        info = self.tables.decisions[0]
        self.assertEqual((info.name, info.file, info.rules), ("shipping", "shipping.csv", 4))
        self.assertEqual([(each.name, each.type) for each in info.inputs],
                         [("region", "string"), ("order total", "number"), ("day", "date")])
        self.assertTrue("shipping" in self.tables and "x" not in self.tables)
        self.assertIn("shipping", repr(self.tables))

    def test_the_story_of_a_decision(self):
        story = self.tables.explain("shipping", {"region": "EU", "order total": 140, "day": None})
        self.assertEqual(story["result"], {"carrier": "express", "price": None})
        self.assertEqual(story["matched"][0]["rule"], 2)
        self.assertEqual(story["rejected"][0]["by"]["input"], "order total")
        self.assertEqual(story["rejected"][0]["by"]["value"], 140)

    def test_lines(self):
        answers = self.tables.decide_lines("shipping", '{"region":"EU","order total":1,"day":null}\n{"region":\n')
        good, bad = map(json.loads, answers.splitlines())
        self.assertEqual(good["carrier"], "post")
        self.assertEqual(bad["error"]["line"], 2)

    def test_many_dicts_are_decided_in_their_order(self):
        decision = self.tables.decision("shipping")
        rows = [{"region": region, "order total": total, "day": None}
                for region in ("EU", "AT", "US") for total in range(0, 200, 7)]
        expected = [decision(row) for row in rows]
        self.assertEqual(decision.decide_many(rows), expected)
        self.assertEqual(decision.decide_many(iter(rows)), expected)
        self.assertEqual(self.tables.decide_many("shipping", tuple(rows)), expected)
        self.assertEqual(decision.decide_many([]), [])
        today = expression("today()")
        self.assertEqual(today.decide_many([{"x": 1}] * 3, now="2026-03-01T23:30:00Z"), [date(2026, 3, 1)] * 3)
        self.assertGreater(today({"x": 1}), date(2026, 3, 1))

    def test_of_many_dicts_the_faulty_one_is_told(self):
        decision = self.tables.decision("shipping")
        good = {"region": "EU", "order total": 40, "day": None}
        bad = {"regoin": "EU", "order total": 40, "day": None}
        with self.assertRaises(docket.DecisionError) as caught:
            decision.decide_many([good, good, bad, good])
        self.assertEqual(caught.exception.index, 2)
        self.assertEqual(caught.exception.problems[0].code, "HTTP-013")
        results = decision.decide_many([good, bad, good, bad], return_errors=True)
        self.assertEqual([isinstance(each, docket.DecisionError) for each in results], [False, True, False, True])
        self.assertEqual((results[1].index, results[3].index, results[2]["carrier"]), (1, 3, "post"))
        with self.assertRaises(TypeError) as caught:
            decision.decide_many([good, 7], return_errors=True)
        self.assertEqual(caught.exception.index, 1)
        self.assertRaises(TypeError, decision.decide_many, 7)
        self.assertRaises(TypeError, decision.decide_many)
        self.assertRaises(ValueError, decision.decide_many, [good], now="soon")
        self.assertEqual(decision(good)["carrier"], "post")

    def test_inputs_that_are_no_dict_are_refused(self):
        decision = self.tables.decision("shipping")
        for wrong in (None, [], "x", 7):
            self.assertRaises(TypeError, decision, wrong)
        self.assertRaises(TypeError, decision, {1: 2})
        self.assertRaises(TypeError, decision)
        self.assertRaises(TypeError, decision.decide, {}, 1)
        self.assertRaises(TypeError, decision.decide, {}, than=1)
        self.assertRaises(ValueError, decision, {}, now="soon")
        self.assertRaises(UnicodeEncodeError, decision, {"region": "\ud800"})
        self.assertEqual(decision({"region": "EU", "order total": 1, "day": None})["carrier"], "post")


class Colour(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclass
class Point:
    x: int
    y: int


class Values(unittest.TestCase):
    def setUp(self):
        self.same = expression("x")

    def check(self, given, expected=None, kind=None):
        expected = given if expected is None else expected
        result = self.same({"x": given})
        self.assertEqual(result, expected)
        self.assertIs(type(result), kind or type(expected))

    def test_values_come_back_as_they_went_in(self):
        for value in (
            True, False, 0, -1, 2**63 - 1, -(2**63), 2**64, 10**33, Decimal("0.1"), Decimal("-12.50"), Decimal("1E-20"),
            "", "Größe ✓ 😀", "a" * 1000, date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31), time(9, 30),
            time(9, 30, 0, 500000), time(9, 30, tzinfo=timezone.utc), datetime(2026, 3, 1, 9, 30),
            datetime(2026, 3, 1, 9, 30, 1, 250000, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
            timedelta(days=1, hours=2), timedelta(microseconds=-1), timedelta(0), timedelta(days=-400, seconds=1),
            docket.YearsAndMonths(18), docket.YearsAndMonths(-1), docket.YearsAndMonths(0), [], {}, [1, [2, {"a": None}]],
            {"a": {"b": [True, "x", Decimal("2.5")]}, "größe": 1}, list(range(500)), {str(i): i for i in range(100)},
        ):
            with self.subTest(value=value):
                self.check(value)
        self.assertIsNone(self.same({"x": None}))

    def test_zones_keep_their_names(self):
        try:
            from zoneinfo import ZoneInfo
            berlin = ZoneInfo("Europe/Berlin")
        except Exception:
            self.skipTest("no zones on this machine")
        for value in (datetime(2026, 7, 1, 9, 30, tzinfo=berlin), time(9, 30, tzinfo=berlin)):
            result = self.same({"x": value})
            self.assertEqual((result, result.tzinfo.key), (value, "Europe/Berlin"))

    def test_other_classes_go_in_as_what_they_stand_for(self):
        for given, expected in (
            (0.1, Decimal("0.1")), (1e300, Decimal("1e300")), (2.0, 2), (-1e-7, Decimal("-1e-7")), (Decimal("1.0"), 1),
            (Colour.RED, "red"), (Level.HIGH, 3), ((1, 2), [1, 2]), ({1}, [1]), (range(3), [0, 1, 2]),
            (OrderedDict(b=1, a=2), {"b": 1, "a": 2}), (UserDict(a=1), {"a": 1}), (Point(1, 2), {"x": 1, "y": 2}),
            ({"a": 1}.values(), [1]), ([(), ()], [[], []]),
        ):
            with self.subTest(given=given):
                self.check(given, expected)

    def test_floats_go_in_as_their_shortest_text(self):
        import random
        numbers = random.Random(7)
        for _ in range(3000):
            whole = numbers.choice([1, 10, 1000, 10**6, 10**9, 10**11, 10**16])
            value = round(numbers.uniform(-whole, whole), numbers.choice([1, 2, 3, 4, 5, 17]))
            result = self.same({"x": value})
            self.assertEqual(Decimal(result), Decimal(repr(value)), repr(value))

    def test_what_is_no_value_is_refused(self):
        for wrong in (object(), b"bytes", len, 1j, Point):
            with self.subTest(wrong=wrong):
                self.assertRaises(TypeError, self.same, {"x": wrong})
                self.assertRaises(TypeError, self.same, {"x": [wrong]})
        self.assertRaises(TypeError, self.same, {"x": {1: 2}})
        for wrong in (float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")):
            with self.subTest(wrong=wrong):
                self.assertRaises(docket.DecisionError, self.same, {"x": wrong})
        loop = []
        loop.append(loop)
        self.assertRaises((RecursionError, docket.DecisionError), self.same, {"x": loop})
        deep = None
        for _ in range(400):
            deep = [deep]
        self.assertRaises(docket.DecisionError, self.same, {"x": deep})
        self.check(1)

    def test_numbers_may_come_out_as_float(self):
        result = expression("[x / 3, x]", numbers=float)({"x": 1})
        self.assertEqual(result, [1 / 3, 1])
        self.assertEqual(list(map(type, result)), [float, int])
        self.assertRaises(ValueError, docket.load_files, {"a.csv": SHIPPING}, numbers=int)

    def test_what_python_has_no_value_for_comes_as_text(self):
        self.assertEqual(expression("[1..2)")({"x": 1}), docket.Feel("[1..2)"))
        self.assertIs(type(expression("[1..2)")({"x": 1})), docket.Feel)
        self.assertEqual(expression('date("-0044-03-15")')({"x": 1}), "-0044-03-15")
        self.assertEqual(expression('date("12026-03-15")')({"x": 1}), "12026-03-15")

    def test_the_clock_can_be_given(self):
        today = expression("today()")
        self.assertEqual(today({"x": 1}, now="2026-03-01T23:30:00Z"), date(2026, 3, 1))
        self.assertLessEqual(abs(today({"x": 1}) - datetime.now(timezone.utc).date()), timedelta(days=1))
        tables = docket.load_files({"same.dmn": SAME.replace("{text}", "now()")})
        moment = datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc)
        self.assertEqual(tables.decide("same", {"x": 1}, now=moment), moment)


class Safety(unittest.TestCase):
    def test_threads_share_tables(self):
        tables = docket.load_files({"shipping.csv": SHIPPING})
        decision = tables.decision("shipping")
        wrong = []

        class Slow:
            """A value whose making lets other threads in between."""

            def item(self):
                threading.Event().wait(0.0005)
                return 150

        def work(seed):
            for i in range(300):
                amount = (seed * 7919 + i * 31) % 200
                inputs = {"region": "EU", "order total": Slow() if i % 50 == 0 else amount, "day": None}
                expected = "express" if i % 50 == 0 or amount >= 100 else "post"
                if decision(inputs)["carrier"] != expected:
                    wrong.append(inputs)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_a_decision_within_the_inputs_of_a_decision(self):
        same = expression("x")

        class Nested:
            def item(self):
                return same({"x": 7})

        self.assertEqual(same({"x": [1, Nested()]}), [1, 7])

    def test_a_dict_that_changes_while_it_is_read_does_no_harm(self):
        same = expression("x")
        inputs = {}

        class Vandal:
            def item(self):
                inputs.clear()
                gc.collect()
                return 1

        inputs.update({"x": Vandal(), **{f"n{i}": "a text of more than fifteen bytes" * i for i in range(50)}})
        try:
            same(inputs)
        except docket.DecisionError:
            pass

    def test_decisions_outlive_their_tables_and_all_of_it_is_given_back(self):
        decision = docket.load_files({"shipping.csv": SHIPPING}).decision("shipping")
        gc.collect()
        self.assertEqual(decision({"region": "EU", "order total": 1, "day": None})["carrier"], "post")
        inputs = {"region": "EU", "order total": Decimal("1.5"), "day": date(2026, 1, 1), "other": [1, {"a": 0.5}]}
        for _ in range(100):
            decision(inputs)
        before = [sys.getrefcount(value) for value in inputs.values()]
        for _ in range(1000):
            decision(inputs)
        self.assertEqual([sys.getrefcount(value) for value in inputs.values()], before)
        rows = [inputs] * 1000
        before = [sys.getrefcount(value) for value in (inputs, *inputs.values())]
        decision.decide_many(rows)
        decision.decide_many(rows + [{"regoin": 1}], return_errors=True)
        self.assertEqual([sys.getrefcount(value) for value in (inputs, *inputs.values())], before)


if __name__ == "__main__":
    unittest.main()
