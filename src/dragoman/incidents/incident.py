"""The incident: one event with all the reports that tell it, and where they disagree."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from dragoman.incidents.likeness import compare_places
from dragoman.incidents.telling import Where
from dragoman.records import Event, Party, Place
from dragoman.records.display import event_line, visible, voice_line

_NUMBERS = Path(__file__).parent / "tables" / "numbers.tsv"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report of an incident.

    Attributes:
        article: names the article. day: that of the article, ISO; empty when unknown.
        sources: where it was found, copies of the article among them.
        event: its record of the incident.
    """

    article: str
    day: str
    sources: tuple[str, ...]
    event: Event


class Differing(msgspec.Struct, frozen=True):
    """A detail that reports tell differently: each version with the articles that have it, the commonest first."""

    detail: str
    versions: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        told = (f"{version} ({len(articles)})" if len(articles) > 1 else version for version, articles in self.versions)
        return f"{self.detail}: {' / '.join(told)}"


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One event as several reports tell it.

    Attributes:
        number: names it among the incidents that it was asked for with.
        best: the record that tells it best. reports: all reports, in the order of their days.
        sources: all sources, in the order of the reports. first_report, last_report: days of reports, ISO or empty.
        differing: in which details reports disagree: "numbers", "blame", "place".
        voices: on whose word it is told, each once.
    """

    number: int
    best: Event
    reports: tuple[Report, ...]
    sources: tuple[str, ...]
    first_report: str
    last_report: str
    differing: tuple[Differing, ...]
    voices: tuple[str, ...]

    def __str__(self) -> str:
        return incident_block(self)


def make_incident(number: int, reports: Iterable[Report]) -> Incident:
    """Put the reports of one incident together.

    Args:
        number: the incident's name. reports: at least one, in any order; of one day the order is kept.
    """
    ordered = tuple(sorted(reports, key=lambda report: report.day or "9999"))
    days = [report.day for report in ordered if report.day]
    return Incident(
        number=number,
        best=max(ordered, key=_completeness).event,
        reports=ordered,
        sources=tuple(dict.fromkeys(source for report in ordered for source in report.sources)),
        first_report=days[0] if days else "",
        last_report=days[-1] if days else "",
        differing=tuple(
            Differing(detail, versions) for detail, versions in _details(ordered).items() if len(versions) > 1
        ),
        voices=tuple(dict.fromkeys(_voice(report) for report in ordered)),
    )


def incident_block(incident: Incident) -> str:
    """Return an incident as lines: its best record, what is told of its reports, and where they disagree."""
    days = " to ".join(dict.fromkeys(day for day in (incident.first_report, incident.last_report) if day))
    counts = [
        _count(len({report.article for report in incident.reports}), "report"),
        _count(len(incident.sources), "source"),
        _count(len(incident.voices), "voice"),
    ]
    lines = [
        f"{incident.number:>3}  {event_line(incident.best)}",
        "     " + " · ".join([*counts, days or "days of the reports unknown"]),
    ]
    lines += [f"     {visible(' '.join(str(differing).split()))}" for differing in incident.differing]
    return "\n".join(lines)


def number_told(text: str) -> int | None:
    """Return the number of people or things that a mention tells, such as 12 for "twelve pupils" and "12 pupils"."""
    words = text.casefold().replace(",", "").replace("-", " ").split()
    for place, word in enumerate(words):
        if word.isdecimal() and word.isascii():
            value = int(word[:12])
            scale = _number_words().get(words[place + 1], 1) if place + 1 < len(words) else 1
            return value * scale if scale >= 100 else value
        if word in _number_words():
            return _spelled(words[place:])
    return None


def _spelled(words: Sequence[str]) -> int:
    total = part = 0
    for word in words:
        value = _number_words().get(word)
        if value is None:
            break
        if value >= 1000:
            total, part = total + max(part, 1) * value, 0
        else:
            part = max(part, 1) * value if value == 100 else part + value
    return total + part


@cache
def _number_words() -> dict[str, int]:
    rows = [line.split("\t") for line in _NUMBERS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {word: int(value) for word, value in rows[1:]}


def _completeness(report: Report) -> tuple[float, int, int, int]:
    """Say how well a report tells an incident: how sure it is, how much it tells, how full the sentence is."""
    event = report.event
    told = sum((bool(event.date), event.place is not None, bool(event.modes)))
    named = sum(bool(party.code) and "UAF" not in party.code for party in (*event.actors, *event.recipients))
    return (event.status != "negated") + event.confidence, told + named, len(event.evidence), len(event.quote.quote)


def _details(reports: Sequence[Report]) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    return {
        "numbers": _versions(reports, _numbers),
        "blame": _versions(reports, _blame),
        "place": _places(reports),
    }


def _versions(reports: Sequence[Report], tell: Callable[[Event], str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = {}
    for report in reports:
        if version := tell(report.event):
            found.setdefault(version, []).append(report.article)
    return tuple(
        (version, tuple(articles)) for version, articles in sorted(found.items(), key=lambda item: -len(item[1]))
    )


def _numbers(event: Event) -> str:
    # Whoever suffers is counted first; of what has no recipients, such as a march, those who take part.
    for parties in (event.recipients, event.actors):
        told = [number for party in parties if (number := number_told(party.text)) is not None]
        if told:
            return str(max(told))
    return ""


def _blame(event: Event) -> str:
    known = sorted({_body(party) for party in event.actors if party.code and "UAF" not in party.code})
    if event.status == "negated" and known:
        return f"not {', '.join(known)}"
    return ", ".join(known)


def _body(party: Party) -> str:
    """Return the party's country, with its sector where that is no part of a state: a state's arms are one blame."""
    country, *sectors = party.code.split()
    return " ".join([country, *(sector for sector in sectors if sector in _NOT_OF_A_STATE)])


_NOT_OF_A_STATE = frozenset({"REB", "CRM", "PTY", "OPP", "CVL", "PRM"})


def _places(reports: Sequence[Report]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the towns that reports name, if some are not one; a region agrees with each town in it."""
    named = [(report.article, report.event.place) for report in reports if report.event.place is not None]
    groups: list[tuple[Place, list[str]]] = []
    for article, place in named:
        for known, articles in groups:
            if compare_places(_where(known), _where(place)) != "other":
                articles.append(article)
                break
        else:
            groups.append((place, [article]))
    return tuple((str(place), tuple(articles)) for place, articles in sorted(groups, key=lambda group: -len(group[1])))


def _where(place: Place) -> Where:
    return Where(
        place.text.casefold(), place.country, place.geonameid, place.latitude, place.longitude, place.admin1.casefold()
    )


def _voice(report: Report) -> str:
    """Return a report's voice: a narrator is as many voices as there are outlets, a party is one wherever it speaks."""
    voice = report.event.voice
    if voice.kind == "narrator":
        return f"narrator: {report.sources[0] if report.sources else report.article}"
    return f"{voice.kind}: {voice.code}" if voice.code else voice_line(voice)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
