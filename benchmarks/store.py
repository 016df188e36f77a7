"""How fast a store of many records answers, and what it costs to add to one.

    python benchmarks/store.py [--records 100000] [--store /tmp/store.db]     makes records, then asks for them
    python benchmarks/store.py --overhead 100                                 articles/s of `add` beside `code` alone

The records are generated: countries, types and words are as unevenly spread as in news, some common, some rare. A
store that is there already is asked as it is. Times are milliseconds, the best of three: those that passed, and those
in which the processor worked for this program, which other work on the machine does not lengthen.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path

from speed import make_articles

from dragoman.actors.tables import read_table
from dragoman.ontology import load_ontology
from dragoman.records import Article, Event, Evidence, Page, Party, Place, Voice
from dragoman.store import Box, Filter, Store, add_sources, current_version, open_store
from dragoman.store.writing import put_article

LIMIT = 300
IN_ONE_TRANSACTION = 1000
ONTOLOGY = load_ontology()
TYPES = list(ONTOLOGY.types)
COUNTRIES = sorted({row.cells["code"] for row in read_table("countries") if len(row.cells["code"]) == 3})
SECTORS = ["GOV", "MIL", "REB", "CVL", "COP", "OPP", "PTY", "JUD", "MED", "EDU", "BUS", "SPY"]
STATUSES = ["actual", "future", "hypothetical", "negated", "historical"]
VOICES = ["narrator", "actor", "media"]
FIRST = date(2010, 1, 1)


class Uneven:
    """Draws from a list so that the first of it comes most often, as words and countries do in news (Zipf)."""

    def __init__(self, values: list[str], power: float = 1.0) -> None:
        self.values = values
        self.weights = list(accumulate(1 / (rank + 1) ** power for rank in range(len(values))))

    def __call__(self, chance: random.Random) -> str:
        return chance.choices(self.values, cum_weights=self.weights)[0]


def made_up_words(number: int) -> list[str]:
    syllables = ["ba", "do", "ki", "lu", "mer", "nos", "pra", "ret", "sil", "tun", "ven", "zo"]
    chance = random.Random(3)
    return list(dict.fromkeys("".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(number)))


WORD, COUNTRY, TYPE = Uneven(made_up_words(30_000)), Uneven(COUNTRIES), Uneven(TYPES, 0.7)
SECTOR, STATUS, VOICE = Uneven(SECTORS), Uneven(STATUSES, 2.0), Uneven(VOICES, 1.2)


def generate(records: int, seed: int = 1) -> Iterator[tuple[Page, Article]]:
    """Yield articles with one to seven records each, over fifteen years, day by day."""
    chance = random.Random(seed)
    left, number = records, 0
    while left > 0:
        count = min(chance.randint(1, 7), left)
        day = FIRST + timedelta(days=5400 * (records - left) // records)
        sentences = [" ".join(WORD(chance) for _ in range(18)) + "." for _ in range(count + 6)]
        text = " ".join(sentences)
        events, start = [], 0
        for sentence in sentences[:count]:
            quote = Evidence(sentence, start, start + len(sentence), start, start + len(sentence))
            start += len(sentence) + 1
            events.append(_event(chance, quote, day))
        site = f"site{chance.randint(1, 300)}.example"
        source = f"{site}/{day:%Y/%m/%d}/{seed}-{number}.html"
        yield (
            Page(content=text.encode(), source=source, date=day.isoformat()),
            Article(
                id=source,
                text=text,
                title=sentences[0],
                date=day.isoformat(),
                site=site,
                source=source,
                events=tuple(events),
            ),
        )
        left -= count
        number += 1


def _event(chance: random.Random, quote: Evidence, day: date) -> Event:
    type = TYPE(chance)
    modes = tuple(mode.name for mode in ONTOLOGY.modes.get(type, ()))
    country = COUNTRY(chance)
    place = None
    if chance.random() < 0.7:
        rank = COUNTRIES.index(country)
        latitude, longitude = rank * 37 % 130 - 60 + chance.random() * 6, rank * 71 % 350 - 175 + chance.random() * 6
        place = Place(WORD(chance), country, latitude=latitude, longitude=longitude)
    when = day - timedelta(days=chance.randint(0, 6)) if chance.random() < 0.6 else None
    return Event(
        type=type,
        modes=(chance.choice(modes),) if modes and chance.random() < 0.6 else (),
        contexts=tuple(chance.sample(list(ONTOLOGY.contexts), chance.randint(0, 2))),
        status=STATUS(chance),
        actors=(Party("they", f"{country} {SECTOR(chance)}"),),
        recipients=(Party("them", f"{COUNTRY(chance)} {SECTOR(chance)}"),) if chance.random() < 0.8 else (),
        place=place,
        voice=Voice(VOICE(chance)),
        date=when.isoformat() if when else "",
        quote=quote,
        trigger="did",
        confidence=round(chance.betavariate(4, 3), 3),
    )


def fill(store: Store, made: Iterator[tuple[Page, Article]]) -> None:
    run = store.run("add", ["generated"], current_version())
    while batch := list(islice(made, IN_ONE_TRANSACTION)):
        with store._database.writing() as connection:
            for page, article in batch:
                put_article(connection, page, article, run)
    store.end(run)


def questions() -> dict[str, Filter]:
    common, rare = COUNTRIES[0], COUNTRIES[-1]
    words = WORD.values
    return {
        "everything": Filter(),
        "type, common": Filter(type=(TYPES[0],)),
        "type, rare": Filter(type=(TYPES[-1],)),
        "type, three": Filter(type=(TYPES[0], TYPES[3], TYPES[7])),
        "mode": Filter(mode=(ONTOLOGY.modes["COERCE"][0].name,)),
        "actor, common": Filter(actor=(common,)),
        "actor, rare": Filter(actor=(rare,)),
        "actor with sector": Filter(actor=(f"{common} GOV",)),
        "recipient, common": Filter(recipient=(common,)),
        "country, common": Filter(country=(common,)),
        "country, ten": Filter(country=tuple(COUNTRIES[:10])),
        "sector, common": Filter(sector=("GOV",)),
        "sector, rare": Filter(sector=("SPY",)),
        "place, common": Filter(place=(common,)),
        "place, rare": Filter(place=(rare,)),
        "place, box": Filter(box=Box(10, 20, 25, 60)),
        "place, half the world": Filter(box=Box(-90, 0, 90, 180)),
        "dates, a week": Filter(since="2015-03-02", until="2015-03-08"),
        "dates, ten years": Filter(since="2012-01-01", until="2021-12-31"),
        "dates, the last month": Filter(since=(FIRST + timedelta(days=5370)).isoformat()),
        "status, common": Filter(status=(STATUSES[0],)),
        "status, rare": Filter(status=(STATUSES[-1],)),
        "voice, common": Filter(voice=(VOICES[0],)),
        "source, one site": Filter(source=("site17.example/",)),
        "source, all": Filter(source=("site",)),
        "confidence, most": Filter(min_confidence=0.3),
        "confidence, few": Filter(min_confidence=0.95),
        "text, common word": Filter(text=words[0]),
        "text, usual word": Filter(text=words[100]),
        "text, rare word": Filter(text=words[-10]),
        "text, two common words": Filter(text=f"{words[1]} {words[2]}"),
        "quote, common word": Filter(quote=words[0]),
        "quote, usual word": Filter(quote=words[100]),
        "type, actor, dates": Filter(type=(TYPES[1],), actor=(common,), since="2014-01-01", until="2014-12-31"),
        "actor, recipient, both common": Filter(actor=(COUNTRIES[0],), recipient=(COUNTRIES[1],)),
        "sector, status, confidence, text": Filter(
            sector=("MIL",), status=(STATUSES[1],), min_confidence=0.6, text=words[3]
        ),
    }


def ask(question: Callable[[], object]) -> tuple[float, float, object]:
    """Ask three times; return the shortest time that passed, the least time of the processor, and the answer."""
    passed, worked = [], []
    for _ in range(3):
        begin = time.perf_counter(), time.process_time()
        answer = question()
        passed.append((time.perf_counter() - begin[0]) * 1000)
        worked.append((time.process_time() - begin[1]) * 1000)
    return min(passed), min(worked), answer


def measure(store: Store) -> None:
    print(f"{'':34} {'':>9} {'count':^17} {'first 100':^17}")
    print(f"{'filter':34} {'records':>9} {'passed':>8} {'worked':>8} {'passed':>8} {'worked':>8}")
    over = 0
    for name, filter in questions().items():
        *counting, records = ask(lambda filter=filter: store.count(filter))  # type: ignore[misc]
        *finding, _ = ask(lambda filter=filter: list(store.find(filter, limit=100)))  # type: ignore[misc]
        over += max(counting[0], finding[0]) > LIMIT
        times = " ".join(f"{took:>8.0f}" for took in (*counting, *finding))
        print(f"{name:34} {records:>9,} {times}", flush=True)
    print(f"slower than {LIMIT} ms: {over} of {len(questions())}")


def adding(store: Store) -> None:
    """A day of 2,000 records into an empty store and into this one, an article a transaction."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "empty.db") as empty:
        for name, into in (("an empty store", empty), ("this store", store)):
            run = into.run("add", ["a day"], current_version())
            made = list(generate(2000, seed=int(time.time())))
            begin = time.perf_counter()
            for page, article in made:
                into.put(page, article, run)
            into.end(run)
            took = time.perf_counter() - begin
            print(f"a day of 2,000 records into {name}: {took:.2f} s, {took / len(made) * 1000:.1f} ms an article")


