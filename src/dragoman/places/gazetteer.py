"""The places of the world by name: GeoNames boiled down to one file, and tables beside it; nothing is resolved here."""

import re
import unicodedata
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.errors import TableError

TABLES = Path(__file__).parent / "tables"
GAZETTEER_FILE = TABLES / "gazetteer.npz"


class Level(IntEnum):
    """What kind of place an entry is, from the whole to the part."""

    COUNTRY = 0
    ADMIN1 = 1
    ADMIN2 = 2
    CITY = 3
    AREA = 4
    WATER = 5


class GazetteerPlace(msgspec.Struct, frozen=True):
    """One place that a name may stand for.

    Attributes:
        number: its number in the gazetteer, the same for all its names.
        level: country, first- or second-level region, city, other area, or water.
        geonameid: its number in GeoNames, 0 where it is not known.
        latitude, longitude: its point, in degrees.
        country: ISO alpha-3 code, empty for what belongs to no one country.
        admin1: name of the first-level region.
        admin2: name of the second-level region.
        population: people, 0 where unknown.
        capital: true for the capital of a country.
        other_name: true when it was asked for by another name than its usual one.
        nationality: true when it was asked for by the name of its people.
    """

    number: int
    level: Level
    geonameid: int
    latitude: float
    longitude: float
    country: str
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    capital: bool = False
    other_name: bool = False
    nationality: bool = False


class Gazetteer:
    """All places by name. Loading takes about 0.1 s; use `load_gazetteer`, which does it once.

    Attributes:
        notice: whom the data is from and under which licence.
    """

    def __init__(self, path: Path = GAZETTEER_FILE) -> None:
        try:
            with np.load(path) as arrays:
                self._columns: dict[str, npt.NDArray[Any]] = {key: arrays[key] for key in arrays.files}
        except (OSError, ValueError) as error:
            raise TableError(
                f"{path}: the gazetteer cannot be read: install dragoman again, or run scripts/build_gazetteer.py"
            ) from error
        self.notice = self._columns.pop("notice").tobytes().decode()
        names = self._columns.pop("names")
        self._blob = names.tobytes()
        breaks = np.flatnonzero(names == ord("\n"))
        self._starts = np.concatenate(([0], breaks + 1)).tolist()
        counts = self._columns.pop("counts")
        self._firsts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).tolist()
        self._countries = self._columns.pop("countries").tobytes().decode().split("\n")
        self._regions = self._columns.pop("regions").tobytes().decode().split("\n")
        self._entries = self._columns.pop("entries")
        self._tables = _read_tables(len(self._columns["level"]))
        self._found: dict[str, tuple[GazetteerPlace, ...]] = {}

    def __call__(self, name: str) -> tuple[GazetteerPlace, ...]:
        """Return every place that goes by a name, the most populous first; upper and lower case are one.

        Args:
            name: a name as it stands in a text ("St. Petersburg", "KABUL", "Ky.").
        Returns: the places, empty when the name is unknown.
        """
        key = name_key(name)
        found = self._found.get(key)
        if found is None:
            listed = self._tables.get(key, [])
            # A row of a table stands for the same region of GeoNames, whose point is only the mean of its towns.
            known = {(place.level, place.country) for place in listed}
            rows = [place for entry in self._numbers(key) if (_part(place := self._place(entry))) not in known]
            rows = _town_before_region(rows)
            rows.sort(key=lambda place: (place.other_name, -place.population))
            found = (*listed, *rows)
            if len(self._found) > 50_000:
                self._found.clear()
            self._found[key] = found
        return found

    def __contains__(self, name: str) -> bool:
        return bool(self(name))

    def _numbers(self, key: str) -> list[int]:
        """Return the entries of a name: number of the place, times two, plus one for an other name."""
        wanted = key.encode()
        low, high = 0, len(self._starts)
        if not wanted or b"\n" in wanted:
            return []
        while low < high:
            middle = (low + high) // 2
            if self._name(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self._starts) or self._name(low) != wanted:
            return []
        entries = self._entries[self._firsts[low] : self._firsts[low + 1]]
        if len(entries) > _MOST_PLACES:
            people = self._columns["population"][entries >> 1]
            entries = entries[np.argsort(people)[::-1][:_MOST_PLACES]]
        return list(map(int, entries))

    def _name(self, number: int) -> bytes:
        start = self._starts[number]
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._blob)
        return self._blob[start:end]

    def _place(self, entry: int) -> GazetteerPlace:
        number = entry >> 1
        columns = self._columns
        return GazetteerPlace(
            number=number,
            level=Level(int(columns["level"][number])),
            geonameid=int(columns["geonameid"][number]),
            latitude=int(columns["latitude"][number]) / 1000,
            longitude=int(columns["longitude"][number]) / 1000,
            country=self._countries[int(columns["country"][number])],
            admin1=self._regions[int(columns["admin1"][number])],
            admin2=self._regions[int(columns["admin2"][number])],
            population=int(columns["population"][number]),
            capital=bool(columns["capital"][number]),
            other_name=bool(entry & 1),
        )


