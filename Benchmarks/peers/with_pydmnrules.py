"""pyDMNrules on its own workbook (table.xlsx). Its results are named `Table.output`."""

import os

import pyDMNrules
from measure import main


def load(folder, family):
    rules = pyDMNrules.DMN()
    status = rules.load(os.path.join(folder, "table.xlsx"))
    if status and "errors" in status:
        raise SystemExit(str(status["errors"])[:1000])

    def decide(inputs):
        status, found = rules.decide(dict(inputs))
        if "errors" in status:
            raise RuntimeError(str(status["errors"])[:300])
        last = found[-1] if isinstance(found, list) else found
        return {name.split(".")[-1]: value for name, value in last["Result"].items() if name not in inputs
                and name.split(".")[-1] in ("route", "sla", "points")}

    return decide


if __name__ == "__main__":
    main(load)
