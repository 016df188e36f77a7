"""Records a second that each format takes, from generated records that are in memory:  python benchmarks/exports.py

Time is that of the processor, so that what else the machine does counts little; a store adds its own.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import dragoman
from dragoman.exports import FORMATS, export
from dragoman.records import Article, Event, Evidence, Party, Place

TEXT = "The two governments met in the harbour town. " * 40
COUNTRIES = ("FRA", "TCD", "MLI", "NER", "KEN", "UGA", "RUS", "EST", "PER", "CHL")
TYPES = tuple(dragoman.load_ontology().types)
A_PLACE = Place("Tallinn", "EST", latitude=59.437, longitude=24.7535, geonameid=588409, admin1="Harjumaa")


def articles(count: int) -> Iterator[Article]:
    """Yield articles of four records each, spread over ten years, until there are `count` records."""
    for number in range(0, count, 4):
        day = f"{2015 + number % 10}-{number // 10 % 12 + 1:02d}-{number // 120 % 28 + 1:02d}"
        events = tuple(event(number + k) for k in range(4))
        yield Article(id=f"a{number}", text=TEXT, title="A meeting", date=day, source="news.jsonl", events=events)


def event(number: int) -> Event:
    one, other = COUNTRIES[number % 10], COUNTRIES[number // 10 % 10]
    return Event(
        type=TYPES[number % len(TYPES)],
        status="actual",
        actors=(Party("the government", f"{one} GOV", 0, 14),),
        recipients=(Party("soldiers", f"{other} MIL", 20, 28),),
        place=A_PLACE if number % 2 else None,
        quote=Evidence(f"{number} {TEXT[:120]}", 0, 120, 0, 120),
        trigger="met",
        confidence=0.5,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--formats", nargs="*", default=list(FORMATS))
    arguments = parser.parse_args()
    made = list(articles(arguments.records))
    with tempfile.TemporaryDirectory() as folder:
        for format in arguments.formats:
            export(made[:10], format, Path(folder) / f"first {format}")
            begin = time.process_time()
            done = export(made, format, Path(folder) / format)
            seconds = time.process_time() - begin
            print(f"{format:8}  {done.records / seconds:10,.0f} records/s")


if __name__ == "__main__":
    main()
