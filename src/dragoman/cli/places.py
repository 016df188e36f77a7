"""Articles with the places that they name, one JSON object each. Finding the places is left to the room `places`."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from dragoman.batch import PAGES_AT_ONCE, Fault
from dragoman.errors import DragomanError, SourceError
from dragoman.language import load_parser
from dragoman.pages import read_page
from dragoman.places import PlaceMention, find_places
from dragoman.records import Article, Page, Sentence


class PlaceLine(msgspec.Struct, frozen=True):
    """An article's places as the JSON that goes out, and whether it is in English; others are not searched."""

    line: dict[str, object]
    english: bool = True

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.line["places"]) if isinstance(self.line["places"], list) else 0


def find_in_pages(pages: Iterable[Page | SourceError], *, nationalities: bool = False) -> Iterator[PlaceLine | Fault]:
    """Yield each page's places, or the fault for which it has none, in the order of the pages.

    Args:
        pages: as `open_source` gives them.
        nationalities: whether the names of peoples ("Sudanese") stand for their countries.
    """
    parser = load_parser()
    stream = iter(pages)
    while batch := tuple(islice(stream, PAGES_AT_ONCE)):
        read = [_read(page) for page in batch]
        texts = [one.text if isinstance(one, Article) and one.language == "en" else "" for one in read]
        for one, sentences in zip(read, parser.pipe(texts), strict=True):
            yield one if isinstance(one, Fault) else _line(one, sentences, nationalities)


def _read(page: Page | SourceError) -> Article | Fault:
    if isinstance(page, SourceError):
        return Fault(str(page))
    try:
        return read_page(page)
    except DragomanError as error:
        return Fault(str(error))


def _line(article: Article, sentences: list[Sentence], nationalities: bool) -> PlaceLine:
    found = find_places(sentences, dateline=article.dateline, nationalities=nationalities)
    return PlaceLine({"id": article.id, "places": [_place(place) for place in found]}, article.language == "en")


def _place(place: PlaceMention) -> dict[str, object]:
    return {
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "geonameid": place.geonameid or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "country": place.country,
        "admin1": place.admin1,
    }
