"""The reading page as a document: what it tells, what it escapes, what it allows."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.records import Article, Cut, Event, Evidence, Mention, Party, Place, Segment, Voice
from dragoman.workbench import show_html
from dragoman.workbench.spans import split
from dragoman.workbench.telling import load_phrases, tell, tell_date
from workbench_article import BODY, fishing_article

HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onclick=alert(3) {{ 7*7 }}"


class Document(HTMLParser):
    """Collects tags with their attributes and the text of the element with the id `text`."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self._depth = [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if self._depth and tag not in ("br", "img"):
            self._depth += 1
        elif dict(attributes).get("id") == "text":
            self._depth = 1

    def handle_endtag(self, tag):
        if self._depth:
            self._depth -= 1
            if tag == "p":
                self.text.append("\n\n")

    def handle_data(self, data):
        if self._depth:
            self.text.append(data)


def said(event):
    return "".join(piece.text for piece in tell(event))


def event(**changes):
    base = Event(
        type="ASSAULT", status="actual", actors=(Party("Peru", "PER GOV"),), quote=Evidence("", -1, -1, -1, -1)
    )
    return msgspec.structs.replace(base, **changes)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("actual", "Peru attacked Chile."),
        ("future", "Peru will attack Chile."),
        ("hypothetical", "Peru could attack Chile."),
        ("negated", "Peru did not attack Chile."),
        ("historical", "Peru once attacked Chile."),
    ],
)
def test_status_is_heard_in_the_told_sentence(status, sentence):
    assert said(event(status=status, recipients=(Party("Chile", "CHL GOV"),))) == sentence


def test_several_actors_place_day_and_speaker_are_told():
    told = event(
        type="CONSULT",
        actors=(Party("Peru", "PER GOV"), Party("Chile", "CHL GOV"), Party("", "NOR GOV")),
        place=Place("Lima", "PER"),
        date="2024-03-04",
        voice=Voice("actor", "an aide", "PER GOV"),
    )
    assert said(told) == "Peru, Chile and NOR GOV held talks in Lima on 4 March 2024, according to an aide."


def test_the_mode_chooses_the_wording():
    assert (
        said(event(modes=("aerial",), recipients=(Party("Chile", "CHL GOV"),)))
        == "Peru carried out air strikes on Chile."
    )


def test_a_type_of_a_users_own_ontology_is_told_by_its_name():
    told = event(type="BARTER", modes=("fish",), recipients=(Party("Chile", "CHL GOV"),), status="future")
    assert said(told) == "Peru (future) BARTER-fish towards Chile."


def test_unnamed_media_and_nobody_are_told():
    assert said(event(actors=(), voice=Voice("media"))) == "Somebody fought, other media report."


def test_an_article_from_the_head_of_a_sentence_is_lowered_inside_another():
    told = event(
        recipients=(Party("The Chilean fleet", "CHL MIL"),), voice=Voice("actor", "The harbour master", "PER GOV")
    )
    assert said(told) == "Peru attacked the Chilean fleet, according to the harbour master."


def test_a_range_of_days_is_told_as_between():
    assert tell_date("2024-02-26/2024-03-03") == "between 26 February 2024 and 3 March 2024"


def test_every_type_and_mode_of_the_ontology_has_its_wording():
    ontology = pytest.importorskip("dragoman.ontology").load_ontology()
    modes = {(name, mode.name) for name, modes in ontology.modes.items() for mode in modes}
    wanted = {(name, "") for name in ontology.types} | modes
    assert wanted == set(load_phrases())


@given(st.integers(0, 5), st.integers(0, 40), st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), max_size=8))
def test_pieces_cover_a_stretch_once_and_know_exactly_their_spans(start, length, spans):
    end = start + length
    pieces = split(start, end, spans)
    assert [offset for piece in pieces for offset in range(piece.start, piece.end)] == list(range(start, end))
    for piece in pieces:
        for offset in range(piece.start, piece.end):
            assert piece.spans == tuple(n for n, (first, last) in enumerate(spans) if first <= offset < last)


def test_the_text_stands_whole_in_the_page_although_spans_overlap():
    shown = "".join(Document(show_html(fishing_article())).text)
    assert " ".join(shown.split()) == " ".join(BODY.split())


def test_overlapping_quotes_and_nested_mentions_carry_all_their_records():
    html = show_html(fishing_article())
    spans = [attributes for tag, attributes in Document(html).tags if tag == "span"]
    both = [span for span in spans if span.get("data-quote") == "3 4"]
    assert both
    inner = next(span for span in both if span.get("data-code") == "NOR CVL")
    assert inner["data-named"] == "3"
    assert "mention" in inner["class"].split()


def test_each_country_has_its_own_colour_and_its_code_as_label():
    tags = Document(show_html(fishing_article())).tags
    hue = {}
    for _, attributes in tags:
        if "mention" in attributes.get("class", "").split() and "data-code" in attributes:
            hue.setdefault(attributes["data-code"][:3], set()).add(attributes["class"].split()[-1])
            assert attributes["data-code"] in attributes["title"]
    assert {country: len(hues) for country, hues in hue.items()} == {"NOR": 1, "CHL": 1, "PER": 1}
    assert len(set.union(*hue.values())) == 3


def test_mentions_without_a_record_are_marked_when_given():
    start = BODY.index("Fishermen")
    mention = Mention(start=start, end=start + 9, text="Fishermen", sentence=5, head=0, code="UNK CVL", kind="role")
    (span,) = [a for t, a in Document(show_html(fishing_article(), [mention])).tags if a.get("data-code") == "UNK CVL"]
    assert "unused" in span["class"].split()
    assert "data-named" not in span


