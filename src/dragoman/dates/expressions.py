"""Finds time expressions in a sentence and works out which days each means; which event they date is told elsewhere.

A small grammar over words from `tables/`, and not a general date parser: those guess ("may", "second", "in sun"), give
a day and no range, know nothing of what is told as done or as planned, and are slow to import and to run.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from dragoman.errors import TableError
from dragoman.records import Sentence

TABLES = Path(__file__).parent / "tables"


class TimeExpression(msgspec.Struct, frozen=True):
    """Words that say when, and the days they mean.

    Attributes:
        start, end: offsets in the article's text; text: the characters between them.
        past: the day, ISO `YYYY-MM-DD`, or the range, `first/last` with both days in it, when the deed is told as done;
            never later than the article; empty where it cannot be worked out.
        future: the same when the deed is told as planned.
    """

    start: int
    end: int
    text: str
    past: str
    future: str

    @property
    def value(self) -> str:
        """The day or range for a deed told as done, or else for one told as planned."""
        return self.past or self.future


def find_dates(sentence: Sentence, article_date: str = "") -> list[TimeExpression]:
    """Find the time expressions of a sentence.

    Args:
        sentence: the sentence; only its text and offsets are read.
        article_date: day of publication, ISO `YYYY-MM-DD`; where it is empty only expressions with a year
            are worked out.
    Returns: the expressions in the order of the text; none overlap.
    Raises: ValueError when the article's date is no ISO day.
    """
    today = date.fromisoformat(article_date) if article_date else None
    text = sentence.text
    if not _ANY.search(text):
        return []
    return [
        TimeExpression(
            start=sentence.start + found.start,
            end=sentence.start + found.end,
            text=text[found.start : found.end],
            past=_written(_told_past(found.past, today)),
            future=_written(_told_future(found.future, today)),
        )
        for found in _joined(text, _simple(text, today), today)
    ]


class Days(NamedTuple):
    """A first and a last day."""

    first: date
    last: date


class Found(NamedTuple):
    """A simple expression: where it stands in the sentence, and what it means when told as done and as planned."""

    start: int
    end: int
    past: Days | None
    future: Days | None
    kind: str
    reading: "Reading | None" = None


# What an expression means: given the article's date and whether it is told as planned, the days.
Reading = Callable[[date | None, bool], Days | None]


def _simple(text: str, today: date | None) -> list[Found]:
    """Return the expressions that stand by themselves, the longer one where two overlap."""
    found: list[Found] = []
    folded = text.casefold()
    for pattern in _patterns():
        if not any(word in folded for word in pattern.words):
            continue
        for match in pattern.expression.finditer(text):
            reading = pattern.read(match)
            if reading is None:
                continue
            days = _safely(reading, today, False), _safely(reading, today, True)
            # The stop behind an abbreviated month is also the sentence's.
            end = match.end() - match[0].endswith(".")
            found.append(Found(match.start(), end, *days, pattern.kind, reading))
    found.sort(key=lambda item: (item.start, item.start - item.end))
    kept: list[Found] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
        elif item.end - item.start > kept[-1].end - kept[-1].start:
            kept[-1] = item
    return kept


_JOINT = re.compile(r"\s+(?:and|to|until|till|through)\s+")
_BEFORE = re.compile(r"\b(between|from|in|during|since|until|till|by|before|through)\s+$", re.IGNORECASE)
_OPEN_ENDED = ("until", "till", "by", "before", "through")


def _joined(text: str, simple: list[Found], today: date | None) -> Iterator[Found]:
    """Yield the expressions, with "between A and B", "since A" and "until A" put together."""
    position = 0
    while position < len(simple):
        one = simple[position]
        before = _BEFORE.search(text, max(0, one.start - 10), one.start)
        word = before[1].casefold() if before else ""
        start = before.start() if before else one.start
        other = simple[position + 1] if position + 1 < len(simple) else None
        joint = other is not None and _JOINT.fullmatch(text, one.end, other.start)
        both_months = other is not None and one.kind == other.kind == "month"
        if other is not None and joint and (word in ("between", "from") or (word in ("in", "during") and both_months)):
            yield Found(start, other.end, _span(one, other, today, False), _span(one, other, today, True), "range")
            position += 2
            continue
        if word == "since" and one.past is not None:
            last = today or one.past.last
            days = Days(one.past.first, max(one.past.first, last)) if today else None
            yield Found(start, one.end, days, days, "range")
        elif word in _OPEN_ENDED and one.future is not None and today is not None and one.future.last >= today:
            yield Found(start, one.end, one.past, Days(today, one.future.last), "range")
        else:
            yield one
        position += 1


def _span(one: Found, other: Found, today: date | None, planned: bool) -> Days | None:
    """Return the days from one expression to another; the earlier one takes its year from the later one."""
    if planned:
        first = one.future
        last = _safely(other.reading, first.first, True) if first and other.reading and today else other.future
    else:
        last = other.past
        first = _safely(one.reading, last.first, False) if last and one.reading and today else one.past
    if first is None or last is None or first.first > last.last:
        return None
    return Days(first.first, last.last)


def _safely(reading: Reading | None, today: date | None, planned: bool) -> Days | None:
    """Return what an expression means, None for days that no calendar has."""
    try:
        return reading(today, planned) if reading else None
    except (ValueError, OverflowError):
        return None


def _told_past(days: Days | None, today: date | None) -> Days | None:
    """Cut days told as done at the article's date."""
    if days is None or today is None:
        return days
    return Days(days.first, min(days.last, today)) if days.first <= today else None


