"""Records added up between two parties: `dyads`, countries by month, and `graphml`, a network of who to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from dragoman.exports.cameo import cameo_code
from dragoman.exports.codes import actor_code, countries
from dragoman.exports.layout import layout, names
from dragoman.exports.pairs import country_pairs, pairs
from dragoman.exports.record import Record, record_day
from dragoman.exports.scores import intensity, quad
from dragoman.exports.text import write_csv
from dragoman.exports.written import Written
from dragoman.ontology.load import QUADS
from dragoman.records.display import visible
from dragoman.records.files import whole_file, writing

_WITHOUT_DAY = "without a day"
_WITHOUT_BOTH = "without an actor and a recipient of known country"
_WITHOUT_CODES = "without the codes of an actor and a recipient"
_GRAPHML_TYPES = {"integer": "int", "number": "double"}
# Below this a name of what an edge carries is one of a node's.
_OF_NODE = "of a node"

Month = int


@dataclass(slots=True)
class _Sum:
    records: int = 0
    quads: list[int] = field(default_factory=lambda: [0] * len(QUADS))
    intensity: float = 0.0
    goldstein: float = 0.0
    confidence: float = 0.0

    def add(self, record: Record) -> None:
        event = record.event
        group, cameo = quad(event), cameo_code(event)
        self.records += 1
        if group is not None:
            self.quads[QUADS.index(group)] += 1
        self.intensity += intensity(event) or 0.0
        self.goldstein += cameo.goldstein if cameo else 0.0
        self.confidence += event.confidence

    def mean(self, total: float) -> float:
        return round(total / self.records, 4) if self.records else 0.0


@dataclass(slots=True)
class _Edge:
    sums: _Sum = field(default_factory=_Sum)
    first: str = ""
    last: str = ""


def write_dyads(
    records: Iterable[Record], path: Path, *, since: str = "", until: str = "", all_dyads: bool = False
) -> Written:
    """Write the `dyads` format: one row for each dyad of countries and each month, zeros where there is no record.

    Args:
        since, until: ISO days whose months the table begins and ends with; "" for the first and last with a record.
        all_dyads: also the pairs of countries of the records between which there is no record.
    Raises: DragomanError when the file cannot be written.
    """
    written = Written()
    sums: dict[tuple[str, str], dict[Month, _Sum]] = {}
    for record in records:
        day, found = record_day(record), country_pairs(record.event)
        if not day or not found:
            written.left_out[_WITHOUT_BOTH if day else _WITHOUT_DAY] += 1
            continue
        # What began before the days that were asked for went on into them, or it would not have been found.
        month = _month(max(day, since))
        for dyad in found:
            sums.setdefault(dyad, {}).setdefault(month, _Sum()).add(record)
    written.rows = write_csv(_dyad_rows(sums, since, until, all_dyads), path, names("dyads")).rows
    return written


def write_graphml(records: Iterable[Record], path: Path) -> Written:
    """Write the `graphml` format: a node for each party's code, an edge for each two with a record between them.

    Raises: DragomanError when the file cannot be written.
    """
    written = Written()
    edges: dict[tuple[str, str], _Edge] = {}
    for record in records:
        day = record_day(record)
        found = [(a.code, r.code) for a, r in pairs(record.event) if a and r and a.code and r.code]
        if not found:
            written.left_out[_WITHOUT_CODES] += 1
        for pair in found:
            edge = edges.setdefault(pair, _Edge())
            edge.sums.add(record)
            if day:
                edge.first = min(edge.first or day, day)
                edge.last = max(edge.last, day)
    with whole_file(path) as file, writing(path):
        text = TextIOWrapper(file, "utf-8", errors="replace", newline="\n")
        text.writelines(_graphml(edges))
        text.detach()
    written.rows = len(edges)
    return written


def _dyad_rows(
    sums: dict[tuple[str, str], dict[Month, _Sum]], since: str, until: str, all_dyads: bool
) -> Iterator[tuple[object, ...]]:
    months = [month for by_month in sums.values() for month in by_month]
    if not months:
        return
    first = _month(since) if since else min(months)
    last = _month(until) if until else max(months)
    known = sorted({country for dyad in sums for country in dyad})
    dyads = sorted(sums) if not all_dyads else [(one, other) for one in known for other in known]
    nothing = _Sum()
    for actor, recipient in dyads:
        by_month = sums.get((actor, recipient), {})
        for month in range(first, last + 1):
            found = by_month.get(month, nothing)
            yield (
                actor,
                recipient,
                _cow(actor),
                _cow(recipient),
                month // 12,
                month % 12 + 1,
                found.records,
                *found.quads,
                round(found.intensity, 4),
                found.mean(found.intensity),
                round(found.goldstein, 4),
                found.mean(found.goldstein),
                found.mean(found.confidence),
            )


def _month(day: str) -> Month:
    """Return the number of a day's month, counted from year 0."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _cow(country: str) -> str | None:
    found = countries().get(country)
    return found.cow or None if found else None


def _graphml(edges: dict[tuple[str, str], _Edge]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    of_nodes = [column.name for column in layout("graphml") if column.meaning.startswith(_OF_NODE)]
    for column in layout("graphml"):
        part = "node" if column.name in of_nodes else "edge"
        type = _GRAPHML_TYPES.get(column.kind, "string")
        yield f'  <key id="{column.name}" for="{part}" attr.name="{column.name}" attr.type="{type}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for node in sorted({code for pair in edges for code in pair}):
        code = actor_code(node)
        name = " ".join(part for part in (code.name, *(row.name for row in code.sector_rows)) if part)
        data = (name or node, code.first, " ".join(code.sectors))
        yield f"    <node id={quoteattr(visible(node))}>{_data(of_nodes, data)}</node>\n"
    of_edges = [name for name in names("graphml") if name not in of_nodes]
    for (actor, recipient), edge in sorted(edges.items()):
        sums = edge.sums
        values = (sums.records, *sums.quads, sums.mean(sums.intensity), edge.first, edge.last)
        ends = f"source={quoteattr(visible(actor))} target={quoteattr(visible(recipient))}"
        yield f"    <edge {ends}>{_data(of_edges, values)}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def _data(keys: list[str], values: tuple[object, ...]) -> str:
    return "".join(
        f'<data key="{key}">{escape(visible(str(value)))}</data>'
        for key, value in zip(keys, values, strict=True)
        if value != ""
    )
