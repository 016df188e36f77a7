"""Actors whom a phrase leaves open: unmarked ones among several countries, pairs, bodies, envoys; passages invented."""

import pytest

from dragoman.actors import code_span, find_mentions, read_actors, who
from dragoman.actors.context import ActorContext, Sign, part_of
from dragoman.language import load_parser


def code(text: str, article: str, date: str = "2018-05-04", near: int = 0) -> str:
    return who(text, article=article, date=date, near=near).code


def codes(text: str, article: str, date: str = "2018-05-04") -> set[str]:
    return {one.code for one in find_mentions(load_parser()(article), date=date) if one.text == text}


BORDER = "Chad accused Cameroon of shelling a market. Chad closed the border. "


def test_both_governments_are_two_mentions_of_one_span() -> None:
    assert codes("Both governments", BORDER + "Both governments sent troops.") == {"TCD GOV", "CMR GOV"}


def test_the_two_countries_are_the_two_that_the_article_names_not_where_they_met() -> None:
    article = "Peru and Ecuador swapped prisoners on Friday. Envoys met in Brazil. The two countries fought in 1995."
    assert codes("The two countries", article) == {"PER GOV", "ECU GOV"}


def test_two_men_are_no_two_countries() -> None:
    assert len(codes("the two men", BORDER + "Police held the two men.")) == 1


def test_nationalities_joined_before_a_role_are_several_actors() -> None:
    assert codes("French and U.S. troops", "French and U.S. troops landed at Toulon.") == {"FRA MIL", "USA MIL"}


def test_a_list_after_of_gives_each_country_the_role() -> None:
    article = "The foreign ministers of Ghana, Togo and Benin met on Monday."
    read = read_actors(load_parser()(article), date="2018-05-04")
    coded = code_span(read, article, 0, article.index(" met"))
    assert {coded.code, *coded.also} == {"GHA GOV", "TGO GOV", "BEN GOV"}


def test_they_stands_for_actors_joined_by_and() -> None:
    article = "Uganda and Kenya will rebuild the railway. They signed the papers on Monday."
    assert codes("They", article) == {"UGA GOV", "KEN GOV"}


def test_one_nationality_before_a_role_is_one_actor() -> None:
    assert codes("Chadian troops", "Chadian troops crossed into Cameroon.") == {"TCD MIL"}


def test_nationality_takes_the_sectors_of_the_noun_it_stands_before() -> None:
    article = "Norwegian and Danish frigates sailed north."
    assert code("Norwegian", article) == "NOR MIL"


def test_ministry_that_speaks_owns_what_it_speaks_of() -> None:
    article = "Eritrea protested. The Ethiopian defence ministry said that its aircraft had not crossed the border."
    assert code("its aircraft", article) == "ETH MIL"


def test_place_in_the_dateline_is_no_antecedent() -> None:
    article = "TAIPEI (Agency) - Honduras said on Monday that it would close its embassy."
    assert code("it", article, near=40) == "HND GOV"


def test_we_in_a_statement_is_the_body_that_makes_it() -> None:
    article = (
        "UNHCR is alarmed that Thailand has turned back a boat. We have asked Bangkok for access to those held ashore."
    )
    assert code("We", article) == "UNO"


def test_we_are_not_whom_we_condemn() -> None:
    article = (
        "We condemn the decision of Russia to close the border. We call on Russia to open it. "
        "Canada's support for Georgia is firm."
    )
    assert code("We", article) == "CAN GOV"


def test_embassy_is_not_of_the_capital_that_it_stands_in() -> None:
    article = "China protested to the United States on Monday. Staff at the embassy in Washington burned papers."
    assert code("the embassy in Washington", article) == "CHN GOV"


def test_neighbour_of_a_country_is_another_country() -> None:
    article = "Russia has massed troops. Finland's eastern neighbour did not explain the move."
    assert code("Finland's eastern neighbour", article) == "RUS GOV"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Russian Security Council secretary Oleg Zimin", "RUS GOV"),
        ("the UN Security Council", "UNO"),
        ("the Turkish Red Crescent", "TUR SOC"),
        ("Brazilian peacekeepers", "BRA MIL"),
        ("peacekeepers", "UNO"),
    ],
)
def test_body_with_a_nationality_is_the_state_s_own(text: str, want: str) -> None:
    assert who(text).code == want


