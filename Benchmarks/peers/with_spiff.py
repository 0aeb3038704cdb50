"""SpiffWorkflow's DMN engine on table.dmn, asked directly. Its cells are Python, so the tests are rewritten to
Python; it has no First and stops at the first match of Unique; what Collect gathers is added up here."""

import os
import re

from lxml import etree
from measure import main
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser


def python(test):
    if test == "-":
        return test
    if test.startswith('"'):
        return f"? in ({test},)"
    if test[0] in "<>":
        return f"? {test}"
    opening, low, high, closing = re.fullmatch(r"([\[(])(.+)\.\.(.+)([\])])", test).groups()
    return f"{low} {'<=' if opening == '[' else '<'} ? {'<=' if closing == ']' else '<'} {high}"


class Stub:
    """What the engine asks of the task that it belongs to."""

    name = bpmn_name = "decision"
    line_number = 0
    file = ""
    script_engine = PythonScriptEngine()

    def __init__(self, data=None):
        self.data = data
        self.task_spec = self.workflow = self


def load(folder, family):
    root = etree.parse(os.path.join(folder, "table.dmn")).getroot()
    space = root.tag[1:].split("}")[0]
    for link in root.findall(f".//{{{space}}}informationRequirement"):
        link.getparent().remove(link)
    for entry in root.iter(f"{{{space}}}inputEntry"):
        text = entry.find(f"{{{space}}}text")
        text.text = python(text.text)
    if family == "routing":
        root.find(f".//{{{space}}}decisionTable").set("hitPolicy", "UNIQUE")
    parser = DMNParser(None, root, {"dmn": space}, filename="table.dmn")
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    if family == "routing":
        return lambda inputs: engine.result(Stub(dict(inputs)))

    def decide(inputs):
        points = engine.result(Stub(dict(inputs)))["points"]
        return {"points": sum(points) if isinstance(points, list) else points}

    return decide


if __name__ == "__main__":
    main(load)