# Of the sixty places called San Antonio the smallest are never meant.
_MOST_PLACES = 30


def _town_before_region(rows: list[GazetteerPlace]) -> list[GazetteerPlace]:
    """Mark regions as asked for by an other name where a town in them has the name: "Aleppo" is the town.

    A town whose province bears the name bears it itself, even if GeoNames writes it otherwise ("Odesa" in Odessa).
    """
    usual = {(place.country, place.admin1) for place in rows if place.level == Level.CITY and not place.other_name}
    towns = {(place.country, place.admin1) for place in rows if place.level == Level.CITY}
    provinces = {(place.country, place.admin1) for place in rows if place.level == Level.ADMIN1}
    marked = []
    for place in rows:
        region = (place.country, place.admin1)
        if region in usual and place.level != Level.CITY:
            place = msgspec.structs.replace(place, other_name=True)
        elif region in towns & provinces - usual:
            place = msgspec.structs.replace(place, other_name=place.level != Level.CITY)
        marked.append(place)
    return marked


def _part(place: GazetteerPlace) -> tuple[Level, str]:
    return place.level, place.country


@cache
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer of the package once.

    Raises: TableError when a table of the package is missing or malformed.
    """
    return Gazetteer()


def read_rows(table: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the rows of a table of this room, without its comments and its header.

    Raises: TableError when the columns or a row are not as they must be.
    """
    path = TABLES / table
    lines = path.read_text(encoding="utf8").split("\n")
    rows = [
        (number, tuple(line.split("\t")))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows or rows[0][1] != columns:
        raise TableError(f"{path}: the columns must be {', '.join(columns)}: install dragoman again")
    for number, row in rows:
        if len(row) != len(columns):
            raise TableError(
                f"{path}, line {number}: {len(columns)} columns are wanted, {len(row)} found: mend the row"
            )
    return [row for _, row in rows[1:]]


_DROPPED = re.compile(r"[.'’‘ʻ`\"]")
_SPACES = re.compile(r"[\s\-–_/]+")
# Short forms that stand for a word of a name, at its beginning or its end.
_FIRST_WORDS = {"saint": "st", "mount": "mt", "fort": "ft"}
_LAST_WORDS = {"co": "county", "twp": "township", "cnty": "county"}


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """Return the form in which a name is compared: lower case, no accents, no stops, one spelling of Saint."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() if not name.isascii() else name
    words = _SPACES.sub(" ", _DROPPED.sub("", plain.casefold())).split()
    if len(words) > 1:
        words[0] = _FIRST_WORDS.get(words[0], words[0])
        words[-1] = _LAST_WORDS.get(words[-1], words[-1])
        if words[0] == "the":
            words = words[1:]
    return " ".join(words)


def _read_tables(first: int) -> dict[str, list[GazetteerPlace]]:
    """Return the places of the TSV tables by name key, numbered from `first` on."""
    by_name: dict[str, list[GazetteerPlace]] = {}
    number = first
    for table in ("countries.tsv", "areas.tsv", "waters.tsv", "cities.tsv"):
        for place, names in _read_table(TABLES / table):
            numbered = msgspec.structs.replace(place, number=number)
            number += 1
            for key, (other_name, nationality) in {name_key(name): kind for name, *kind in reversed(names)}.items():
                by_name.setdefault(key, []).append(
                    msgspec.structs.replace(numbered, other_name=other_name, nationality=nationality)
                )
    return by_name


_COLUMNS = ("level", "country", "geonameid", "latitude", "longitude", "population", "admin1", "names", "peoples")


def _read_table(path: Path) -> list[tuple[GazetteerPlace, list[tuple[str, bool, bool]]]]:
    """Read a table with the columns of `_COLUMNS`; names are split by `|`, other names begin with `~`.

    Returns: each place with its names, each with whether it is an other name and whether it is that of its people.

    Raises: TableError naming the line that is malformed.
    """
    try:
        lines = path.read_text(encoding="utf8").split("\n")
    except OSError as error:
        raise TableError(f"{path}: this table of the package is missing: install dragoman again") from error
    rows = []
    header: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if not header:
            header = cells
            if header != _COLUMNS:
                raise TableError(f"{path}, line {number}: the columns must be {', '.join(_COLUMNS)}")
            continue
        try:
            row = dict(zip(_COLUMNS, cells, strict=True))
            place = GazetteerPlace(
                number=0,
                level=Level[row["level"].upper()],
                geonameid=int(row["geonameid"] or 0),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                country=row["country"],
                admin1=row["admin1"],
                population=int(row["population"] or 0),
            )
        except (ValueError, KeyError) as error:
            raise TableError(f"{path}, line {number}: this row is malformed ({error}): mend or delete it") from error
        names = [(name.removeprefix("~"), name.startswith("~"), False) for name in row["names"].split("|") if name]
        names += [(name, False, True) for name in row["peoples"].split("|") if name]
        rows.append((place, names))
    return rows