def _told_future(days: Days | None, today: date | None) -> Days | None:
    """Cut the part of planned days that lies before the article."""
    if days is None or today is None or days.last < today:
        return days
    return Days(max(days.first, today), days.last)


def _written(days: Days | None) -> str:
    if days is None:
        return ""
    return days.first.isoformat() if days.first == days.last else f"{days.first.isoformat()}/{days.last.isoformat()}"


# Readings: each takes what the pattern matched and returns the reading.


def _day(match: re.Match[str]) -> Reading | None:
    """Read "March 3", "3 March 2019", "Monday, March 3", "5 to 7 February"."""
    month = _words("month")[match["month"]]
    first = int(match["day"])
    last = int(match["last"] or first)
    if not 1 <= first <= 31 or not first <= last <= 31:
        return None

    def reading(today: date | None, planned: bool) -> Days | None:
        def of(year: int) -> Days:
            return Days(date(year, month, first), date(year, month, last))

        named = _words("weekday")[match["weekday"]] if match["weekday"] else None
        if named is not None and today is not None and not match["year"] and first == last:
            # The weekday tells the year: "Wednesday, April 4" in an article of March.
            days = [of(today.year + step) for step in (0, -1, 1)]
            near = [item for item in days if item.first.weekday() == named]
            if near:
                return min(near, key=lambda item: abs(item.first - today))
        return _in_year(match["year"], today, planned, of)

    return reading


def _month(match: re.Match[str]) -> Reading | None:
    """Read "in March", "early January 2014", "last September", "October last year"; a bare "March" is no time."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    relation = (match["relation"] or "").casefold()
    if not (match["part"] or relation or match["year"] or _PREPOSITION.search(before)):
        return None
    month = _words("month")[match["month"]]
    part = _words("part")[_plain(match["part"])] if match["part"] else 0

    def of(year: int) -> Days:
        last = calendar.monthrange(year, month)[1]
        return Days(date(year, month, (1, 1, 11, 21)[part]), date(year, month, (last, 10, 20, last)[part]))

    def reading(today: date | None, planned: bool) -> Days | None:
        if not relation or match["year"]:
            return _in_year(match["year"], today, planned, of)
        if today is None:
            return None
        if relation == "this":
            return of(today.year)
        if relation == "last":
            return of(today.year) if of(today.year).last < today.replace(day=1) else of(today.year - 1)
        return of(today.year) if of(today.year).first > today else of(today.year + 1)

    return reading


def _in_year(year: str | None, today: date | None, planned: bool, of: Callable[[int], Days]) -> Days | None:
    """Return the days in the year told, or in the last year in which they had begun, or the next in which they end."""
    if year and year.isdigit():
        return of(int(year))
    if today is None:
        return None
    if year:
        return of(today.year + _shift(year.split()[0]))
    # Eight years hold a 29 February in any case.
    for step in range(9):
        try:
            days = of(today.year + step if planned else today.year - step)
        except ValueError:
            continue
        if (planned and days.last >= today) or (not planned and days.first <= today):
            return days
    return None


def _year(match: re.Match[str]) -> Reading | None:
    """Read "in 2014", "late 2016", "the 2004 revolt"; a bare number is no year."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    if not (match["part"] or _PREPOSITION.search(before) or _ARTICLE.search(before)):
        return None
    year = int(match["year"])
    part = _words("part")[_plain(match["part"])] if match["part"] else 0
    first, last = ((1, 12), (1, 4), (5, 8), (9, 12))[part]
    return _fixed(Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])))


