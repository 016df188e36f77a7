"""Which country an actor belongs to that names none, and whom short forms stand for; passages invented."""

import pytest

from dragoman.actors import find_mentions, who
from dragoman.actors.context import ActorContext, Sign, clause_tie
from dragoman.actors.mentions import read_actors, read_context
from dragoman.language import load_parser


def code(text: str, article: str, date: str = "2018-05-04", near: int = 0) -> str:
    return who(text, article=article, date=date, near=near).code


def codes(text: str, article: str, date: str = "2018-05-04") -> set[str]:
    return {one.code for one in find_mentions(load_parser()(article), date=date) if one.text == text}


def signs(article: str) -> list[Sign]:
    return read_context(load_parser()(article))[0].signs


def test_town_that_only_the_gazetteer_knows_points_to_its_country() -> None:
    found = signs("Polish and French fans fought on Friday. Police in Siedlce held forty of them.")
    assert any(sign.country == "POL" and sign.kind == "town" for sign in found)


def test_region_at_the_end_of_a_persons_name_is_no_place() -> None:
    found = signs("Ecuador's trade minister, Guillermo Laredo, met shopkeepers in Quito.")
    assert {sign.country for sign in found} == {"ECU"}


def test_dateline_inside_a_digest_opens_its_paragraph() -> None:
    found = signs("Snow closed the Alps on Monday.\nTBILISI - Riot police drenched a crowd near the theatre.")
    assert [sign.role for sign in found if sign.country == "GEO"] == ["opening"]


def test_clause_of_the_other_word_is_above_below_or_the_same() -> None:
    tokens = load_parser()("Kenya said that Somali soldiers had crossed the river.")[0].tokens
    place = {token.text: index for index, token in enumerate(tokens)}
    assert clause_tie(tokens, place["soldiers"], place["Kenya"]) == "above"
    assert clause_tie(tokens, place["Kenya"], place["soldiers"]) == "below"
    assert clause_tie(tokens, place["soldiers"], place["river"]) == "same"


def test_evidence_counts_the_other_way_for_those_who_are_abroad() -> None:
    context = ActorContext(signs=[Sign(0, 0, "TCD", 1.0, "subject"), Sign(0, 40, "CMR", 1.0, "place", "town")])
    context.totals.update({"TCD": 1, "CMR": 1})
    assert "stranger first" in context.evidence(1, 90, stranger=True)["TCD"]
    assert not any(name.startswith("stranger") for name in context.evidence(1, 90)["TCD"])


def test_dateline_is_not_who_acts() -> None:
    article = "BUKAVU, Congo (Agency) - Residents of this lakeside city queued to enlist on Thursday."
    assert code("Residents of this lakeside city", article) == "COD CVL"


def test_two_letter_word_begins_a_dateline_too() -> None:
    article = "LA PAZ (Agency) - Teachers barred the road. Officers cleared it and beat them."
    assert code("them", article) == "BOL EDU"


def test_pair_is_those_who_stand_joined() -> None:
    article = "Latvia hosted the talks on Monday. Peru and Ecuador sent generals. Both sides left early."
    assert codes("Both sides", article) == {"PER GOV", "ECU GOV"}


def test_who_urges_both_sides_is_neither_of_them() -> None:
    article = "Chad shelled a village in Cameroon on Sunday. France urged both sides to calm down."
    assert codes("both sides", article) == {"TCD GOV", "CMR GOV"}


def test_the_two_are_the_two_countries() -> None:
    article = "Peru and Ecuador signed a treaty in Lima. The two had fought over the river since 1941."
    assert codes("The two", article) == {"PER GOV", "ECU GOV"}


def test_the_two_are_the_two_people_counted_before() -> None:
    article = "Peru and Ecuador quarrel. Ecuador's police arrested two Peruvian farmers. The two were freed on Friday."
    assert codes("The two", article) == {"PER AGR"}


