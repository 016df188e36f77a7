"""`dragoman export`: from a store and from coded files, with filters, and how it ends when something is wrong."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import dragoman.batch
from command_line import Dragoman
from dragoman.cli.export_commands import _FORMATS
from dragoman.exports import FORMATS
from dragoman.store import add_sources, open_store
from stub_coder import StubCoder

TEXTS = (
    "Chad attacks Rebels near Rome on 2024-05-01. Police arrests Students near Lima.",
    "France warns Italy. France praises Peru.",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: StubCoder())
    source = tmp_path / "news.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("id", "date", "text"), *((f"a{n}", "2024-06-01", text) for n, text in enumerate(TEXTS))])
    with open_store(str(tmp_path / "news.db")) as opened:
        add_sources(opened, [str(source)])
    yield str(tmp_path / "news.db")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_formats_of_the_command_are_those_that_there_are() -> None:
    assert tuple(FORMATS) == _FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_comes_out_of_a_store(format: str, cli: Dragoman, store: str, tmp_path: Path) -> None:
    ended = cli("export", "--store", store, "--format", format, "--to", tmp_path / "out")
    assert (ended.status, ended.out) == (0, "")
    assert (tmp_path / "out").exists()
    assert (tmp_path / "out.codebook.md").exists()


def test_filters_pick_as_in_find(cli: Dragoman, store: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    cli("export", "--store", store, "--format", "csv", "--to", out, "--actor", "FRA", "--quote", "praises")
    assert [row["type"] for row in rows(out)] == ["SUPPORT"]


def test_records_and_codebook_tell_the_version(cli: Dragoman, store: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    cli("export", "--store", store, "--format", "csv", "--to", out)
    versions = {row["version"] for row in rows(out)}
    assert [version.split(",")[0] for version in versions] == [f"dragoman {dragoman.__version__}"]
    assert f"* {versions.pop()}\n" in (tmp_path / "out.csv.codebook.md").read_text(encoding="utf-8")


def test_coded_file_gives_what_the_store_gives(cli: Dragoman, store: str, tmp_path: Path) -> None:
    cli("export", "--store", store, "--format", "gold", "--to", tmp_path / "coded.jsonl")
    asked = ("--format", "gdelt", "--country", "PER", "--until", "2024-06-30")
    cli("export", "--store", store, *asked, "--to", tmp_path / "one")
    cli("export", tmp_path / "coded.jsonl", *asked, "--to", tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes() != b""


def test_what_was_left_out_is_told(cli: Dragoman, store: str, tmp_path: Path) -> None:
    ended = cli("export", "--store", store, "--format", "geojson", "--to", tmp_path / "map")
    assert ended.err.splitlines() == [
        f"{tmp_path}/map: 2 rows from 4 records",
        f"{tmp_path}/map: 2 records left out: without a point on the map",
    ]


def test_dyads_can_be_filled_up(cli: Dragoman, store: str, tmp_path: Path) -> None:
    out = tmp_path / "dyads.csv"
    cli("export", "--store", store, "--format", "dyads", "--all-dyads", "--type", "SUPPORT", "--to", out)
    assert [(row["actor"], row["recipient"], row["records"]) for row in rows(out)] == [
        ("FRA", "FRA", "0"),
        ("FRA", "PER", "1"),
        ("PER", "FRA", "0"),
        ("PER", "PER", "0"),
    ]


@pytest.mark.parametrize(
    ("arguments", "told", "status"),
    [
        (("--format", "csv", "--to", "out"), "name one of the two", 2),
        (("x.jsonl", "--store", "news.db", "--format", "csv", "--to", "out"), "name one of the two", 2),
        (("x.jsonl", "--format", "xlsx", "--to", "out"), "'xlsx' is not one of", 2),
        (("x.jsonl", "--format", "csv", "--to", "out", "--all-dyads"), "for the format dyads alone", 2),
        (("x.jsonl", "--format", "csv", "--to", "out", "--text", "shells"), "looked for in a store alone", 1),
        (("none.jsonl", "--format", "csv", "--to", "out"), "none.jsonl: cannot be read", 1),
        (("--store", "none.db", "--format", "csv", "--to", "out"), "none.db", 1),
        (("x.jsonl", "--format", "csv", "--to", "none/out"), "there is no folder", 1),
        (("x.jsonl", "--format", "parquet", "--to", "none/out"), "there is no folder", 1),
        (("x.jsonl", "--format", "csv", "--to", "x.jsonl"), "among the sources", 1),
    ],
)
def test_what_is_wrong_is_told_in_a_line(
    arguments: tuple[str, ...],
    told: str,
    status: int,
    cli: Dragoman,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.jsonl").write_text('{"id": "a", "text": "b", "events": []}\n', encoding="utf-8")
    ended = cli("export", *arguments)
    assert (ended.status, len(ended.err.splitlines())) == (status, 1)
    assert told in ended.err
    assert not Path("out").exists()