def _end_of_year(match: re.Match[str]) -> Reading | None:
    """Read "the end of 2015" and "the end of the year"; the end of a year is its last months."""
    part = _words("part")[_plain(match["part"])]
    first, last = ((1, 12), (1, 4), (5, 8), (9, 12))[part]

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        year = today.year + _shift(match["relation"])
        return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))

    return reading


def _years(match: re.Match[str]) -> Reading | None:
    """Read "2011-2014"."""
    first, last = int(match["first"]), int(match["last"])
    return _fixed(Days(date(first, 1, 1), date(last, 12, 31))) if first < last else None


def _decade(match: re.Match[str]) -> Reading | None:
    """Read "the 1990s", "the late 1980s"."""
    year = int(match["year"])
    first, last = ((0, 9), (0, 3), (4, 6), (7, 9))[_words("part")[_plain(match["part"])] if match["part"] else 0]
    return _fixed(Days(date(year + first, 1, 1), date(year + last, 12, 31)))


def _season(match: re.Match[str]) -> Reading | None:
    """Read "the summer of 2014" and "last winter"."""
    month = _words("season")[match["season"].casefold()]
    relation = (match["relation"] or "").casefold()

    def of(year: int) -> Days:
        last_year, last_month = (year, month + 2) if month < 11 else (year + 1, month - 10)
        return Days(date(year, month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]))

    def reading(today: date | None, planned: bool) -> Days | None:
        if match["year"]:
            return of(int(match["year"]))
        if today is None:
            return None
        if relation == "next":
            return of(today.year) if of(today.year).first > today else of(today.year + 1)
        if relation == "last":
            return of(today.year) if of(today.year).last < today else of(today.year - 1)
        return _in_year(None, today, planned, of)

    return reading


