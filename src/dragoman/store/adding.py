"""Adds pages to a store: opens sources, passes over what is stored, has the rest coded, stores each article at once.

Codes stored pages anew and tries failed ones again in the same way. Coding is left to `batch`, writing to `store`.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from dragoman.errors import SourceError, StoreError
from dragoman.records import Article, Page
from dragoman.store.rows import page_key
from dragoman.store.store import Store
from dragoman.store.version import current_version
from dragoman.store.writing import Run

if TYPE_CHECKING:
    from dragoman.batch import Fault

# Looked up in the store together.
_AT_ONCE = 16
_STDIN = "-"

Kind = Literal["coded", "known", "failed before", "fault"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one page.

    Attributes:
        kind: "coded" and stored; "known", since the store has it; "failed before" and not tried again; or "fault".
        line: what is wrong, for a fault.
        records: how many records it has, if coded; foreign: whether it is in another language and left uncoded.
    """

    kind: Kind
    line: str = ""
    records: int = 0
    foreign: bool = False


@dataclass
class Tally:
    """How many pages had which outcome, and how many records those that were coded have."""

    articles: int = 0
    records: int = 0
    foreign: int = 0
    known: int = 0
    failed_before: int = 0
    faults: int = 0

    def count(self, outcome: Outcome) -> None:
        """Count one more page."""
        self.articles += outcome.kind == "coded"
        self.known += outcome.kind == "known"
        self.failed_before += outcome.kind == "failed before"
        self.faults += outcome.kind == "fault"
        self.records += outcome.records
        self.foreign += outcome.foreign


Watch = Callable[[Iterator[Outcome]], Iterable[Outcome]]


def add_sources(
    store: Store,
    sources: Sequence[str],
    *,
    date: str = "",
    jobs: int = 1,
    min_confidence: float | None = None,
    actors: Sequence[str | Path] = (),
    watch: Watch = iter,
) -> Tally:
    """Code the pages of sources that a store does not have, and store each with its records as soon as it is coded.

    At the end the new records are joined to incidents, see `Store.incidents`.

    Pages that failed before are passed over, see `retry`. When the call is cut short, what is stored stays, and the
    same call goes on from there.

    Args:
        sources, date, jobs, min_confidence, actors: as `dragoman.batch.code_sources` takes them.
        watch: is given the outcomes, one a page, and passes them on; for a bar, or to tell of faults as they come.
    Returns: what became of the pages.
    Raises: StoreError when the store cannot be written; DragomanError when the coder cannot be loaded or died.
    """
    coding = _Coding(date, jobs, min_confidence, tuple(actors))
    tally = _tally(_add(store, sources, coding), watch)
    store.join()
    return tally


def retry(
    store: Store,
    *,
    date: str = "",
    jobs: int = 1,
    min_confidence: float | None = None,
    actors: Sequence[str | Path] = (),
    watch: Watch = iter,
) -> Tally:
    """Try the pages that failed again, and open the sources anew that could not be opened.

    A page that is coded now is off the list. The arguments are those of `add_sources`, and so is what is raised.
    """
    coding = _Coding(date, jobs, min_confidence, tuple(actors))
    tally = _tally(_retry(store, coding), watch)
    store.join()
    return tally


def recode(
    store: Store,
    *,
    jobs: int = 1,
    min_confidence: float | None = None,
    actors: Sequence[str | Path] = (),
    watch: Watch = iter,
) -> Tally:
    """Read and code the stored pages anew whose records another version made than the one installed.

    The old records are kept for `compare` and found no longer. The arguments are those of `add_sources`, and so is what
    is raised.
    """
    coding = _Coding("", jobs, min_confidence, tuple(actors))
    tally = _tally(_recode(store, coding), watch)
    store.join()
    return tally


class _Coding(msgspec.Struct, frozen=True):
    date: str
    jobs: int
    min_confidence: float | None
    actors: tuple[str | Path, ...]


class _Known(SourceError):
    """Stands for a page that the store has, on the way past the coder."""


class _FailedBefore(SourceError):
    """Stands for a page that failed before."""


class _Unopened(SourceError):
    """What could not be opened, with the source as it was named."""

    argument = ""


def _tally(outcomes: Generator[Outcome], watch: Watch) -> Tally:
    tally = Tally()
    # Closed at once, so that a run that is stopped is ended before the program is.
    with closing(outcomes):
        for outcome in watch(outcomes):
            tally.count(outcome)
    return tally


def _add(store: Store, sources: Sequence[str], coding: _Coding) -> Generator[Outcome]:
    with _run(store, "add", sources, coding) as run:
        new = _NewPages(store, run)
        read: list[str] = []
        stream = new.sort_out(_open(sources, coding.date, read))
        for item, outcome in _code(stream, coding):
            yield _keep(store, run, item, outcome)
            if isinstance(item, Page):
                new.under_way.discard(page_key(item))
        yield from new.put_off_to_the_end()
        store.opened(read, run)