def test_the_alliance_is_the_international_body_of_the_article() -> None:
    article = "NATO ministers met in Brussels. Estonia asked for more jets. The alliance agreed."
    assert code("The alliance", article) == "IGO"


def test_inspectors_are_the_body_s_that_the_article_names() -> None:
    article = "The United Nations has asked Syria for access. The inspectors left Damascus on Friday."
    assert code("The inspectors", article) == "UNO"


def test_the_north_is_a_state_only_where_korea_is_told_of() -> None:
    article = "North Korea fired a rocket on Sunday. Seoul said the North had given no warning."
    assert code("the North", article) == "PRK GOV"
    assert code("the North", "Snow fell in the North of Chad.") == ""


def test_migrants_of_no_told_country_are_of_an_unknown_one() -> None:
    assert code("79 migrants", "Spain rescued 79 migrants off Almeria on Tuesday.") == "UNK REF"


def test_strikes_count_as_arms_only_where_an_army_is_told_of() -> None:
    war = "The Syrian army shelled the town on Monday. The army said 12 strikes hit the depot."
    assert code("12 strikes", war) == "SYR MIL"
    assert code("12 strikes", "French unions called 12 strikes in May.") == ""


def test_two_others_are_like_those_counted_before() -> None:
    article = "Gunmen killed three Kenyan soldiers near the border. Two others were wounded."
    assert code("Two others", article) == "KEN MIL"


def test_the_group_is_the_armed_group_of_the_article() -> None:
    article = "Suspected Boko Haram fighters burned a school in Nigeria. The group has not spoken."
    assert code("The group", article) == "NGA REB"


def test_the_same_office_told_before_outweighs_a_nearer_country() -> None:
    article = (
        "Mali's president sacked the cabinet on Monday. France and Niger regretted it. "
        "The president named a general as premier."
    )
    assert code("The president", article) == "MLI GOV"


def test_evidence_names_what_speaks_for_each_country() -> None:
    context = ActorContext(signs=[Sign(0, 0, "TCD", 1.0, "subject"), Sign(1, 60, "CMR", 1.0, "place")])
    context.totals.update({"TCD": 1, "CMR": 1})
    found = context.evidence(1, 100)
    assert found["TCD"]["first"] == found["TCD"]["back 1 subject"] == 1.0
    assert "before place" in found["CMR"] and "before place" not in found["TCD"]


def test_no_pair_without_two_countries() -> None:
    context = ActorContext(signs=[Sign(0, 0, "TCD", 1.0)])
    context.totals.update({"TCD": 3})
    assert context.pair_at(1, 50) == ()


@pytest.mark.parametrize(("label", "part"), [("nsubj", "subject"), ("nsubjpass", "object"), ("pobj", "other")])
def test_subject_of_a_passive_is_acted_upon(label: str, part: str) -> None:
    assert part_of(label) == part


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Saudi-led aircraft", "IGO"),
        ("Saudi aircraft", "SAU MIL"),
        ("a court in The Hague", "IGO"),
        ("weapons inspectors", "UNO"),
        ("Arab foreign ministers", "IGO"),
    ],
)
def test_bodies_known_by_what_they_do(text: str, want: str) -> None:
    assert who(text).code == want


def test_union_with_a_capital_is_the_european_one() -> None:
    article = "Russia closed its border with Estonia. A new sanction list of the Union followed. The union struck."
    assert code("the Union", article) == "EUR"


def test_western_governments_are_nobody_named() -> None:
    assert code("Western governments", "Belarus rejected the criticism of Western governments.") == "UNK GOV"


def test_title_still_given_outlasts_the_office_by_days_not_by_years() -> None:
    assert who("President Mohamed Bazoum", date="2023-07-28").code == "NER GOV"
    assert who("President Mohamed Bazoum", date="2025-07-28").code == "NER ELI"
    assert who("former president Mohamed Bazoum", date="2023-07-28").code == "NER ELI"
