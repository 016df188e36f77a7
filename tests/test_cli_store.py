"""The commands that work on a store: what each prints and writes, and how it ends."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest

import dragoman.batch
from command_line import Dragoman, Ended
from stub_coder import StubCoder, article_texts

ROOT = Path(__file__).parents[1]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> StubCoder:
    coder = StubCoder()
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: coder)
    return coder


@pytest.fixture
def cli(cli: Dragoman, stub: StubCoder) -> Dragoman:
    """Run a command line with the stub in the coder's place."""
    return cli


def write_articles(path: Path, *texts: str) -> Path:
    rows = [{"id": f"a{n}", "date": "2024-05-07", "title": "Notes", "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_articles(
        tmp_path / "news.jsonl", "France warns Italy near Rome.", "Chad praises Peru. Police arrests Students.", "Rain."
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


class TestAdd:
    def test_counts_are_told(self, cli: Dragoman, source: Path, store: Path) -> None:
        assert cli("add", source, "--store", store) == Ended(0, "", f"{store}: 3 records from 3 articles\n")

    def test_known_pages_are_counted(self, cli: Dragoman, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)
        ended = cli("add", source, "--store", store)
        assert ended == Ended(0, "", f"{store}: 0 records from 0 articles; 3 pages known already\n")

    def test_fault_gets_one_line_and_exit_code_1(
        self, cli: Dragoman, stub: StubCoder, source: Path, store: Path
    ) -> None:
        stub.broken = "Rain"
        ended = cli("add", source, "--store", store)
        assert (ended.status, ended.out) == (1, "")
        fault, counts = ended.err.splitlines()
        assert "news.jsonl:3" in fault
        assert counts == f"{store}: 3 records from 2 articles; 1 page could not be coded"

    def test_page_that_failed_before_is_passed_over(
        self, cli: Dragoman, stub: StubCoder, source: Path, store: Path
    ) -> None:
        stub.broken = "Rain"
        cli("add", source, "--store", store)
        ended = cli("add", source, "--store", store)
        assert (ended.status, "1 page passed over that failed before" in ended.err) == (0, True)

    def test_store_among_the_sources_is_refused(self, cli: Dragoman, source: Path, store: Path) -> None:
        ended = cli("add", source.parent, "--store", store)
        assert (ended.status, "among the sources" in ended.err, store.exists()) == (1, True, False)

    def test_file_that_is_no_store_is_refused(self, cli: Dragoman, source: Path, tmp_path: Path) -> None:
        other = tmp_path / "letter.txt"
        other.write_text("Dear harbour master, " * 100, encoding="utf-8")
        ended = cli("add", source, "--store", other)
        assert (ended.status, len(ended.err.splitlines())) == (1, 1)
        assert ended.err.startswith(f"{other}: is no store")


class TestFind:
    @pytest.fixture(autouse=True)
    def filled(self, cli: Dragoman, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)

    def test_records_are_printed_as_code_prints_them(self, cli: Dragoman, source: Path, store: Path) -> None:
        printed = cli("code", source).out
        assert cli("find", "--store", store).out in printed
        assert "“Police arrests Students”" in printed

    @pytest.mark.parametrize(
        ("options", "number"),
        [
            ((), 3),
            (("--type", "THREATEN"), 1),
            (("--type", "THREATEN", "--type", "COERCE"), 2),
            (("--actor", "FRA GOV"), 1),
            (("--country", "PER", "--sector", "EDU"), 1),
            (("--place", "ITA"), 1),
            (("--place", "40,10,45,15"), 1),
            (("--place", "-10,10,0,15"), 0),
            (("--since", "2024-05-08"), 0),
            (("--until", "2024-05-08"), 3),
            (("--text", "police"), 2),
            (("--quote", "police"), 1),
            (("--min-confidence", "0.45"), 1),
            (("--source", "nowhere"), 0),
        ],
    )
    def test_options_pick_records(self, cli: Dragoman, store: Path, options: tuple[str, ...], number: int) -> None:
        assert cli("find", "--store", store, "--count", *options).out == f"{number}\n"

    def test_only_the_records_asked_for_are_written(self, cli: Dragoman, store: Path, tmp_path: Path) -> None:
        ended = cli("find", "--store", store, "--type", "COERCE", "--to", tmp_path / "out.csv")
        with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
            assert [row["quote"] for row in csv.DictReader(file)] == ["Police arrests Students"]
        assert ended == Ended(0, "", f"{tmp_path / 'out.csv'}: 1 record from 1 article\n")

    def test_limit(self, cli: Dragoman, store: Path, tmp_path: Path) -> None:
        cli("find", "--store", store, "--limit", 2, "--to", tmp_path / "out.jsonl")
        lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert [len(json.loads(line)["events"]) for line in lines] == [1, 1]

    def test_nothing_found_is_told(self, cli: Dragoman, store: Path) -> None:
        assert cli("find", "--store", store, "--type", "AID") == Ended(
            0, "", f"{store}: no record is what was asked for\n"
        )

    def test_unknown_type_is_told_with_those_there_are(self, cli: Dragoman, store: Path) -> None:
        ended = cli("find", "--store", store, "--type", "ASAULT")
        assert (ended.status, len(ended.err.splitlines())) == (1, 1)
        assert "ASSAULT" in ended.err

    def test_store_is_not_made_by_looking_for_it(self, cli: Dragoman, tmp_path: Path) -> None:
        ended = cli("find", "--store", tmp_path / "none.db")
        assert (ended.status, "make it with: dragoman add" in ended.err) == (1, True)
        assert not (tmp_path / "none.db").exists()

    def test_store_is_not_overwritten(self, cli: Dragoman, store: Path) -> None:
        before = store.read_bytes()
        link = store.with_suffix(".csv")
        link.symlink_to(store)
        assert cli("find", "--store", store, "--to", link).status == 1
        assert store.read_bytes() == before


class TestFailures:
    def test_failures_are_listed_and_tried_again(
        self, cli: Dragoman, stub: StubCoder, source: Path, store: Path
    ) -> None:
        stub.broken = "Rain"
        cli("add", source, "--store", store)
        (line,) = cli("failures", "--store", store).out.splitlines()
        assert "tried 1 time  " in line
        assert "news.jsonl:3" in line
        assert cli("failures", "--store", store, "--retry").status == 1
        assert "tried 2 times  " in cli("failures", "--store", store).out
        stub.broken = ""
        ended = cli("failures", "--store", store, "--retry")
        assert ended == Ended(0, "", f"{store}: 0 records from 1 article\n")
        assert cli("failures", "--store", store) == Ended(0, "", "")

    def test_standard_input_cannot_be_opened_again(
        self, cli: Dragoman, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "broken.jsonl").write_text('{"id": "a", "text": \n', encoding="utf-8")
        with (tmp_path / "broken.jsonl").open(encoding="utf-8") as file:
            monkeypatch.setattr("sys.stdin", file)
            assert cli("add", "-", "--store", store).status == 1
        ended = cli("failures", "--store", store, "--retry")
        assert ended.status == 1
        assert "standard input cannot be read a second time" in ended.err


class TestRecodeAndCompare:
    def test_changes_are_told_act_by_act(self, cli: Dragoman, stub: StubCoder, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)
        stub.wary = True
        assert cli("recode", "--store", store, "--min-confidence", 0).err == f"{store}: 2 records from 3 articles\n"
        lines = cli("compare", "--store", store).out.splitlines()
        assert [line.split(" · ")[0] for line in lines[:-1]] == [
            "Notes",
            "  changed  status",
            "    from   THREATEN actual",
            "    to     THREATEN hypothetical",
            "Notes",
            "  went     SUPPORT actual",
        ]
        assert lines[-1] == "version 1 to 2: 3 articles coded by both; 1 act the same; 1 changed; 0 came; 1 went"

    def test_versions_are_listed(self, cli: Dragoman, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)
        cli("recode", "--store", store, "--min-confidence", 0)
        old, new = cli("compare", "--store", store, "--list").out.splitlines()
        assert old.startswith("1  dragoman ")
        assert old.endswith("3 articles, 0 of them in use")
        assert new.endswith("confidence from 0  3 articles, 3 of them in use")

    def test_version_that_is_not_there_is_told(self, cli: Dragoman, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)
        ended = cli("compare", "--store", store, "--old", 7)
        assert (ended.status, "7 is no version of this store; it has: 1" in ended.err) == (2, True)

    def test_one_version_alone_is_told(self, cli: Dragoman, source: Path, store: Path) -> None:
        cli("add", source, "--store", store)
        assert "dragoman recode" in cli("compare", "--store", store).err


def test_run_that_was_killed_is_told_by_the_next_call(cli: Dragoman, source: Path, store: Path) -> None:
    cli("add", source, "--store", store)
    with sqlite3.connect(store) as database:
        # As the row of a process looks that is gone.
        database.execute("UPDATE runs SET ended = NULL, process = 2147483646")
    write_articles(source, *article_texts(3))
    told = cli("add", source, "--store", store).err.splitlines()
    assert len(told) == 2
    assert "was cut short (it was killed, or its machine went down); 3 articles that it had stored are kept" in told[0]
