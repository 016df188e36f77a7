"""The pages that a command line names: reads a single one, and guesses how many a batch holds for the bar."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dragoman.pages import MAX_PAGE_BYTES, read
from dragoman.records import Article


def read_one(page: str, date: str = "") -> Article:
    """Return the clean article of a page.

    Args:
        page: a file, or `-` for standard input.
        date: the day of a page that does not tell its own, ISO; empty for none.
    Raises: SourceError when the page cannot be opened, PageError when there is no article in it.
    """
    if page == "-":
        # One byte over the limit is enough for the page to be refused as too large.
        return read(sys.stdin.buffer.read(MAX_PAGE_BYTES + 1), date=date)
    return read(Path(page), date=date)


def count_pages(sources: Sequence[str]) -> int | None:
    """Return about how many pages the sources hold, or None when only reading them would tell."""
    total = 0
    for source in map(Path, sources):
        if source.is_dir():
            total += sum(len(names) for _, _, names in os.walk(source))
        elif source.suffix == ".jsonl" and source.is_file():
            with source.open("rb") as lines:
                total += sum(1 for line in lines if line.strip())
        elif source.suffix == ".csv" or str(source) == "-":
            return None
        else:
            total += 1
    return total
