"""Events as tables and the files that they are written to."""

import csv
import json
import os
import subprocess
import sys

import msgspec
import pytest

from dragoman.errors import DragomanError
from dragoman.records import Article, Event, Evidence, Party, Place, Voice
from dragoman.records.gold import read_jsonl
from dragoman.records.tables import COLUMNS, to_arrow, to_rows, write_csv, write_jsonl, write_parquet

QUOTE = 'Ghana\'s foreign minister rebuked two Togolese envoys, "at once".'


def rebuke(**changes):
    event = Event(
        type="ACCUSE",
        status="actual",
        modes=("disapprove",),
        contexts=("diplomatic", "territory"),
        actors=(Party("Ghana's foreign minister", "GHA GOV", 0, 24), Party("", "IGO")),
        recipients=(Party("two Togolese envoys", "TGO GOV", 33, 52),),
        place=Place("Accra", "GHA", -1, -1, 2306104, 5.55, -0.2),
        voice=Voice("actor", "an aide", "GHA GOV"),
        date="2023-05-01/2023-05-07",
        quote=Evidence(QUOTE, 0, len(QUOTE), 40, 40 + len(QUOTE)),
        confidence=0.5,
    )
    return msgspec.structs.replace(event, **changes)


def report(*events, **changes):
    article = Article(id="g1", text=QUOTE, title="Rebuke", date="2023-05-08", source="gha.csv:2", events=events)
    return msgspec.structs.replace(article, **changes)


def test_a_row_joins_several_actors_and_keeps_mentions_in_step():
    (row,) = report(rebuke()).to_rows()
    assert tuple(row) == COLUMNS
    assert row["actors"] == "GHA GOV; IGO"
    assert row["actor_mentions"] == "Ghana's foreign minister; "
    assert row["contexts"] == "diplomatic; territory"
    assert (row["date"], row["event_date"]) == ("2023-05-08", "2023-05-01/2023-05-07")
    assert (row["page_start"], row["page_end"]) == (40, 40 + len(QUOTE))


def test_what_is_not_told_is_none_in_a_row():
    bare = rebuke(place=None, date="", voice=Voice(), quote=Evidence("Rebuke", -1, -1, -1, -1))
    (row,) = to_rows([report(bare, date="")])
    told_nothing = {name for name, value in row.items() if value is None}
    assert told_nothing == {
        "date",
        "event_date",
        "voice_code",
        "place",
        "place_country",
        "latitude",
        "longitude",
        "quote_start",
        "quote_end",
        "page_start",
        "page_end",
    }


def test_one_row_per_event_in_the_order_of_the_articles():
    rows = to_rows([report(rebuke(), rebuke(type="REJECT")), report(), report(rebuke(type="AID"), id="g2")])
    assert [(row["article_id"], row["type"]) for row in rows] == [("g1", "ACCUSE"), ("g1", "REJECT"), ("g2", "AID")]


def test_arrow_holds_lists_and_days():
    table = report(rebuke()).to_arrow()
    assert tuple(table.column_names) == COLUMNS
    assert table["actors"].to_pylist() == [["GHA GOV", "IGO"]]
    assert table["date"].to_pylist()[0].isoformat() == "2023-05-08"
    assert table["latitude"].to_pylist() == [5.55]


def test_arrow_of_nothing_still_has_its_columns():
    table = to_arrow([])
    assert table.num_rows == 0
    assert table.schema == to_arrow([report(rebuke())]).schema


def test_arrow_takes_half_a_surrogate_pair():
    table = to_arrow([report(rebuke(actors=(Party("a\ud800b", "GHA GOV"),)))])
    assert table["actor_mentions"].to_pylist() == [["a?b"]]


def test_pandas_frame_can_be_grouped_by_actor():
    pytest.importorskip("pandas")
    frame = report(rebuke(), rebuke(place=None)).to_pandas()
    assert frame.groupby("actors").size().to_dict() == {"GHA GOV; IGO": 2}
    assert frame["date"].dt.year.tolist() == [2023, 2023]
    assert frame["latitude"].isna().tolist() == [False, True]


