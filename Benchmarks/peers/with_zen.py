"""GoRules zen (Rust) by its Python package: table.jdm.json, held by the engine's static loader, which is its
fastest way; a dict in, a dict out."""

import json
import os

import zen
from measure import main


def load(folder, family):
    with open(os.path.join(folder, "table.jdm.json")) as file:
        content = json.load(file)
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"table": content}}}).evaluate
    return lambda inputs: evaluate("table", inputs)["result"]


if __name__ == "__main__":
    main(load)