def _retry(store: Store, coding: _Coding) -> Generator[Outcome]:
    failures = store.failures()
    with _run(store, "retry", (), coding) as run:
        for item, outcome in _code((one.page for one in failures if one.page is not None), coding):
            yield _keep(store, run, item, outcome)
    arguments = list(dict.fromkeys(one.argument for one in failures if one.page is None))
    for argument in arguments:
        if argument == _STDIN:
            yield Outcome("fault", "-: standard input cannot be read a second time; give it to dragoman add again")
    yield from _add(store, [argument for argument in arguments if argument != _STDIN], coding)


def _recode(store: Store, coding: _Coding) -> Generator[Outcome]:
    with _run(store, "recode", (), coding) as run:
        for item, outcome in _code(store.outdated(run), coding):
            yield _keep(store, run, item, outcome, anew=True)


def _code(
    pages: Iterable[Page | SourceError], coding: _Coding
) -> Iterator[tuple[Page | SourceError, "Article | Fault"]]:
    # Loading the coder takes a second, and a store is opened more often to be read.
    from dragoman.batch import code_pages

    return code_pages(
        pages, date=coding.date, jobs=coding.jobs, min_confidence=coding.min_confidence, actors=coding.actors
    )


def _keep(
    store: Store, run: Run, item: Page | SourceError, outcome: "Article | Fault", *, anew: bool = False
) -> Outcome:
    """Store what came of a page, and say what that is."""
    if isinstance(item, _Known):
        return Outcome("known")
    if isinstance(item, _FailedBefore):
        return Outcome("failed before")
    if not isinstance(outcome, Article):
        page = item if isinstance(item, Page) else None
        store.fail(outcome.line, run, page=page, argument=getattr(item, "argument", ""))
        return Outcome("fault", outcome.line)
    assert isinstance(item, Page)
    if not store.put(item, outcome, run, anew=anew):
        return Outcome("known")
    return Outcome("coded", records=len(outcome.events), foreign=outcome.language != "en")


def _open(sources: Sequence[str], date: str, read: list[str]) -> Iterator[Page | _Unopened]:
    """Yield the pages of all sources; note in `read` each source that was read to its end."""
    from dragoman.corpora import open_source

    for argument in sources:
        for item in open_source(argument, default_date=date):
            if isinstance(item, Page):
                yield item
            else:
                unopened = _Unopened(str(item))
                unopened.argument = argument
                yield unopened
        read.append(argument)


class _NewPages:
    """Tells the pages that a store has from those that are to be coded, also within one stream.

    Attributes:
        under_way: keys of pages that were handed out and are not yet stored; whoever stores one takes it out.
    """

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run
        self.under_way: set[str] = set()
        # Copies of pages under way: they are looked up when these are stored.
        self._put_off: deque[Page] = deque()

    def sort_out(self, items: Iterable[Page | SourceError]) -> Iterator[Page | SourceError]:
        """Yield the pages to code, with a `_Known` or a `_FailedBefore` in the place of every other."""
        stream = iter(items)
        while batch := self._next(stream):
            known, failed = self._store.known([item for item in batch if isinstance(item, Page)], self._run)
            for item in batch:
                if not isinstance(item, Page):
                    yield item
                    continue
                key = page_key(item)
                if key in known:
                    yield _Known(item.source)
                elif key in failed:
                    yield _FailedBefore(item.source)
                elif key in self.under_way:
                    self._put_off.append(item)
                else:
                    self.under_way.add(key)
                    yield item

    def put_off_to_the_end(self) -> Iterator[Outcome]:
        """Yield the outcomes of the copies whose originals were the last to be stored."""
        while pages := self._some_put_off():
            known, _ = self._store.known(pages, self._run)
            for page in pages:
                yield Outcome("known" if page_key(page) in known else "failed before")

    def _next(self, stream: Iterator[Page | SourceError]) -> list[Page | SourceError]:
        """Return the next items; copies first, once their originals are stored."""
        ready = [page for page in self._put_off if page_key(page) not in self.under_way][:_AT_ONCE]
        for page in ready:
            self._put_off.remove(page)
        return [*ready, *islice(stream, _AT_ONCE - len(ready))]

    def _some_put_off(self) -> list[Page]:
        return [self._put_off.popleft() for _ in range(min(_AT_ONCE, len(self._put_off)))]


@contextmanager
def _run(store: Store, command: str, sources: Sequence[str], coding: _Coding) -> Iterator[Run]:
    """Begin a run and end it, whatever happens in between; a run that is killed stays without an end."""
    run = store.run(command, sources, current_version(coding.min_confidence, coding.actors))
    try:
        yield run
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt | GeneratorExit)
        with suppress(StoreError):
            store.end(run, "it was stopped" if stopped else str(error) or type(error).__name__)
        raise
    store.end(run)
