"""A coder for tests of the store: quick, and the same for the same text. Run as a program, it is `dragoman` with it."""

import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import count

import msgspec
import numpy as np

from dragoman.records import Article, Event, Evidence, Party, Place, Voice

# "France warns Italy near Rome": who, does what, to whom, where.
_TOLD = re.compile(r"(\w+) (warns|arrests|praises|attacks) (\w+)(?: near (\w+))?(?: on (\d{4}-\d\d-\d\d))?")
_TYPES = {
    "warns": ("THREATEN", ()),
    "arrests": ("COERCE", ("arrest",)),
    "praises": ("SUPPORT", ()),
    "attacks": ("ASSAULT", ("firearms",)),
}
_CODES = {
    "France": "FRA GOV",
    "Italy": "ITA GOV",
    "Chad": "TCD MIL",
    "Peru": "PER GOV",
    "Rebels": "TCD REB",
    "Police": "PER COP",
    "Students": "PER EDU",
}
_PLACES = {
    "Rome": Place("Rome", "ITA", latitude=41.9, longitude=12.5),
    "Lima": Place("Lima", "PER", latitude=-12.05, longitude=-77.04),
    "Suva": Place("Suva", "FJI", latitude=-18.14, longitude=178.44),
}


class StubCoder:
    """Codes sentences such as `France warns Italy near Rome on 2024-05-01`.

    Args:
        wary: tell threats as hypothetical and leave praise out: another version of the model.
        broken: fail on articles that hold this word.
    """

    def __init__(self, *, wary: bool = False, broken: str = "") -> None:
        self.wary = wary
        self.broken = broken
        self.coded: list[str] = []

    def __call__(self, article: Article) -> Article:
        return next(self.pipe([article]))

    def pipe(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            if self.broken and self.broken in article.text:
                raise RuntimeError(f"no {self.broken} today")
            self.coded.append(article.text)
            yield msgspec.structs.replace(article, events=tuple(self._events(article)))

    def _events(self, article: Article) -> Iterator[Event]:
        for number, found in enumerate(_TOLD.finditer(article.text)):
            who, verb, whom, near, day = found.groups()
            if self.wary and verb == "praises":
                continue
            type, modes = _TYPES[verb]
            quote = Evidence(found[0], *found.span(), *article.to_page_span(*found.span()))
            yield Event(
                type=type,
                modes=modes,
                status="hypothetical" if self.wary and verb == "warns" else "actual",
                actors=(Party(who, _CODES[who]),),
                recipients=(Party(whom, _CODES[whom]),),
                place=_PLACES[near] if near else None,
                voice=Voice("media", "state TV", "") if "TV" in article.title else Voice(),
                date=day or "",
                quote=quote,
                trigger=verb,
                confidence=(40 + 7 * number % 60) / 100,
            )


def article_texts(number: int) -> list[str]:
    """Invented articles, each of another text, with no to four records."""
    names, verbs, places = list(_CODES), list(_TYPES), ["", " near Rome", " near Lima"]
    texts = []
    for n in range(number):
        told = [
            f"{names[(n + k) % 7]} {verbs[(n + 2 * k) % 4]} {names[(n + 3 + k) % 7]}{places[(n + k) % 3]}."
            for k in range(n % 5)
        ]
        texts.append(f"Bulletin number {n} of the harbour office. " + " Then it rained. ".join(told))
    return texts


def main() -> None:
    """Run a command line with the stub as its coder.

    $STUB_DIE_AT=N kills the program, as a loss of power would, when it is about to send its statement number N.
    """
    import dragoman.batch
    import dragoman.store.joining
    from dragoman.cli import main as dragoman_main

    die_at = int(os.environ.get("STUB_DIE_AT", "0"))
    if die_at:
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        sent = count(1)

        @event.listens_for(Engine, "before_cursor_execute")
        def die(*_: object) -> None:
            if next(sent) == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    stub = StubCoder(broken="cake")
    dragoman.batch.load = lambda **_: stub  # type: ignore[assignment]
    # Loading the encoder takes longer than all else that the tests do.
    dragoman.store.joining._own_encoder = lambda quotes: [np.zeros(0, np.float32) for _ in quotes]
    dragoman_main(sys.argv[1:])


if __name__ == "__main__":
    main()
