"""The code of phrases by themselves: nationality and role, bodies, office-holders, and what is nobody's code."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.actors import code_mention, who
from dragoman.actors.lexicon import Entry, key_of, lexicon, singular, words_of
from dragoman.actors.resolve import office_code
from dragoman.actors.tables import parse_table, read_table
from dragoman.errors import TableError

OFFICE = [
    Entry("holder", "PAK GOV", "Amina Rahmani", "holders.tsv line 1", "2012-01-01", "2015-06-30", note="president"),
    Entry(
        "holder", "PAK GOV", "Amina Rahmani", "holders.tsv line 2", "2018-03-01", "2019-03-01", note="prime minister"
    ),
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pakistani foreign minister Daud Khan Afridi", "PAK GOV"),
        ("U.S. troops", "USA MIL"),
        ("the Kabul government", "AFG GOV"),
        ("Iran", "IRN GOV"),
        ("the Kremlin", "RUS GOV"),
        ("Peruvian farmers", "PER AGR"),
        ("Kenya's parliament", "KEN LEG"),
        ("Indonesian policemen", "IDN COP"),
        ("a South Korean court", "KOR JUD"),
        ("Sudanese refugees", "SDN REF"),
        ("Chilean newspapers", "CHL JRN"),
    ],
)
def test_nationality_and_role_make_the_code(text: str, code: str) -> None:
    assert code_mention(text).code == code


@pytest.mark.parametrize("text", ["UN peacekeepers", "the UN Security Council", "U.N. officials"])
def test_united_nations_takes_no_sector(text: str) -> None:
    assert code_mention(text).code == "UNO"


def test_eu_diplomats_are_the_union() -> None:
    assert code_mention("EU diplomats").code == "EUR"


def test_fighters_take_the_code_of_their_group() -> None:
    assert code_mention("ISIL fighters").code == "IMG"
    assert code_mention("Boko Haram gunmen").code == "NGA REB"


def test_taliban_are_rebels_until_they_take_kabul() -> None:
    assert code_mention("Taliban insurgents", date="2019-05-02").code == "AFG REB"
    assert code_mention("Taliban officials", date="2022-05-02").code == "AFG GOV"


def test_spokesman_takes_the_code_of_whom_he_speaks_for() -> None:
    assert code_mention("a spokesman for the Turkish army").code == "TUR MIL"
    assert code_mention("Hezbollah's spokesman").code == "LBN REB"


def test_quantity_stands_for_what_it_counts() -> None:
    assert code_mention("hundreds of protesters in Cairo").code == "EGY CVL"
    assert code_mention("a group of Bolivian miners").code == "BOL LAB"


def test_former_official_is_eli() -> None:
    assert code_mention("a former Ghanaian minister").code == "GHA ELI"


def test_president_elect_is_a_politician() -> None:
    assert code_mention("Gambian president-elect Lamin Touray").code == "GMB PTY"


def test_the_saudis_act_as_government_two_saudis_as_people() -> None:
    assert code_mention("the Saudis").code == "SAU GOV"
    assert code_mention("two Saudis").code == "SAU CVL"
    assert code_mention("thousands of Syrians").code == "SYR CVL"


def test_backer_in_a_compound_is_not_the_actor() -> None:
    assert code_mention("Turkish-backed Libyan forces").code == "LBY MIL"


def test_host_of_an_ambassador_is_not_the_sender() -> None:
    assert code_mention("the Polish ambassador to Russia").code == "POL GOV"


def test_coalition_under_no_one_flag_is_igo() -> None:
    assert code_mention("the US-led coalition").code == "IGO"


def test_governing_region_word_stands_for_its_country() -> None:
    assert code_mention("the government of Catalonia").code == "ESP GOV"


def test_small_letters_are_a_pronoun_and_capitals_the_country() -> None:
    assert code_mention("US").code == "USA GOV"
    assert code_mention("us").code == ""


def test_footballer_is_nobody_political() -> None:
    assert code_mention("Brazilian midfielder Caio Prado").code == ""


def test_company_name_inside_a_person_name_is_not_the_company() -> None:
    assert code_mention("Gerald Ford").code != "MNC"


def test_unknown_words_have_no_code() -> None:
    assert code_mention("a yellow umbrella").code == ""


def test_reason_names_the_table_row() -> None:
    assert "groups.tsv line" in code_mention("Taliban insurgents", date="2019-05-02").why


def test_office_gives_its_code_while_it_lasts() -> None:
    assert office_code(OFFICE, "2013-05-05").code == "PAK GOV"


def test_after_the_last_office_the_holder_is_eli() -> None:
    assert office_code(OFFICE, "2020-01-01").code == "PAK ELI"


def test_before_the_first_office_the_holder_is_a_politician() -> None:
    assert office_code(OFFICE, "2011-01-01").code == "PAK PTY"


def test_who_alone_is_the_phrase_alone() -> None:
    assert who("Malian soldiers") == code_mention("Malian soldiers")


def test_accents_dots_and_hyphens_do_not_matter_in_look_up() -> None:
    assert key_of("Al-Qaïda") == "al qaida"
    assert key_of("U.S.") == "us"


def test_plural_of_a_role_finds_its_singular() -> None:
    assert [singular(word) for word in ("gunmen", "secretaries", "judges", "churches", "police")] == [
        "gunman",
        "secretary",
        "judge",
        "church",
        "police",
    ]


def test_row_with_too_many_cells_says_where() -> None:
    with pytest.raises(TableError, match=r"sample\.tsv line 3: 3 cells but 2 columns"):
        parse_table("sample", "# note\nname\tcode\na\tb\tc\n")


def test_table_without_header_is_refused() -> None:
    with pytest.raises(TableError, match="no header line"):
        parse_table("sample", "# only a note\n")


@pytest.mark.parametrize("table", ["roles", "bodies", "groups", "parties", "companies", "titles"])
def test_tables_have_no_row_twice(table: str) -> None:
    rows = [tuple(row.cells.values()) for row in read_table(table)]
    assert len(rows) == len(set(rows)) > 0


@pytest.mark.parametrize("table", ["bodies", "groups", "parties", "companies"])
def test_codes_of_named_bodies_are_country_and_known_sectors(table: str) -> None:
    countries = {row.cells["code"] for row in read_table("countries")} | {
        "UNO",
        "EUR",
        "IGO",
        "NGO",
        "MNC",
        "IMG",
        "UNK",
    }
    for row in read_table(table):
        country, *sectors = row.cells["code"].split(" ")
        assert country in countries, row.where
        assert set(sectors) <= SECTORS, row.where


def test_roles_give_known_sectors() -> None:
    whole = {"IGO", "UNO", "EUR", "NGO", "MNC", ""}
    for row in read_table("roles"):
        assert set(row.cells["sectors"].split(" ")) <= SECTORS | whole, row.where


def test_there_are_roles_in_plenty() -> None:
    assert len(read_table("roles")) > 600


SECTORS = {
    *("GOV", "MIL", "COP", "LEG", "JUD", "SPY", "PRM", "REB", "UAF", "PTY", "OPP", "ELI", "CVL", "CRM", "BUS"),
    *("JRN", "LAB", "AGR", "EDU", "MED", "REF", "REL", "SOC", "PRE", "UNK"),
}


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    coded = code_mention(text)
    assert coded.code == "" or 3 <= len(coded.code) <= 11


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text: str) -> None:
    for word in words_of(text):
        assert text[word.start : word.end] == word.text


@given(st.text(alphabet="abc US'-.()", max_size=40))
def test_items_never_overlap(text: str) -> None:
    items = lexicon().scan(words_of(text))
    assert all(before.last < after.first for before, after in pairwise(items))


def test_thousands_separator_does_not_end_the_phrase() -> None:
    assert code_mention("40,000 Iraqi civilians").code == "IRQ CVL"


def test_title_alone_does_not_make_a_first_name_an_office_holder() -> None:
    assert code_mention("Col. Angela Whitcombe", date="2015-02-01").code == "UNK MIL"


def test_country_after_a_body_is_the_actor() -> None:
    assert code_mention("NATO ally Norway").code == "NOR GOV"


def test_men_of_an_armed_group_are_the_group() -> None:
    assert code_mention("Hezbollah's men").code == "LBN REB"


def test_party_is_government_only_while_it_governs() -> None:
    assert code_mention("BJP leaders", date="2016-03-01").code == "IND GOV"
    assert code_mention("BJP leaders", date="2010-03-01").code == "IND PTY OPP"
