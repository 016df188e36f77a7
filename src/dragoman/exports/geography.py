"""What kind of place an event's place is, as the gazetteer has it, for layouts that ask; resolves no names."""

from functools import lru_cache

from dragoman.places import Level, load_gazetteer
from dragoman.records import Place


def level(place: Place) -> Level | None:
    """Return what kind of place it is; a country where only the country is known, None where nothing is."""
    if not place.geonameid and place.latitude is None:
        return Level.COUNTRY if place.country else None
    return _level(place.text, place.country, place.geonameid) if place.geonameid else None


@lru_cache(maxsize=20_000)
def _level(text: str, country: str, geonameid: int) -> Level | None:
    for found in load_gazetteer()(text):
        if found.geonameid == geonameid and found.country == country:
            return found.level
    return None
