"""The gold form, the way from text to page, and how records print."""

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import SourceError
from dragoman.records import Article, Cut, Event, Evidence, Party, Place, Segment, Voice
from dragoman.records.gold import from_gold, read_jsonl, to_gold, to_json

TEXT = "Norway and Chile signed a fishing accord in Bergen on Monday.\n\nA trawler captain shrugged."
QUOTE = "Norway and Chile signed a fishing accord in Bergen on Monday."


def accord(**changes):
    event = Event(
        type="AGREE",
        status="actual",
        actors=(Party("Norway", "NOR GOV", 0, 6), Party("Chile", "CHL GOV", 11, 16)),
        place=Place("Bergen", "NOR", 44, 50, 3161732, 60.39, 5.32),
        quote=Evidence(QUOTE, 0, len(QUOTE), 0, len(QUOTE)),
        date="2024-03-04",
        contexts=("economic",),
        trigger="signed",
        confidence=0.83,
        parts={"type": 0.9},
    )
    return msgspec.structs.replace(event, **changes)


def report(*events, **changes):
    article = Article(id="a1", text=TEXT, title="Fish for all", date="2024-03-05", source="fish.txt", events=events)
    return msgspec.structs.replace(article, **changes)


@st.composite
def mapped_articles(draw):
    """A page of kept runs and junk, the text that the kept runs make, and the segments between the two.

    An HTML entity stands in the page for one character of the text; a blank line put into the text between two runs
    has no place in the page.
    """
    page, text, segments, entity = "", "", [], {}
    for _ in range(draw(st.integers(1, 6))):
        page += draw(st.text("<>/#", max_size=5))
        if text and draw(st.booleans()):
            text += "\n\n"
        if draw(st.integers(0, 3)):
            run = draw(st.text(string.ascii_letters + " é中", min_size=1, max_size=8))
            segments.append(Segment(len(text), len(page), len(run), len(run)))
            page, text = page + run, text + run
        else:
            entity[len(text)] = len(page)
            segments.append(Segment(len(text), len(page), 1, 5))
            page, text = page + "&amp;", text + "&"
    page += draw(st.text("<>/#", max_size=5))
    return Article(id="x", text=text, page=page, segments=tuple(segments)), entity


@given(mapped_articles())
def test_each_shared_character_is_found_again_in_the_page(made):
    article, entity = made
    for segment in article.segments:
        for offset in range(segment.start, segment.start + segment.length):
            at = article.to_page(offset)
            assert article.page[at] == article.text[offset]
            if offset in entity:
                assert at == entity[offset]


@given(mapped_articles())
def test_offsets_in_the_page_never_run_backwards(made):
    article, _ = made
    places = [article.to_page(offset) for offset in range(len(article.text) + 1)]
    assert places == sorted(places)
    assert places[-1] <= len(article.page)


@given(mapped_articles(), st.data())
def test_a_span_within_one_run_reads_the_same_in_the_page(made, data):
    article, entity = made
    segment = data.draw(st.sampled_from(article.segments))
    start = data.draw(st.integers(segment.start, segment.start + segment.length - 1))
    end = data.draw(st.integers(start + 1, segment.start + segment.length))
    first, last = article.to_page_span(start, end)
    expected = "&amp;" if start in entity else article.text[start:end]
    assert article.page[first:last] == expected


@given(mapped_articles(), st.data())
def test_an_empty_span_is_a_point_of_the_page(made, data):
    article, _ = made
    offset = data.draw(st.integers(0, len(article.text)))
    first, last = article.to_page_span(offset, offset)
    assert first == last == article.to_page(offset)


def test_an_article_without_a_page_maps_offsets_to_themselves():
    assert report().to_page_span(3, 9) == (3, 9)


@pytest.mark.parametrize("offset", [-1, len(TEXT) + 1])
def test_an_offset_outside_the_text_is_refused(offset):
    with pytest.raises(IndexError, match="outside the article's text"):
        report().to_page(offset)


def test_only_link_farms_count_as_spam():
    cuts = (Cut(0, 3, "link farm", "win"), Cut(4, 9, "teaser", "Also"))
    assert report(cuts=cuts).spam == cuts[:1]


def test_gold_form_has_the_codebooks_keys_and_a_plain_quote():
    gold = to_gold(report(accord()))
    assert list(gold)[:5] == ["id", "date", "title", "text", "events"]
    (event,) = gold["events"]
    assert event["quote"] == QUOTE
    assert event["actors"][1]["code"] == "CHL GOV"
    assert event["place"]["country"] == "NOR"
    assert event["voice"] == {"kind": "narrator", "text": "", "code": ""}
    assert event["optional"] is False
    assert (event["start"], event["end"]) == (0, len(QUOTE))


def test_gold_form_goes_there_and_back_with_all_fields():
    article = report(
        accord(evidence=(Evidence("A trawler captain shrugged.", 63, 90, 63, 90),), optional=True),
        accord(type="CONSULT", modes=("visit",), place=None, voice=Voice("actor", "Chile", "CHL GOV")),
        notes=("the day was guessed",),
        cuts=(Cut(0, 4, "teaser", "Also"),),
        dateline="BERGEN",
    )
    assert from_gold(msgspec.json.decode(to_json(article))) == article


@given(mapped_articles())
def test_page_and_segments_come_back_when_asked_for(made):
    article, _ = made
    assert from_gold(msgspec.json.decode(to_json(article, page=True))) == article


