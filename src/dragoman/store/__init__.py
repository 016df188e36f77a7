"""Keeps pages, articles and records across calls and finds them again; counts no events and writes no other formats."""

from dragoman.store.adding import Outcome, Tally, add_sources, recode, retry
from dragoman.store.compare import Change, Compared, compare, last_two
from dragoman.store.filter import Box, Filter
from dragoman.store.store import CutShort, Failure, Source, Store, Stored, StoredVersion, open_store
from dragoman.store.version import Version, current_version

__all__ = [
    "Box",
    "Change",
    "Compared",
    "CutShort",
    "Failure",
    "Filter",
    "Outcome",
    "Source",
    "Store",
    "Stored",
    "StoredVersion",
    "Tally",
    "Version",
    "add_sources",
    "compare",
    "current_version",
    "last_two",
    "open_store",
    "recode",
    "retry",
]
