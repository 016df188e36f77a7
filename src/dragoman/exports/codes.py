"""Actor codes in the terms of other data sets: names, Correlates of War numbers, FIPS, CAMEO. Decides nothing."""

from functools import cache, lru_cache

import msgspec

from dragoman.exports.pairs import TABLES
from dragoman.ontology import read_table


class CountryCodes(msgspec.Struct, frozen=True):
    """One row of countries.tsv: what other data sets call a country."""

    code: str
    name: str
    cow: str
    fips: str
    cameo: str


class SectorCodes(msgspec.Struct, frozen=True):
    """One row of sectors.tsv: what CAMEO and ICEWS call a sector or a stateless code."""

    code: str
    cameo: str
    group: str
    type: str
    name: str


class ActorCode(msgspec.Struct, frozen=True):
    """A code such as `PAK GOV` taken apart.

    Attributes:
        first: its first part, a country or a stateless code; "" where nobody is known.
        country: what the country is called elsewhere; None for a stateless code.
        body: what the stateless code is called elsewhere; None for a country.
        sectors: the sectors' codes; sector_rows: what they are called elsewhere.
    """

    first: str
    country: CountryCodes | None
    body: SectorCodes | None
    sectors: tuple[str, ...]
    sector_rows: tuple[SectorCodes, ...]

    @property
    def cameo(self) -> str:
        """The CAMEO code, such as `PAKGOV` or `IGOUNO`; a part that CAMEO has no code for stands as it is."""
        first = self.country.cameo if self.country else self.body.cameo if self.body else self.first
        return first + "".join(row.cameo for row in self.sector_rows)

    @property
    def name(self) -> str:
        """The name of the country or body."""
        return self.country.name if self.country else self.body.name if self.body else ""


@lru_cache(maxsize=10_000)
def actor_code(code: str) -> ActorCode:
    """Return a party's code taken apart; what no table knows stands for itself."""
    first, *sectors = code.split() or [""]
    rows = _sectors()
    return ActorCode(
        first=first,
        country=countries().get(first),
        body=rows.get(first),
        sectors=tuple(sectors),
        sector_rows=tuple(rows.get(sector) or SectorCodes(sector, sector, "", sector, sector) for sector in sectors),
    )


@cache
def countries() -> dict[str, CountryCodes]:
    """Return what other data sets call each country, by its ISO alpha-3 code."""
    columns = CountryCodes.__struct_fields__
    rows = read_table(TABLES / "countries.tsv", columns)
    return {row["code"]: CountryCodes(*(row[column] for column in columns)) for row in rows}


@cache
def _sectors() -> dict[str, SectorCodes]:
    columns = SectorCodes.__struct_fields__
    rows = read_table(TABLES / "sectors.tsv", columns)
    return {row["code"]: SectorCodes(*(row[column] for column in columns)) for row in rows}