def _fraction(match: re.Match[str]) -> Reading | None:
    """Read "the first half of 2021" and "the third quarter of last year"."""
    which = _words("ordinal")[match["ordinal"].casefold()]
    months = 6 if match["fraction"].casefold() == "half" else 3
    which = min(which, 12 // months)

    def reading(today: date | None, planned: bool) -> Days | None:
        def of(year: int) -> Days:
            last = which * months
            return Days(date(year, last - months + 1, 1), date(year, last, calendar.monthrange(year, last)[1]))

        return _in_year(match["year"], today, planned, of)

    return reading


def _numeric(match: re.Match[str]) -> Reading | None:
    """Read "2019-07-17" and "17/07/2019"; "04/05/2019" may be two days and means none."""
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
        else:
            one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
            if one <= 12 and two <= 12 and one != two:
                return _unknown
            day = date(year, two, one) if one > 12 else date(year, one, two)
    except ValueError:
        return None
    return _fixed(Days(day, day))


def _weekday(match: re.Match[str]) -> Reading | None:
    """Read "on Monday", "last Wednesday", "late on Friday night"; "the fourth Thursday in May" is none of them."""
    if match["ordinal"] and not match["relation"]:
        return _unknown
    weekday = _words("weekday")[match["weekday"]]
    relation = (match["relation"] or "").casefold()

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        back, on = (today.weekday() - weekday) % 7, (weekday - today.weekday()) % 7
        if relation in ("last", "this past"):
            day = today - timedelta(days=back or 7)
        elif relation == "next":
            day = today + timedelta(days=on or 7)
        else:
            day = today + timedelta(days=on) if planned else today - timedelta(days=back)
        return Days(day, day)

    return reading


def _counted_phrase(match: re.Match[str]) -> Reading | None:
    """Read "yesterday", "overnight", "the day before yesterday"; "the next day" counts from something else."""
    first_last = _phrases()[_plain(match["phrase"])]
    if first_last is None:
        return _unknown

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        return Days(today + timedelta(days=first_last[0]), today + timedelta(days=first_last[1]))

    return reading


def _period(match: re.Match[str]) -> Reading | None:
    """Read "last week", "earlier this month", "next year"."""
    shift = _shift(match["relation"])
    unit = match["unit"].casefold()

    def reading(today: date | None, planned: bool) -> Days | None:
        return _calendar(unit, today, shift) if today else None

    return reading


def _weekend(match: re.Match[str]) -> Reading | None:
    """Read "over the weekend", "last weekend", "this weekend"."""
    relation = _plain(match["relation"])

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
        if relation == "last":
            saturday -= timedelta(days=7)
        elif relation == "next":
            saturday += timedelta(days=7)
        elif not planned and saturday > today:
            saturday -= timedelta(days=7)
        return Days(saturday, saturday + timedelta(days=1))

    return reading


def _ago(match: re.Match[str]) -> Reading | None:
    """Read "two days ago" (a day), "three months ago" (that month), "hours ago" (the day of the article)."""
    unit = match["unit"].casefold()
    number = _number(match["number"])
    days = _words("unit")[unit]
    if days == 0:
        number = min(number or 1, 24)
    elif number is None:
        return _unknown

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None or number is None:
            return None
        if unit in ("month", "year", "decade"):
            return _calendar(unit, today, -number)
        day = today - timedelta(days=days * number)
        return Days(day, day)

    return reading


def _stretch(match: re.Match[str]) -> Reading | None:
    """Read "the past 24 hours", "the last seven days", "the next week": up to the article's date, or from it on."""
    number = _number(match["number"]) if match["number"] else 1
    if number is None:
        return _unknown
    ahead = match["relation"].casefold() in ("next", "coming")
    unit = match["unit"].casefold()
    length = _length(number, unit)

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        return Days(today, today + length) if ahead else Days(today - length, today)

    return reading


def _ahead(match: re.Match[str]) -> Reading | None:
    """Read "in two days" (that day) and "within 48 hours" (until then), of what is planned."""
    number = _number(match["number"])
    if number is None:
        return None
    length = _length(number, match["unit"].casefold())
    within = match["how"].casefold() == "within"

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None or not planned:
            return None
        return Days(today if within else today + length, today + length)

    return reading


def _day_of_month(match: re.Match[str]) -> Reading | None:
    """Read "on the 15th"."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None

    def reading(today: date | None, planned: bool) -> Days | None:
        if today is None:
            return None
        for step in range(13):
            months = today.year * 12 + today.month - 1 + (step if planned else -step)
            try:
                answer = date(months // 12, months % 12 + 1, day)
            except ValueError:
                continue
            if (planned and answer >= today) or (not planned and answer <= today):
                return Days(answer, answer)
        return None

    return reading


def _feast(match: re.Match[str]) -> Reading | None:
    """Read "Christmas Day"."""
    month, day = _feasts()[match["feast"]]

    def reading(today: date | None, planned: bool) -> Days | None:
        def of(year: int) -> Days:
            return Days(date(year, month, day), date(year, month, day))

        return _in_year(match["year"], today, planned, of)

    return reading


def _reference(match: re.Match[str]) -> Reading | None:
    """Read "two days later", "a week earlier": counted from something that the expression does not tell."""
    return _unknown


def _unknown(today: date | None, planned: bool) -> Days | None:
    return None


def _fixed(days: Days) -> Reading:
    return lambda today, planned: days


def _calendar(unit: str, today: date, shift: int) -> Days:
    """Return the week (from Monday), month or year that lies `shift` from the one that a day is in."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * shift)
        return Days(monday, monday + timedelta(days=6))
    if unit == "month":
        months = today.year * 12 + today.month - 1 + shift
        year, month = months // 12, months % 12 + 1
        return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    years = shift * (10 if unit == "decade" else 1)
    return Days(date(today.year + years, 1, 1), date(today.year + years, 12, 31))


def _length(number: int, unit: str) -> timedelta:
    if unit == "hour":
        return timedelta(days=max(1, round(number / 24)))
    return timedelta(days=number * _words("unit")[unit])


def _shift(relation: str) -> int:
    """Return -1 for the last, 0 for this and 1 for the next."""
    word = relation.casefold()
    return -1 if word == "last" else 1 if word in ("next", "coming") else 0


def _number(word: str | None) -> int | None:
    """Return the number of a number word, None where it is not told."""
    if word is None:
        return None
    plain = _plain(word)
    if plain.isdigit():
        return int(plain) if len(plain) <= 4 else None
    return _numbers()[plain]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|between|from|to|and|by|during|of|through|before|after|on|late|early)\s+$", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:\b[Tt]he\s+|\()$")


