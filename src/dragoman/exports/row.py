"""What the layouts of other data sets ask of a record in the same words: pairs of parties, day, place, publisher."""

from collections.abc import Iterator

import msgspec

from dragoman.exports.cameo import CameoCode, cameo_code
from dragoman.exports.codes import ActorCode, actor_code, countries
from dragoman.exports.geography import level
from dragoman.exports.pairs import pairs
from dragoman.exports.record import Record, record_day, record_id
from dragoman.places import Level
from dragoman.records import Party

_NUMBER_DIGITS = 13


class Side(msgspec.Struct, frozen=True):
    """One party of a row: the mention, empty for an implied or missing one, and its code taken apart."""

    text: str
    code: ActorCode


class Where(msgspec.Struct, frozen=True):
    """Where it happened, in parts; text "" and numbers None where nothing is told.

    `country` is ISO alpha-3, `country_name` and `fips` what other data sets call it; city, district and province are
    names, of which the last may come from the gazetteer.
    """

    text: str = ""
    city: str = ""
    district: str = ""
    province: str = ""
    country: str = ""
    country_name: str = ""
    fips: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None
    level: Level | None = None


class PairRow(msgspec.Struct, frozen=True):
    """A record with one of its pairs of parties.

    Attributes:
        id: the record's name, a hyphen, and the pair's number from 1; number: the two as a number below 2^52.
        day: ISO day for which it counts, "" for none.
        publisher: the article's site, or its source.
    """

    record: Record
    id: str
    number: int
    pair: int
    day: str
    actor: Side
    recipient: Side
    cameo: CameoCode | None
    where: Where
    publisher: str


def pair_rows(record: Record) -> Iterator[PairRow]:
    """Yield a record once for each of its pairs of parties."""
    id, day, cameo, where = record_id(record), record_day(record), cameo_code(record.event), _where(record)
    publisher = record.article.site or record.article.source
    for number, (actor, recipient) in enumerate(pairs(record.event), 1):
        # A double holds it exactly, and so does every statistics package.
        short = (int(id[:_NUMBER_DIGITS], 16) + number) % (1 << 4 * _NUMBER_DIGITS)
        yield PairRow(
            record, f"{id}-{number}", short, number, day, _side(actor), _side(recipient), cameo, where, publisher
        )


def _side(party: Party | None) -> Side:
    return Side("", actor_code("")) if party is None else Side(party.text, actor_code(party.code))


def _where(record: Record) -> Where:
    place = record.event.place
    if place is None:
        return Where()
    kind, codes = level(place), countries().get(place.country)
    return Where(
        text=place.text,
        city=place.text if kind is Level.CITY else "",
        district=place.text if kind is Level.ADMIN2 else "",
        province=place.admin1 or (place.text if kind is Level.ADMIN1 else ""),
        country=place.country,
        country_name=codes.name if codes else place.country,
        fips=codes.fips if codes else "",
        latitude=place.latitude,
        longitude=place.longitude,
        geonameid=place.geonameid or None,
        level=kind,
    )
