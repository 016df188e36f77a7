"""How values print themselves: one readable line for an event, a block for an article, a table in notebooks.

What a hostile page hides in its text (escape sequences, direction overrides) is spelled out, never passed on.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.records.article import Article
    from dragoman.records.event import Event, Party, Place, Voice

_QUOTE_WIDTH = 160
# Everything that moves the cursor or turns the reading direction: C0 and C1 controls but tab and line break, the
# direction marks, embeddings, overrides and isolates, and halves of surrogate pairs.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """Return the text with control, direction and surrogate characters spelled out, such as `<U+202E>`."""
    return CONTROL.sub(lambda found: f"<{control_code(found[0])}>", text)


def control_code(character: str) -> str:
    """Return the code point of a character as people write it, such as `U+202E`."""
    return f"U+{ord(character):04X}"


def control_name(character: str) -> str:
    """Return code point and Unicode name of a character, such as `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"{control_code(character)} {unicodedata.name(character, 'control character')}"


def party_line(party: "Party") -> str:
    """Return `Iran (IRN GOV)`, or only the code of a party that is implied."""
    if not party.text:
        return party.code
    return f"{_flat(party.text)} ({party.code})" if party.code else _flat(party.text)


def place_line(place: "Place") -> str:
    """Return `Antalya, TUR`."""
    return ", ".join(part for part in (_flat(place.text), place.country) if part)


def voice_line(voice: "Voice") -> str:
    """Return `narrator`, `media: state TV` or `actor: Qureshi (PAK GOV)`."""
    if not voice.text and not voice.code:
        return voice.kind
    named = f"{_flat(voice.text)} ({voice.code})" if voice.text and voice.code else _flat(voice.text) or voice.code
    return f"{voice.kind}: {named}"


def event_line(event: "Event") -> str:
    """Return an event as one line: type and status, actors and recipients, place, day, voice, quote.

    Such as `AGREE actual · Iran (IRN GOV), Pakistan (PAK GOV) · in Antalya, TUR · narrator · “…”`.
    """
    parts = [f"{'-'.join((event.type, *event.modes))} {event.status}", _parties_line(event)]
    if event.place is not None:
        parts.append(f"in {place_line(event.place)}")
    if event.date:
        parts.append(event.date.replace("/", " to "))
    parts.append(voice_line(event.voice))
    quote = textwrap.shorten(_flat(event.quote.quote), _QUOTE_WIDTH, placeholder=" …") or "…"
    parts.append(f"“{quote}”")
    return " · ".join(parts)


def article_block(article: "Article") -> str:
    """Return an article as lines: a header with title, day and source, then its notes and one line an event."""
    facts = [fact for fact in (article.date, article.site, article.source or article.id) if fact]
    lines = [_flat(article.title) or _flat(article.id), _flat(" · ".join(facts)) or "no date, no source"]
    lines += [f"note: {_flat(note)}" for note in article.notes]
    lines += [f"{number:>3}  {event_line(event)}" for number, event in enumerate(article.events, 1)]
    if not article.events:
        lines.append("     no events")
    return "\n".join(lines)


def events_html(events: Iterable["Event"], caption: str = "") -> str:
    """Return events as one HTML table for a notebook; every text in it is escaped."""
    head = ("type", "status", "actors", "recipients", "place", "voice", "quote")
    rows = [
        (
            "-".join((event.type, *event.modes)),
            event.status,
            "; ".join(party_line(party) for party in event.actors),
            "; ".join(party_line(party) for party in event.recipients),
            place_line(event.place) if event.place is not None else "",
            voice_line(event.voice),
            _flat(event.quote.quote),
        )
        for event in events
    ]
    title = f"<caption>{escape(_flat(caption))}</caption>" if caption else ""
    header = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    body = body or f'<tr><td colspan="{len(head)}">no events</td></tr>'
    return f"<table>{title}<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"


def _parties_line(event: "Event") -> str:
    actors = ", ".join(party_line(party) for party in event.actors) or "nobody named"
    recipients = ", ".join(party_line(party) for party in event.recipients)
    return f"{actors} → {recipients}" if recipients else actors


def _flat(text: str) -> str:
    return visible(" ".join(text.split()))
