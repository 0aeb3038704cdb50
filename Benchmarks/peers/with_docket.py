"""Docket by its Python package: table.sheet.csv as it is; a dict in, the result out."""

import os

import docket
from measure import main

OUTPUTS = {"routing": ("route", "sla"), "scoring": ("points",), "pricing": ("price",), "ranking": ("treatment",)}


def load(folder, family):
    tables = docket.load(os.path.join(folder, "table.sheet.csv"))
    decide = tables.decision(tables.decisions[0].name).decide
    names = OUTPUTS[family]
    if len(names) > 1:
        return decide
    # A table with one output gives the bare value.
    return lambda inputs: {names[0]: decide(inputs)}


if __name__ == "__main__":
    main(load)
