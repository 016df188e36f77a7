"""The formats by name: what a row of each is, and what writes it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from dragoman.exports import cameo, gdelt, icews, phoenix, polecat
from dragoman.exports.layout import names
from dragoman.exports.lines import write_geojson, write_gold, write_jsonl
from dragoman.exports.network import write_dyads, write_graphml
from dragoman.exports.record import Record
from dragoman.exports.stata import write_stata
from dragoman.exports.text import write_records, write_tab_separated
from dragoman.exports.written import Written

_Write = Callable[[Iterable[Record], Path], Written]
_Rows = Callable[[Iterable[Record]], Iterator[tuple[object, ...]]]


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One format.

    Attributes:
        name: as `--format` takes it.
        meaning: what it is, in a line.
        row: what a row, line or the like of it is.
        columns: the name of its table of columns; "" for the gold form, which docs/codebook.md describes.
        done_only: true when it has no place for the status of a record, so that only what is told as done goes in.
        folder: true when it is a folder.
        write: writes records into a file or folder.
    """

    name: str
    meaning: str
    row: str
    write: _Write
    columns: str = "records"
    done_only: bool = False
    folder: bool = False


def _table(name: str, rows: _Rows, *, header: bool) -> _Write:
    return lambda records, path: write_tab_separated(rows(records), path, names(name) if header else ())


def _write_parquet(records: Iterable[Record], path: Path) -> Written:
    # pyarrow takes longer to load than all the other formats together.
    from dragoman.exports.parquet import write_parquet

    return write_parquet(records, path)


_PAIR = "a record with one actor and one recipient of it"
_RECORD = "a record"

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format(name="csv", meaning="a table", row=_RECORD, write=write_records),
        Format(
            name="parquet",
            meaning="a folder of Parquet files, Hive-partitioned by year and month",
            row=_RECORD,
            folder=True,
            write=_write_parquet,
        ),
        Format(name="jsonl", meaning="one JSON object a record", row=_RECORD, write=write_jsonl),
        Format(
            name="gold",
            meaning="one JSON object an article, as `dragoman code` writes them",
            row="an article with its records",
            columns="",
            write=write_gold,
        ),
        Format(
            name="polecat",
            meaning="the 40 columns of POLECAT weekly files",
            row=_PAIR,
            columns="polecat",
            done_only=True,
            write=_table("polecat", polecat.rows, header=True),
        ),
        Format(
            name="gdelt",
            meaning="the 58 columns of GDELT 1.0 event files",
            row=_PAIR,
            columns="gdelt",
            done_only=True,
            write=_table("gdelt", gdelt.rows, header=False),
        ),
        Format(
            name="icews",
            meaning="the 20 columns of ICEWS event files",
            row=_PAIR,
            columns="icews",
            done_only=True,
            write=_table("icews", icews.rows, header=True),
        ),
        Format(
            name="phoenix",
            meaning="the 26 columns of Phoenix event files",
            row=_PAIR,
            columns="phoenix",
            done_only=True,
            write=_table("phoenix", phoenix.rows, header=False),
        ),
        Format(
            name="cameo",
            meaning="day, source, target and CAMEO code",
            row=_PAIR,
            columns="cameo",
            done_only=True,
            write=_table("cameo", cameo.rows, header=True),
        ),
        Format(
            name="dyads",
            meaning="counts and mean scores by dyad of countries and month, zeros filled in",
            row="a dyad of countries in a month",
            columns="dyads",
            done_only=True,
            write=write_dyads,
        ),
        Format(
            name="stata",
            meaning="a .dta file with variable and value labels",
            row=_PAIR,
            columns="stata",
            write=write_stata,
        ),
        Format(name="geojson", meaning="the records on a map", row="a record with a point", write=write_geojson),
        Format(
            name="graphml",
            meaning="the network of who does something to whom",
            row="two codes with a record between them",
            columns="graphml",
            done_only=True,
            write=write_graphml,
        ),
    )
}
