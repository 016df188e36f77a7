"""The JSON form of a coded article: the codebook's gold record plus offsets, evidence and confidence.

Written and read back; checks that what it reads is whole; whether a type or a code exists is for the ontology to say.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from dragoman.errors import SourceError
from dragoman.records.article import Article, Cut, Segment
from dragoman.records.event import Event, Evidence, Party, Place, Status, Voice


def to_gold(article: Article, *, page: bool = False) -> dict[str, object]:
    """Return an article and its events as one plain dictionary, ready for JSON.

    Args:
        article: coded or not; an article without events gets an empty list.
        page: also write the page as received and the way back to it (`page`, `segments`), so that nothing is lost.
    Returns: the codebook's "Gold file" keys first (`id`, `date`, `title`, `text`, `events`), then the article's further
        fields. Offsets are characters of `text` (`start`, `end`) and of the page (`page_start`, `page_end`); -1 stands
        for "not in the text".
    """
    gold: dict[str, object] = {
        "id": article.id,
        "date": article.date,
        "title": article.title,
        "text": article.text,
        "events": [_event_to_gold(event) for event in article.events],
        "source": article.source,
        "language": article.language,
        "dateline": article.dateline,
        "author": article.author,
        "site": article.site,
        "encoding": article.encoding,
        "notes": list(article.notes),
        "cuts": [msgspec.to_builtins(cut) for cut in article.cuts],
    }
    if page:
        gold["page"] = article.page
        gold["segments"] = [msgspec.to_builtins(segment) for segment in article.segments]
    return gold


def from_gold(record: Mapping[str, object], *, where: str = "") -> Article:
    """Return the article that a gold dictionary holds; fields that hand-written gold files lack are worked out.

    A quote without offsets is looked up in the text, a mention without offsets in its quote and then in the text; a
    quote that stands only in the title keeps -1.

    Args:
        record: a dictionary as `to_gold` writes it, or as the codebook describes it under "Gold file".
        where: names the record in errors, such as `gold.jsonl:17`.
    Raises: SourceError when a field is missing or of the wrong kind, a date is none, a status or voice is unknown,
        offsets do not fit the text, or a quote stands neither in the text nor in the title.
    """
    name = where or f"record {record.get('id', '?')!r}"
    try:
        gold = msgspec.convert(dict(record), _GoldArticle)
    except msgspec.ValidationError as error:
        raise SourceError(f"{name}: {error}; write the record as the codebook's gold form asks.") from None
    if gold.date and not is_day(gold.date):
        raise SourceError(f"{name}: the date {gold.date!r} is no day; write it as YYYY-MM-DD or leave it empty.")
    article = Article(
        id=gold.id,
        text=gold.text,
        title=gold.title,
        date=gold.date,
        author=gold.author,
        site=gold.site,
        language=gold.language,
        source=gold.source,
        dateline=gold.dateline,
        page=gold.page,
        encoding=gold.encoding,
        segments=gold.segments,
        cuts=gold.cuts,
        notes=gold.notes,
    )
    events = tuple(_event_from_gold(event, article, f"{name}, event {n}") for n, event in enumerate(gold.events, 1))
    return msgspec.structs.replace(article, events=events)


def to_json(article: Article, *, page: bool = False) -> bytes:
    """Return the gold form as one line of JSON, UTF-8, without a line break at its end.

    A lone surrogate, which UTF-8 cannot hold, becomes `?`, one character for one, so that offsets stay right.
    """
    gold = to_gold(article, page=page)
    try:
        return msgspec.json.encode(gold)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(gold))


def read_jsonl(path: str | Path) -> Iterator[Article]:
    """Yield the articles of a file of gold records, one a line; empty lines are passed over.

    Raises: SourceError naming the file and line when the file cannot be opened or a line is no gold record.
    """
    with ExitStack() as open_files:
        try:
            file = open_files.enter_context(Path(path).open("rb"))
        except OSError as error:
            raise SourceError(f"{path}: cannot be read ({error.strerror}); check the name.") from None
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _from_line(line, f"{path}:{number}")


def is_day(text: str) -> bool:
    """Return whether the text is a day written as ISO `YYYY-MM-DD`."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def without_surrogates(value: Any) -> Any:
    """Return plain values, lists and dictionaries with `?` for each lone surrogate, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    return value


class _GoldPlace(msgspec.Struct, frozen=True):
    text: str
    country: str
    start: int | None = None
    end: int | None = None
    geonameid: int = 0
    latitude: float | None = None
    longitude: float | None = None
    admin1: str = ""


class _GoldParty(msgspec.Struct, frozen=True):
    text: str
    code: str
    start: int | None = None
    end: int | None = None
    why: str = ""


class _GoldEvent(msgspec.Struct, frozen=True):
    type: str
    status: Status
    actors: tuple[_GoldParty, ...]
    quote: str
    recipients: tuple[_GoldParty, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    place: _GoldPlace | None = None
    voice: Voice = Voice()
    optional: bool = False
    start: int | None = None
    end: int | None = None
    page_start: int | None = None
    page_end: int | None = None
    evidence: tuple[Evidence, ...] = ()
    date: str = ""
    trigger: str = ""
    confidence: float = 0.0
    parts: dict[str, float] = {}


class _GoldArticle(msgspec.Struct, frozen=True):
    id: str
    text: str
    events: tuple[_GoldEvent, ...]
    date: str = ""
    title: str = ""
    source: str = ""
    language: str = "en"
    dateline: str = ""
    author: str = ""
    site: str = ""
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    page: str = ""
    segments: tuple[Segment, ...] = ()


def _from_line(line: bytes, where: str) -> Article:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{where}: not JSON ({error}); each line must be one JSON object.") from None
    if not isinstance(record, dict):
        raise SourceError(f"{where}: not a JSON object; each line must be one article with its events.")
    return from_gold(record, where=where)


def _event_to_gold(event: Event) -> dict[str, object]:
    return {
        "type": event.type,
        "modes": list(event.modes),
        "status": event.status,
        "actors": [msgspec.to_builtins(party) for party in event.actors],
        "recipients": [msgspec.to_builtins(party) for party in event.recipients],
        "place": None if event.place is None else msgspec.to_builtins(event.place),
        "voice": msgspec.to_builtins(event.voice),
        "contexts": list(event.contexts),
        "quote": event.quote.quote,
        "optional": event.optional,
        "date": event.date,
        "start": event.quote.start,
        "end": event.quote.end,
        "page_start": event.quote.page_start,
        "page_end": event.quote.page_end,
        "evidence": [msgspec.to_builtins(evidence) for evidence in event.evidence],
        "trigger": event.trigger,
        "confidence": event.confidence,
        "parts": dict(event.parts),
    }


def _event_from_gold(gold: _GoldEvent, article: Article, name: str) -> Event:
    if not gold.type:
        raise SourceError(f"{name}: the type is empty; write one of the ontology's types.")
    if not 0.0 <= gold.confidence <= 1.0:
        raise SourceError(f"{name}: the confidence {gold.confidence} is outside 0 to 1.")
    if gold.date and not all(is_day(day) for day in gold.date.split("/", 1)):
        raise SourceError(f"{name}: the date {gold.date!r} is neither YYYY-MM-DD nor YYYY-MM-DD/YYYY-MM-DD.")
    quote = _quote_from_gold(gold, article, name)
    for evidence in gold.evidence:
        _check_span(evidence.quote, evidence.start, evidence.end, article.text, f"{name}, evidence")
    place = None
    if gold.place is not None:
        start, end = _span_from_gold(gold.place, quote, article.text, name)
        place = Place(
            gold.place.text,
            gold.place.country,
            start,
            end,
            gold.place.geonameid,
            gold.place.latitude,
            gold.place.longitude,
            gold.place.admin1,
        )
    return Event(
        type=gold.type,
        status=gold.status,
        actors=tuple(_party_from_gold(party, quote, article.text, name) for party in gold.actors),
        recipients=tuple(_party_from_gold(party, quote, article.text, name) for party in gold.recipients),
        modes=gold.modes,
        contexts=gold.contexts,
        place=place,
        voice=gold.voice,
        date=gold.date,
        quote=quote,
        evidence=gold.evidence,
        trigger=gold.trigger,
        confidence=gold.confidence,
        parts=gold.parts,
        optional=gold.optional,
    )


def _quote_from_gold(gold: _GoldEvent, article: Article, name: str) -> Evidence:
    if gold.start is not None and gold.end is not None:
        start, end = gold.start, gold.end
        _check_span(gold.quote, start, end, article.text, f"{name}, quote")
    else:
        start = article.text.find(gold.quote)
        if start < 0 and gold.quote not in article.title:
            raise SourceError(
                f"{name}: its quote stands neither in the text nor in the title; copy it letter for letter."
            )
        end = start + len(gold.quote) if start >= 0 else -1
    if gold.page_start is not None and gold.page_end is not None:
        page_start, page_end = gold.page_start, gold.page_end
    else:
        page_start, page_end = article.to_page_span(start, end) if start >= 0 else (-1, -1)
    return Evidence(gold.quote, start, end, page_start, page_end)


def _party_from_gold(party: _GoldParty, quote: Evidence, text: str, name: str) -> Party:
    start, end = _span_from_gold(party, quote, text, name)
    return Party(party.text, party.code, start, end, party.why)


def _span_from_gold(mention: _GoldParty | _GoldPlace, quote: Evidence, text: str, name: str) -> tuple[int, int]:
    if mention.start is not None and mention.end is not None:
        _check_span(mention.text, mention.start, mention.end, text, f"{name}, mention")
        return mention.start, mention.end
    if not mention.text:
        return -1, -1
    # "Oman" must not be found inside "woman", so whole words come first; "US" in "US-led" is one.
    pattern = re.compile(rf"(?<!\w){re.escape(mention.text)}(?!\w)")
    found = pattern.search(text, quote.start, quote.end) if quote.start >= 0 else None
    found = found or pattern.search(text)
    return found.span() if found else (-1, -1)


def _check_span(quoted: str, start: int, end: int, text: str, name: str) -> None:
    if start == -1 and end == -1:
        return
    if not 0 <= start <= end <= len(text) or text[start:end] != quoted:
        raise SourceError(
            f"{name}: {quoted[:40]!r} does not stand at {start} to {end} of the text; count characters anew."
        )
