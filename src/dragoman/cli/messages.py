"""What the program says on standard error: one line a fault, a bar for long work. Decides nothing."""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from dragoman.records.display import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")

SECONDS_BEFORE_BAR = 2.0


def say(line: str) -> None:
    """Print one line on standard error; what a hostile file name or page hides in it is spelled out."""
    click.echo(visible(" ".join(line.split())), err=True)


def count(number: int, what: str) -> str:
    """Return "1 page" or "2 pages"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


class Messages:
    """The faults and the bar of one command.

    Attributes:
        faults: how many faults were told.
    """

    def __init__(self) -> None:
        self.faults = 0
        self._bar: _Bar | None = None

    @property
    def status(self) -> int:
        """The command's exit code: 1 once a fault was told, else 0."""
        return 1 if self.faults else 0

    def fault(self, line: str) -> None:
        """Tell of something that could not be done; the work goes on."""
        self.faults += 1
        self.note(line)

    def note(self, line: str) -> None:
        """Tell of something that is no fault."""
        with self.aside():
            say(line)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar off the terminal while something is printed."""
        if self._bar is None:
            yield
        else:
            with self._bar.hidden():
                yield

    def track(self, items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
        """Yield the items and show a bar once they take longer than two seconds and standard error is a terminal.

        Args:
            items: what is worked on, one by one.
            what: their name on the bar, such as "articles".
            total: how many there will be; None when that is not known.
        """
        if not sys.stderr.isatty():
            yield from items
            return
        self._bar = _Bar(what, total)
        try:
            for item in items:
                yield item
                self._bar.step()
        finally:
            self._bar.close()
            self._bar = None


class _Bar:
    """A bar that appears by itself after a while, even when the first item is what takes long."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what, self._total, self._done = what, total, 0
        self._lock = threading.RLock()
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = threading.Timer(SECONDS_BEFORE_BAR, self._show)
        self._timer.daemon = True
        self._timer.start()

    def step(self) -> None:
        with self._lock:
            self._done += 1
            if self._shown is not None:
                progress, task = self._shown
                total = self._total if self._total is None else max(self._total, self._done)
                progress.update(task, completed=self._done, total=total)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        with self._lock:
            if self._shown is not None:
                self._shown[0].stop()
            try:
                yield
            finally:
                if self._shown is not None:
                    self._shown[0].start()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            if self._shown is not None:
                self._shown[0].stop()
                self._shown = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        with self._lock:
            if self._timer.finished.is_set():
                return
            task = progress.add_task(self._what, total=self._total, completed=self._done)
            progress.start()
            self._shown = progress, task