def test_pandas_frame_of_nothing_has_its_columns():
    pytest.importorskip("pandas")
    assert tuple(report().to_pandas().columns) == COLUMNS


def test_polars_frame_holds_lists():
    pytest.importorskip("polars")
    frame = report(rebuke()).to_polars()
    assert frame["actors"].to_list() == [["GHA GOV", "IGO"]]


@pytest.mark.parametrize(("library", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_missing_library_is_named_with_the_way_to_install_it(library, method, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DragomanError, match=rf"{library} is not installed; install it with: pip install"):
        getattr(report(rebuke()), method)()


def test_records_import_no_table_library():
    code = "import sys, dragoman.records.tables; print({'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_csv_reads_back_with_quotes_letter_for_letter(tmp_path):
    path = tmp_path / "out.csv"
    quote = 'He said "no",\nthen left; =1+1'
    assert write_csv([report(rebuke(quote=Evidence(quote, 0, 1, 0, 1)), rebuke())], path) == 2
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["quote"] == quote
    assert rows[0]["actors"] == "GHA GOV; IGO"
    assert rows[1]["quote"] == QUOTE


def test_csv_of_nothing_is_the_header(tmp_path):
    path = tmp_path / "out.csv"
    assert write_csv([report()], path) == 0
    assert path.read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


def test_parquet_is_written_in_row_groups_and_reads_back(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("dragoman.records.tables._ROWS_PER_GROUP", 2)
    path = tmp_path / "out.parquet"
    articles = [report(rebuke(), rebuke(), id=f"g{number}") for number in range(2)] + [report(rebuke(), id="last")]
    assert write_parquet(articles, path) == 5
    assert parquet.ParquetFile(path).num_row_groups == 3
    assert parquet.read_table(path).to_pylist() == to_arrow(articles).to_pylist()


def test_parquet_of_nothing_keeps_the_schema(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "out.parquet"
    assert write_parquet([], path) == 0
    assert tuple(parquet.read_schema(path).names) == COLUMNS


def test_jsonl_reads_back_as_the_same_articles(tmp_path):
    path = tmp_path / "out.jsonl"
    articles = [report(rebuke(place=None)), report(id="ø")]
    assert write_jsonl(articles, path) == 2
    assert list(read_jsonl(path)) == articles
    assert [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()] == ["g1", "ø"]


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_a_file_has_its_name_only_once_it_is_whole(write, tmp_path):
    path = tmp_path / "out"
    seen = []

    def articles():
        yield report(rebuke())
        seen.append(sorted(entry.name for entry in tmp_path.iterdir()))

    write(articles(), path)
    assert seen == [["out.part"]]
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_a_failure_on_the_way_leaves_the_older_file_alone(write, tmp_path):
    path = tmp_path / "out"
    path.write_text("older")

    def articles():
        yield report(rebuke())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(articles(), path)
    assert path.read_text() == "older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_an_unwritable_name_is_refused_in_one_sentence(write, tmp_path):
    for path in (tmp_path / "no" / "such" / "out", tmp_path):
        with pytest.raises(DragomanError) as caught:
            write([report(rebuke())], path)
        assert str(caught.value).startswith(f"{path}: cannot be written")


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_a_full_disk_is_told_in_one_sentence(write):
    if not os.path.exists("/dev/full"):  # noqa: PTH110 (a device, not a file of ours)
        pytest.skip("this system has no /dev/full")
    many = [report(rebuke()) for _ in range(2000)]
    with pytest.raises(DragomanError, match="/dev/full: cannot be written"):
        write(many, "/dev/full")


def test_a_device_is_written_to_and_never_replaced():
    before = os.stat("/dev/null").st_mode  # noqa: PTH116 (a device, not a file of ours)
    write_csv([report(rebuke())], "/dev/null")
    assert os.stat("/dev/null").st_mode == before  # noqa: PTH116


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("older")
    link.symlink_to(real)
    write_csv([report()], link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("article_id,")
