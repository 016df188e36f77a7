"""Each code says what it rests on: the rows of tables, or the chain of mentions that leads to one."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.actors import find_mentions, load_actors, who
from dragoman.actors.tables import read_table
from dragoman.language import load_parser

ROW = re.compile(r"(\w+)\.tsv line (\d+)")

ARTICLE = (
    "GABORONE, Botswana - Foreign Minister Tebogo Ramasedi met his Zambian counterpart Mwila Chanda on Monday. "
    '"We have agreed on the bridge," she said. The two ministers spoke for both countries. '
    "The Okavango Basin Forum (OBF) sent observers. OBF delegates stayed two days. "
    "Thousands of farmers marched on the ministry. The army held them back. Kgosi Letsatsi, a baker, watched. "
    "Letsatsi wept. Gunmen from Boko Haram were far away. French and U.S. troops were nearer. "
    "A spokesman for the African Union welcomed it. They hope that others follow."
)


@pytest.mark.parametrize(
    ("phrase", "tables"),
    [
        ("Zambia", {"countries"}),
        ("Zambian police", {"countries", "roles"}),
        ("Zambia's foreign minister", {"countries", "roles"}),
        ("the Kremlin", {"bodies"}),
        ("Karachi police", {"regions", "roles"}),
        ("Boko Haram gunmen", {"groups", "roles"}),
        ("the African National Congress", {"parties"}),
        ("Exxon", {"companies"}),
        ("the Security Council", {"bodies"}),
        ("a spokesman for the Turkish army", {"countries", "roles"}),
        ("German Chancellor Angela Merkel", {"countries", "roles", "holders"}),
        ("hundreds of protesters in Cairo", {"countries", "roles"}),
        ("a former Ghanaian minister", {"countries", "roles"}),
        ("Gambian president-elect Lamin Touray", {"countries", "roles"}),
    ],
)
def test_reason_of_a_phrase_names_each_table_that_it_rests_on(phrase: str, tables: set[str]) -> None:
    why = who(phrase, date="2016-06-01").why
    assert {table for table, _ in ROW.findall(why)} == tables, why


@pytest.mark.parametrize("phrase", ["Zambian police", "Angela Merkel", "Boko Haram gunmen", "the Kremlin"])
def test_line_in_a_reason_is_a_row_of_that_table(phrase: str) -> None:
    for table, line in ROW.findall(who(phrase, date="2016-06-01").why):
        assert int(line) in {row.line for row in read_table(table)}


def test_every_mention_with_a_code_names_a_row_or_the_mentions_that_lead_to_one() -> None:
    mentions = find_mentions(load_parser()(ARTICLE), date="2016-06-01", dateline="GABORONE")
    coded = [one for one in mentions if one.code]
    assert {one.kind for one in coded} == {"name", "role", "pronoun", "modifier"}
    for one in coded:
        assert ROW.search(one.why) or re.search(r": [A-Z]{3}, named at character \d+", one.why), (
            f"{one.text}: {one.why}"
        )


def test_reason_of_a_pronoun_is_the_chain_of_mentions() -> None:
    text = "Zambian minister Mwila Chanda came on Monday. She said that it was time."
    she = next(one for one in find_mentions(load_parser()(text)) if one.text == "She")
    assert re.match(r"She < Zambian minister Mwila Chanda: countries\.tsv line \d+, roles\.tsv line \d+", she.why)


def test_country_that_the_article_tells_is_told_with_its_place() -> None:
    text = "Rain fell over Botswana on Monday. The army moved its camps."
    why = who("The army", article=text).why
    assert f"country from the article: BWA, named at character {text.index('Botswana')}" in why


def test_article_that_names_no_country_is_told_too() -> None:
    assert who("soldiers").why.endswith("; no country told")


def test_why_of_nobody_says_which_row_makes_it_nobody_or_that_there_is_none() -> None:
    assert who("Letsatsi").why == "no table entry and no introduction in the article"
    assert re.search(r"names nobody political: roles\.tsv line \d+", who("the price").why)


def test_dictionary_and_table_stand_side_by_side_in_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "own.agents.txt"
    path.write_text("LOCKKEEPER [~GOV]\n", encoding="utf-8")
    why = who("Zambian lockkeepers", actors=load_actors([path])).why
    assert re.fullmatch(rf"countries\.tsv line \d+, {re.escape(str(path))} line 1 \[~GOV\]", why)


@settings(max_examples=50, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "the",
                "two",
                "former",
                "Zambian",
                "Kenya's",
                "police",
                "minister",
                "of",
                "and",
                "Merkel",
                "Boko Haram",
                "UN",
            ]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_code_is_without_a_reason(words: list[str]) -> None:
    coded = who(" ".join(words), date="2016-06-01")
    assert coded.why
    assert not coded.code or ROW.search(coded.why)
