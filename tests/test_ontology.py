"""The ontology's tables and their loader."""

import shutil
from pathlib import Path

import pytest

import dragoman.ontology
from dragoman.errors import TableError
from dragoman.ontology import Ontology, load_ontology

TABLES = ("types", "modes", "contexts", "sectors", "nonstate", "plv_labels")


@pytest.fixture
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's own ontology: a copy of the program's tables."""
    for table in TABLES:
        shutil.copy(Path(dragoman.ontology.__file__).parent / f"{table}.tsv", tmp_path)
    return tmp_path


def append(path: Path, line: str) -> int:
    """Append a line to a table; return its number."""
    text = path.read_text(encoding="utf-8") + line + "\n"
    path.write_text(text, encoding="utf-8")
    return len(text.splitlines())


def test_there_are_sixteen_types_in_four_quads(ontology: Ontology) -> None:
    assert len(ontology.types) == 16
    assert len({event_type.quad for event_type in ontology.types.values()}) == 4


def test_cooperation_scores_above_zero_and_conflict_not(ontology: Ontology) -> None:
    for event_type in ontology.types.values():
        assert (event_type.score > 0) == event_type.quad.endswith("cooperation")


def test_every_mode_belongs_to_a_type(ontology: Ontology) -> None:
    assert set(ontology.modes) <= set(ontology.types)
    assert sum(len(modes) for modes in ontology.modes.values()) == 67


def test_protest_sanction_cooperate_and_aid_need_a_recipient(ontology: Ontology) -> None:
    needing = {event_type.name for event_type in ontology.types.values() if event_type.recipient == "needed"}
    assert needing == {"PROTEST", "SANCTION", "COOPERATE", "AID"}


def test_every_name_has_a_meaning(ontology: Ontology) -> None:
    meanings = [
        entry.meaning
        for table in (ontology.types, ontology.contexts, ontology.sectors, ontology.nonstate)
        for entry in table.values()
    ] + [mode.meaning for modes in ontology.modes.values() for mode in modes]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings)


def test_sectors_and_nonstate_codes_do_not_collide(ontology: Ontology) -> None:
    codes = [*ontology.sectors, *ontology.nonstate]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_score_is_that_of_the_mode(ontology: Ontology) -> None:
    assert ontology.score("CONSULT", ("phone",)) == 1.5


def test_score_is_that_of_the_type_without_a_mode(ontology: Ontology) -> None:
    assert ontology.score("CONSULT") == 2.5


def test_score_is_that_of_the_type_where_the_mode_has_none(ontology: Ontology) -> None:
    assert ontology.score("PROTEST", ("vandalize",)) == -5


def test_mode_of_another_type_is_none(ontology: Ontology) -> None:
    assert ontology.mode("AGREE", "phone") is None


def test_conceding_and_retreating_shared_one_older_label(ontology: Ontology) -> None:
    assert ontology.older_label("CONCEDE") == ontology.older_label("RETREAT") == "YIELD"
    assert ontology.older_label("AID") == "AID"


def test_older_labels_cover_every_type(ontology: Ontology) -> None:
    assert len(ontology.older_labels) == 15
    assert {name for types in ontology.older_labels.values() for name in types} == set(ontology.types)


def test_own_ontology_is_one_more_folder(own: Path) -> None:
    append(own / "types.tsv", "LEND\tmaterial cooperation\t6\tusual\tGives money that is to be paid back")
    assert load_ontology(own).types["LEND"].score == 6
    assert "LEND" not in load_ontology().types


def test_own_ontology_needs_no_older_labels(own: Path) -> None:
    (own / "plv_labels.tsv").unlink()
    assert load_ontology(own).older_label("RETREAT") == "RETREAT"


@pytest.mark.parametrize(
    ("table", "row", "complaint"),
    [
        ("types", "LEND\tmaterial love\t6\tusual\tGives", 'quad "material love" is unknown'),
        ("types", "LEND\tmaterial cooperation\t60\tusual\tGives", '"60" is no number from -10 to 10'),
        ("types", "LEND\tmaterial cooperation\tnan\tusual\tGives", '"nan" is no number'),
        ("types", "LEND\tmaterial cooperation\t6\tperhaps\tGives", 'recipient "perhaps" is unknown'),
        ("types", "AID\tmaterial cooperation\t6\tusual\tGives", "AID stands on line"),
        ("types", "LEND\tmaterial cooperation\t6\tusual", "4 cells where the header has 5"),
        ("types", "\tmaterial cooperation\t6\tusual\tGives", "the column type is empty"),
        ("modes", "LEND\tcash\t6\tGives", 'type "LEND" is unknown'),
        ("modes", "CONSULT\tphone\t2\tCalls", "CONSULT phone stands on line"),
        ("plv_labels", "GIVE\tAID|LEND", '"LEND" is not in types.tsv'),
    ],
)
def test_malformed_row_is_named_with_file_and_line(own: Path, table: str, row: str, complaint: str) -> None:
    line = append(own / f"{table}.tsv", row)
    with pytest.raises(TableError) as raised:
        load_ontology(own)
    assert str(raised.value).startswith(f"{own / table}.tsv:{line}: ")
    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_table_is_named(own: Path) -> None:
    (own / "sectors.tsv").unlink()
    with pytest.raises(TableError, match=r"sectors\.tsv: there is no such table"):
        load_ontology(own)


def test_table_without_a_column_is_named(own: Path) -> None:
    (own / "contexts.tsv").write_text("# mine\ncontext\tsense\nsport\tgames\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"contexts\.tsv:2: the header lacks meaning"):
        load_ontology(own)


def test_empty_table_is_named(own: Path) -> None:
    (own / "contexts.tsv").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"contexts\.tsv: the table is empty"):
        load_ontology(own)


def test_table_in_another_encoding_is_named(own: Path) -> None:
    (own / "contexts.tsv").write_bytes("context\tmeaning\ncafé\tx\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"contexts\.tsv: the table is not UTF-8"):
        load_ontology(own)


def test_column_named_twice_is_refused(own: Path) -> None:
    (own / "contexts.tsv").write_text("context\tmeaning\tmeaning\na\tb\tc\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"contexts\.tsv:1: the header names meaning twice"):
        load_ontology(own)
