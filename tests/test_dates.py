"""Time expressions: what is found, which days it means, and which of them dates an event."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.dates import TimeExpression, event_date, find_dates
from dragoman.language import load_parser
from dragoman.records import Sentence

EXPRESSIONS = Path(__file__).parent / "data" / "time_expressions.tsv"
WANTED = 0.95


def sentence(text: str, start: int = 0) -> Sentence:
    return Sentence(index=0, text=text, start=start, end=start + len(text), tokens=())


def rows() -> list[list[str]]:
    lines = [line for line in EXPRESSIONS.read_text(encoding="utf8").split("\n") if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def answer(article_date: str, tense: str, expression: str, text: str) -> str:
    """Return what the expression that overlaps the marked one most is taken to mean; "none" where none was found."""
    start = text.index(expression)
    end = start + len(expression)
    overlapping = [item for item in find_dates(sentence(text), article_date) if item.start < end and item.end > start]
    if not overlapping:
        return "none"
    best = max(overlapping, key=lambda item: min(item.end, end) - max(item.start, start))
    return best.past if tense == "past" else best.future


def test_two_hundred_expressions_are_worked_out() -> None:
    wrong = []
    for article_date, tense, wanted, expression, text in rows():
        got = answer(article_date, tense, expression, text)
        if got != wanted:
            wrong.append(
                f"{article_date} {tense} {expression!r}: {wanted or 'nothing'} wanted, {got or 'nothing'} found"
            )
    assert len(rows()) >= 200
    assert 1 - len(wrong) / len(rows()) >= WANTED, "\n".join(wrong)


def parsed(text: str) -> Sentence:
    return load_parser()(text)[0]


def trigger(parsed_sentence: Sentence, word: str) -> int:
    return next(number for number, token in enumerate(parsed_sentence.tokens) if token.text == word)


def dated(text: str, word: str, article_date: str = "2019-03-13", status: str = "actual") -> str:
    found = parsed(text)
    return event_date(find_dates(found, article_date), found, trigger(found, word), status)  # type: ignore[arg-type]


def test_offsets_count_the_articles_characters() -> None:
    found = find_dates(sentence("He fled on Monday.", start=40), "2019-03-13")
    assert [(item.start, item.end, item.text) for item in found] == [(51, 57, "Monday")]


def test_modal_may_is_no_month() -> None:
    assert find_dates(sentence("The rebels may attack and march on the town. May they fail."), "2019-03-13") == []


def test_march_of_protesters_is_no_month() -> None:
    assert find_dates(sentence("March organisers were arrested."), "2019-03-13") == []


@pytest.mark.parametrize(
    "text",
    [
        "Some 2,014 soldiers were sent.",
        "It cost $2010 a head.",
        "The 1975.5 metre peak was taken.",
        "Resolution 2254 was passed.",
        "Flight 2014 was grounded.",
        "They held 12 of 15 districts.",
        "A second convoy arrived.",
        "The sun set as the fall of the city began.",
    ],
)
def test_numbers_and_common_words_are_no_times(text: str) -> None:
    assert find_dates(sentence(text), "2019-03-13") == []


def test_without_article_date_only_expressions_with_a_year_are_worked_out() -> None:
    found = find_dates(sentence("Held since Monday, he was charged on 3 March 2017 and last week in May."), "")
    assert [item.past for item in found if item.past] == ["2017-03-03"]


def test_malformed_article_date_is_refused() -> None:
    with pytest.raises(ValueError, match="2019"):
        find_dates(sentence("He fled on Monday."), "13.3.2019")


def test_deed_told_as_done_is_never_after_the_article() -> None:
    for text in ("It ended tomorrow.", "It ended next week.", "It ended on 3 March 2025.", "It ended in 2030."):
        assert [item.past for item in find_dates(sentence(text), "2019-03-13")] == [""]


def test_leap_day_takes_the_last_year_that_had_one() -> None:
    assert find_dates(sentence("It fell on February 29."), "2019-03-13")[0].past == "2016-02-29"


def test_day_that_no_calendar_has_means_nothing() -> None:
    assert [item.past for item in find_dates(sentence("It fell on February 31, 2018."), "2019-03-13")] == [""]


def test_planned_deed_takes_the_day_ahead() -> None:
    assert dated("The two sides will meet on Friday.", "meet", status="future") == "2019-03-15"


def test_deed_told_as_done_takes_the_day_behind() -> None:
    assert dated("The two sides met on Friday.", "met") == "2019-03-08"


def test_day_of_saying_does_not_date_what_is_said() -> None:
    text = "Officials said on Sunday that rebels had burned a village."
    assert dated(text, "burned") == ""
    assert dated(text, "said") == "2019-03-10"


def test_each_of_two_deeds_takes_its_own_day() -> None:
    text = "Troops shelled the town on Monday and retreated on Tuesday."
    assert dated(text, "shelled") == "2019-03-11"
    assert dated(text, "retreated") == "2019-03-12"


def test_noun_that_names_the_deed_is_dated_by_its_verb() -> None:
    assert dated("Militants launched an attack on the base on Saturday.", "attack") == "2019-03-09"


def test_sentence_without_words_dates_nothing() -> None:
    expression = TimeExpression(start=0, end=6, text="Monday", past="2019-03-11", future="2019-03-18")
    assert event_date([expression], sentence("Monday"), None) == ""


DAYS = st.dates().map(lambda day: day.isoformat())
PIECES = st.sampled_from(
    ["since", "between", "and", "March", "May", "3", "31", "2014", "Monday", "last", "week", "in", "two", "days", "ago",
     "the", "past", "early", "1990s", "9999", "-", "/", ",", "year", "until", "from", "to", "years", "500", "(", "\n"]
)  # fmt: skip


@given(text=st.lists(PIECES, max_size=14).map(" ".join), article_date=DAYS)
def test_any_words_give_ordered_spans_and_ordered_days(text: str, article_date: str) -> None:
    found = find_dates(sentence(text), article_date)
    position = 0
    for item in found:
        assert position <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]
        position = item.end
        first, _, last = item.past.partition("/")
        assert first <= (last or first) <= article_date or item.past == ""


@given(text=st.text(max_size=300), start=st.integers(0, 10_000))
def test_any_text_gives_the_characters_at_its_offsets(text: str, start: int) -> None:
    for item in find_dates(sentence(text, start), "2019-03-13"):
        assert item.text == text[item.start - start : item.end - start]


def test_long_run_of_digits_takes_no_time() -> None:
    assert find_dates(sentence("1" * 20_000 + " " * 20_000 + "the " * 5_000), "2019-03-13") == []


def test_weekday_beside_a_date_tells_its_year() -> None:
    found = find_dates(sentence("She is to appear on Wednesday, April 4."), "2018-03-31")
    assert [(item.past, item.future) for item in found] == [("", "2018-04-04")]


@pytest.mark.parametrize("text", ["The fallout began.", "Prices had fallen.", "Springs and wells dried up."])
def test_seasons_are_whole_words(text: str) -> None:
    assert find_dates(sentence(text), "2018-03-31") == []


def test_counted_weekday_of_a_month_is_not_the_weekday_before_the_article() -> None:
    found = find_dates(sentence("The feast falls on the fourth Thursday in November."), "2016-11-16")
    assert found[0].past == ""


def test_stop_of_the_sentence_is_no_part_of_the_month() -> None:
    assert [item.text for item in find_dates(sentence("It was the first since September."), "2016-12-18")] == [
        "since September"
    ]