def test_gold_written_by_hand_gets_its_offsets_from_the_text():
    record = {
        "id": "h1",
        "date": "2024-03-05",
        "title": "",
        "text": "The woman from Oslo waved. Oman recalled its envoy to Peru.",
        "events": [
            {
                "type": "SANCTION",
                "modes": ["withdraw"],
                "status": "actual",
                "actors": [{"text": "Oman", "code": "OMN GOV"}],
                "recipients": [{"text": "", "code": "PER GOV"}],
                "place": None,
                "voice": {"kind": "narrator", "text": "", "code": ""},
                "contexts": [],
                "quote": "Oman recalled its envoy to Peru.",
                "optional": False,
            }
        ],
    }
    (event,) = from_gold(record).events
    assert (event.quote.start, event.quote.end) == (27, 59)
    assert (event.actors[0].start, event.actors[0].end) == (27, 31)
    assert (event.recipients[0].start, event.recipients[0].end) == (-1, -1)


def test_a_mention_is_found_as_a_whole_word():
    record = to_gold(report(accord(place=None)))
    record["text"] = f"Norwayian tales. {QUOTE}"
    event = record["events"][0]
    for key in ("start", "end", "page_start", "page_end"):
        del event[key]
    event["actors"] = [{"text": "Norway", "code": "NOR GOV"}]
    assert from_gold(record).events[0].actors[0].start == 17


def test_a_quote_from_the_title_has_no_place_in_the_text():
    record = to_gold(report(accord(place=None), title="Oslo woos Lima"))
    event = record["events"][0]
    for key in ("start", "end", "page_start", "page_end"):
        del event[key]
    event["quote"] = "Oslo woos Lima"
    assert from_gold(record).events[0].quote == Evidence("Oslo woos Lima", -1, -1, -1, -1)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"status": "maybe"}, "status"),
        ({"type": ""}, "type is empty"),
        ({"quote": "Peru signed."}, "does not stand at"),
        ({"start": None, "quote": "Peru signed."}, "letter for letter"),
        ({"confidence": 1.5}, "outside 0 to 1"),
        ({"date": "next week"}, "neither YYYY-MM-DD"),
        ({"actors": [{"text": "Norway"}]}, "code"),
        ({"actors": [{"text": "Norway", "code": "NOR GOV", "start": 1, "end": 7}]}, "does not stand at"),
        ({"voice": {"kind": "rumour"}}, "voice"),
    ],
)
def test_a_broken_record_is_refused_in_one_sentence_that_names_it(change, complaint):
    record = to_gold(report(accord()))
    record["events"][0].update(change)
    with pytest.raises(SourceError) as caught:
        from_gold(record, where="fish.jsonl:7")
    message = str(caught.value)
    assert message.startswith("fish.jsonl:7")
    assert complaint in message
    assert "\n" not in message


def test_an_article_whose_date_is_no_day_is_refused():
    with pytest.raises(SourceError, match="'yesterday' is no day"):
        from_gold({"id": "a", "text": "", "events": [], "date": "yesterday"})


def test_read_jsonl_names_file_and_line_of_a_broken_record(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(to_json(report()) + b"\n\n{oops\n")
    articles = read_jsonl(path)
    assert next(articles) == report()
    with pytest.raises(SourceError, match=r"gold\.jsonl:3: not JSON"):
        next(articles)


def test_read_jsonl_names_a_missing_file(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        next(read_jsonl(tmp_path / "none.jsonl"))


def test_half_a_surrogate_pair_is_written_as_one_other_character():
    article = report(text="Lima \ud800 Oslo")
    assert from_gold(msgspec.json.decode(to_json(article))).text == "Lima ? Oslo"


def test_an_event_prints_as_one_line():
    assert str(accord()) == (
        "AGREE actual · Norway (NOR GOV), Chile (CHL GOV) · in Bergen, NOR · 2024-03-04 · narrator · "
        "“Norway and Chile signed a fishing accord in Bergen on Monday.”"
    )


def test_an_event_line_shows_recipient_mode_and_speaker():
    event = accord(
        type="RETREAT",
        modes=("withdraw",),
        status="future",
        actors=(Party("", "NOR MIL"),),
        recipients=(Party("Chile", "CHL GOV"),),
        voice=Voice("actor", "the envoy", "CHL GOV"),
        date="2024-03-01/2024-03-07",
    )
    line = str(event)
    assert line.startswith("RETREAT-withdraw future · NOR MIL → Chile (CHL GOV) · in Bergen, NOR")
    assert "· 2024-03-01 to 2024-03-07 · actor: the envoy (CHL GOV) ·" in line


def test_a_long_quote_is_shortened_when_printed():
    line = str(accord(quote=Evidence("word " * 200, 0, 1000, 0, 1000)))
    assert len(line) < 300
    assert line.endswith(" …”")


def test_an_article_prints_header_notes_and_events():
    lines = str(report(accord(), notes=("the day was guessed",))).splitlines()
    assert lines[0] == "Fish for all"
    assert lines[1] == "2024-03-05 · fish.txt"
    assert lines[2] == "note: the day was guessed"
    assert lines[3].startswith("  1  AGREE actual")


def test_an_article_without_events_says_so():
    assert str(report()).splitlines()[-1].strip() == "no events"


@given(st.text())
def test_printing_never_passes_on_terminal_or_direction_controls(text):
    hostile = "\x1b[31m" + text + "\u202e"
    event = accord(actors=(Party(hostile, "NOR GOV"),), quote=Evidence(hostile, 0, 1, 0, 1))
    printed = str(report(event, title=hostile, notes=(hostile,)))
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert len(printed.splitlines()) == 4


def test_the_notebook_table_escapes_what_the_page_says():
    event = accord(actors=(Party("<img src=x onerror=alert(1)>", "NOR GOV"),))
    html = report(event, title="<script>")._repr_html_()
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x" in html
