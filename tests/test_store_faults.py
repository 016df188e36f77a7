"""A store whose writers are killed at any moment equals one that was written undisturbed, and says what happened."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from dragoman.store import Filter, Store, open_store
from dragoman.store.schema import (
    NUMBER_BITS,
    ArticleRow,
    FacetRow,
    FailureRow,
    PageRow,
    RecordRow,
    RunRow,
    SourceRow,
    VersionRow,
)
from stub_coder import article_texts

STUB = [sys.executable, str(Path(__file__).with_name("stub_coder.py"))]
# The statements of a whole run are well over this.
STATEMENTS = 900


def contents(store: Store, *, parts: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """All that a store holds but for times, runs and the numbers that the database gives out.

    Without `parts` also for the confidences of single decisions: they depend a little on what is coded beside.
    """
    with store._database.reading() as connection:

        def rows(query: "sa.Select[Any]") -> list[tuple[Any, ...]]:
            return sorted(tuple(map(str, row)) for row in connection.execute(query))

        def key_of(id: "sa.ColumnElement[int]") -> "sa.ColumnElement[str]":
            article = sa.select(PageRow.key).join(ArticleRow, ArticleRow.page_id == PageRow.id)
            return article.where(ArticleRow.id == id).scalar_subquery()

        def number(id: "sa.ColumnElement[int]") -> "sa.ColumnElement[int]":
            return id.op("&")((1 << NUMBER_BITS) - 1)

        article_of_facet = FacetRow.record_id // (1 << NUMBER_BITS)
        columns = [column for column in RecordRow.__table__.columns if column.name not in ("id", "article_id")]
        article = [column for column in ArticleRow.__table__.columns if column.name in ("current", "body", "events")]
        source = [column for column in SourceRow.__table__.columns if column.name not in ("page_id", "run_id")]
        found = {
            "pages": rows(sa.select(PageRow.key, PageRow.clean, PageRow.content)),
            "sources": rows(sa.select(PageRow.key, *source).join(PageRow, PageRow.id == SourceRow.page_id)),
            "articles": rows(
                sa.select(PageRow.key, *article, VersionRow.model)
                .join(PageRow, PageRow.id == ArticleRow.page_id)
                .join(VersionRow, VersionRow.id == ArticleRow.version_id)
            ),
            "records": rows(sa.select(key_of(RecordRow.article_id), number(RecordRow.id), *columns)),
            "facets": rows(
                sa.select(key_of(article_of_facet), number(FacetRow.record_id), FacetRow.kind, FacetRow.value)
            ),
            "failures": rows(sa.select(FailureRow.key, FailureRow.reason, FailureRow.page)),
        }
    found["incidents"] = [
        tuple(f"{one.article} {one.event.quote.quote}" for one in incident.reports) for incident in store.incidents()
    ]
    if not parts:
        found["articles"] = [
            (stored.key, str([msgspec.structs.replace(event, parts={}) for event in stored.article.events]))
            for stored in store.find()
        ]
    for word in ("harbour", "warns", "chad", "rain"):
        for filter in (Filter(text=word), Filter(quote=word)):
            found[str(filter)] = [
                (one.key, *(event.quote.quote for event in one.article.events)) for one in store.find(filter)
            ]
    return found


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    """Articles, some of them twice, some that cannot be coded, and a line that is none."""
    texts = article_texts(60)
    texts[7] = texts[23] = "Peru warns Chad over a cake."
    rows = [
        {"id": f"a{n}", "date": "2024-05-07", "title": "", "text": text} for n, text in enumerate([*texts, *texts[:9]])
    ]
    lines = [json.dumps(row) for row in rows]
    lines.insert(30, "{no article")
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(tmp_path / "corpus.jsonl")


def begin(corpus: str, where: str, die_at: int = 0) -> "subprocess.Popen[str]":
    environment = {**os.environ, "STUB_DIE_AT": str(die_at)}
    command = [*STUB, "add", corpus, "--store", where]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)


def undisturbed(corpus: str, where: str) -> dict[str, list[tuple[Any, ...]]]:
    program = begin(corpus, where)
    _, told = program.communicate(timeout=60)
    assert program.returncode == 1, told
    with open_store(where) as store:
        return contents(store)


def kill_often(corpus: str, folder: Path, times: int, seed: int) -> None:
    """Kill `add` again and again on its way through the corpus; each store that is whole equals the undisturbed one."""
    expected = undisturbed(corpus, str(folder / "undisturbed.db"))
    assert len(expected["articles"]) == 58
    chance = random.Random(seed)
    killed, stores = 0, 0
    while killed < times:
        where = str(folder / f"killed{stores}.db")
        stores += 1
        whole = False
        while not whole:
            # By turns at a moment, and right between two statements.
            by_clock = killed % 2 == 0
            program = begin(corpus, where, 0 if by_clock else chance.randint(1, STATEMENTS))
            if by_clock:
                time.sleep(chance.uniform(0.2, 1.2))
                program.kill()
            _, told = program.communicate(timeout=60)
            whole = program.returncode != -signal.SIGKILL
            killed += not whole
            if killed >= times and not whole:
                program = begin(corpus, where)
                _, told = program.communicate(timeout=60)
                whole = True
            assert "Traceback" not in told
        with open_store(where) as store:
            assert contents(store) == expected


def test_killed_at_any_moment_nothing_is_lost_or_double(corpus: str, tmp_path: Path) -> None:
    kill_often(corpus, tmp_path, times=5, seed=11)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_fifty_times_nothing_is_lost_or_double(corpus: str, tmp_path: Path) -> None:
    kill_often(corpus, tmp_path, times=50, seed=50)


def test_killed_while_it_writes_to_a_server(corpus: str, new_database: Any) -> None:
    expected = undisturbed(corpus, new_database())
    where = new_database()
    for die_at in (9, 200, 333):
        program = begin(corpus, where, die_at)
        program.communicate(timeout=60)
        assert program.returncode == -signal.SIGKILL
    assert undisturbed(corpus, where) == expected


def test_next_call_says_that_the_last_was_killed(corpus: str, tmp_path: Path) -> None:
    where = str(tmp_path / "news.db")
    begin(corpus, where, die_at=200).communicate(timeout=60)
    with open_store(where) as store, store._database.reading() as connection:
        stored = connection.execute(sa.select(sa.func.count()).select_from(ArticleRow)).scalar_one()
        assert connection.execute(sa.select(RunRow.ended)).scalars().all() == [None]
    told = [line for line in begin(corpus, where).communicate(timeout=60)[1].splitlines() if "cut short" in line]
    assert len(told) == 1
    assert "it was killed" in told[0]
    assert f"{stored} article" in told[0]
    assert "cut short" not in begin(corpus, where).communicate(timeout=60)[1]


@pytest.mark.slow
def test_killed_with_several_processes_at_work(tmp_path: Path) -> None:
    """The program as it is, with its own coder in two processes; the second call finds the rest."""
    texts = [f"Poland expelled {n} Russian diplomats on Monday." for n in range(20, 60)]
    rows = [{"id": f"a{n}", "date": "2024-05-07", "title": "", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "dragoman", "add", str(tmp_path / "news.jsonl"), "--jobs", "2", "--store"]
    subprocess.run([*command, str(tmp_path / "whole.db")], check=True, capture_output=True)
    program = subprocess.Popen([*command, str(tmp_path / "killed.db")], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if (tmp_path / "killed.db").exists():
            with open_store(tmp_path / "killed.db") as store:
                if store.versions():
                    break
    program.kill()
    program.wait()
    subprocess.run([*command, str(tmp_path / "killed.db")], check=True, capture_output=True)
    with open_store(tmp_path / "whole.db") as whole, open_store(tmp_path / "killed.db") as killed:
        assert contents(killed, parts=False) == contents(whole, parts=False)
        assert len(contents(whole)["articles"]) == 40
