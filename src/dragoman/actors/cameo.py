"""Turns the actor codes of CAMEO ("USAGOV", "IGOUNO", "~MIL") into dragoman's own ("USA GOV", "UNO", "MIL") by the
table cameo.tsv. Reading the dictionaries that hold such codes is left to `dictionary`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dragoman.actors.context import STATELESS
from dragoman.actors.tables import Row, read_table
from dragoman.ontology import load_ontology


@dataclass(frozen=True, slots=True)
class Translated:
    """A CAMEO code in dragoman's terms.

    Attributes:
        first: country or stateless code; UNK where the code names a region or no country; "" where it cannot be told
            or where the code is an agent's.
        sectors: up to two sectors, with a blank between; "" for a country or a body by itself.
        unknown: the parts that neither the table nor the ontology knows.
        why_not: why the code cannot be used, as the end of a sentence; "" when it can.
    """

    first: str = ""
    sectors: str = ""
    unknown: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def code(self) -> str:
        """The whole code; a country by itself is its government (codebook, "Actors")."""
        if self.first in STATELESS:
            return self.first
        return f"{self.first} {self.sectors or _GOVERNMENT}" if self.first else self.sectors


@cache
def translate(code: str) -> Translated:
    """Return what a CAMEO actor code stands for.

    Args:
        code: parts of three letters in a row, without the "~" of an agent's code ("AFGMIL", "GOVBUS").
    """
    code = code.upper()
    if not code or len(code) % 3:
        return Translated(why_not=f'the code "{code}" is not made of three-letter parts')
    parts = [code[index : index + 3] for index in range(0, len(code), 3)]
    first, rest = _origin(parts)
    if first is None:
        return Translated(
            unknown=(parts[0],), why_not=f'"{parts[0]}" in the code "{code}" is no country or sector known'
        )
    if first in STATELESS:
        return Translated(first)
    sectors, unknown, across = _sectors(rest)
    if first == _UNKNOWN and across:
        return Translated(across)
    return Translated(first, sectors, unknown)


@cache
def translate_agent(code: str) -> Translated:
    """Return the sectors that an agent's code gives ("GOVMIL" of "[~GOVMIL]"), or its stateless code ("IGO")."""
    code = code.upper()
    if not code or len(code) % 3:
        return Translated(why_not=f'the code "{code}" is not made of three-letter parts')
    parts = [code[index : index + 3] for index in range(0, len(code), 3)]
    body = _rows().get(parts[0])
    if body is not None and body.cells["kind"] == "body" and not body.cells["across"]:
        return Translated(body.cells["ours"])
    sectors, unknown, _ = _sectors(parts)
    if not sectors:
        return Translated(unknown=unknown, why_not=f'"{parts[0]}" in the code "{code}" is no sector known')
    return Translated("", sectors, unknown)


_GOVERNMENT = "GOV"
_UNKNOWN = "UNK"


def _origin(parts: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Return the country, stateless code or UNK that a code begins with, and the parts that follow it."""
    rows = _rows()
    for size in (3, 2, 1):
        row = rows.get(" ".join(parts[:size])) if len(parts) >= size else None
        if row is not None and row.cells["kind"] in ("body", "region", "country") and parts[0] not in _countries():
            first, rest = row.cells["ours"], parts[size:]
            break
    else:
        if parts[0] in _countries():
            first, rest = parts[0], parts[1:]
        elif parts[0] in rows or parts[0] in load_ontology().sectors:
            return _UNKNOWN, parts
        else:
            return None, parts
    # A territory stands behind the state that it belongs to or left: GBRVGB, USRUKR.
    if rest and first not in STATELESS and first != _UNKNOWN:
        row = rows.get(rest[0])
        if row is not None and row.cells["kind"] == "country":
            return row.cells["ours"], rest[1:]
        if row is None and rest[0] in _countries():
            return rest[0], rest[1:]
    return first, rest


def _sectors(parts: Sequence[str]) -> tuple[str, tuple[str, ...], str]:
    """Return up to two sectors of the parts behind a country, the unknown parts, and what stands for them elsewhere."""
    rows, own = _rows(), load_ontology().sectors
    told: list[str] = []
    last: list[str] = []
    faith = across = ""
    unknown: list[str] = []
    for part in parts:
        row = rows.get(part)
        if row is None:
            if part in own:
                told.append(part)
            else:
                unknown.append(part)
            continue
        kind, ours, note = row.cells["kind"], row.cells["ours"], row.cells["note"]
        if kind == "body" and row.cells["across"]:
            told.append(row.cells["across"])
            across = across or ours
        elif kind == "sector":
            if note != "field" or _GOVERNMENT not in told:
                (last if note == "last" else told).append(ours)
            across = across or row.cells["across"]
        elif kind == "faith":
            faith = faith or ours
    sectors = list(dict.fromkeys(told + last)) or ([faith] if faith else [])
    return " ".join(sectors[:2]), tuple(unknown), across


@cache
def _rows() -> dict[str, Row]:
    return {row.cells["code"]: row for row in read_table("cameo")}


@cache
def _countries() -> frozenset[str]:
    return frozenset(row.cells["code"] for row in read_table("countries"))
