"""Finds the day of publication in a line of a page and checks days told from outside.

Days of events are left to the room `dates`."""

import re
from datetime import date
from functools import cache

from dragoman.pages.rows import rows

WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?)?(?: ?\(?(?-i:[A-Z]{2,5})(?:[+-]\d{1,2}(?::?\d{2})?)?\)?)?"


def iso_day(value: str) -> str:
    """Return a day told from outside the page as ISO `YYYY-MM-DD`.

    Args:
        value: `2021-06-20`, `2021-06-20T10:30:00Z`, `June 20, 2021`, `20 June 2021`, `20/06/2021`; empty for not told.
    Returns: the ISO day, or "" for an empty value.
    Raises: ValueError when the value is no day of the calendar, or could be read as two days (`03/04/2021`).
    """
    value = value.strip()
    if not value:
        return ""
    if re.fullmatch(r"\d{8}", value):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    found = _days().match(value[:80])
    day = _read(found) if found else ""
    rest = value[found.end() :] if found else ""
    if not day or not re.fullmatch(r"(?:[T ,]+\d{1,2}:\d{2}.{0,40})?", rest):
        raise ValueError(f'"{value[:40]}" is no day: write YYYY-MM-DD')
    return day


def find_day(text: str) -> str:
    """Return the first day with its year that a line tells, as ISO `YYYY-MM-DD`, or "" when there is none."""
    for found in _days().finditer(text[:600]):
        day = _read(found)
        if day:
            return day
    return ""


def nearest_day(month_and_day: str, near: str) -> str:
    """Return the day that a dateline's "June 20" means: in the year that brings it nearest to a known day.

    Args:
        month_and_day: such as `June 20` or `20 June`.
        near: an ISO day.
    Returns: an ISO day, or "" when either cannot be read.
    """
    try:
        known = date.fromisoformat(near)
    except ValueError:
        return ""
    candidates = []
    for year in (known.year - 1, known.year, known.year + 1):
        day = find_day(f"{month_and_day.strip(' ,.')} {year}")
        if day:
            candidates.append(day)
    return min(candidates, key=lambda day: abs(date.fromisoformat(day) - known), default="")


@cache
def day_pattern() -> str:
    """Return the regular expression (no groups, for use without regard to case) of a day with its year."""
    month = month_pattern()
    number = r"\d{1,2}(?:st|nd|rd|th)?"
    return (
        rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{month} {number},? ?\d{{4}}|{number}(?: of)?[ -]{month},?[ -]\d{{4}}"
        r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
    )


@cache
def month_pattern() -> str:
    """Return the regular expression (no groups) of a month's name."""
    return "(?:" + "|".join(row["name"] for row in rows("months")) + ")"


@cache
def _days() -> re.Pattern[str]:
    month = month_pattern()
    return re.compile(
        rf"(?:{WEEKDAY},? )?(?<![\w/.-])(?:"
        r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
        rf"|(?P<m2>{month}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y2>\d{{4}})"
        rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<m3>{month}),?[ -](?P<y3>\d{{4}})"
        r"|(?P<a4>\d{1,2})[/.-](?P<b4>\d{1,2})[/.-](?P<y4>\d{4}))(?!\d)",
        re.IGNORECASE,
    )


@cache
def _month_names() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(row["name"], re.IGNORECASE), int(row["number"])) for row in rows("months"))


def _month(name: str) -> int:
    return next((number for pattern, number in _month_names() if pattern.fullmatch(name)), 0)


def _read(found: re.Match[str]) -> str:
    part = found.groupdict()
    if part["y1"]:
        year, month, day = part["y1"], int(part["m1"]), int(part["d1"])
    elif part["y2"]:
        year, month, day = part["y2"], _month(part["m2"]), int(part["d2"])
    elif part["y3"]:
        year, month, day = part["y3"], _month(part["m3"]), int(part["d3"])
    else:
        year, first, second = part["y4"], int(part["a4"]), int(part["b4"])
        # Day first or month first: told apart only when one of them cannot be a month.
        if first != second and first <= 12 and second <= 12:
            return ""
        day, month = (first, second) if second <= 12 else (second, first)
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return ""
