"""Decisions by Docket's tables: a dict of inputs in, the result out.

    import docket

    tables = docket.load("tables")
    tables.decide("playlist", {"usage": "event", "regionAllowed": True})

How values go in and come out:

==============================  =====================================================================
FEEL                            Python
==============================  =====================================================================
null                            None
boolean                         bool
number                          int if it is whole; else decimal.Decimal, exactly (or float, with
                                ``load(…, numbers=float)``). In: int, Decimal, float (as its shortest
                                text: 0.1 is 0.1); 34 digits are kept
string                          str
date                            datetime.date
time, date and time             datetime.time, datetime.datetime; parts below a microsecond are cut off
days and time duration          datetime.timedelta
years and months duration       docket.YearsAndMonths
list                            list; in also tuple, set and other collections
context                         dict; in also other mappings and dataclasses
range, function                 docket.Feel, a str with its FEEL text
==============================  =====================================================================

A str that goes in for an input of one of the temporal types is read as such: "2026-03-01".
"""

from ._errors import DecisionError, DocketError, LoadError, Problem, UnknownDecisionError
from ._tables import Decision, DecisionInfo, InputInfo, Tables, load, load_files
from ._values import Feel, YearsAndMonths
from ._native import version as __version__

__all__ = [
    "Decision", "DecisionError", "DecisionInfo", "DocketError", "Feel", "InputInfo", "LoadError",
    "Problem", "Tables", "UnknownDecisionError", "YearsAndMonths", "load", "load_files",
]
