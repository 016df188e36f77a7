"""Dictionaries of the user's own on the command line, and the command that finds places."""

import json
from pathlib import Path

import pytest

from command_line import Dragoman

OWN = "QORVAN_LEAGUE_ [PERREB]\n\nTESHI_UNION_ [PERLABX]\n"
TEXT = "Talks opened in Arequipa, Peru, on Monday. Sudanese and Kenyan envoys came."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.actors.txt"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    rows = [{"id": "a1", "text": TEXT}, {"id": "a2", "text": "Nobody went anywhere."}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_who_takes_a_dictionary_and_tells_its_line(cli: Dragoman, own: Path) -> None:
    ended = cli("who", "the Qorvan League", "--why", "--actors", own)
    assert ended.out == f"PER REB\t{own} line 1 [PERREB]\n"


def test_malformed_lines_are_told_in_one_line_and_are_no_failure(cli: Dragoman, own: Path) -> None:
    ended = cli("who", "the Qorvan League", "--actors", own)
    assert ended.status == 0
    assert ended.err == f"{own}: 1 line is malformed; `dragoman actors {own}` lists them and what was made of each\n"


def test_actors_lists_malformed_lines_with_their_number(cli: Dragoman, own: Path) -> None:
    ended = cli("actors", own)
    assert ended.status == 1
    assert ended.out.splitlines()[0].startswith(f'{own}:3: the code "PERLABX" is not made of three-letter parts')
    assert ended.out.splitlines()[1] == f"{own}: 1 name with 1 code; 1 line malformed"


def test_batch_of_mentions_takes_a_dictionary(cli: Dragoman, own: Path, tmp_path: Path) -> None:
    lines = tmp_path / "mentions.jsonl"
    lines.write_text(json.dumps({"text": "the Qorvan League"}) + "\n", encoding="utf-8")
    assert cli("who", "--batch", lines, "--to", tmp_path / "out.jsonl", "--actors", own, "--why").status == 0
    coded = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert coded["code"] == "PER REB"
    assert "own.actors.txt line 1" in coded["why"]


def test_read_prints_whom_the_article_names(cli: Dragoman, own: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("The Qorvan League attacked a barracks near Ayacucho.\n", encoding="utf-8")
    out = cli("read", page, "--who", "--actors", own).out
    assert f"0-17  PER REB      The Qorvan League  ({own} line 1 [PERREB])" in out


def test_read_refuses_a_dictionary_that_it_would_not_use(cli: Dragoman, own: Path, tmp_path: Path) -> None:
    assert cli("read", tmp_path / "page.txt", "--actors", own).status == 2


def test_code_takes_a_dictionary(cli: Dragoman, own: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("The Qorvan League attacked Peruvian soldiers on Monday, killing four.\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert cli("code", page, "--date", "2024-05-07", "--to", out, "--min-confidence", 0, "--actors", own).status == 0
    assert "PER REB" in out.read_text(encoding="utf-8")


def test_missing_dictionary_ends_the_command_before_any_page(cli: Dragoman, tmp_path: Path) -> None:
    ended = cli("code", tmp_path / "page.txt", "--actors", tmp_path / "none.actors.txt")
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1
    assert "none.actors.txt: the file cannot be read" in ended.err


def test_places_of_each_article_stand_on_a_line_with_offsets_into_its_text(
    cli: Dragoman, articles: Path, tmp_path: Path
) -> None:
    ended = cli("places", articles, "--to", tmp_path / "places.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "places.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a1", "a2"]
    assert [place["text"] for place in lines[0]["places"]] == ["Arequipa", "Peru"]
    for place in lines[0]["places"]:
        assert TEXT[place["start"] : place["end"]] == place["text"]
        assert place["country"] == "PER"
    city = lines[0]["places"][0]
    assert list(city) == ["start", "end", "text", "geonameid", "latitude", "longitude", "country", "admin1"]
    assert (round(city["latitude"]), round(city["longitude"])) == (-16, -72)
    assert city["geonameid"] == 3947322
    assert lines[1]["places"] == []
    assert ended.err.endswith("places.jsonl: 2 places in 2 articles\n")


def test_places_takes_peoples_for_their_countries_when_asked(cli: Dragoman, articles: Path, tmp_path: Path) -> None:
    cli("places", articles, "--to", tmp_path / "places.jsonl", "--nationalities")
    line = json.loads((tmp_path / "places.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert [(one["text"], one["country"]) for one in line["places"][2:]] == [("Sudanese", "SDN"), ("Kenyan", "KEN")]


def test_places_tells_of_a_page_that_cannot_be_read_and_goes_on(cli: Dragoman, articles: Path, tmp_path: Path) -> None:
    ended = cli("places", tmp_path / "none.txt", articles, "--to", tmp_path / "places.jsonl")
    assert ended.status == 1
    assert "none.txt" in ended.err.splitlines()[0]
    assert len((tmp_path / "places.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_places_leaves_an_article_in_another_language_unsearched(cli: Dragoman, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Der Minister reiste am Montag nach Wien und sprach dort mit den Gesandten über den neuen Vertrag.\n" * 3,
        encoding="utf-8",
    )
    ended = cli("places", page, "--to", tmp_path / "places.jsonl")
    assert "1 article not in English and not searched" in ended.err
