"""The reading page: the article with mentions and quotes marked, its records beside it, the page as received below.

Everything from outside is escaped, control characters are spelled out, and the file loads nothing. How it looks is in
`page.html`, `page.css` and `page.js`; coding and storing are done elsewhere.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import jinja2
import msgspec
from markupsafe import Markup, escape

from dragoman.records import Article, Cut, Event, Mention, Party, Place
from dragoman.records.display import CONTROL, control_code, control_name, place_line, visible, voice_line
from dragoman.workbench.spans import Piece, split
from dragoman.workbench.telling import tell

# Ten hues that stay apart beside each other; an article with more countries starts over, and the codes tell them apart.
_HUES = 10
# A longer part that was cut is shown by its beginning and its end, so that a page of megabytes stays light to open.
_LONG_CUT, _CUT_HEAD, _CUT_TAIL = 1500, 700, 300
# Labels do not wrap, so a code that is none of ours must not be as long as the page is wide.
_LABEL = 20
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*|\Z")


def show_html(article: Article, mentions: Sequence[Mention] = ()) -> str:
    """Return one self-contained HTML page that shows an article and its records side by side.

    Args:
        article: coded or not. Offsets of quotes, parties and places are taken from its events.
        mentions: further mentions to mark in the text, whether or not a record names them.
    Returns: an HTML document. It allows no request and no script but its own, by its Content-Security-Policy.
    """
    css, script = _asset("page.css"), _asset("page.js")
    hues = _Hues()
    records = [_record(number, event, hues) for number, event in enumerate(article.events)]
    paragraphs = _paragraphs(article, mentions, hues)
    template = _environment().get_template("page.html")
    return template.render(
        article=article,
        language=article.language if re.fullmatch(r"[a-z]{2,3}", article.language) else "und",
        title=" ".join(article.title.split()) or article.id,
        facts=[fact for fact in (article.date, article.site, article.author, article.source) if fact not in ("", "-")],
        records=records,
        paragraphs=paragraphs,
        legend=hues.named(),
        page=_page(article),
        kept=_share_kept(article),
        css=Markup(css),
        script=Markup(script),
        css_hash=_hash(css),
        script_hash=_hash(script),
    )


class _Hues:
    """Gives each country the next hue, in the order in which they are met."""

    def __init__(self) -> None:
        self._order: dict[str, int] = {}

    def of(self, code: str) -> str:
        country = code.split(" ", 1)[0]
        if not country:
            return "hue-none"
        return f"hue-{self._order.setdefault(country, len(self._order)) % _HUES}"

    def named(self) -> list[tuple[str, str]]:
        return [(country, self.of(country)) for country in self._order]


class _Span(msgspec.Struct, frozen=True):
    """A marked stretch of the text: a quote, a mention or a place, and the records (by index) that it belongs to."""

    start: int
    end: int
    kind: str
    records: tuple[int, ...] = ()
    code: str = ""
    note: str = ""


class _Marked(msgspec.Struct, frozen=True):
    """A run of the text as the template shows it."""

    text: str
    classes: str = ""
    quote: str = ""
    named: str = ""
    code: str = ""
    note: str = ""


class _Word(msgspec.Struct, frozen=True):
    """A run of a told sentence as the template shows it."""

    text: str
    classes: str = ""
    code: str = ""
    note: str = ""


class _Record(msgspec.Struct, frozen=True):
    """An event as the template shows it."""

    number: int
    hue: str
    words: list[_Word]
    event: Event
    voice: str
    place: str
    percent: int | None
    parts: str
    again: int


def _record(number: int, event: Event, hues: _Hues) -> _Record:
    words = [
        _Word(
            piece.text,
            f"party {hues.of(piece.party.code)}" if piece.party else piece.kind,
            _label(piece.party.code) if piece.party and piece.party.text else "",
            _why(piece.party) if piece.party else "",
        )
        for piece in tell(event)
    ]
    first = words[0].text
    words[0] = msgspec.structs.replace(words[0], text=first[:1].upper() + first[1:])
    return _Record(
        number=number,
        hue=hues.of(event.actors[0].code if event.actors else ""),
        words=words,
        event=event,
        voice=voice_line(event.voice),
        place=_place_note(event.place) if event.place else "",
        percent=round(100 * event.confidence) if event.confidence else None,
        parts=", ".join(f"{name} {round(100 * figure)} %" for name, figure in event.parts.items()),
        again=len(event.evidence),
    )


def _label(code: str) -> str:
    return code if len(code) <= _LABEL else f"{code[: _LABEL - 1]}…"


def _why(party: Party) -> str:
    return " · ".join(part for part in (party.code, party.why, "" if party.text else "implied") if part)


def _place_note(place: Place) -> str:
    point = f"{place.latitude:.2f}, {place.longitude:.2f}" if None not in (place.latitude, place.longitude) else ""
    return " · ".join(part for part in (place_line(place), place.admin1, point) if part)


def _paragraphs(article: Article, mentions: Sequence[Mention], hues: _Hues) -> list[list[_Marked]]:
    spans = _spans(article, mentions)
    places = [(span.start, span.end) for span in spans]
    shown: list[list[_Marked]] = []
    start = 0
    for gap in _PARAGRAPH.finditer(article.text):
        pieces = split(start, gap.start(), places) if gap.start() > start else []
        if pieces:
            shown.append([_marked(article.text, piece, spans, hues) for piece in pieces])
        start = gap.end()
    return shown


def _spans(article: Article, mentions: Sequence[Mention]) -> list[_Span]:
    """Return every stretch to mark; the same mention in several records is one stretch."""
    found: dict[tuple[int, int, str, str, str], list[int]] = {}

    def add(start: int, end: int, kind: str, code: str, note: str, record: int | None) -> None:
        if 0 <= start < end <= len(article.text):
            records = found.setdefault((start, end, kind, code, note), [])
            if record is not None and record not in records:
                records.append(record)

    for number, event in enumerate(article.events):
        add(event.quote.start, event.quote.end, "told", "", "", number)
        for evidence in event.evidence:
            add(evidence.start, evidence.end, "again", "", "", number)
        for party in (*event.actors, *event.recipients):
            add(party.start, party.end, "mention", party.code, _why(party), number)
        if event.place is not None:
            add(event.place.start, event.place.end, "place", event.place.country, _place_note(event.place), number)
    covered = {(start, end) for start, end, kind, _, _ in found if kind == "mention"}
    for mention in mentions:
        if mention.code and (mention.start, mention.end) not in covered:
            note = " · ".join(part for part in (mention.code, mention.why) if part)
            add(mention.start, mention.end, "mention", mention.code, note, None)
    return [
        _Span(start, end, kind, tuple(records), code, note) for (start, end, kind, code, note), records in found.items()
    ]


def _marked(text: str, piece: Piece, spans: Sequence[_Span], hues: _Hues) -> _Marked:
    covering = [spans[index] for index in piece.spans]
    quotes = [span for span in covering if span.kind in ("told", "again")]
    # The shortest span is the one inside the others: its colour and code are what the reader points at.
    names = sorted(
        (span for span in covering if span.kind in ("mention", "place")),
        key=lambda span: (span.end - span.start, span.kind != "mention"),
    )
    classes = list(dict.fromkeys(span.kind for span in quotes))
    if names:
        classes += [names[0].kind, hues.of(names[0].code)]
        if not any(span.records for span in names):
            classes.append("unused")
    return _Marked(
        text=text[piece.start : piece.end],
        classes=" ".join(classes),
        quote=_indexes(quotes),
        named=_indexes(names),
        code=_label(names[0].code) if names and names[0].end == piece.end else "",
        note=names[0].note if names else "",
    )


def _indexes(spans: Sequence[_Span]) -> str:
    return " ".join(str(index) for index in sorted({index for span in spans for index in span.records}))


def _page(article: Article) -> list[_Marked]:
    """Return the page as received, in runs: kept, cut (with its reason) or markup; empty when it is the text itself."""
    page = article.page
    if not page or (page == article.text and not article.cuts):
        return []
    kept = [(segment.page, segment.page + segment.page_length) for segment in article.segments]
    kept = kept or [(0, len(article.text))]
    cuts = [(cut.start, cut.end) for cut in article.cuts]
    quotes = [
        (evidence.page_start, evidence.page_end, number)
        for number, event in enumerate(article.events)
        for evidence in (event.quote, *event.evidence)
    ]
    pieces = split(0, len(page), [*cuts, *((start, end) for start, end, _ in quotes), *kept])
    return [run for piece in pieces for run in [_page_run(page[piece.start : piece.end], piece, article.cuts, quotes)]]


def _page_run(text: str, piece: Piece, cuts: Sequence[Cut], quotes: Sequence[tuple[int, int, int]]) -> _Marked:
    records = sorted({quotes[at - len(cuts)][2] for at in piece.spans if len(cuts) <= at < len(cuts) + len(quotes)})
    quote = " ".join(map(str, records))
    if any(index >= len(cuts) + len(quotes) for index in piece.spans):
        return _Marked(text, "told" if records else "", quote)
    if len(text) > _LONG_CUT:
        left_out = len(text) - _CUT_HEAD - _CUT_TAIL
        text = f"{text[:_CUT_HEAD]} [… {left_out:,} characters …] {text[-_CUT_TAIL:]}"
    cut = next((cuts[index] for index in piece.spans if index < len(cuts)), None)
    if cut is not None:
        return _Marked(text, "cut", quote, note=cut.reason, code=cut.reason if piece.start == cut.start else "")
    return _Marked(text, "markup" if text.strip() else "", quote)


def _share_kept(article: Article) -> int | None:
    return round(100 * len(article.text) / len(article.page)) if article.page else None


def _spelled(text: str) -> Markup:
    """Escape a text and spell out its control characters, so that none of them acts on the page around it."""
    return Markup("").join(_spelled_runs(text.replace("\r\n", "\n")))


def _spelled_runs(text: str) -> Iterator[Markup]:
    start = 0
    for found in CONTROL.finditer(text):
        yield escape(text[start : found.start()])
        control = found[0]
        yield Markup('<span class="control" title="{}">{}</span>').format(control_name(control), control_code(control))
        start = found.end()
    yield escape(text[start:])


def _hash(asset: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (files("dragoman.workbench") / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["spelled"] = _spelled
    environment.filters["plain"] = visible
    return environment
