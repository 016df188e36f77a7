import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import DragomanError
from dragoman.language import load_parser, quoted_words
from dragoman.language.parser import DEFAULT_PIPELINE


def test_sentence_never_crosses_a_line_break():
    sentences = load_parser()("The minister flew to Oslo\nTalks begin on Monday.")
    assert [sentence.text for sentence in sentences] == ["The minister flew to Oslo", "Talks begin on Monday."]


def test_sentences_are_numbered_through_the_whole_text():
    sentences = load_parser()("One army left. Another came.\n\nNobody fired.")
    assert [sentence.index for sentence in sentences] == [0, 1, 2]


def test_word_offsets_count_in_the_whole_text():
    text = "First line.\n\nThe envoy met rebels."
    token = load_parser()(text)[1].tokens[1]
    assert (token.text, text[token.start : token.end]) == ("envoy", "envoy")


def test_subject_hangs_on_its_verb():
    tokens = load_parser()("The envoy met rebels.")[0].tokens
    assert tokens[tokens[1].head].text == "met"


def test_empty_text_has_no_sentences():
    assert load_parser()(" \n\n ") == []


def test_several_texts_come_back_apart_and_in_order():
    first, second = load_parser().pipe(["Iran agreed.", "Nobody spoke. Nobody moved."])
    assert ([s.text for s in first], [s.text for s in second]) == (["Iran agreed."], ["Nobody spoke.", "Nobody moved."])


def test_unknown_pipeline_is_named_in_the_error():
    with pytest.raises(DragomanError, match="'xx_missing' is not installed"):
        load_parser("xx_missing")


def test_pipeline_is_loaded_once():
    assert load_parser(DEFAULT_PIPELINE) is load_parser()


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200))
def test_every_sentence_and_word_is_an_exact_part_of_any_text(text):
    for sentence in load_parser()(text):
        assert text[sentence.start : sentence.end] == sentence.text
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
            assert 0 <= token.head < len(sentence.tokens)


def quoted(text: str) -> list[str]:
    sentences = load_parser()(text)
    return [sentences[index].tokens[word].text for index, word in sorted(quoted_words(sentences))]


def test_quotation_goes_on_over_the_sentences_of_a_paragraph():
    assert quoted("“We left. They stayed,” he said.") == ["We", "left", ".", "They", "stayed", ","]


def test_quotation_that_is_never_closed_ends_with_its_paragraph():
    assert quoted("“We left.\n\nThe rain fell.") == ["We", "left", "."]


def test_quotation_in_plain_marks_is_found():
    assert quoted('"We left," he said.') == ["We", "left", ","]
