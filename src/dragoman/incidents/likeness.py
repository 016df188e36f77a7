"""How likely two tellings are of one event: what they share and where they differ, weighed as a table says.

The weights are fitted by `benchmarks/incidents.py --fit`; whom to compare is left to `joining`.
"""

from collections.abc import Sequence
from functools import cache
from math import asin, cos, exp, radians, sin, sqrt
from pathlib import Path

from dragoman.errors import TableError
from dragoman.incidents.telling import Floats, Telling, Where

TABLES = Path(__file__).parent / "tables"

# What is weighed, each from -1 to 1 or so; the order is that of `features`.
FEATURES = (
    "always",
    "kind of act differs",
    "modes agree",
    "modes differ",
    "actors agree",
    "actors differ",
    "recipients agree",
    "recipients differ",
    "parties agree",
    "full codes agree",
    "same day told",
    "days between",
    "days between reports",
    "planned for the same day",
    "planned for another day",
    "same place",
    "other place",
    "places near",
    "quotes alike",
    "words shared",
    "names shared",
)
# Two points of one town lie so near; two places farther apart than the second are not one place. Kilometres.
_SAME_KM = 15.0
_NEAR_KM = 60.0


def features(one: Telling, other: Telling, cosine: float) -> list[float]:
    """Return what two tellings share and where they differ, in the order of `FEATURES`.

    Args:
        cosine: of the vectors of their quotes; 0 where one has none.
    """
    actors, recipients = _overlap(one.actors, other.actors), _overlap(one.recipients, other.recipients)
    codes = set(one.actors + one.recipients), set(other.actors + other.recipients)
    parties = _overlap(one.actors + one.recipients, other.actors + other.recipients)
    place = compare_places(one.place, other.place)
    modes = bool(set(one.modes) & set(other.modes))
    gap = max(0, one.first - other.last, other.first - one.last)
    both_told = one.told and other.told
    both_planned = one.planned and other.planned
    return [
        1.0,
        float(one.type != other.type),
        float(modes),
        float(bool(one.modes and other.modes and not modes)),
        actors or 0.0,
        float(actors == 0.0),
        recipients or 0.0,
        float(recipients == 0.0),
        parties or 0.0,
        len(codes[0] & codes[1]) / max(1, min(len(codes[0]), len(codes[1]))),
        float(both_told and gap == 0),
        min(gap, 3) / 3,
        min(abs(one.reported - other.reported), 6) / 6 if one.reported and other.reported else 0.0,
        float(both_planned and one.planned == other.planned),
        float(both_planned and one.planned != other.planned),
        float(place == "same"),
        float(place == "other"),
        float(place == "near"),
        cosine,
        _dice(one.words, other.words),
        _dice(one.names, other.names),
    ]


def likeness(one: Telling, other: Telling, cosine: float) -> float:
    """Return how likely two tellings are of one event, 0 to 1; see `features`."""
    total = sum(weight * value for weight, value in zip(load_weights(), features(one, other, cosine), strict=True))
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def cosine(one: Floats | None, other: Floats | None) -> float:
    """Return the cosine of two vectors of length 1; 0 where there is none."""
    return float(one @ other) if one is not None and other is not None else 0.0


def compare_places(one: Where | None, other: Where | None) -> str:
    """Say whether two tellings name the "same" place, places "near" each other or "other" ones; "" when that is open.

    A country or a region agrees with every place in it, so that it says nothing; named by both it is a "region".
    """
    if one is None or other is None:
        return ""
    if one.country and other.country and one.country != other.country:
        return "other"
    if (one.geonameid and one.geonameid == other.geonameid) or (one.text and one.text == other.text):
        # Two that name the same country or region have not yet named the same town.
        return "same" if one.admin1 or not one.geonameid else "region"
    if not (one.geonameid and other.geonameid and one.admin1 and other.admin1):
        return ""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return ""
    apart = kilometres(one, other)
    return "same" if apart <= _SAME_KM else "near" if apart <= _NEAR_KM else "other"


def kilometres(one: Where, other: Where) -> float:
    """Return the great-circle distance of two places with points, on a sphere of 6371 km."""
    lat1, lon1, lat2, lon2 = (
        radians(degrees or 0.0) for degrees in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(half)))


@cache
def load_weights() -> tuple[float, ...]:
    """Return the weight of each of `FEATURES`. Raises: TableError when the table lacks one or has an unknown one."""
    rows = dict(_rows(TABLES / "weights.tsv"))
    rows.pop("join from", None)
    if set(rows) != set(FEATURES):
        odd = ", ".join(sorted(set(rows) ^ set(FEATURES)))
        raise TableError(f"{TABLES / 'weights.tsv'}: rows missing or unknown: {odd}; fit the table anew")
    return tuple(rows[name] for name in FEATURES)


@cache
def load_threshold() -> float:
    """Return the likeness from which on a telling joins an incident, 0 to 1."""
    return dict(_rows(TABLES / "weights.tsv"))["join from"]


@cache
def load_kin() -> dict[str, str]:
    """Return for each type the group of types that reports of one act may take it for."""
    groups: dict[str, str] = {}
    for line in _lines(TABLES / "kin.tsv"):
        group, type = line.split("\t")
        groups[type] = group
    return groups


def _rows(path: Path) -> list[tuple[str, float]]:
    rows = []
    for line in _lines(path):
        name, _, value = line.partition("\t")
        try:
            rows.append((name, float(value)))
        except ValueError:
            raise TableError(f"{path}: {line!r} has no number; write name, tab, number") from None
    return rows


def _lines(path: Path) -> list[str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return lines[1:]


def _overlap(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Return which share of the countries of the smaller side the other has as well; None when a side is unknown."""
    # Unknown attackers are no party of their own: another report may know them.
    sides = [{code[:3] for code in codes if "UAF" not in code} for codes in (one, other)]
    if not (sides[0] and sides[1]):
        return None
    return len(sides[0] & sides[1]) / min(len(sides[0]), len(sides[1]))


def _dice(one: Sequence[str], other: Sequence[str]) -> float:
    if not (one and other):
        return 0.0
    return 2 * len(set(one) & set(other)) / (len(one) + len(other))
