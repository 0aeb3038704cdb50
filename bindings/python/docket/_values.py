"""Values that are seldom enough to be turned into others in Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Tuple

# The kinds of items in docket.h.
DECIMAL, TIME, DATE_AND_TIME, DAYS_AND_TIME, YEARS_AND_MONTHS, FEEL = 3, 6, 7, 8, 9, 13
KNOWN = -1


class Feel(str):
    """A range or a function, as its FEEL text."""


@dataclass(frozen=True, order=True)
class YearsAndMonths:
    """A duration in months, for which Python has no type of its own."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text


def to_feel(value: Any) -> Tuple[int, Any]:
    """A value as text of a kind, or KNOWN and a value that needs no further help."""
    if isinstance(value, datetime):
        return DATE_AND_TIME, _zoned(value)
    if isinstance(value, time):
        return TIME, _zoned(value)
    if isinstance(value, timedelta):
        sign = "-" if value < timedelta(0) else ""
        value = abs(value)
        fraction = f".{value.microseconds:06}" if value.microseconds else ""
        return DAYS_AND_TIME, f"{sign}P{value.days}DT{value.seconds}{fraction}S"
    if isinstance(value, YearsAndMonths):
        return YEARS_AND_MONTHS, str(value)
    if isinstance(value, Decimal):
        return DECIMAL, str(value)
    if isinstance(value, Mapping):
        return KNOWN, dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return KNOWN, {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Collection) and not isinstance(value, (bytes, bytearray, memoryview)):
        return KNOWN, list(value)
    # Scalars of numpy and its like.
    if callable(getattr(value, "item", None)) and not getattr(value, "ndim", 0):
        return KNOWN, value.item()
    raise TypeError(f"no input can be of class {type(value).__name__}: {value!r:.100}")


def _zoned(value: Any) -> str:
    zone = getattr(value.tzinfo, "key", None)
    return f"{value.replace(tzinfo=None).isoformat()}@{zone}" if zone else value.isoformat()


def from_feel(kind: int, text: str) -> Any:
    """The value of a text; what Python has no value for stays text."""
    if kind == FEEL:
        return Feel(text)
    try:
        if kind == TIME:
            return _clock(text)
        if kind == DATE_AND_TIME:
            day, _, clock = text.partition("T")
            return datetime.combine(date.fromisoformat(day), _clock(clock))
        if kind == DAYS_AND_TIME:
            return _days_and_time(text)
        if kind == YEARS_AND_MONTHS:
            return _years_and_months(text)
    except (ValueError, OverflowError):
        pass
    return text


_CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@(.+))?")


def _clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if not match:
        raise ValueError(text)
    hour, minute, second = map(int, match.group(1, 2, 3))
    microsecond = int(((match[4] or "") + "000000")[:6])
    zone: Any = None
    if match[5]:
        zone = timezone.utc
    elif match[6]:
        hours, minutes, seconds = (int(part or 0) for part in match.group(7, 8, 9))
        offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        zone = timezone(-offset if match[6] == "-" else offset)
    elif match[10]:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            zone = ZoneInfo(match[10])
        except ZoneInfoNotFoundError as error:
            raise ValueError(text) from error
    return time(hour, minute, second, microsecond, zone)


_DAYS = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?")
_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")


def _days_and_time(text: str) -> timedelta:
    match = _DAYS.fullmatch(text)
    if not match:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4, 5))
    microseconds = int(((match[6] or "") + "000000")[:6])
    value = timedelta(days, seconds, microseconds, 0, minutes, hours)
    return -value if match[1] else value


def _years_and_months(text: str) -> YearsAndMonths:
    match = _MONTHS.fullmatch(text)
    if not match:
        raise ValueError(text)
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearsAndMonths(-months if match[1] else months)