class Pattern(NamedTuple):
    """A rule of the grammar: it is tried only on sentences that hold one of its words, which saves most of the time."""

    kind: str
    words: tuple[str, ...]
    expression: re.Pattern[str]
    read: Callable[[re.Match[str]], Reading | None]


@cache
def _patterns() -> tuple[Pattern, ...]:
    """Return the grammar. Months, weekdays and feasts count only with a capital letter."""
    month = _alternatives("month", case=True)
    weekday = _alternatives("weekday", case=True)
    unit = _alternatives("unit")
    number = rf"(?P<number>\d{{1,4}}|{_alternatives('number')})"
    part = rf"(?P<part>{_alternatives('part')})"
    season = rf"(?P<season>{_alternatives('season')})\b"
    ordinal = rf"(?P<ordinal>{_alternatives('ordinal')})"
    year = r"(?:1[4-9]|20)\d\d(?![\d%]|[.,]\d)"
    told_year = rf"(?P<year>{year}|(?i:last|this|next)\s+year)"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    last = r"(?:(?:\s?[-–]\s?|\s+(?:to|and)\s+)(?P<last>\d{1,2})(?:st|nd|rd|th)?)?"
    named = rf"(?:\b(?P<weekday>{weekday}),?\s+\(?)?"
    months = tuple({word.casefold() for word in _kind("month")})
    weekdays = tuple({word.casefold() for word in _kind("weekday")})
    feasts = tuple({word.casefold() for word in _kind("feast")})
    seasons = tuple(_kind("season"))
    units = tuple(_kind("unit"))
    century = tuple(f"{number}" for number in range(14, 21))
    table = (
        (
            "day",
            months,
            rf"{named}\b(?:the\s+)?{day}{last}\s+(?:of\s+)?(?P<month>{month})\b\.?(?:,?\s+{told_year})?",
            _day,
        ),
        (
            "day",
            months,
            rf"{named}\b(?P<month>{month})\.?\s+{day}{last}(?![\d%]|[.,:]\d)(?:,?\s+{told_year})?",
            _day,
        ),
        ("feast", feasts, rf"\b(?P<feast>{_alternatives('feast', case=True)})(?:,?\s+{told_year})?", _feast),
        ("phrase", tuple(_phrases()), rf"(?i:\b(?P<phrase>{_either(_phrases())})\b)(?!['’])", _counted_phrase),
        (
            "month",
            months,
            rf"(?:\b(?i:{part})[\s-]+)?(?:\b(?P<relation>(?i:last|this|next))\s+)?\b(?P<month>{month})\b\.?"
            rf"(?:,?\s+(?:of\s+)?{told_year})?",
            _month,
        ),
        ("years", century, r"\b(?P<first>(?:1[4-9]|20)\d\d)\s?[-–]\s?(?P<last>(?:1[4-9]|20)\d\d)\b(?!-)", _years),
        ("decade", century, rf"(?i:\b(?:the\s+)?(?:{part}[\s-]+)?(?P<year>(?:1[4-9]|20)\d0)['’]?s\b)", _decade),
        (
            "year",
            century,
            rf"(?:\b(?i:{part})[\s-]+|(?<![\d.,/$€£-]))\b(?P<year>{year})\b(?![-–/]\d)",
            _year,
        ),
        ("year", ("year",), rf"(?i:\b{part}\s+(?:(?P<relation>last|this|next|the)\s+year)\b)", _end_of_year),
        ("season", seasons, rf"(?i:\b(?P<relation>last|this|next)\s+{season})(?:,?\s+(?P<year>{year}))?", _season),
        (
            "season",
            seasons,
            rf"(?i:\b(?P<relation>the)\s+)?\b(?i:{season})(?:,?\s+(?:of\s+)?(?P<year>{year}))",
            _season,
        ),
        (
            "fraction",
            ("quarter", "half"),
            rf"(?i:\b(?:the\s+)?{ordinal}\s+(?P<fraction>quarter|half)\s+of\s+){told_year}",
            _fraction,
        ),
        (
            "numeric",
            century,
            r"(?<![\d/-])(?:(?P<iso>\d{4}-\d\d-\d\d)|(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4}))(?![\d/-])",
            _numeric,
        ),
        (
            "weekday",
            weekdays,
            rf"(?:\b(?i:early|late|later|earlier)\s+(?:on\s+)?)?"
            rf"(?:\b(?P<relation>(?i:last|next|this\s+past|this))\s+|\b(?i:{ordinal})\s+)?"
            rf"\b(?P<weekday>{weekday})\b(?:\s+(?:{_alternatives('daypart')})\b)?",
            _weekday,
        ),
        (
            "period",
            units,
            r"(?i:\b(?:(?:earlier|later)\s+)?(?P<relation>last|this|next)\s+(?P<unit>week|month|year|decade)\b)(?!['’]s)",
            _period,
        ),
        (
            "weekend",
            ("weekend",),
            r"(?i:\b(?P<relation>the|last|this\s+past|this|next|this\s+coming)\s+weekend\b)",
            _weekend,
        ),
        ("ago", ("ago",), rf"(?i:\b(?:{number}\s+)?(?P<unit>{unit})s?\s+ago\b)", _ago),
        (
            "stretch",
            units,
            rf"(?i:\bthe\s+(?P<relation>past|last|next|coming)\s+(?:{number}\s+)?(?P<unit>{unit})s?\b)",
            _stretch,
        ),
        (
            "ahead",
            units,
            rf"(?i:\b(?P<how>in|within)\s+{number}\s+(?P<unit>{unit})s?\b)(?!\s+of\b|['’-])",
            _ahead,
        ),
        (
            "day of month",
            ("on the",),
            r"(?i:\bon\s+the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b)(?=\s*(?:[.,;:)]|and\b|$))",
            _day_of_month,
        ),
        (
            "reference",
            ("earlier", "later", "before", "after"),
            rf"(?i:\b{number}\s+(?:{unit})s?\s+(?:earlier|later|before|after)\b)",
            _reference,
        ),
    )
    return tuple(Pattern(kind, words, re.compile(source), read) for kind, words, source, read in table)