def test_all_three_are_the_three_named_together() -> None:
    article = "Poland, Hungary and Slovakia kept their bans on grain. Ukraine has sued all three."
    assert codes("all three", article) == {"POL GOV", "HUN GOV", "SVK GOV"}


def test_sides_of_a_civil_war_are_government_and_group() -> None:
    article = "The FARC seized a police post in Colombia on Monday. The FARC lost nine men. Both sides claimed victory."
    assert codes("Both sides", article, date="1999-05-04") == {"COL GOV", "COL REB"}


def test_whom_somebody_acts_on_is_somebody_else() -> None:
    article = "Bolivian farmers blocked the bridge. Soldiers opened fire on them."
    assert code("them", article) == "BOL AGR"


def test_verb_joined_to_another_keeps_its_subject_off_the_object() -> None:
    article = "Kenyan teachers marched to the ministry. Policemen stopped the march and beat them."
    assert code("them", article) == "KEN EDU"


@pytest.mark.parametrize("text", ["its neighbour", "his hosts"])
def test_neighbour_and_host_are_the_other_country(text: str) -> None:
    article = f"Iraq massed tanks on the Kuwaiti border. President Barham Salih said Iraq respected {text}."
    assert code(text, article, date="2019-05-04") == "KWT GOV"


def test_the_island_is_the_island_of_the_article() -> None:
    article = "Cuba and the United States swapped prisoners in December. The island also freed 53 others."
    assert code("The island", article) == "CUB GOV"


def test_the_envoy_is_the_ambassador_named_before() -> None:
    article = "Spain called in the Moroccan ambassador on Monday. The envoy said nothing on leaving."
    assert code("The envoy", article) == "MAR GOV"


def test_judges_are_those_of_the_international_court() -> None:
    article = (
        "Bolivia took its case to the International Court of Justice on Friday. It asks the judges to hear it soon."
    )
    assert code("the judges", article) == "IGO"


def test_possessive_body_passes_on_what_it_is() -> None:
    article = "The European Union fined Italy on Friday. The Commission's president said that Rome had been warned."
    assert code("The Commission's president", article) == "EUR"


def test_summit_of_a_body_is_the_body() -> None:
    assert who("an Arab League summit").code == "IGO"


def test_aid_workers_of_no_nation_are_an_international_body() -> None:
    assert who("three aid workers").code == "NGO"
    assert who("three Kenyan aid workers").code == "KEN SOC"


def test_some_states_of_a_region_are_nobody_named() -> None:
    assert who("seven Caribbean states").code == "UNK GOV"


def test_rebels_are_the_articles_own_group_and_none_across_borders() -> None:
    article = (
        "Mali fears al-Qaeda. Niger sent envoys to the MNLA in Kidal. The rebels want a truce with the government."
    )
    assert code("The rebels", article, date="2013-05-04") == "MLI REB"


def test_secretary_of_state_is_mostly_the_american_one() -> None:
    article = (
        "Vietnam and the United States signed a treaty in Hanoi. The secretary of state flew on to Vietnam's south."
    )
    assert code("The secretary of state", article) == "USA GOV"


def test_people_not_named_are_of_the_articles_country() -> None:
    article = "A bomb went off at a market in Kirkuk, Iraq, on Monday. At least 31 others were hurt."
    assert code("At least 31 others", article) == "IRQ CVL"


def test_pronoun_keeps_where_its_first_mention_stands() -> None:
    article = "Kenyan judge Alice Wanjohi spoke. She smiled. She left."
    read = read_actors(load_parser()(article))
    assert {one.code for one in read.mentions if one.text == "She"} == {"KEN JUD"}


def test_so_many_of_them_are_those_whom_the_pronoun_means() -> None:
    article = "Chadian soldiers stormed the camp at dawn. By noon 34 of them had died of thirst."
    assert code("34 of them", article) == "TCD MIL"


def test_congress_is_that_of_the_country_told_of() -> None:
    article = "The United States urged calm. Peru's president resigned in Lima, Peru. In Lima Congress met at night."
    assert code("Congress", article) == "PER LEG"
