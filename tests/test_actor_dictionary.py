"""Dictionaries of the user's own, in the format of TABARI and PETRARCH: what they hold, and that their names win."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.actors import ActorDictionary, find_mentions, load_actors, who
from dragoman.actors.cameo import translate, translate_agent
from dragoman.actors.tables import read_table
from dragoman.errors import SourceError, TableError
from dragoman.language import load_parser
from dragoman.ontology import load_ontology

SHARED = Path(__file__).parents[2] / "shared" / "data" / "actors"


Load = Callable[..., ActorDictionary]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def call(*texts: str) -> ActorDictionary:
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"own{number}.actors.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return load_actors(paths)

    return call


def faults(own: ActorDictionary) -> list[tuple[int, str]]:
    return [(one.line, one.what) for one in own.malformed]


# --- what an entry is ---


def test_code_on_the_line_of_the_name(load: Load) -> None:
    assert who("the Qorvan League", actors=load("QORVAN_LEAGUE_ [PERREB]\n")).code == "PER REB"


def test_synonyms_take_the_codes_of_their_entry(load: Load) -> None:
    own = load("QORVAN_LEAGUE_ [PERREB]\n+LEAGUE_OF_QORVA_ ; as its leaflets say\n")
    assert who("the League of Qorva", actors=own).code == "PER REB"


def test_names_without_a_plus_share_the_code_below_them(load: Load) -> None:
    own = load("QORVAN_LEAGUE_\nSONS_OF_QORVA_\n\t[PERREB]\n\nTESHI_UNION_\n\t[PERLAB]\n")
    assert who("Qorvan League", actors=own).code == "PER REB"
    assert who("Teshi Union", actors=own).code == "PER LAB"
    assert not own.malformed


@pytest.mark.parametrize(
    ("day", "code"),
    [("2001-05-01", "PER MIL"), ("2005-12-31", "PER MIL"), ("2006-01-01", "PER GOV"), ("2024-01-01", "PER GOV")],
)
def test_dated_codes_hold_with_both_ends(load: Load, day: str, code: str) -> None:
    own = load("ILAN_VESTRU_\n\t[PERMIL 010501-051231]\n\t[PERGOV >20060101]\n\t[PERELI]\n")
    assert who("Ilan Vestru", date=day, actors=own).code == code


def test_code_without_a_time_holds_where_no_other_does(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[PERELI]\n\t[PERGOV 060101-101231]\n")
    assert who("Ilan Vestru", date="2008-03-03", actors=own).code == "PER GOV"
    assert who("Ilan Vestru", date="1998-03-03", actors=own).code == "PER ELI"


def test_time_may_stand_before_the_code_in_slashes(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[<1/31/90 PERMIL]\n\t[>2/1/90 PERGOV]\n")
    assert who("Ilan Vestru", date="1990-01-31", actors=own).code == "PER MIL"
    assert who("Ilan Vestru", date="1990-02-01", actors=own).code == "PER GOV"


def test_range_of_two_digit_years_never_ends_before_it_begins(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[PERGOV 250101-450101]\n")
    assert who("Ilan Vestru", date="1930-01-01", actors=own).code == "PER GOV"


def test_without_a_day_the_latest_code_counts(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[PERMIL 010501-051231]\n\t[PERGOV >060101]\n")
    assert who("Ilan Vestru", actors=own).code == "PER GOV"


def test_agents_take_their_country_from_the_phrase(load: Load) -> None:
    own = load("!PERSON! = MAN, MEN\nQUAY!PERSON! [~LAB]\nLOCKKEEPER [~GOVBUS]\n")
    assert who("Latvian quaymen", actors=own).code == "LVA LAB"
    assert who("a lockkeeper in Riga", actors=own).code == "LVA GOV"
    assert who("Latvian lockkeepers", actors=own).code == "LVA GOV"


def test_plural_in_braces_takes_the_place_of_the_regular_one(load: Load) -> None:
    own = load("HARBOURMUS {HARBOURMICE} [~COP]\nLEVY_BURSTS {} [~COP]\n")
    assert who("Latvian harbourmice", actors=own).code == "LVA COP"
    assert who("Latvian levy bursts", actors=own).code == "LVA COP"
    assert who("Latvian levy burst", actors=own).code != "LVA COP"


def test_null_code_makes_a_name_nobodys(load: Load) -> None:
    assert who("the Persian Gulf", actors=load("PERSIAN_GULF_ [---]\nQORVAN_LEAGUE_ [PERREB]\n")).code == ""


def test_name_with_a_comma_is_found(load: Load) -> None:
    own = load("OFFICE_FOR_TIDES,_LOCKS_AND_DYKES_ [NLDGOV]\n")
    assert who("the Office for Tides, Locks and Dykes", actors=own).code == "NLD GOV"


def test_what_stands_in_round_brackets_is_passed_over(load: Load) -> None:
    own = load("QORVAN_LEAGUE_(QL)_ [PERREB]\n")
    assert who("the Qorvan League", actors=own).code == "PER REB"


def test_name_that_is_a_common_word_has_to_stand_in_capitals(load: Load) -> None:
    own = load("WHO_ [IGOUNOHLHWHO]\nTO_ [NLDBUS]\n")
    assert who("WHO", actors=own).code == "UNO"
    assert who("Who", actors=own).code == ""
    assert who("TO", actors=own).code == "NLD BUS"


# --- they win ---


def test_own_names_win_over_the_built_in_ones(load: Load) -> None:
    assert who("Hezbollah fighters").code == "LBN REB"
    assert who("Hezbollah fighters", actors=load("HEZBOLLAH_ [LBNPRM]\n")).code == "LBN PRM"


def test_built_in_tables_answer_on_a_day_that_the_dictionary_has_no_code_for(load: Load) -> None:
    own = load("HEZBOLLAH_\n\t[LBNPTY >20300101]\n")
    assert who("Hezbollah", date="2010-01-01", actors=own).code == "LBN REB"


def test_country_of_ones_own_keeps_its_part_of_speech(load: Load) -> None:
    own = load("SYRIAN_ [TUR]\n")
    assert who("Syrian troops", actors=own).code == "TUR MIL"


def test_later_file_wins_over_the_earlier(load: Load) -> None:
    own = load("QORVAN_LEAGUE_ [PERREB]\n", "QORVAN_LEAGUE_ [PERPTY]\n")
    assert who("the Qorvan League", actors=own).code == "PER PTY"


def test_nothing_of_a_dictionary_stays_when_it_is_not_given(load: Load) -> None:
    own = load("HEZBOLLAH_ [LBNPRM]\n")
    who("Hezbollah", actors=own)
    assert who("Hezbollah").code == "LBN REB"


def test_why_names_file_and_line_of_name_and_code(load: Load) -> None:
    why = who("Ilan Vestru", date="2010-01-01", actors=load("# Own.\nILAN_VESTRU_\n\t[PERGOV >060101]\n")).why
    assert "own0.actors.txt line 2, code of line 3 [PERGOV >060101]" in why


def test_person_of_a_dictionary_is_known_by_the_last_name_and_the_pronoun(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[PERMIL <051231]\n\t[PERGOV >060101]\n")
    text = "Ilan Vestru flew to Quito on Monday. Vestru said that he would sign the accord."
    codes = {one.text: one.code for one in find_mentions(load_parser()(text), date="2010-02-02", own=own)}
    assert codes["Ilan Vestru"] == codes["Vestru"] == codes["he"] == "PER GOV"


def test_text_that_calls_a_person_former_wins_over_a_code_without_an_end(load: Load) -> None:
    own = load("ILAN_VESTRU_\n\t[PERMIL <051231]\n\t[PERGOV >060101]\n")
    assert who("former president Ilan Vestru", date="2020-01-01", actors=own).code == "PER ELI"


# --- what is malformed is told ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("TESHI_UNION_ [PERLAB", 'without its "]"'),
        ("TESHI_UNION_ [PERLA]", "not made of three-letter parts"),
        ("TESHI_UNION_ [QQQGOV]", '"QQQ"'),
        ("TESHI_UNION_ [PERGOV 991340-991231]", "no time"),
        ("TESHI_UNION_ [PERGOV >2004017]", "no day"),
        ("TESHI_UNION_ [PERGOV 20051231-20010101]", "ends before it begins"),
        ("TESHI_UNION_", "no code follows"),
        ("TESHI_UNION_ (OF_1920 [PERGOV]", "has no partner"),
        ("TESHI\ufffdUNION_ [PERGOV]", "lost in a conversion"),
        ("TESHI_!CLERK! [~GOV]", "set !CLERK!"),
        ("TESHI_UNION_ [PERQQQ]", '"QQQ"'),
        ("TESHI_UNION_ [~QQQ]", "no sector"),
        ("TESHI_UNION_ []", "no code"),
        ("___ [PERGOV]", "no letters"),
    ],
)
def test_malformed_line_is_told_with_its_number(load: Load, line: str, said: str) -> None:
    own = load(f"QORVAN_LEAGUE_ [PERREB]\n\n{line}\n\nSONS_OF_QORVA_ [PERREB]\n")
    assert [number for number, _ in faults(own)] == [3]
    assert said in faults(own)[0][1]
    assert who("Sons of Qorva", actors=own).code == "PER REB"


def test_code_without_a_name_is_told(load: Load) -> None:
    assert faults(load("\t[PERGOV]\nQORVAN_LEAGUE_ [PERREB]\n")) == [
        (1, "a code without a name above it; it is left out")
    ]


def test_set_inside_a_word_is_told(load: Load) -> None:
    own = load("!MINIST! = MINISTER\nAD!MINIST!RATIVE_BOARD [~GOV]\n!MINIST!_FOR_TIDES [~GOV]\n")
    assert [line for line, _ in faults(own)] == [2]


def test_sets_cannot_blow_up(load: Load) -> None:
    own = load(f"!A! = !A!, ONE, TWO, THREE\n{'!A! ' * 30}[~GOV]\nQORVAN_LEAGUE_ [PERREB]\n")
    assert [line for line, _ in faults(own)] == [1, 2]


def test_file_that_is_not_utf8_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "old.actors.txt"
    path.write_bytes("PEÑA_LEAGUE_ [PERREB]\n".encode("cp1252"))
    own = load_actors([path])
    assert who("the Peña League", actors=own).code == "PER REB"
    assert "not UTF-8" in str(own.malformed[0])


def test_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.actors\.txt: the file cannot be read"):
        load_actors([tmp_path / "none.actors.txt"])


def test_file_in_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("name,code\nQorvan League,PER REB\n", encoding="utf-8")
    with pytest.raises(TableError, match="no line holds a name with a code"):
        load_actors([path])


def test_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "own.actors.txt"
    path.write_text("QORVAN_LEAGUE_ [PERREB]\n", encoding="utf-8")
    assert who("Qorvan League", actors=load_actors([path])).code == "PER REB"
    path.write_text("QORVAN_LEAGUE_ [PERPTY]\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert who("Qorvan League", actors=load_actors([path])).code == "PER PTY"


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="AB_[]{}()!~+;#<>-/19 \t\n=,'\"é\ufffd", max_size=200))
def test_any_text_loads_or_is_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("hostile") / "hostile.actors.txt"
    path.write_text(text, encoding="utf-8")
    try:
        own = load_actors([path])
    except TableError as error:
        assert str(error).startswith(str(path))
    else:
        assert all(1 <= one.line <= text.count("\n") + 1 for one in own.malformed)


# --- codes ---


@pytest.mark.parametrize(
    ("cameo", "code"),
    [
        ("USA", "USA GOV"),
        ("USAGOV", "USA GOV"),
        ("USAGOVMIL", "USA GOV"),
        ("AFGREBTAL", "AFG REB"),
        ("IGOUNO", "UNO"),
        ("IGOUNOREFHCR", "UNO"),
        ("IGOEUREEC", "EUR"),
        ("IGOAFRAFU", "IGO"),
        ("NGOUSAEDU", "NGO"),
        ("INDNGO", "IND SOC"),
        ("MNCJPN", "MNC"),
        ("IMGMUSALQ", "IMG"),
        ("SASREB", "IMG"),
        ("USRUKRGOV", "UKR GOV"),
        ("KSVGOV", "XKX GOV"),
        ("HTIMED", "HTI JRN"),
        ("HTIHLH", "HTI MED"),
        ("SDNOPPPTY", "SDN PTY OPP"),
        ("MUSGOV", "MUS GOV"),
        ("IRQMUS", "IRQ REL"),
        ("IRQREBMUS", "IRQ REB"),
    ],
)
def test_cameo_codes_are_translated(cameo: str, code: str) -> None:
    assert translate(cameo).code == code


def test_agents_codes_are_sectors() -> None:
    assert translate_agent("GOVAGR").code == "GOV"
    assert translate_agent("NGO").code == "SOC"
    assert translate_agent("IGO").code == "IGO"


def test_every_counterpart_of_a_cameo_part_is_a_code_of_the_ontology() -> None:
    ontology = load_ontology()
    countries = {row.cells["code"] for row in read_table("countries")} | {"UNK"}
    for row in read_table("cameo"):
        kind, ours, across, note = (row.cells[name] for name in ("kind", "ours", "across", "note"))
        known = {
            "country": countries,
            "region": countries,
            "body": set(ontology.nonstate),
            "sector": set(ontology.sectors),
            "faith": set(ontology.sectors),
            "detail": {""},
        }[kind]
        assert ours in known, row.where
        assert across in {"", *(ontology.sectors if kind == "body" else ontology.nonstate)}, row.where
        assert note in ("", "field", "last"), row.where


# --- the field's own files ---


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no dictionaries in {SHARED}")
def test_files_of_the_field_load_whole() -> None:
    own = load_actors(sorted(SHARED.glob("Phoenix.*.txt")))
    assert own.names > 35_000
    assert len(own.malformed) < 80
    assert who("Hamid Karzai", date="2010-06-01", actors=own).code == "AFG GOV"
    assert "Phoenix.Countries.actors.txt line" in who("Hamid Karzai", date="2010-06-01", actors=own).why
