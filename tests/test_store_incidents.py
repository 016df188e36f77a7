"""Incidents in a store: joined as articles come, found by the filters of records, on SQLite and on PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

import dragoman.batch
import dragoman.store.joining
from dragoman.incidents.telling import Floats
from dragoman.store import Filter, Store, add_sources, open_store, recode
from dragoman.store.schema import VERSION_TABLE, TellingKeyRow, TellingRow, UnjoinedRow
from stub_coder import StubCoder

FIRST = "Rebels attacks Chad near Lima on 2024-05-06. So the harbour office of the town has told us."
AGAIN = "In the harbour there was smoke. Rebels attacks Chad near Lima on 2024-05-06, as all of the papers write."
LATER = "A day went by. Rebels attacks Chad near Lima on 2024-05-07, and the ferries stay where they are today."
OTHER = "The two ministers ate fish. France praises Italy near Rome on 2024-05-06, to nobody's great surprise."


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> StubCoder:
    def no_vectors(quotes: Sequence[str]) -> list[Floats]:
        return [np.zeros(0, np.float32) for _ in quotes]

    coder = StubCoder()
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: coder)
    monkeypatch.setattr(dragoman.store.joining, "_own_encoder", no_vectors)
    return coder


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as opened:
        yield opened


def write(path: Path, *texts: str, date: str = "2024-05-07") -> str:
    rows = [json.dumps({"id": text[:12], "date": date, "title": "", "text": text}) for text in texts]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def told(store: Store, filter: Filter = Filter(), least_reports: int = 1) -> list[list[str]]:  # noqa: B008
    """The articles of each incident, by the beginnings of their texts."""
    return [
        [store.article(report.article).text[:12] for report in incident.reports]
        for incident in store.incidents(filter, least_reports=least_reports)
    ]


def test_reports_of_one_event_are_one_incident(store: Store, tmp_path: Path) -> None:
    add_sources(store, [write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN, LATER)])
    assert sorted(told(store)) == sorted([[FIRST[:12], AGAIN[:12]], [OTHER[:12]], [LATER[:12]]])


def test_report_by_report_gives_what_one_call_gives(store: Store, tmp_path: Path) -> None:
    texts = (FIRST, OTHER, AGAIN, LATER)
    for number, text in enumerate(texts):
        add_sources(store, [write(tmp_path / f"{number}.jsonl", text)])
    with open_store(tmp_path / "batch.db") as batch:
        add_sources(batch, [write(tmp_path / "all.jsonl", *texts)])
        assert told(batch) == told(store)


def test_an_incident_is_found_by_one_of_its_records_and_given_whole(store: Store, tmp_path: Path) -> None:
    add_sources(store, [write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN)])
    assert told(store, Filter(text="smoke")) == [[FIRST[:12], AGAIN[:12]]]
    assert told(store, Filter(type=("SUPPORT",))) == [[OTHER[:12]]]


def test_incidents_of_few_reports_can_be_left_out(store: Store, tmp_path: Path) -> None:
    add_sources(store, [write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN)])
    assert told(store, least_reports=2) == [[FIRST[:12], AGAIN[:12]]]


def test_a_report_names_every_source_of_its_article(store: Store, tmp_path: Path) -> None:
    sources = [write(tmp_path / "a.jsonl", FIRST), write(tmp_path / "b.jsonl", FIRST)]
    add_sources(store, sources)
    [incident] = store.incidents()
    assert [Path(source.rsplit(":", 1)[0]).name for source in incident.sources] == ["a.jsonl", "b.jsonl"]


def test_what_was_stored_and_not_joined_is_joined_when_asked_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "join", lambda self: 0)
    add_sources(store, [write(tmp_path / "a.jsonl", FIRST, AGAIN)])
    assert told(store) == []
    monkeypatch.undo()
    monkeypatch.setattr(dragoman.store.joining, "_own_encoder", lambda quotes: [np.zeros(0, np.float32)] * len(quotes))
    assert told(store) == [[FIRST[:12], AGAIN[:12]]]


def test_records_coded_anew_take_the_place_of_the_old_ones(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_sources(store, [write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN)], min_confidence=0.1)
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: StubCoder(wary=True))
    recode(store, min_confidence=0.2)
    assert told(store) == [[FIRST[:12], AGAIN[:12]]]
    with store._database.reading() as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(row)).scalar_one()
            for row in (TellingRow, TellingKeyRow, UnjoinedRow)
        ]
    assert counts == [2, 4, 0]


def test_records_of_an_older_store_are_joined(tmp_path: Path) -> None:
    where = tmp_path / "old.db"
    with open_store(where) as store:
        add_sources(store, [write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN)])
        with store._database.writing() as connection:
            for table in ("unjoined", "tellings", "telling_keys"):
                connection.execute(sa.text(f"DROP TABLE {table}"))
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"))
    with open_store(where) as store:
        assert told(store) == [[FIRST[:12], AGAIN[:12]], [OTHER[:12]]]


def test_command_prints_an_incident_with_its_reports(tmp_path: Path) -> None:
    source, where = write(tmp_path / "a.jsonl", FIRST, OTHER, AGAIN), str(tmp_path / "news.db")
    run("add", source, "--store", where)
    block, _ = run("incidents", "--store", where, "--reports", "2").split("\n\n")
    assert "ASSAULT-firearms actual" in block
    assert "2 reports · 2 sources · 2 voices · 2024-05-07" in block
    [line] = run("incidents", "--store", where, "--type", "ASSAULT", "--json").splitlines()
    assert len(json.loads(line)["reports"]) == 2


def run(*arguments: str) -> str:
    stub = Path(__file__).with_name("stub_coder.py")
    return subprocess.run(
        [sys.executable, str(stub), *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout
