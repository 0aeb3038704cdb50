"""bkflow-dmn on table.csv. It parses the cells anew at each decision, and does not compare whole numbers with
fractions, so it is given fractions only."""

import csv
import os
import re

from bkflow_dmn.data_model import SingleDecisionTable
from measure import main


def cell(text):
    if text == "-":
        return ""
    return text if text.startswith('"') else re.sub(r"(?<![\d.])(\d+)(?=\.\.|[\])]|$)", r"\1.0", text)


def load(folder, family):
    with open(os.path.join(folder, "table.csv"), newline="") as file:
        head, *rows = csv.reader(file)

    def columns(role, convert):
        places = [place for place, title in enumerate(head) if title.startswith(role)]
        return {"cols": [{"id": head[place].split(":")[1]} for place in places],
                "rows": [[convert(row[place]) for place in places] for row in rows]}

    table = SingleDecisionTable(
        title=family, hit_policy={"routing": "First", "scoring": "Collect(Sum)"}[family],
        inputs=columns("in:", cell), outputs=columns("out:", str))
    return lambda inputs: table.decide(
        {name: float(value) if isinstance(value, int) else value for name, value in inputs.items()})[0]


if __name__ == "__main__":
    main(load)
