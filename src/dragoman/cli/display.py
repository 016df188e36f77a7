"""Articles and their records as a person reads them in a terminal: aligned columns, quotes below; plain where piped."""

import shutil
import sys
from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.records import Article, Event, Mention, Party
from dragoman.records.display import visible

PIPED_WIDTH = 100
# Actors, recipients, where and when, on whose word: what each gets of the width that is left.
SHARES = (3, 3, 2, 2)


def console() -> Console:
    """Return a console on standard output: as wide as the terminal, in colour only there."""
    width = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if sys.stdout.isatty() else PIPED_WIDTH
    return Console(width=max(width, 60), highlight=False, markup=False, emoji=False)


def print_records(article: Article, to: Console) -> None:
    """Print an article's title and day and its records, one below the other, each with its quote."""
    _print_head(article, to)
    if not article.events:
        _print(Text("    no events", style="dim"), to)
    else:
        heads = ("", "event", "actors", "recipients", "where, when", "on whose word", "sure")
        _print(_columns(*heads, style="dim"), to)
    for number, event in enumerate(article.events, start=1):
        _print(_record(number, event), to)
        quote = f"“{_line(event.quote.quote)}”"
        if to.is_terminal:
            _print(Padding(Text(quote, style="italic"), (0, 0, 0, 4)), to)
        else:
            # One line, so that it can be searched for.
            to.file.write(f"    {quote}\n")
    to.file.write("\n")


def print_article(article: Article, to: Console, *, cut: bool = False) -> None:
    """Print the clean article letter for letter, and with `cut` also what was cut from the page and why."""
    _print_head(article, to)
    to.file.write("\n")
    # Not through rich, which would turn tabs into spaces.
    to.file.write(visible(article.text) + "\n")
    if cut:
        to.file.write("\n")
        _print(Text(f"cut from the page: {len(article.cuts)}", style="bold"), to)
        for part in article.cuts:
            place = f"{part.start}-{part.end}"
            to.file.write(f"{place:>15}  {part.reason:14}  {_line(part.text)}\n")


def print_mentions(mentions: Sequence[Mention], to: Console) -> None:
    """Print whom an article names, one a line: place in the article, code, the words, and what the code rests on."""
    coded = [mention for mention in mentions if mention.code]
    to.file.write("\n")
    _print(Text(f"mentions with a code: {len(coded)}", style="bold"), to)
    for mention in coded:
        place = f"{mention.start}-{mention.end}"
        to.file.write(f"{place:>15}  {mention.code:11}  {_line(mention.text)}  ({_line(mention.why)})\n")


def _print(what: RenderableType, to: Console) -> None:
    """Print; where nothing is coloured, without the spaces that fill the lines up."""
    with to.capture() as printed:
        to.print(what)
    lines = printed.get().split("\n")
    to.file.write("\n".join(lines if to.is_terminal else [line.rstrip() for line in lines]))


def _print_head(article: Article, to: Console) -> None:
    _print(Text(_line(article.title) or _line(article.id), style="bold"), to)
    written = f"written in {article.dateline}" if article.dateline else ""
    facts = [fact for fact in (article.date, article.author, article.site, written, article.source) if fact]
    if facts:
        _print(Text(_line(" · ".join(facts)), style="dim"), to)
    for note in article.notes:
        _print(Text(f"note: {_line(note)}", style="yellow"), to)


def _record(number: int, event: Event) -> Table:
    when = event.date.replace("/", " to ")
    where = f"{_line(event.place.text)}, {event.place.country}".strip(", ") if event.place else ""
    voice = Text(event.voice.kind)
    if event.voice.code or event.voice.text:
        voice.append("\n").append(_party(event.voice.code, event.voice.text))
    kind = Text().append(" ".join([event.type, *event.modes]), style="bold")
    return _columns(
        str(number),
        kind.append(f"\n{event.status}", style="" if event.status == "actual" else "yellow"),
        _parties(event.actors),
        _parties(event.recipients),
        _lines([where, when]),
        voice,
        f"{event.confidence:.2f}",
    )


def _parties(parties: Sequence[Party]) -> Text:
    return Text("\n").join(_party(party.code, party.text) for party in parties)


def _party(code: str, mention: str) -> Text:
    return Text(" ").join(part for part in (Text(code, style="cyan"), Text(_line(mention))) if part)


def _columns(*cells: RenderableType, style: str = "") -> Table:
    """One row of the records' columns; each is a table of its own, so that its quote can run below all columns."""
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(width=20)
    for share in SHARES:
        table.add_column(ratio=share)
    table.add_column(width=4, justify="right")
    table.add_row(*cells, style=style)
    return table


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part)


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
