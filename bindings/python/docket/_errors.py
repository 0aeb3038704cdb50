"""What can go wrong, with code, place and mend."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import List, Optional


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `str()` of it is what the docket command would print."""

    code: str
    """The stable code, such as ``SHEET-031``; docs/diagnostics.md explains each."""
    severity: str
    """``error``, ``warning`` or ``note``."""
    at: str
    """The place as people read it, such as ``shipping.csv[B3]``."""
    headline: str
    text: str = ""
    file: Optional[str] = None
    line: Optional[int] = None
    column: Optional[int] = None
    sheet: Optional[str] = None
    cell: Optional[str] = None
    found: Optional[str] = None
    expected: Optional[str] = None
    mend: Optional[str] = None
    """How to mend it."""

    def __str__(self) -> str:
        return self.text or f"{self.at}: {self.severity}: {self.code}: {self.headline}"


_FIELDS = {field.name for field in fields(Problem)}


class DocketError(Exception):
    """The base of all that Docket raises."""

    def __init__(self, problems: List[Problem]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        """All that is wrong, errors first."""

    @classmethod
    def _from_json(cls, text: str) -> "DocketError":
        problems = [
            Problem(**{name: value for name, value in problem.items() if name in _FIELDS})
            for problem in json.loads(text)
        ]
        return cls(sorted(problems, key=lambda problem: problem.severity != "error"))


class LoadError(DocketError):
    """The tables cannot be used: there are none, or there are faults in their files."""


class DecisionError(DocketError):
    """There is no result, such as where two rules of a Unique table match."""

    index: Optional[int] = None
    """The place of the inputs among many, from 0; None for a decision by itself."""


class UnknownDecisionError(DocketError, KeyError):
    """No decision has that name."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