def overhead(number: int) -> None:
    from dragoman.batch import code_sources

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        with corpus.open("w", encoding="utf-8") as file:
            for article in make_articles(number, 280):
                row = {"id": article.id, "date": article.date, "text": f"{article.text}\n\nNumber {article.id}."}
                file.write(json.dumps(row) + "\n")
        next(iter(code_sources([str(corpus)])))
        begin = time.process_time(), time.perf_counter()
        for _ in code_sources([str(corpus)]):
            pass
        code = time.process_time() - begin[0], time.perf_counter() - begin[1]
        with open_store(Path(folder) / "store.db") as store:
            begin = time.process_time(), time.perf_counter()
            add_sources(store, [str(corpus)])
            add = time.process_time() - begin[0], time.perf_counter() - begin[1]
    print(f"code alone  {number / code[1]:6.1f} articles/s   {code[0] / number * 1000:6.1f} ms of processor an article")
    print(f"add         {number / add[1]:6.1f} articles/s   {add[0] / number * 1000:6.1f} ms of processor an article")
    print(f"the store costs {add[1] / code[1] - 1:+.1%} of the time, {add[0] / code[0] - 1:+.1%} of the processor")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--store", default="")
    options.add_argument("--overhead", type=int, metavar="ARTICLES")
    args = options.parse_args()
    if args.overhead:
        overhead(args.overhead)
        return
    with tempfile.TemporaryDirectory() as folder, open_store(args.store or Path(folder) / "store.db") as store:
        if store.count() == 0:
            begin = time.perf_counter()
            fill(store, generate(args.records))
            print(f"{args.records:,} records written in {time.perf_counter() - begin:.0f} s")
            store.analyze()
        if "://" not in store.name:
            print(f"{Path(store.name).stat().st_size / 2**20:,.0f} MB")
        measure(store)
        adding(store)
        print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
