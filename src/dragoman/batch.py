"""Pages to coded articles for a whole batch: in the order of the pages, in one process or several, in flat memory.

Reading, coding and where pages come from are the business of the rooms that it calls.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path

import msgspec

from dragoman.coder import Coder, load
from dragoman.corpora import open_source
from dragoman.errors import DragomanError, SourceError
from dragoman.pages import read_page
from dragoman.records import Article, Page

PAGES_AT_ONCE = 8


class Fault(msgspec.Struct, frozen=True):
    """A page that could not be read or coded: the line that says which, what is wrong and what to do."""

    line: str


def code_sources(
    sources: Sequence[str],
    *,
    date: str = "",
    jobs: int = 1,
    min_confidence: float | None = None,
    actors: Sequence[str | Path] = (),
) -> Iterator[Article | Fault]:
    """Yield the coded articles of all sources in order, and a fault for each page that is none.

    Args:
        sources: files, folders or `-`, as `open_source` takes them.
        date: the day of pages that do not tell theirs, ISO; empty for none.
        jobs: how many processes code at the same time.
        min_confidence: records below this confidence, 0 to 1, are left out; None for the model's own least.
        actors: dictionaries of the user's own, as `load_actors` takes them.
    Raises: DragomanError when the coder cannot be loaded or a coding process died.
    """
    pages = (page for source in sources for page in open_source(source, default_date=date))
    for _, outcome in code_pages(pages, date=date, jobs=jobs, min_confidence=min_confidence, actors=actors):
        yield outcome


def code_pages(
    pages: Iterable[Page | SourceError],
    *,
    date: str = "",
    jobs: int = 1,
    min_confidence: float | None = None,
    actors: Sequence[str | Path] = (),
) -> Iterator[tuple[Page | SourceError, Article | Fault]]:
    """Yield each page with its coded article, or with the fault for which it has none, in the order of the pages.

    The coder is loaded when there is a first page to code. The arguments are those of `code_sources`.

    Raises: DragomanError as `code_sources`.
    """
    stream = iter(pages)
    batches = iter(lambda: tuple(islice(stream, PAGES_AT_ONCE)), ())
    options = _Options(min_confidence, tuple(map(str, actors)))
    if jobs == 1:
        yield from _code_here(batches, date, options)
    else:
        yield from _code_in_processes(batches, date, options, jobs)


Batch = tuple[Page | SourceError, ...]
Pages = list[Page]
Outcomes = list[Article | Fault]
Pairs = Iterator[tuple[Page | SourceError, Article | Fault]]


class _Options(msgspec.Struct, frozen=True):
    """What the coder is loaded with, in this process or another."""

    min_confidence: float | None = None
    actors: tuple[str, ...] = ()


def _code_here(batches: Iterable[Batch], date: str, options: _Options) -> Pairs:
    coder: Coder | None = None
    for batch in batches:
        pages = _pages(batch)
        if pages and coder is None:
            coder = load(min_confidence=options.min_confidence, actors=options.actors)
        yield from _pair(batch, _code_batch(coder, pages, date) if coder else [])


def _pages(batch: Batch) -> Pages:
    return [item for item in batch if isinstance(item, Page)]


def _pair(batch: Batch, outcomes: Outcomes) -> Pairs:
    """Yield each item of a batch with its outcome, given those of its pages."""
    left = iter(outcomes)
    for item in batch:
        yield item, next(left) if isinstance(item, Page) else Fault(str(item))


def _code_batch(coder: Coder, pages: Pages, date: str) -> Outcomes:
    read = [_guarded(lambda page: read_page(page, default_date=date), page) for page in pages]
    articles = [outcome for outcome in read if isinstance(outcome, Article)]
    try:
        coded = iter(list(coder.pipe(articles)))
    except Exception:
        # One article that the coder fails on must not take the others of its batch with it.
        return [_guarded(coder, outcome) if isinstance(outcome, Article) else outcome for outcome in read]
    return [next(coded) if isinstance(outcome, Article) else outcome for outcome in read]


def _guarded(step: Callable[..., Article], item: Page | Article) -> Article | Fault:
    """Take one step with one page or article; whatever goes wrong with it is a fault of this one alone."""
    try:
        return step(item)
    except DragomanError as error:
        return Fault(str(error))
    except Exception as error:
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        return Fault(f"{item.source}: the page cannot be coded ({what}); leave it out and report it with the page")


def _code_in_processes(batches: Iterator[Batch], date: str, options: _Options, jobs: int) -> Pairs:
    """Code batches in other processes; at most two a process are under way, so that memory stays flat."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_process, initargs=(options,))
    under_way: deque[tuple[Batch, Future[Outcomes] | None]] = deque()
    try:
        for batch in batches:
            pages = _pages(batch)
            under_way.append((batch, pool.submit(_code_in_process, pages, date) if pages else None))
            if len(under_way) >= 2 * jobs:
                yield from _first_done(under_way)
        while under_way:
            yield from _first_done(under_way)
    except BrokenProcessPool:
        raise DragomanError(
            "a coding process died, most likely for want of memory; run it again with fewer --jobs"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _first_done(under_way: deque[tuple[Batch, Future[Outcomes] | None]]) -> Pairs:
    batch, coding = under_way.popleft()
    return _pair(batch, coding.result() if coding else [])


_options = _Options()


def _start_process(options: _Options) -> None:
    global _options
    _options = options
    # Ctrl-C goes to every process of the terminal; the first process ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@cache
def _coder() -> Coder:
    # One processor thread a process: the processes are what keeps all of the processors busy.
    return load(min_confidence=_options.min_confidence, actors=_options.actors, threads=1)


def _code_in_process(pages: Pages, date: str) -> Outcomes:
    return _code_batch(_coder(), pages, date)
