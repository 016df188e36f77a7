"""Finding the two parties of a sentence in a relation file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.cli.pairs import Pair, find_pair, parse_marked, read_pairs
from dragoman.errors import DragomanError, SourceError


def parties(pair: Pair) -> tuple[str, str]:
    (source_start, source_end), (target_start, target_end) = pair.source, pair.target
    return pair.sentence[source_start:source_end], pair.sentence[target_start:target_end]


def test_marked_parties_are_found_and_the_tags_go() -> None:
    pair = parse_marked("<s>Chad's army</s> shelled <t>a rebel camp</t> at dawn.")
    assert pair.sentence == "Chad's army shelled a rebel camp at dawn."
    assert parties(pair) == ("Chad's army", "a rebel camp")


def test_target_may_come_first() -> None:
    assert parties(parse_marked("<t>The camp</t> was shelled by <s>Chad</s>.")) == ("Chad", "The camp")


def test_one_party_may_lie_in_the_other() -> None:
    assert parties(parse_marked("<s>Police in <t>Peru</t></s> went on strike.")) == ("Police in Peru", "Peru")


def test_space_inside_the_tags_is_no_part_of_the_party() -> None:
    assert parties(parse_marked("<s> Chad </s>thanked<t> Mali </t>.")) == ("Chad", "Mali")


@pytest.mark.parametrize(
    "marked",
    [
        "Chad thanked Mali.",
        "<s>Chad</s> thanked Mali.",
        "<s>Chad thanked <t>Mali</t>.",
        "<s>Chad</s> thanked <t></t>Mali.",
        "<s>Chad</s> and <s>Niger</s> thanked <t>Mali</t>.",
        "Chad</s> thanked <t>Mali</t>.",
    ],
)
def test_misplaced_tags_are_refused(marked: str) -> None:
    with pytest.raises(DragomanError):
        parse_marked(marked)


words = st.text(alphabet=st.characters(blacklist_characters="<>", blacklist_categories=["Cs"]))


@given(words, words.filter(str.strip), words, words.filter(str.strip), words)
def test_marked_spans_lead_back_to_the_parties(before: str, source: str, between: str, target: str, after: str) -> None:
    pair = parse_marked(f"{before}<s>{source}</s>{between}<t>{target}</t>{after}")
    assert pair.sentence == before + source + between + target + after
    assert parties(pair) == (source.strip(), target.strip())


def test_whole_word_comes_before_part_of_one() -> None:
    pair = find_pair("Russia warned the US.", "the US", "Russia")
    assert parties(pair) == ("the US", "Russia")
    assert find_pair("Oman's women thanked Oman.", "women", "Oman").target == (0, 4)
    assert find_pair("The woman left Oman.", "The woman", "Oman").target == (15, 19)


def test_target_beside_the_source_comes_before_one_inside_it() -> None:
    pair = find_pair("Rebels of Mali's north attacked Mali.", "Rebels of Mali's north", "Mali")
    assert pair.target == (32, 36)


def test_same_name_twice_gives_two_places() -> None:
    pair = find_pair("Sudan and South Sudan: Sudan closed the border to Sudan.", "Sudan", "Sudan")
    assert pair.source != pair.target


def test_other_case_is_found_at_last() -> None:
    assert parties(find_pair("THE POLICE beat a student.", "the police", "a student")) == ("THE POLICE", "a student")


@given(words, words.filter(str.strip), words, words.filter(str.strip), words)
def test_named_parties_are_found_where_they_stand(
    before: str, source: str, between: str, target: str, after: str
) -> None:
    pair = find_pair(before + source + between + target + after, source, target)
    assert (
        parties(pair)[0].casefold() == source.strip().casefold() or parties(pair)[0].lower() == source.strip().lower()
    )
    assert (
        parties(pair)[1].casefold() == target.strip().casefold() or parties(pair)[1].lower() == target.strip().lower()
    )


def test_party_that_is_not_there_is_named() -> None:
    with pytest.raises(DragomanError, match='target "Peru"'):
        find_pair("Chad thanked Mali.", "Chad", "Peru")


def test_quotation_marks_in_a_cell_are_letters(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text('marked\n<s>"Chad</s> thanked <t>Mali"</t>\n', encoding="utf-8")
    (row,) = read_pairs(tmp_path / "pairs.tsv")
    assert row.pair is not None
    assert parties(row.pair) == ('"Chad', 'Mali"')


def test_row_with_a_cell_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("sentence\tsource\ttarget\nChad thanked Mali.\tChad\n", encoding="utf-8")
    (row,) = read_pairs(tmp_path / "pairs.tsv")
    assert row.pair is None
    assert row.fault.startswith(f"{tmp_path}/pairs.tsv:2: the row has 2 cells where the header has 3")


def test_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_bytes("sentence\tsource\ttarget\nCafé\ta\tb\n".encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        list(read_pairs(tmp_path / "pairs.tsv"))
