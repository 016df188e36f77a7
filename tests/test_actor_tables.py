"""The tables of countries, regions and office-holders agree with themselves, with each other and with the ontology."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest

from dragoman.actors.tables import Row, read_table
from dragoman.ontology import load_ontology

COLUMNS = {
    "countries": ["code", "name", "other_names", "adjectives", "peoples", "capital", "metonyms"],
    "regions": ["name", "other_names", "adjectives", "code", "kind"],
    "holders": ["country", "office", "name", "other_names", "code", "start", "end"],
}
REQUIRED = {
    "countries": ("code", "name"),
    "regions": ("name", "code", "kind"),
    "holders": ("country", "office", "name", "code", "start"),
}
LISTS = ("other_names", "adjectives", "peoples", "capital", "metonyms")
KINDS = {"state", "province", "region", "city", "breakaway", "territory"}

# Offices that several people hold at a time, and why.
SHARED_OFFICES = {
    "several envoys, each for another conflict": {
        "special envoy",
        "special envoy of the African Union",
        "special envoy of the OSCE",
        "ambassador",
        "negotiator",
    },
    "several spokesmen, each for another body of the state": {
        "spokesman",
        "military spokesman",
        "defence spokesman",
        "spokesman of NATO",
    },
    "members of a house, a cabinet or a college": {
        "lawmaker",
        "commissioner",
        "supreme court judge",
        "war cabinet minister",
        "state councillor",
        "vice premier",
        "vice president",
        "deputy prime minister",
        "deputy foreign minister",
        "presidential aide",
        "party official",
        "aide",
        "royal",
        "junior minister",
        "assistant secretary of state",
    },
    "one for each party, movement, region or unit": {
        "opposition leader",
        "party leader",
        "rebel leader",
        "militant leader",
        "separatist leader",
        "paramilitary leader",
        "militia leader",
        "gang leader",
        "warlord",
        "governor",
        "chief minister",
        "al-Qaeda leader",
        "Islamic State leader",
        "dissident",
        "presidential candidate",
        "commander",
        "mayor",
        "church head",
        "settler leader",
    },
}
# Offices of one country that several people hold at a time, and why.
SHARED_IN = {
    ("BIH", "president"): "the presidency has three members",
    ("LBY", "prime minister"): "rival governments in the west and the east",
    ("SMR", "captain regent"): "two captains regent at a time",
}
# Offices whose holder carries another country's code: who sent him, or whose territory the group fights for.
ACTS_FOR_ANOTHER = {("IRQ", "occupation administrator"): "USA", ("ESH", "president"): "MAR"}
LONGEST_OVERLAP = 31
OPEN = date(9999, 12, 31)


def rows(table: str) -> tuple[Row, ...]:
    found = read_table(table)
    assert found, f"{table}.tsv is empty"
    return found


def forms(row: Row, *columns: str) -> Iterator[str]:
    """Every name form of a row, in one letter case."""
    for column in columns:
        for form in row.many(column):
            yield form.casefold()


def countries() -> set[str]:
    return {row.cells["code"] for row in rows("countries")}


def shared(office: str) -> bool:
    return any(office in offices for offices in SHARED_OFFICES.values())


def known_code(code: str) -> bool:
    """Whether a code is COUNTRY with up to two SECTORs, or one for a body of no country."""
    ontology = load_ontology()
    first, *sectors = code.split(" ")
    if first in ontology.nonstate:
        return not sectors
    return first in countries() and len(sectors) <= 2 and all(sector in ontology.sectors for sector in sectors)


def term(row: Row) -> tuple[date, date]:
    end = row.cells["end"]
    return date.fromisoformat(row.cells["start"]), date.fromisoformat(end) if end else OPEN


@pytest.mark.parametrize("table", COLUMNS)
def test_header_names_columns_source_and_day_of_checking(table: str) -> None:
    text = (files("dragoman.actors") / "tables" / f"{table}.tsv").read_text(encoding="utf-8")
    lines = text.splitlines()
    comment = "\n".join(line for line in lines if line.startswith("#"))
    header = next(line for line in lines if not line.startswith("#"))
    assert header.split("\t") == COLUMNS[table]
    assert "# Columns:" in comment
    assert re.search(r"^# Sources?:", comment, re.MULTILINE)
    assert re.search(r"^# Checked up to: \d{4}-\d\d-\d\d$", comment, re.MULTILINE)


@pytest.mark.parametrize("table", COLUMNS)
def test_required_cells_are_filled(table: str) -> None:
    assert [row.where for row in rows(table) if not all(row.cells[column] for column in REQUIRED[table])] == []


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_stands_twice(table: str) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for row in rows(table):
        cells = tuple(row.cells.values())
        assert cells not in seen, f"{row.where} repeats {seen[cells]}"
        seen[cells] = row.where


@pytest.mark.parametrize("table", COLUMNS)
def test_lists_hold_no_blank_and_no_repeated_form(table: str) -> None:
    for row in rows(table):
        for column in LISTS:
            cell = row.cells.get(column, "")
            listed = cell.split("|") if cell else []
            assert all(form and form == form.strip() for form in listed), f"{row.where}: {column}"
            assert len(listed) == len(set(listed)), f"{row.where}: {column}"
            if column == "other_names":
                assert row.cells["name"] not in listed, f"{row.where}: the name is among its other names"


def test_each_country_has_one_row_and_an_alpha_3_code() -> None:
    codes = [row.cells["code"] for row in rows("countries")]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)


def test_no_name_form_stands_for_two_countries() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows("countries"):
        for form in forms(row, "name", "other_names", "adjectives", "peoples", "capital", "metonyms"):
            owners[form].add(row.cells["code"])
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("congolese", "COD"),
        ("korean", "KOR"),
        ("north korean", "PRK"),
        ("guinean", "GIN"),
        ("dominican", "DOM"),
        ("georgian", "GEO"),
        ("sudanese", "SDN"),
        ("south sudanese", "SSD"),
        ("nigerien", "NER"),
        ("bosnian serb", "BIH"),
        ("serb", "SRB"),
        ("soviet", "RUS"),
    ],
)
def test_adjective_of_two_countries_goes_to_the_one_that_news_means(form: str, code: str) -> None:
    assert [row.cells["code"] for row in rows("countries") if form in forms(row, "adjectives")] == [code]


def test_region_code_is_a_known_country_with_pre_for_breakaways_alone() -> None:
    for row in rows("regions"):
        country, _, sectors = row.cells["code"].partition(" ")
        assert country in countries(), row.where
        assert sectors == ("PRE" if row.cells["kind"] == "breakaway" else ""), row.where


def test_region_kind_is_one_of_six() -> None:
    assert [row.where for row in rows("regions") if row.cells["kind"] not in KINDS] == []


def test_no_region_name_stands_for_two_rows() -> None:
    owners: dict[str, str] = {}
    for row in rows("regions"):
        for form in set(forms(row, "name", "other_names", "adjectives")):
            assert form not in owners, f"{row.where}: {form!r} is taken by {owners[form]}"
            owners[form] = row.where


def test_no_region_takes_a_country_name() -> None:
    taken = {
        form
        for row in rows("countries")
        for form in forms(row, "name", "other_names", "adjectives", "peoples", "capital", "metonyms")
    }
    assert [row.where for row in rows("regions") if taken & set(forms(row, "name", "other_names", "adjectives"))] == []


def test_holder_code_is_known_to_the_ontology() -> None:
    assert [f"{row.where}: {row.cells['code']}" for row in rows("holders") if not known_code(row.cells["code"])] == []


def test_holder_acts_for_the_country_of_the_office() -> None:
    for row in rows("holders"):
        country = row.cells["country"]
        acts_for = ACTS_FOR_ANOTHER.get((country, row.cells["office"]), country)
        assert row.cells["code"].split(" ")[0] == acts_for, row.where


def test_holder_terms_are_days_and_end_after_they_begin() -> None:
    for row in rows("holders"):
        start, end = term(row)
        assert start <= end, row.where


def test_no_term_begins_after_the_table_was_checked() -> None:
    text = (files("dragoman.actors") / "tables" / "holders.tsv").read_text(encoding="utf-8")
    checked = re.search(r"^# Checked up to: (\S+)$", text, re.MULTILINE)
    assert checked is not None
    assert [
        row.where for row in rows("holders") if row.cells["start"] > checked[1] or row.cells["end"] > checked[1]
    ] == []


def test_terms_of_one_office_follow_one_another() -> None:
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows("holders"):
        office = row.cells["country"], row.cells["office"]
        if not shared(office[1]) and office not in SHARED_IN:
            held[office].append(row)
    for office, terms in held.items():
        for one, other in combinations(terms, 2):
            (start, end), (next_start, next_end) = term(one), term(other)
            overlap = (min(end, next_end) - max(start, next_start)).days
            assert overlap <= LONGEST_OVERLAP, f"{office}: {one.where} and {other.where} overlap by {overlap} days"


def test_one_person_is_not_twice_in_one_office_at_a_time() -> None:
    held: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows("holders"):
        held[row.cells["country"], row.cells["office"], row.cells["name"]].append(row)
    for terms in held.values():
        for one, other in combinations(terms, 2):
            (start, end), (next_start, next_end) = term(one), term(other)
            assert min(end, next_end) <= max(start, next_start), f"{one.where} and {other.where}"


def test_every_allowed_exception_is_in_use() -> None:
    offices = {row.cells["office"] for row in rows("holders")}
    pairs = {(row.cells["country"], row.cells["office"]) for row in rows("holders")}
    assert {office for group in SHARED_OFFICES.values() for office in group} <= offices
    assert set(SHARED_IN) | set(ACTS_FOR_ANOTHER) <= pairs


def test_a_person_is_spelt_one_way_within_a_country() -> None:
    spelt: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("holders"):
        for form in forms(row, "name", "other_names"):
            if " " in form:
                spelt[row.cells["country"], form].add(row.cells["name"])
    assert {form: names for form, names in spelt.items() if len(names) > 1} == {}


def holder(country: str, office: str, day: str) -> list[str]:
    """Names of those who hold an office on a day, the day of a change of office counting for who comes."""
    return [
        row.cells["name"]
        for row in rows("holders")
        if (row.cells["country"], row.cells["office"]) == (country, office)
        and row.cells["start"] <= day
        and (not row.cells["end"] or day < row.cells["end"])
    ]


@pytest.mark.parametrize(
    ("country", "office", "day", "name"),
    [
        ("GBR", "prime minister", "1995-06-01", "John Major"),
        ("PAK", "foreign minister", "2021-06-19", "Shah Mahmood Qureshi"),
        ("IRN", "foreign minister", "2021-06-19", "Mohammad Javad Zarif"),
        ("IRN", "president", "2024-06-15", "Mohammad Mokhber"),
        ("ARG", "president", "2001-12-25", "Adolfo Rodríguez Saá"),
        ("NPL", "prime minister", "2017-01-01", "Pushpa Kamal Dahal"),
        ("UNO", "secretary-general", "2003-03-20", "Kofi Annan"),
        ("EUR", "high representative", "2015-07-14", "Federica Mogherini"),
        ("IGO", "secretary-general of NATO", "2022-02-24", "Jens Stoltenberg"),
        ("MMR", "military ruler", "2023-05-01", "Min Aung Hlaing"),
    ],
)
def test_office_holder_of_a_day(country: str, office: str, day: str, name: str) -> None:
    assert holder(country, office, day) == [name]


def test_a_leader_who_came_back_has_a_term_for_each_time() -> None:
    terms = [row.cells["start"][:4] for row in rows("holders") if row.cells["name"] == "Benjamin Netanyahu"]
    heads = [
        row.cells["start"][:4]
        for row in rows("holders")
        if row.cells["name"] == "Benjamin Netanyahu" and row.cells["office"] == "prime minister"
    ]
    assert heads == ["1996", "2009", "2022"]
    assert len(terms) > len(heads)


HEADS = {"president", "prime minister", "monarch", "supreme leader", "military ruler", "council president"}
# Years from 1995 on in which a state had no head on the first of July, and why.
HEADLESS = {
    ("IRQ", 2003): "an occupation",
    ("SYR", 2000): "between father and son",
    ("KIR", 2003): "a council of state before an election",
    ("SOM", 1997): "no government",
    ("SOM", 1998): "no government",
    ("SOM", 1999): "no government",
    ("SOM", 2000): "no government",
    ("ESH", 2016): "a successor not yet chosen",
}
# Countries whose line of heads begins after 1995.
BEGINS = {"COK": 2005, "GRL": 2003, "SSD": 2012, "TLS": 2002, "XKX": 2002}


def test_line_of_heads_has_no_gap_but_the_known_ones() -> None:
    terms: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in rows("holders"):
        if row.cells["office"] in HEADS and row.cells["country"] in countries():
            terms[row.cells["country"]].append(term(row))
    gaps = {
        (country, year)
        for country, held in terms.items()
        for year in range(BEGINS.get(country, 1995), 2026)
        if not any(start <= date(year, 7, 1) <= end for start, end in held)
    }
    assert gaps == set(HEADLESS)
    assert len(terms) > 190
