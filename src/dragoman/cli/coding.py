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
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing.connection import wait

import msgspec

from dragoman.cli.messages import count
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
    sources: Sequence[str], *, date: str = "", jobs: int = 1, min_confidence: float | None = None
) -> Iterator[Article | Fault]:
    """Yield the coded articles of all sources in order, and a fault for each page that is none.

    Args:
        sources: files, folders or `-`, as `open_source` takes them.
        date: the day of pages that do not tell theirs, ISO; empty for none.
        jobs: how many processes code at the same time.
        min_confidence: records below this confidence, 0 to 1, are left out; None for the model's own least.
    Raises: DragomanError when the coder cannot be loaded or a coding process died.
    """
    pages = (page for source in sources for page in open_source(source, default_date=date))
    batches = iter(lambda: tuple(islice(pages, PAGES_AT_ONCE)), ())
    if jobs == 1:
        yield from _code_here(batches, date, min_confidence)
    else:
        yield from _code_in_processes(batches, date, min_confidence, jobs)


@dataclass
class Tally:
    """How much of a batch came through, for the line at its end."""

    articles: int = 0
    records: int = 0
    foreign: int = 0
    faults: int = 0

    def __str__(self) -> str:
        parts = [f"{count(self.records, 'record')} from {count(self.articles, 'article')}"]
        if self.foreign:
            parts.append(f"{count(self.foreign, 'article')} not in English and left uncoded")
        if self.faults:
            parts.append(f"{count(self.faults, 'page')} could not be coded")
        return "; ".join(parts)


def only_articles(outcomes: Iterable[Article | Fault], fault: Callable[[str], None], tally: Tally) -> Iterator[Article]:
    """Yield the articles; hand each fault's line to `fault`; keep count of both in `tally`."""
    for outcome in outcomes:
        if isinstance(outcome, Fault):
            tally.faults += 1
            fault(outcome.line)
        else:
            tally.articles += 1
            tally.records += len(outcome.events)
            tally.foreign += outcome.language != "en"
            yield outcome


Batch = tuple[Page | SourceError, ...]
Outcomes = list[Article | Fault]


def _code_here(batches: Iterable[Batch], date: str, min_confidence: float | None) -> Iterator[Article | Fault]:
    coder = load(min_confidence=min_confidence)
    for batch in batches:
        yield from _code_batch(coder, batch, date)


def _code_batch(coder: Coder, batch: Batch, date: str) -> Outcomes:
    read = [_guarded(lambda page: read_page(page, default_date=date), page) for page in batch]
    articles = [outcome for outcome in read if isinstance(outcome, Article)]
    try:
        coded = iter(list(coder.pipe(articles)))
    except Exception:
        # One article that the coder fails on must not take the others of its batch with it.
        return [_guarded(coder, outcome) if isinstance(outcome, Article) else outcome for outcome in read]
    return [next(coded) if isinstance(outcome, Article) else outcome for outcome in read]


def _guarded(step: Callable[..., Article], item: Page | Article | SourceError) -> Article | Fault:
    """Take one step with one page or article; whatever goes wrong with it is a fault of this one alone."""
    if isinstance(item, SourceError):
        return Fault(str(item))
    try:
        return step(item)
    except DragomanError as error:
        return Fault(str(error))
    except Exception as error:
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        return Fault(f"{item.source}: the page cannot be coded ({what}); leave it out and report it with the page")


def _code_in_processes(
    batches: Iterator[Batch], date: str, min_confidence: float | None, jobs: int
) -> Iterator[Article | Fault]:
    """Code batches in other processes; at most two a process are under way, so that memory stays flat."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_process, initargs=(min_confidence,))
    under_way: deque[Future[Outcomes]] = deque()
    try:
        for batch in batches:
            under_way.append(pool.submit(_code_in_process, batch, date))
            if len(under_way) >= 2 * jobs:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    except BrokenProcessPool:
        raise DragomanError(
            "a coding process died, most likely for want of memory; run it again with fewer --jobs"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_min_confidence: float | None = None


def _start_process(min_confidence: float | None) -> None:
    global _min_confidence
    _min_confidence = min_confidence
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
    return load(min_confidence=_min_confidence, threads=1)


def _code_in_process(batch: Batch, date: str) -> Outcomes:
    return _code_batch(_coder(), batch, date)
