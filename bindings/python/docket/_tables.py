"""Loading tables and deciding by them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Type, Union

from . import _native, _values
from ._errors import DecisionError, LoadError, UnknownDecisionError
from ._native import Decision

_native.set_hooks(
    LoadError._from_json, DecisionError._from_json, UnknownDecisionError._from_json,
    _values.to_feel, _values.from_feel, Decimal, DecisionError)

Now = Union[datetime, str, None]


@dataclass(frozen=True)
class InputInfo:
    """An input of a decision."""

    name: str
    type: str
    label: Optional[str] = None


@dataclass(frozen=True)
class DecisionInfo:
    """What is known of a decision."""

    name: str
    file: str
    type: str
    rules: int
    inputs: Tuple[InputInfo, ...]
    label: Optional[str] = None


class Tables(_native.Tables):
    """Tables that were loaded together; they never change, and any number of threads may use them.

    Made by `load` and `load_files`.
    """

    _is_strict: bool
    _is_float: bool
    _decisions: Dict[Tuple[str, int], Decision]

    @property
    def decisions(self) -> List[DecisionInfo]:
        """The decisions, in the order of their files."""
        found = []
        for entry in json.loads(self._list()):
            inputs = tuple(InputInfo(**each) for each in entry.pop("inputs"))
            found.append(DecisionInfo(inputs=inputs, **entry))
        return found

    def decision(self, name: str) -> Decision:
        """A decision by its name or label, to be called with a dict of inputs many times.

        Raises UnknownDecisionError.
        """
        return self._decision(name, 0)

    def decide(self, name: str, inputs: Dict[str, Any], *, now: Now = None) -> Any:
        """The result of a decision: a dict for several outputs, the bare value for one.

        Names of inputs are names or labels. `now` takes the place of the clock. Raises DecisionError
        where there is no result, UnknownDecisionError where there is no such decision.
        """
        decision = self._decisions.get((name, 0)) or self._decision(name, 0)
        return decision.decide(inputs) if now is None else decision.decide(inputs, now=_text(now))

    def decide_many(
        self, name: str, inputs: Iterable[Dict[str, Any]], *, now: Now = None,
        return_errors: bool = False,
    ) -> List[Any]:
        """The results of a decision for many dicts, in their order; faster than one call after the other.

        The first DecisionError ends it; its `index` is the place of the inputs. With `return_errors`
        such errors stand in the list instead, and the others are decided.
        """
        decision = self._decisions.get((name, 0)) or self._decision(name, 0)
        return decision.decide_many(inputs, now=_text(now), return_errors=return_errors)

    def explain(
        self, name: str, inputs: Dict[str, Any], *, all_rules: bool = False, now: Now = None
    ) -> Dict[str, Any]:
        """The story of a decision: `result`, `matched` rules with their places, `inputs` as they
        were tested, `rejected` rules with the test that failed, the `nearest` rule with what would have to
        change, and `requires`, the stories of required decisions; `all_rules` names every rejected rule.
        """
        flag = _native.EXPLAIN_ALL if all_rules else _native.EXPLAIN
        return self._decision(name, flag).decide(inputs, now=_text(now))

    def decide_lines(self, name: str, lines: Union[bytes, str]) -> bytes:
        """Answers to JSON lines, as JSON lines, without Python values in between.

        The lock of the interpreter is let go of meanwhile, so several threads decide at once. A
        line that cannot be decided is answered ``{"error": …}``.
        """
        data = lines.encode() if isinstance(lines, str) else lines
        return self._decide_lines(name, data, _native.STRICT if self._is_strict else 0)

    def _decision(self, name: str, flags: int) -> Decision:
        known = self._decisions.get((name, flags))
        if known is None:
            strict = _native.STRICT if self._is_strict else 0
            known = Decision(self, name, flags | strict, self._is_float)
            self._decisions[name, flags] = known
        return known

    def __contains__(self, name: str) -> bool:
        try:
            self.decision(name)
        except UnknownDecisionError:
            return False
        return True

    def __repr__(self) -> str:
        return f"<docket.Tables: {', '.join(each.name for each in self.decisions)}>"


def load(
    path: Union[str, "os.PathLike[str]"], *, strict: bool = False,
    numbers: Type[Union[Decimal, float]] = Decimal,
) -> Tables:
    """Loads a file or a folder of tables: CSV, XLSX, ODS, DMN and the rest.

    With `strict` a missing or unknown input, or one of the wrong type, is an error. `numbers` is the class
    of numbers in results that are not whole. Raises LoadError with all that is wrong.
    """
    return _finish(Tables(os.fspath(path), ()), strict, numbers)


def load_files(
    files: Union[Mapping[str, Union[bytes, str]], Iterable[Tuple[str, Union[bytes, str]]]], *,
    strict: bool = False, numbers: Type[Union[Decimal, float]] = Decimal,
) -> Tables:
    """Loads tables from memory, by name and content; the extension tells what a file is."""
    pairs = files.items() if isinstance(files, Mapping) else files
    encoded = tuple((name, data.encode() if isinstance(data, str) else data) for name, data in pairs)
    return _finish(Tables(None, encoded), strict, numbers)


def _finish(tables: Tables, strict: bool, numbers: type) -> Tables:
    if numbers not in (Decimal, float):
        raise ValueError("numbers is decimal.Decimal or float")
    tables._is_strict = strict
    tables._is_float = numbers is float
    tables._decisions = {}
    return tables


def _text(now: Now) -> Optional[str]:
    if isinstance(now, datetime):
        return _values.to_feel(now)[1]
    return now