def test_the_policy_allows_only_the_pages_own_style_and_script():
    html = show_html(fishing_article())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        (inside,) = re.findall(rf"<{element}>(.*?)</{element}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_the_page_names_nothing_to_load():
    for tag, attributes in Document(show_html(fishing_article())).tags:
        assert tag not in ("img", "iframe", "object", "embed", "base", "form")
        assert not {"src", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith(("#", "data:,"))


def hostile_article(text):
    quote = Evidence(text, 0, len(text), 0, len(text))
    party = Party(text, text, 0, len(text), text)
    return Article(
        id=text,
        text=text,
        title=text,
        date=text,
        author=text,
        site=text,
        language=text,
        source=text,
        page=f"{text}\n{text}",
        segments=(Segment(0, 0, len(text), len(text)),),
        cuts=(Cut(len(text) + 1, 2 * len(text) + 1, "link farm", text),),
        notes=(text,),
        events=(
            Event(
                type=text or "X",
                status="actual",
                actors=(party,),
                recipients=(party,),
                modes=(text,),
                contexts=(text,),
                place=Place(text, text, 0, len(text), admin1=text),
                voice=Voice("actor", text, text),
                date=text,
                quote=quote,
                evidence=(quote,),
                parts={text: 0.5},
                confidence=0.5,
            ),
        ),
    )


def test_markup_in_any_field_is_shown_as_text():
    calm = Document(show_html(hostile_article("calm"))).tags
    hostile = Document(show_html(hostile_article(HOSTILE))).tags
    assert [tag for tag, _ in hostile] == [tag for tag, _ in calm]
    assert [set(attributes) for _, attributes in hostile] == [set(attributes) for _, attributes in calm]


@given(st.text(max_size=60))
def test_any_text_leaves_one_script_and_one_style(text):
    tags = [tag for tag, _ in Document(show_html(hostile_article(text))).tags]
    assert (tags.count("script"), tags.count("style"), tags.count("meta")) == (1, 1, 4)


@given(st.text(alphabet="ab\x00\x1b\u202e\u2066\u200f\ud800 ", min_size=1, max_size=30))
def test_control_and_direction_characters_are_spelled_out(text):
    html = show_html(hostile_article(text))
    assert not re.search("[\x00\x1b\u202e\u2066\u200f\ud800]", html)
    html.encode("utf-8")
    if "\u202e" in text:
        assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E<' in html


def test_cut_parts_stand_in_the_page_as_received_with_their_reason():
    tags = Document(show_html(fishing_article())).tags
    reasons = [attributes["title"] for _, attributes in tags if attributes.get("class") == "cut"]
    assert reasons == ["cut: breadcrumb", "cut: share bar", "cut: teaser", "cut: link farm"]


@given(st.lists(st.tuples(st.text("ab<&\n ", min_size=1, max_size=9), st.sampled_from(["kept", "cut", "markup"]))))
def test_the_page_as_received_is_shown_whole(parts):
    page, text, segments, cuts = "", "", [], []
    for part, kind in parts:
        if kind == "kept":
            segments.append(Segment(len(text), len(page), len(part), len(part)))
            text += part
        elif kind == "cut":
            cuts.append(Cut(len(page), len(page) + len(part), "teaser", part))
        page += part
    page += "."
    cuts.append(Cut(len(page) - 1, len(page), "footer", "."))
    segments = segments or [Segment(0, 0, 0, 0)]
    html = show_html(Article(id="a", text=text, page=page, segments=tuple(segments), cuts=tuple(cuts)))
    (source,) = re.findall(r'<div class="source" dir="auto">(.*?)</div>', html, re.S)
    assert unescape(re.sub(r"<b>\w+</b>|<[^>]+>", "", source)) == page


def test_injected_links_are_listed_as_plain_text():
    html = show_html(fishing_article())
    spam = html[html.index('id="spam"') : html.index("</section>")]
    assert "best-casino-now.example/win free spins here" in spam
    assert "<a " not in spam


def test_a_very_long_cut_is_shown_by_its_beginning_and_end():
    junk = "x" * 500_000
    article = Article(
        id="a",
        text="Short.",
        page=f"{junk}Short.",
        segments=(Segment(0, 500_000, 6, 6),),
        cuts=(Cut(0, 500_000, "teaser", junk),),
    )
    html = show_html(article)
    assert len(html) < 60_000
    assert "[… 499,000 characters …]" in html


def test_an_article_without_events_says_that_silence_is_an_answer():
    html = show_html(Article(id="a", text="It rained.", title="Rain"))
    assert "Nothing in this article counts as a political event." in html
    assert "0 records" in html


def test_a_text_without_a_page_around_it_has_no_received_part():
    assert 'id="received"' not in show_html(Article(id="a", text="It rained.", page="It rained."))


def test_spans_that_lie_outside_the_text_are_not_marked():
    stray = event(quote=Evidence("It rained.", 5, 400, 0, 0), actors=(Party("It", "PER GOV", -1, -1),))
    html = show_html(Article(id="a", text="It rained.", events=(stray,)))
    assert 'data-named="' not in html
    assert 'data-quote="' not in html


def test_a_megabyte_of_text_with_a_thousand_records_is_shown_in_seconds():
    sentence = "Peru attacked Chile at sea. "
    text = sentence * 37_000
    events = tuple(
        event(
            quote=Evidence(sentence.strip(), at, at + 27, at, at + 27),
            actors=(Party("Peru", "PER GOV", at, at + 4),),
            recipients=(Party("Chile", "CHL GOV", at + 14, at + 19),),
        )
        for at in range(0, 1000 * len(sentence), len(sentence))
    )
    html = show_html(Article(id="big", text=text, events=events))
    assert html.count('data-record="') == 1000
