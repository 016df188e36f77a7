"""The store: what goes in comes out, once and whole, on SQLite and on PostgreSQL."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import dragoman.batch
from dragoman.errors import FilterError, StoreError
from dragoman.records import Article, Event, Page
from dragoman.records.gold import is_day, to_json
from dragoman.store import Box, Filter, Store, add_sources, compare, last_two, open_store, recode, retry, search
from dragoman.store import database as database_module
from dragoman.store.rows import page_key
from dragoman.store.schema import HEAD, VERSION_TABLE, Base
from dragoman.store.version import current_version
from stub_coder import StubCoder, article_texts

STUB = [sys.executable, str(Path(__file__).with_name("stub_coder.py"))]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> StubCoder:
    coder = StubCoder()
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: coder)
    return coder


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as opened:
        yield opened


def write_rows(path: Path, *rows: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def write_texts(path: Path, *texts: str, title: str = "", date: str = "2024-05-07") -> str:
    return write_rows(path, *({"id": f"a{n}", "date": date, "title": title, "text": t} for n, t in enumerate(texts)))


def coded(sources: list[str]) -> list[Article]:
    outcomes = list(dragoman.batch.code_sources(sources))
    return [outcome for outcome in outcomes if isinstance(outcome, Article)]


def texts(store: Store, filter: Filter = Filter()) -> list[str]:  # noqa: B008
    return [stored.article.text for stored in store.find(filter)]


class TestAdding:
    def test_what_is_found_is_what_was_coded(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        source = write_texts(tmp_path / "news.jsonl", *article_texts(40), title="Notes")
        tally = add_sources(store, [source])
        expected = [to_json(article) for article in coded([source]) if article.events]
        assert [to_json(stored.article) for stored in store.find()] == expected
        assert (tally.articles, tally.records) == (40, store.count())

    def test_adding_again_adds_nothing(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        source = write_texts(tmp_path / "news.jsonl", *article_texts(20))
        add_sources(store, [source])
        before = [to_json(stored.article) for stored in store.find()]
        stub.coded.clear()
        tally = add_sources(store, [source])
        assert (tally.articles, tally.known, stub.coded) == (0, 20, [])
        assert [to_json(stored.article) for stored in store.find()] == before

    def test_grown_corpus_adds_what_is_new(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(10))])
        tally = add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(13))])
        assert (tally.articles, tally.known) == (3, 10)

    def test_page_comes_back_as_it_was_received(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        content = (
            "<html><body><article><p>France warns Italy near Rome, caf\xe9 owners say.</p></article></body></html>"
        )
        page = tmp_path / "page.html"
        page.write_bytes(content.encode("cp1252"))
        add_sources(store, [str(page)], date="2024-05-07")
        found = next(store.find())
        assert store.page(found.key) == Page(content=page.read_bytes(), source=str(page), date="2024-05-07")

    def test_record_leads_back_to_its_place_in_the_page(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        body = "France warns Italy near Rome. Nothing else happened at the caf&eacute;."
        page.write_text(f"<html><body><article><p>{body}</p></article></body></html>", encoding="utf-8")
        add_sources(store, [str(page)])
        article = store.article(next(store.find()).key)
        quote = article.events[0].quote
        assert article.page[quote.page_start : quote.page_end] == quote.quote == "France warns Italy near Rome"

    def test_same_page_at_two_places_is_one_article_with_two_sources(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        for name in ("first.txt", "second.txt"):
            (tmp_path / name).write_text("Chad attacks Rebels.", encoding="utf-8")
        tally = add_sources(store, [str(tmp_path)])
        (found,) = store.find()
        assert (tally.articles, tally.known, len(stub.coded)) == (1, 1, 1)
        assert [Path(source.source).name for source in found.sources] == ["first.txt", "second.txt"]

    def test_copy_that_is_added_later_is_kept_as_a_source(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        for name in ("first.txt", "second.txt"):
            (tmp_path / name).write_text("Chad attacks Rebels.", encoding="utf-8")
            add_sources(store, [str(tmp_path / name)])
            add_sources(store, [str(tmp_path / name)])
        (found,) = store.find()
        assert [Path(source.source).name for source in found.sources] == ["first.txt", "second.txt"]

    def test_many_copies_in_one_corpus_are_coded_once(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        text = "Peru praises Chad."
        source = write_texts(tmp_path / "news.jsonl", *[text, "Peru warns Chad."] * 40)
        tally = add_sources(store, [source])
        assert (tally.articles, tally.known, len(stub.coded)) == (2, 78, 2)
        assert [len(stored.sources) for stored in store.find()] == [40, 40]

    def test_one_text_of_two_days_is_two_articles(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        row = {"title": "", "text": "Italy and Peru: Italy warns Peru."}
        days = ("2024-05-07", "2024-06-07")
        add_sources(store, [write_rows(tmp_path / "news.jsonl", *({**row, "date": day} for day in days))])
        assert [stored.article.date for stored in store.find()] == list(days)

    def test_hostile_characters_are_stored(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        text = "Zero \0 and half of a pair \ud83d and a turn \u202e: France warns Italy."
        article = stub(Article(id="a\0b", text=text, title="t\0\ud83d", date="2024-05-07", site="s\0"))
        page = Page(content=b"bytes", source="odd \udce9 name\0.txt", id="i\0", title="t\0\ud83d")
        run = store.run("add", [], current_version())
        assert store.put(page, article, run)
        found = next(store.find(Filter(text="half", source=("odd ",))))
        assert found.article.events[0].quote.quote == "France warns Italy"
        assert found.article.text == text.replace("\ud83d", "?")

    def test_nothing_of_an_article_is_stored_when_its_last_row_is_refused(
        self, store: Store, stub: StubCoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from dragoman.store import writing

        def refuse(*_: object) -> None:
            raise StoreError("no more words")

        article = stub(Article(id="a", text="France warns Italy."))
        run = store.run("add", [], current_version())
        monkeypatch.setattr(writing, "insert_words", refuse)
        with pytest.raises(StoreError, match="no more words"):
            store.put(Page(content=b"a", source="a"), article, run)
        monkeypatch.undo()
        assert (store.count(), list(store.find()), store.versions()) == (0, [], [])
        assert store.put(Page(content=b"a", source="a"), article, run)
        assert store.count() == 1


class TestFailures:
    def test_failed_page_is_listed_and_passed_over(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        stub.broken = "cake"
        source = write_texts(tmp_path / "news.jsonl", "Peru warns Chad.", "Peru bakes a cake.")
        tally = add_sources(store, [source])
        (failure,) = store.failures()
        assert (tally.articles, tally.faults) == (1, 1)
        assert "news.jsonl:2" in failure.reason
        assert "no cake today" in failure.reason
        again = add_sources(store, [source])
        assert (again.known, again.failed_before, again.faults) == (1, 1, 0)
        assert store.failures() == [failure]

    def test_failed_page_is_coded_when_the_coder_is_mended(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        stub.broken = "cake"
        source = write_texts(tmp_path / "news.jsonl", "Peru warns Chad over a cake.")
        add_sources(store, [source])
        assert retry(store).faults == 1
        assert store.failures()[0].attempts == 2
        stub.broken = ""
        Path(source).unlink()
        assert retry(store).articles == 1
        assert (store.failures(), texts(store)) == ([], ["Peru warns Chad over a cake."])

    def test_source_that_cannot_be_opened_is_listed_until_it_can(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        missing = str(tmp_path / "late.jsonl")
        add_sources(store, [missing])
        add_sources(store, [missing])
        (failure,) = store.failures()
        assert (failure.argument, failure.attempts, failure.page) == (missing, 2, None)
        write_texts(Path(missing), "Peru warns Chad.")
        assert retry(store).articles == 1
        assert store.failures() == []

    def test_page_without_an_article_is_kept_for_another_try(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        (tmp_path / "bare.html").write_text("<html><body><div></div></body></html>", encoding="utf-8")
        add_sources(store, [str(tmp_path / "bare.html")])
        (failure,) = store.failures()
        assert failure.page is not None
        assert failure.page.content == (tmp_path / "bare.html").read_bytes()


def meets(filter: Filter, article: Article, event: Event) -> bool:
    """Say by the words of `Filter` alone whether a record is asked for."""
    parties = [*event.actors, *event.recipients]

    def codes(parties: list[object]) -> set[str]:
        found = set()
        for party in parties:
            country, *sectors = party.code.split()  # type: ignore[attr-defined]
            found |= {country, *(f"{country} {sector}" for sector in sectors)}
        return found

    first, _, last = (event.date or article.date).partition("/")
    place = event.place
    box = filter.box
    words = f"{article.title} {article.text}".lower()
    checks = [
        not filter.type or event.type in filter.type,
        not filter.mode or bool(set(event.modes) & set(filter.mode)),
        not filter.actor or bool(codes(list(event.actors)) & set(filter.actor)),
        not filter.recipient or bool(codes(list(event.recipients)) & set(filter.recipient)),
        not filter.country or bool({party.code[:3] for party in parties} & set(filter.country)),
        not filter.sector or bool({party.code[4:] for party in parties} & set(filter.sector)),
        not filter.place or (place is not None and place.country in filter.place),
        not filter.status or event.status in filter.status,
        not filter.voice or event.voice.kind in filter.voice,
        event.confidence >= filter.min_confidence,
        not filter.text or all(word in words for word in filter.text.lower().split()),
        not filter.quote or all(word in event.quote.quote.lower() for word in filter.quote.lower().split()),
        not (filter.since or filter.until) or is_day(first),
        not filter.since or (last or first) >= filter.since,
        not filter.until or first <= filter.until,
        not filter.source or article.source.startswith(filter.source),
    ]
    if box is not None:
        checks.append(
            place is not None
            and place.latitude is not None
            and place.longitude is not None
            and box.south <= place.latitude <= box.north
            and (
                box.west <= place.longitude <= box.east
                if box.west <= box.east
                else place.longitude >= box.west or place.longitude <= box.east
            )
        )
    return all(checks)


FILTERS = [
    Filter(),
    Filter(type=("THREATEN",)),
    Filter(type=("THREATEN", "ASSAULT")),
    Filter(mode=("arrest",)),
    Filter(mode=("arrest", "firearms")),
    Filter(actor=("FRA",)),
    Filter(actor=("FRA GOV",)),
    Filter(actor=("FRA MIL",)),
    Filter(actor=("FRA", "TCD REB")),
    Filter(recipient=("TCD",)),
    Filter(country=("PER",)),
    Filter(country=("PER", "TCD", "ITA")),
    Filter(sector=("COP",)),
    Filter(place=("ITA",)),
    Filter(place=("ITA", "PER")),
    Filter(box=Box(30, 0, 50, 20)),
    Filter(box=Box(-30, 170, 0, -70)),
    Filter(since="2024-05-08"),
    Filter(until="2024-05-07"),
    Filter(since="2024-05-01", until="2024-05-09"),
    Filter(status=("actual",)),
    Filter(status=("future", "negated")),
    Filter(voice=("media",)),
    Filter(min_confidence=0.5),
    Filter(text="harbour"),
    Filter(text="rain ITALY"),
    Filter(quote="warns"),
    Filter(quote="praises italy"),
    Filter(type=("ASSAULT",), actor=("TCD",), place=("ITA",)),
    Filter(type=("THREATEN", "SUPPORT"), country=("PER",), min_confidence=0.47, text="office"),
    Filter(sector=("GOV",), voice=("media",), since="2024-05-08", quote="warns"),
    Filter(actor=("FRA", "ITA"), status=("actual",), box=Box(-90, -180, 90, 180)),
]


class TestFinding:
    @pytest.fixture(scope="class")
    @staticmethod
    def rows() -> list[dict[str, str]]:
        titles = ("Morning", "State TV: evening")
        found = [
            {"id": f"a{n}", "date": f"2024-05-{1 + n % 12:02}" if n % 7 else "", "title": titles[n % 2], "text": text}
            for n, text in enumerate(article_texts(60))
        ]
        return [
            *found,
            {"id": "far", "date": "2024-05-02", "title": "", "text": "Peru warns Italy near Suva on 2024-05-09."},
        ]

    @pytest.mark.parametrize("rare", [2, 40, 10_000])
    def test_every_filter_finds_what_its_words_say(
        self,
        rare: int,
        store: Store,
        stub: StubCoder,
        tmp_path: Path,
        rows: list[dict[str, str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # The way of the search depends on how many records meet a condition; all ways lead to the same records.
        monkeypatch.setattr(search, "RARE", rare)
        monkeypatch.setattr(search, "USUAL", 3 * rare)
        monkeypatch.setattr(search, "_AT_ONCE", 7)
        source = write_rows(tmp_path / "news.jsonl", *rows)
        add_sources(store, [source])
        articles = coded([source])
        nearby = (Filter(source=(source,)), Filter(source=(f"{source}:1", "elsewhere")))
        for filter in (*FILTERS, *nearby):
            expected = []
            for article in articles:
                events = tuple(event for event in article.events if meets(filter, article, event))
                if events:
                    expected.append(to_json(msgspec.structs.replace(article, events=events)))
            assert [to_json(stored.article) for stored in store.find(filter)] == expected, filter
            assert store.count(filter) == sum(len(json.loads(line)["events"]) for line in expected), filter

    def test_limit_counts_records(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(20))])
        every = [event for stored in store.find() for event in stored.article.events]
        for limit in (1, 5, 7, 1000):
            found = [event for stored in store.find(limit=limit) for event in stored.article.events]
            assert found == every[:limit]
        rare = Filter(type=("ASSAULT",))
        assert sum(len(stored.article.events) for stored in store.find(rare, limit=3)) == 3

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("attack", [0]),
            ("ATTACKED rebel", [0]),
            ('"chad attacks"', [0]),
            ('"attacks chad"', []),
            ("warn -italy", [2]),
            ("warns", [1, 2]),
            ("Café", [2]),
            ('"unclosed warns', []),
            ("warns OR attacks", []),
        ],
    )
    def test_words_are_found_by_their_stems_and_phrases_by_their_order(
        self, query: str, found: list[int], store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        three = ("Chad attacks Rebels.", "France warns Italy.", "Chad warns Peru in the café.")
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *three)])
        assert texts(store, Filter(text=query)) == [three[number] for number in found]

    def test_site_is_a_source(self, store: Store, stub: StubCoder) -> None:
        article = stub(Article(id="a", text="France warns Italy.", site="Harbour Times", source="p.html"))
        store.put(Page(content=b"a", source="p.html"), article, store.run("add", [], current_version()))
        assert store.count(Filter(source=("harbour times",))) == 1
        assert store.count(Filter(source=("harbour",))) == 0

    def test_article_without_records_is_not_found(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", "It rained all day.")])
        assert (texts(store), texts(store, Filter(text="rained"))) == ([], [])

    def test_reading_goes_on_while_others_write(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(300))])
        reading = store.find()
        first = next(reading)
        add_sources(store, [write_texts(tmp_path / "more.jsonl", "Peru warns Chad in the meantime.")])
        rest = list(reading)
        assert len([first, *rest]) == 240


class TestVersions:
    def test_recoded_records_take_the_place_of_the_old_ones(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(20))])
        warned, praised = store.count(Filter(type=("THREATEN",))), store.count(Filter(quote="praises"))
        assert (warned > 0, praised > 0) == (True, True)
        stub.wary = True
        tally = recode(store, min_confidence=0.0)
        assert (tally.articles, tally.records) == (20, store.count())
        assert store.count(Filter(status=("hypothetical",))) == warned
        assert store.count(Filter(quote="praises")) == 0
        assert store.count(Filter(type=("THREATEN",), status=("actual",))) == 0
        assert {stored.version.min_confidence for stored in store.find()} == {"0"}

    def test_recoding_again_codes_nothing(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(5))])
        assert recode(store).articles == 0
        assert recode(store, min_confidence=0.0).articles == 5
        assert recode(store, min_confidence=0.0).articles == 0

    def test_going_back_to_an_old_version_leaves_no_record_twice(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", *article_texts(12))])
        before = [to_json(stored.article) for stored in store.find()]
        recode(store, min_confidence=0.0)
        recode(store)
        assert [to_json(stored.article) for stored in store.find()] == before
        assert store.count(Filter(text="harbour", quote="warns", sector=("GOV",))) == sum(
            "warns" in event.quote.quote and "GOV" in "".join(p.code for p in (*event.actors, *event.recipients))
            for stored in store.find()
            for event in stored.article.events
        )
        assert [(version.articles, version.current) for version in store.versions()] == [(12, 12), (12, 0)]

    def test_comparison_says_what_went_and_changed(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        told = "France warns Italy. Chad praises Peru. Police arrests Students."
        add_sources(store, [write_texts(tmp_path / "news.jsonl", told)])
        stub.wary = True
        recode(store, min_confidence=0.0)
        old, new = (version.number for version in last_two(store))
        (article,) = compare(store, old, new)
        assert [(change.kind, change.fields) for change in article.changes] == [
            ("changed", ("status",)),
            ("went", ()),
            ("same", ()),
        ]
        (back,) = compare(store, new, old)
        assert [change.kind for change in back.changes] == ["changed", "same", "came"]

    def test_article_that_fails_under_the_new_version_keeps_its_records(
        self, store: Store, stub: StubCoder, tmp_path: Path
    ) -> None:
        source = write_texts(tmp_path / "news.jsonl", "Peru warns Chad over a cake.", "Peru warns Chad.")
        add_sources(store, [source])
        stub.broken = "cake"
        tally = recode(store, min_confidence=0.0)
        assert (tally.articles, tally.faults, len(store.failures())) == (1, 1, 1)
        assert len(texts(store)) == 2

    def test_one_version_alone_cannot_be_compared(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        add_sources(store, [write_texts(tmp_path / "news.jsonl", "Peru warns Chad.")])
        with pytest.raises(StoreError, match="no two versions"):
            last_two(store)

    def test_dictionary_of_ones_own_makes_another_version(self, tmp_path: Path) -> None:
        names = tmp_path / "own.actors.txt"
        names.write_text("HARBOUR_GUARD [EST MIL]\n", encoding="utf-8")
        plain, own = current_version(), current_version(actors=[names])
        assert own.dictionaries.startswith(plain.dictionaries + "+")
        names.write_text("HARBOUR_GUARD [EST COP]\n", encoding="utf-8")
        assert current_version(actors=[names]) != own


class TestOpening:
    def test_missing_store_is_told_with_what_makes_one(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match=r"news\.db: there is no such store; make it with: dragoman add"):
            open_store(tmp_path / "news.db", create=False)
        assert list(tmp_path.iterdir()) == []

    def test_empty_database_holds_no_store(self, where: str) -> None:
        if "://" not in where:
            sqlite3.connect(where).close()
            Path(where).touch()
        with pytest.raises(StoreError, match="holds no store"):
            open_store(where, create=False)

    def test_folder_is_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="is a folder"):
            open_store(tmp_path)

    def test_other_file_is_no_store_and_stays_as_it_is(self, tmp_path: Path) -> None:
        other = tmp_path / "letter.txt"
        other.write_text("Dear harbour master, " * 100, encoding="utf-8")
        before = other.read_bytes()
        with pytest.raises(StoreError, match="is no store but another kind of file"):
            open_store(other)
        assert other.read_bytes() == before

    def test_database_of_another_program_is_left_alone(self, tmp_path: Path) -> None:
        other = sqlite3.connect(tmp_path / "other.db")
        other.execute("CREATE TABLE bookmarks (url)")
        other.close()
        with pytest.raises(StoreError, match="another program"):
            open_store(tmp_path / "other.db")

    def test_store_of_a_later_program_is_left_alone(self, where: str) -> None:
        with open_store(where) as store, store._database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        with pytest.raises(StoreError, match="later dragoman"):
            open_store(where)

    def test_unknown_kind_of_database_hides_the_password(self) -> None:
        with pytest.raises(StoreError) as told:
            open_store("mysql://me:secret@host/news")
        assert "secret" not in str(told.value)

    def test_server_that_is_not_there_is_told(self) -> None:
        pytest.importorskip("psycopg")
        with pytest.raises(StoreError, match="cannot be reached") as told:
            open_store("postgresql://me:secret@127.0.0.1:1/news")
        assert "secret" not in str(told.value)

    @pytest.mark.filterwarnings("ignore:.*expression-based index")
    def test_migrations_lead_to_the_tables_of_the_schema(self, store: Store) -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext

        def ours(name: str | None, kind: str, _: object) -> bool:
            return kind != "table" or name in Base.metadata.tables

        with store._database.reading() as connection:
            options = {"version_table": VERSION_TABLE, "compare_type": True, "include_name": ours}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []

    def test_newest_migration_is_the_one_that_the_program_knows(self) -> None:
        from alembic.script import ScriptDirectory

        folder = Path(database_module.__file__).parent / "migrations"
        assert ScriptDirectory(str(folder)).get_current_head() == HEAD

    def test_many_may_open_a_new_store_at_once(self, where: str) -> None:
        script = f"from dragoman.store import open_store; open_store({where!r}).close()"
        running = [subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) for _ in range(3)]
        assert [(process.communicate(timeout=60)[1], process.returncode) for process in running] == [(b"", 0)] * 3


class TestTogether:
    def test_two_processes_add_the_same_corpus_at_once(self, where: str, stub: StubCoder, tmp_path: Path) -> None:
        source = write_texts(tmp_path / "news.jsonl", *article_texts(80))
        command = [*STUB, "add", source, "--store", where]
        running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        told = [process.communicate(timeout=120)[1] for process in running]
        assert [process.returncode for process in running] == [0, 0], told
        with open_store(where) as store:
            found = sorted(to_json(stored.article) for stored in store.find())
            assert found == sorted(to_json(article) for article in coded([source]) if article.events)
            assert [(version.articles, version.current) for version in store.versions()] == [(80, 80)]


class TestTrouble:
    def test_full_disk_is_told_and_the_next_call_goes_on(
        self, stub: StubCoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        where, source = tmp_path / "news.db", write_texts(tmp_path / "news.jsonl", *article_texts(400))
        open_store(where).close()
        pages = sqlite3.connect(where).execute("PRAGMA page_count").fetchone()[0]
        with monkeypatch.context() as full:
            full.setattr(database_module, "PRAGMAS", (*database_module.PRAGMAS, f"max_page_count = {pages + 60}"))
            with open_store(where) as store, pytest.raises(StoreError, match="the disk is full; what is stored stays"):
                add_sources(store, [source])
        with open_store(where) as store:
            (run,) = store.cut_short()
            kept = store.versions()[0].articles
            assert (run.articles, "disk is full" in run.outcome or "killed" in run.outcome) == (kept, True)
            assert 0 < kept < 400
            assert add_sources(store, [source]).articles == 400 - kept
            assert [to_json(stored.article) for stored in store.find()] == [
                to_json(article) for article in coded([source]) if article.events
            ]

    def test_lost_connection_is_told_and_the_next_call_goes_on(
        self, new_database: Callable[[], str], stub: StubCoder, tmp_path: Path
    ) -> None:
        import psycopg

        where, source = new_database(), write_texts(tmp_path / "news.jsonl", *article_texts(40))

        def cut_off() -> None:
            with psycopg.connect(where, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

        def watch(outcomes):  # type: ignore[no-untyped-def]
            for number, outcome in enumerate(outcomes):
                if number == 12:
                    cut_off()
                yield outcome

        with open_store(where) as store:
            with pytest.raises(StoreError, match="the connection to the database is lost"):
                add_sources(store, [source], watch=watch)
            (run,) = store.cut_short()
            assert run.articles == 13
            assert add_sources(store, [source]).articles == 27
            assert len(texts(store)) == 32

    def test_stopped_run_is_told_once(self, store: Store, stub: StubCoder, tmp_path: Path) -> None:
        def stop(outcomes):  # type: ignore[no-untyped-def]
            yield next(outcomes)
            raise KeyboardInterrupt

        source = write_texts(tmp_path / "news.jsonl", *article_texts(20))
        with pytest.raises(KeyboardInterrupt):
            add_sources(store, [source], watch=stop)
        (run,) = store.cut_short()
        assert (run.command, run.outcome, run.articles) == ("add", "it was stopped", 1)
        assert store.cut_short() == []

    def test_run_that_still_goes_on_is_not_told(self, store: Store) -> None:
        store.run("add", ["news"], current_version())
        assert store.cut_short() == []


class TestFilter:
    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"type": "ASSAULT"}, "stands alone"),
            ({"actor": ("Pakistan",)}, "is not a code"),
            ({"country": ("PAK GOV",)}, "three capital letters"),
            ({"status": ("done",)}, "write one of: actual"),
            ({"voice": ("witness",)}, "write one of: narrator"),
            ({"since": "May"}, "YYYY-MM-DD"),
            ({"since": "2024-05-02", "until": "2024-05-01"}, "turn the two days round"),
            ({"min_confidence": 2.0}, "outside 0 to 1"),
            ({"text": "-war"}, "names no word"),
            ({"quote": '"..."'}, "names no word"),
            ({"source": ("",)}, "is empty"),
        ],
    )
    def test_value_that_cannot_be_looked_for_is_told(self, values: dict[str, object], told: str) -> None:
        with pytest.raises(FilterError, match=told):
            Filter(**values)  # type: ignore[arg-type]

    def test_place_is_a_country_or_a_box(self) -> None:
        assert Filter().with_place("TUR").with_place("36,26,42,45") == Filter(place=("TUR",), box=Box(36, 26, 42, 45))

    @pytest.mark.parametrize("place", ["Turkey", "36,26", "1,2,3,x", "50,0,40,10", "0,0,0,200", "nan,0,1,1"])
    def test_place_that_is_neither_is_told(self, place: str) -> None:
        with pytest.raises(FilterError, match="place"):
            Filter().with_place(place)


def test_key_of_a_page_is_its_content_alone() -> None:
    page = Page(content=b"text", source="a.html", date="2024-05-07")
    assert page_key(page) == page_key(Page(content=b"text", source="b.html"))
    assert page_key(page) != page_key(Page(content=b"text!", source="a.html"))
