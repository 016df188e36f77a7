"""Reads news pages and writes down the political events they tell: who did what to whom, when, where, on whose word.

    >>> article = dragoman.read("page.html")
    >>> coder = dragoman.load()
    >>> print(coder(article))

Names are imported when they are first used, so that `import dragoman` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.actors import ActorDictionary, load_actors, who
    from dragoman.coder import Coder, load
    from dragoman.corpora import open_source
    from dragoman.errors import DragomanError, FilterError, PageError, SourceError, StoreError, TableError
    from dragoman.ontology import Ontology, load_ontology
    from dragoman.pages import read, read_page
    from dragoman.records import Article, Event, Evidence, Page, Party, Place, Voice
    from dragoman.records.tables import (
        from_gold,
        read_jsonl,
        to_arrow,
        to_gold,
        to_pandas,
        to_polars,
        to_rows,
        write_csv,
        write_jsonl,
        write_parquet,
    )
    from dragoman.scoring import Score, score, score_files
    from dragoman.store import Box, Filter, Store, add_sources, open_store
    from dragoman.workbench import show_html

__all__ = [
    "ActorDictionary",
    "Article",
    "Box",
    "Coder",
    "DragomanError",
    "Event",
    "Evidence",
    "Filter",
    "FilterError",
    "Ontology",
    "Page",
    "PageError",
    "Party",
    "Place",
    "Score",
    "SourceError",
    "Store",
    "StoreError",
    "TableError",
    "Voice",
    "__version__",
    "add_sources",
    "from_gold",
    "load",
    "load_actors",
    "load_ontology",
    "open_source",
    "open_store",
    "read",
    "read_jsonl",
    "read_page",
    "score",
    "score_files",
    "show_html",
    "to_arrow",
    "to_gold",
    "to_pandas",
    "to_polars",
    "to_rows",
    "who",
    "write_csv",
    "write_jsonl",
    "write_parquet",
]

__version__ = "0.1.0"

_ROOMS = {
    "actors": ("ActorDictionary", "load_actors", "who"),
    "coder": ("Coder", "load"),
    "corpora": ("open_source",),
    "errors": ("DragomanError", "FilterError", "PageError", "SourceError", "StoreError", "TableError"),
    "ontology": ("Ontology", "load_ontology"),
    "pages": ("read", "read_page"),
    "records": ("Article", "Event", "Evidence", "Page", "Party", "Place", "Voice"),
    "records.tables": (
        "from_gold",
        "read_jsonl",
        "to_arrow",
        "to_gold",
        "to_pandas",
        "to_polars",
        "to_rows",
        "write_csv",
        "write_jsonl",
        "write_parquet",
    ),
    "scoring": ("Score", "score", "score_files"),
    "store": ("Box", "Filter", "Store", "add_sources", "open_store"),
    "workbench": ("show_html",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
