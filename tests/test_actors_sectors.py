"""Which sector an actor belongs to where the word alone does not settle it; phrases and passages invented."""

from collections import defaultdict
from itertools import pairwise

import pytest

from dragoman.actors import who
from dragoman.actors.tables import read_table


def code(text: str, article: str, date: str = "2018-05-04") -> str:
    return who(text, article=article, date=date).code


@pytest.mark.parametrize(
    "article",
    [
        "Some 12,000 Malians have crossed into Niger since Sunday.",
        "Mauritania shelters 12,000 Malians in a camp near Bassikounou.",
        "The camp holds 12,000 Malians fleeing the fighting.",
    ],
)
def test_people_in_flight_are_refugees(article: str) -> None:
    text = "Some 12,000 Malians" if article.startswith("Some") else "12,000 Malians"
    assert code(text, article) == "MLI REF"


def test_officers_are_police_in_unrest_and_army_in_war() -> None:
    unrest = "Protesters marched in Lima, Peru. The protest grew. Officers fired tear gas."
    war = "The Syrian army shelled rebels near Homs. Soldiers stormed a hill. Officers spoke of heavy losses."
    assert code("Officers", unrest) == "PER COP"
    assert code("Officers", war) == "SYR MIL"


def test_colleague_has_the_sectors_of_whose_colleague_it_is() -> None:
    article = "Portuguese judge Marta Alves wrote to the court. Her Danish colleague agreed."
    assert code("Her Danish colleague", article) == "DNK JUD"


def test_leader_of_the_movement_is_the_articles_armed_group() -> None:
    article = "The M23 took a town in Congo on Friday. The movement's spokesman said more would follow."
    assert code("The movement's spokesman", article, date="2013-05-04") == "COD REB"


def test_what_rebels_own_is_theirs() -> None:
    article = "Boko Haram burned a school in Nigeria. Its troops left before dawn."
    assert code("Its troops", article) == "NGA REB"


def test_party_of_one_who_governs_governs() -> None:
    article = "Zambian president Edgar Lungu lost the vote. His party asked for a recount."
    assert code("His party", article, date="2019-05-04") == "ZMB GOV"


def test_one_worker_alone_is_a_civilian_many_are_labour() -> None:
    assert who("a Kenyan bus driver").code == "KEN CVL"
    assert who("Kenyan bus drivers").code == "KEN LAB"
    assert who("a Kenyan union leader").code == "KEN LAB"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("thousands of Sudanese", "SDN CVL"),
        ("290 Chinese", "CHN CVL"),
        ("General Hernán Ruiz of the Colombian police", "COL COP"),
        ("Father Tomás Echeverry", "UNK REL"),
        ("a suicide bomber", "UNK UAF"),
    ],
)
def test_what_a_phrase_tells_beyond_its_first_word(text: str, want: str) -> None:
    assert who(text).code == want


def test_office_means_its_holder_for_three_days_after_it_ended() -> None:
    assert who("Fernando Lugo", date="2012-06-24").code == "PRY GOV"
    assert who("Fernando Lugo", date="2012-07-24").code == "PRY ELI"


def test_office_that_the_article_gives_outweighs_the_tables() -> None:
    article = "Nikki Haley, the American envoy, spoke on Monday."
    assert code("Nikki Haley", article, date="2016-05-04") == "USA GOV"


def test_members_of_an_opposition_party_in_parliament_are_its_opposition() -> None:
    assert who("deputies of Vox", date="2021-05-04").code == "ESP LEG OPP"


def test_parties_govern_and_oppose_by_the_years() -> None:
    assert who("the Conservative Party", date="2012-05-04").code == "GBR GOV"
    assert who("the Conservative Party", date="1999-05-04").code == "GBR PTY OPP"


def test_word_that_is_also_a_party_means_it_where_its_country_is_told_of() -> None:
    article = "Britain goes to the polls in May. Iran will watch. Labour promised new schools."
    assert code("Labour", article, date="2015-05-04") == "GBR PTY OPP"


def test_no_party_governs_and_opposes_on_one_day() -> None:
    periods: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in read_table("parties"):
        cells = row.cells
        country, _, sectors = cells["code"].partition(" ")
        if cells["start"] or cells["end"]:
            periods[cells["name"], country].append((cells["start"], cells["end"] or "9999", sectors))
    assert len(periods) > 100
    for name, rows in periods.items():
        for first, second in pairwise(sorted(rows)):
            assert first[1] < second[0], name


def test_styles_name_countries_of_the_tables() -> None:
    countries = {row.cells["code"] for row in read_table("countries")}
    for row in read_table("styles"):
        assert set(row.many("codes")) <= countries, row.where


def test_number_counts_those_whom_it_is_of() -> None:
    assert who("540 of the Colombian officers", date="2018-05-04").code == who("the Colombian officers").code
    article = "Sudan mourned on Friday. Raiders shot 60 of the Egyptian soldiers near the canal."
    assert code("60 of the Egyptian soldiers", article) == "EGY MIL"
