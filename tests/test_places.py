"""Places: what a name may stand for, which one is meant, which names are found, and where an event happened."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import TableError
from dragoman.language import load_parser
from dragoman.places import (
    PlaceMention,
    event_place,
    find_places,
    load_gazetteer,
    resolve_span,
    resolve_spans,
)
from dragoman.places import gazetteer as gazetteer_module
from dragoman.places.gazetteer import Gazetteer, Level, name_key
from dragoman.records import Sentence

MARKED = Path(__file__).parents[2] / "shared" / "data" / "places" / "lgl_dev.jsonl"


def found(text: str, **arguments: object) -> list[PlaceMention]:
    return find_places(load_parser()(text), **arguments)  # type: ignore[arg-type]


def named(text: str, name: str, **arguments: object) -> PlaceMention:
    return next(mention for mention in found(text, **arguments) if mention.text == name)


def resolved(text: str, name: str, *others: str, countries: tuple[str, ...] = ()) -> tuple[str, str]:
    spans = [(text.index(word), text.index(word) + len(word)) for word in (name, *others)]
    place = resolve_spans(text, spans, countries=countries)[0].place
    assert place is not None
    return place.country, place.admin1


def where(text: str, trigger: str) -> str:
    sentences = load_parser()(text)
    for sentence in sentences:
        for number, token in enumerate(sentence.tokens):
            if token.text == trigger:
                place = event_place(find_places(sentences), sentence, number)
                return place.text if place else ""
    raise AssertionError(f"{trigger} is no word of the text")


# The gazetteer


@pytest.mark.parametrize(
    ("name", "country", "level"),
    [
        ("KABUL", "AFG", Level.CITY),
        ("Ky.", "USA", Level.ADMIN1),
        ("the U.S.", "USA", Level.COUNTRY),
        ("Côte d'Ivoire", "CIV", Level.COUNTRY),
        ("Burma", "MMR", Level.COUNTRY),
        ("Khan Younis", "PSE", Level.CITY),
        ("West Bank", "PSE", Level.ADMIN1),
        ("Laurel Co.", "USA", Level.ADMIN2),
        ("Strait of Hormuz", "", Level.WATER),
        ("Sahel", "", Level.AREA),
    ],
)
def test_name_as_news_write_it_is_known(name: str, country: str, level: Level) -> None:
    assert (country, level) in {(place.country, place.level) for place in load_gazetteer()(name)}


def test_people_of_a_country_is_told_from_the_country() -> None:
    assert all(place.nationality for place in load_gazetteer()("Ukrainians"))
    assert not any(place.nationality for place in load_gazetteer()("Ukraine"))


def test_gazetteer_credits_its_source() -> None:
    assert "GeoNames" in load_gazetteer().notice
    assert "CC BY 4.0" in load_gazetteer().notice


def test_unknown_name_stands_for_no_place() -> None:
    assert load_gazetteer()("Qwrtzplk") == ()


def test_row_of_a_table_takes_the_place_of_the_region_of_the_same_name() -> None:
    states = [place for place in load_gazetteer()("Ohio") if place.level == Level.ADMIN1]
    assert [place.geonameid for place in states] == [5165418]


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(text: str) -> None:
    for place in load_gazetteer()(text):
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "SAO PAULO"),
        ("Saint-Denis", "St. Denis"),
        ("the Hague", "Hague"),
        ("Sana'a", "Sanaa"),
        ("Guinea-Bissau", "Guinea Bissau"),
        ("Mount Pleasant", "Mt. Pleasant"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_malformed_row_of_a_table_is_told_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "countries.tsv"
    header = "\t".join(gazetteer_module._COLUMNS)
    table.write_text(f"# a table\n{header}\ncountry\tAAA\t\tnorth\t0\t0\t\tNowhere\t\n", encoding="utf8")
    with pytest.raises(TableError, match=r"countries\.tsv, line 3: .*mend or delete"):
        gazetteer_module._read_table(table)


def test_broken_gazetteer_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(TableError, match="install dragoman again"):
        Gazetteer(path)


def test_loading_takes_less_than_a_second() -> None:
    script = (
        "import time; import dragoman.places as places; start = time.perf_counter(); "
        "places.load_gazetteer(); print(time.perf_counter() - start)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert float(run.stdout) < 1.0


# Resolving


def test_region_behind_the_comma_decides() -> None:
    text = "A tornado hit Paris, Texas, at noon."
    place = resolve_span(text, text.index("Paris"), text.index("Paris") + 5)
    assert place is not None
    assert (place.country, place.admin1) == ("USA", "Texas")


def test_without_context_the_great_city_is_meant() -> None:
    assert resolved("The ministers met in Paris.", "Paris")[0] == "FRA"
    assert resolved("The envoy left Washington.", "Washington") == ("USA", "District of Columbia")


def test_other_places_of_the_article_decide() -> None:
    text = "Crowds gathered in Tripoli as in Beirut and Sidon."
    assert resolved(text, "Tripoli", "Beirut", "Sidon")[0] == "LBN"
    text = "Crowds gathered in Tripoli as in Benghazi and Misrata."
    assert resolved(text, "Tripoli", "Benghazi", "Misrata")[0] == "LBY"


def test_country_and_state_of_one_name_are_told_apart_by_the_towns_around() -> None:
    text = "Georgia is tense: Tbilisi, Gori and Tskhinvali were quiet."
    assert resolved(text, "Georgia", "Tbilisi", "Gori", "Tskhinvali")[0] == "GEO"
    text = "Georgia is tense: Atlanta, Macon and Savannah were quiet."
    assert resolved(text, "Georgia", "Atlanta", "Macon", "Savannah")[0] == "USA"


def test_countries_that_act_speak_for_their_places() -> None:
    text = "The garrison of Tripoli surrendered."
    assert resolved(text, "Tripoli", countries=("LBN",))[0] == "LBN"
    assert resolved(text, "Tripoli", countries=("LBY",))[0] == "LBY"


def test_lesser_town_of_a_country_that_nothing_speaks_of_is_not_meant() -> None:
    text = "Shells fell on Milan."
    village = "Shells fell on Woodstock."
    assert resolve_span(text, 15, 20, countries=("SYR",)) is not None
    assert resolve_span(village, 15, 24, countries=("SYR",)) is None
    assert resolve_span(village, 15, 24, countries=("CAN",)) is not None


def test_direction_and_kind_of_place_are_no_part_of_the_name() -> None:
    assert resolved("Fighting spread in southern Helmand.", "southern Helmand") == ("AFG", "Helmand")
    assert resolved("They closed Mosul airport.", "Mosul airport")[0] == "IRQ"


def test_no_spans_give_no_answers() -> None:
    assert resolve_spans("Nothing happened.", []) == []


def test_list_of_thousands_of_towns_is_bounded() -> None:
    gazetteer = load_gazetteer()
    names = [gazetteer._name(number).decode().title() for number in range(0, 400_000, 40)]
    spans, position = [], 0
    for name in names:
        spans.append((position, position + len(name)))
        position += len(name) + 1
    begin = time.perf_counter()
    answers = resolve_spans("\n".join(names), spans, countries=("SYR",))
    assert len(answers) == len(names)
    assert time.perf_counter() - begin < 20


def test_names_of_towns_marked_by_hand_are_resolved() -> None:
    if not MARKED.exists():
        pytest.skip("../shared/data/places/lgl_dev.jsonl is missing: nothing to measure the resolver on")
    sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
    from places import NEAR, kilometres

    near = total = 0
    for line in MARKED.open(encoding="utf8"):
        article = json.loads(line)
        spans = [(place["start"], place["end"]) for place in article["places"]]
        for gold, answer in zip(article["places"], resolve_spans(article["text"], spans), strict=True):
            near += answer.place is not None and kilometres(gold, answer.place) <= NEAR
            total += 1
    assert near / total >= 0.84


# Finding


def test_offsets_are_those_of_the_article() -> None:
    text = "Nobody came.\n\nRebels shelled the bridge near Goma, eastern Congo."
    for mention in found(text):
        assert text[mention.start : mention.end] == mention.text
    assert {mention.text for mention in found(text)} >= {"Goma"}


def test_dateline_is_told_from_a_place() -> None:
    text = "KABUL (Agency) — Gunmen killed a judge in Herat on Monday. Kabul was quiet."
    assert [mention.text for mention in found(text) if mention.dateline] == ["KABUL"]
    assert not any(mention.locative for mention in found(text) if mention.dateline)


def test_dateline_told_by_the_page_is_recognised() -> None:
    text = "Nairobi, 3 May (Agency): Police fired on a crowd in Kisumu."
    assert [mention.text for mention in found(text, dateline="Nairobi") if mention.dateline] == ["Nairobi"]


def test_nationalities_are_no_places_unless_asked_for() -> None:
    text = "Russian jets bombed Syrian rebels near Idlib."
    assert [mention.text for mention in found(text)] == ["Idlib"]
    kinds = {mention.text: mention.kind for mention in found(text, nationalities=True)}
    assert kinds == {"Russian": "nationality", "Syrian": "nationality", "Idlib": "city"}


def test_pronoun_us_is_no_country() -> None:
    assert found("They told us to leave, and it was up to us.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell in Aleppo.",
        "Shells fell on the outskirts of Aleppo.",
        "Shells fell in the city of Aleppo.",
        "Shells fell near Aleppo.",
        "Shells fell in Homs and Aleppo.",
    ],
)
def test_words_that_say_where_make_a_place_locative(text: str) -> None:
    assert named(text, "Aleppo").locative


@pytest.mark.parametrize(
    "text", ["The government of Iraq protested.", "Sanctions on Iraq were lifted.", "Turkey attacked Iraq."]
)
def test_country_that_is_a_party_is_not_locative(text: str) -> None:
    assert not named(text, "Iraq").locative


def test_person_named_like_a_town_is_no_place() -> None:
    text = "The mayor, Andrew Lincoln, resigned. Lincoln said that he was tired. Lincoln then left."
    assert [mention.text for mention in found(text)] == []


def test_unknown_place_takes_the_country_behind_its_comma() -> None:
    mention = named("The two sides clashed near Zarbatak, Syria, for hours.", "Zarbatak")
    assert (mention.country, mention.geonameid, mention.latitude) == ("SYR", 0, None)


def test_unknown_name_that_nothing_places_is_left_out() -> None:
    assert "Zarbatak" not in {mention.text for mention in found("Zarbatak refused. They thanked Zarbatak for it.")}


def test_seat_of_a_government_is_a_place_where_something_is_and_no_scene() -> None:
    assert where("The two met in the Kremlin on Monday.", "met") == "Kremlin"
    assert where("The envoy urged the Kremlin to wait.", "urged") == ""


def test_person_named_like_a_county_is_no_place() -> None:
    assert found("Park resigned. Prosecutors questioned Park on Monday.") == []


def test_empty_article_has_no_places() -> None:
    assert find_places([]) == []


WORDS = st.sampled_from(
    [
        "in",
        "near",
        "Paris",
        ",",
        "Texas",
        "the",
        "KABUL",
        "—",
        "Georgia",
        "said",
        "Mr",
        "Lincoln",
        "US",
        "of",
        "’s",
        "St.",
        "é",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_words_give_ordered_spans_without_overlap(text: str) -> None:
    position = 0
    for mention in found(text, nationalities=True):
        assert position <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.confidence <= 1
        position = mention.end


# Where an event happened


def test_dateline_is_not_where_it_happened() -> None:
    assert where("KABUL (Agency) — Gunmen killed a judge on Monday.", "killed") == ""


def test_town_is_preferred_to_its_country() -> None:
    assert where("In Nigeria, gunmen killed a judge in Kano.", "killed") == "Kano"
    assert where("Gunmen killed a judge in Kano, Nigeria.", "killed") == "Kano"


def test_place_nearest_to_the_deed_is_taken() -> None:
    text = "The minister, who spoke in Geneva, said that rebels had burned a village near Goma."
    assert where(text, "burned") == "Goma"
    assert where(text, "spoke") == "Geneva"


def test_country_that_is_attacked_is_not_told_as_the_place() -> None:
    assert where("Iran threatened Iraq on Monday.", "threatened") == ""


def test_town_that_is_taken_is_where_it_happened() -> None:
    assert where("Troops captured Mosul on Monday.", "captured") == "Mosul"


def test_sentence_without_a_place_tells_none() -> None:
    assert where("Rebels in Goma fired. Troops withdrew on Monday.", "withdrew") == ""


def test_deed_happened_at_the_place_told_last_where_its_own_clause_tells_none() -> None:
    sentences = load_parser()("Rebels dug in at Goma. Talks were held. Troops killed nine of them on Monday.")
    mentions = find_places(sentences)
    assert event_place(mentions, sentences[2]) is None
    assert event_place(mentions, sentences[2], back=1) is None
    place = event_place(mentions, sentences[2], back=2)
    assert place is not None
    assert place.text == "Goma"


def test_sentence_without_words_has_no_place() -> None:
    mention = PlaceMention(start=0, end=4, text="Goma", sentence=0, head=0, kind="city", locative=True)
    assert event_place([mention], Sentence(index=0, text="", start=0, end=0, tokens=())) is None


@pytest.mark.parametrize(
    "text", ["Near Zarbatak, two strikes hit a column.", "They shelled the town of Zarbatak.", "He died near Zarbatak."]
)
def test_unknown_name_that_is_called_a_place_is_found(text: str) -> None:
    assert "Zarbatak" in {mention.text for mention in found(text)}


def test_town_told_by_its_kind_is_as_near_as_by_its_name() -> None:
    assert where("Rebels attacked the city of Goma on Monday.", "attacked") == "Goma"


def test_seat_of_the_one_who_acts_is_not_where_it_happened() -> None:
    assert where("Lawyers in Nairobi accused the minister on Monday.", "accused") == ""


def test_place_of_another_clause_is_not_where_it_happened() -> None:
    assert where("Officials denied that gunmen had burned a village near Goma.", "denied") == ""


def test_capital_that_stands_for_its_government_is_not_the_scene() -> None:
    assert where("The envoy thanked Ankara on Monday.", "thanked") == ""