# A sentence without any of these holds no time.
_ANY = re.compile(
    r"\d|\b(?:[JFMASOND][a-z]{2,8}|\w+day|[Tt]o(?:day|night|morrow)|[Oo]vernight|[Aa]go|\w+ly|[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast"
    r"|[Cc]oming|[Rr]ecent|days?|weeks?|weekend|months?|years?|hours?|morning|evening|night|earlier|later|within)\b"
)


@cache
def _rows(table: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    path = TABLES / table
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf8").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            cells = tuple(line.split("\t"))
            if len(cells) != len(columns):
                raise TableError(f"{path}, line {number}: {len(columns)} columns are wanted, {len(cells)} found")
            rows.append(cells)
    if not rows or rows[0] != columns:
        raise TableError(f"{path}: the columns must be {', '.join(columns)}")
    return tuple(rows[1:])


@cache
def _kind(kind: str) -> dict[str, str]:
    """Return the words of one kind with their values as they stand in the table."""
    return {word: value for row_kind, word, value in _rows("words.tsv", ("kind", "word", "value")) if row_kind == kind}


@cache
def _words(kind: str) -> dict[str, int]:
    return {word: int(value) for word, value in _kind(kind).items()}


@cache
def _numbers() -> dict[str, int | None]:
    return {word: None if value == "?" else int(value) for word, value in _kind("number").items()}


@cache
def _feasts() -> dict[str, tuple[int, int]]:
    return {word: (int(value[:2]), int(value[3:])) for word, value in _kind("feast").items()}


@cache
def _phrases() -> dict[str, tuple[int, int] | None]:
    return {
        phrase: (int(first), int(last)) if first else None
        for phrase, first, last in _rows("days.tsv", ("phrase", "first", "last"))
    }


@lru_cache(maxsize=32)
def _alternatives(kind: str, case: bool = False) -> str:
    source = _either(_kind(kind))
    return source if case else f"(?i:{source})"


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
