"""HTML pages: the article that trafilatura extracts, led back to the page."""

from pathlib import Path

import pytest

from dragoman.errors import PageError
from dragoman.pages import read
from dragoman.pages.markup import scan

PAGES = Path(__file__).parent / "pages"

FIRST = "Officials in Suva said on Monday that Fiji had recalled its envoy from the talks over the reef."
SECOND = "The foreign ministry accused its neighbour of sending patrol boats into the lagoon without warning."
THIRD = "Both governments agreed to meet again in Apia next week under the eyes of a mediator."


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Fiji recalls envoy</title></head><body>{body}</body></html>".encode()


def test_page_with_everything_around_it_gives_the_article_alone() -> None:
    article = read(PAGES / "harbour.html")
    assert article.title == "Norway and Iceland sign fisheries accord"
    assert (article.author, article.date, article.site) == ("Sunniva Dahl", "2022-03-04", "Harbour Courier")
    assert article.dateline == "BERGEN"
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("BERGEN — Norway and Iceland signed an accord on mackerel quotas on Friday")
    assert paragraphs[-1].endswith("council meets next week.")


def test_every_visible_part_left_out_is_told_with_its_reason() -> None:
    article = read(PAGES / "harbour.html")
    found = {cut.reason for cut in article.cuts}
    assert found == {
        "cookies", "breadcrumb", "title",  "byline", "date line", "share bar", "caption", "teaser",
        "newsletter", "comments", "link farm", "footer",
    }  # fmt: skip
    assert "slot gacor" in article.spam[0].text
    assert not any("invades" in cut.text or "color" in cut.text for cut in article.cuts)


def test_every_visible_letter_is_in_the_article_or_in_a_cut() -> None:
    article = read(PAGES / "harbour.html")
    seen = scan(article.page)
    kept = {o for s in article.segments for o in range(s.page, s.page + s.page_length)}
    kept |= {o for cut in article.cuts for o in range(cut.start, cut.end)}
    missing = [letter for letter, o in zip(seen.text, seen.starts, strict=True) if letter.isalnum() and o not in kept]
    assert missing == []


def test_quote_is_found_in_the_page_as_received() -> None:
    article = read(PAGES / "harbour.html")
    start = article.text.index("“share the sea")
    first, last = article.to_page_span(start, start + len("“share the sea & its burdens”"))
    assert article.page[first:last] == "&ldquo;share the sea &amp; its burdens&rdquo;"


def test_text_split_by_inline_elements_is_one_word_again() -> None:
    article = read(html(f"<p>{FIRST}</p><p>The <b>mini</b>ster <a href='x'>spoke</a>. {SECOND}</p><p>{THIRD}</p>"))
    assert "The minister spoke." in article.text


def test_white_space_of_the_source_is_one_blank() -> None:
    article = read(html(f"<p>{FIRST.replace(' ', chr(10) + '   ')}</p><p>{SECOND}</p>"))
    assert article.text.startswith(FIRST)
    assert article.page[article.to_page(len(FIRST) - 1)] == "."


def test_first_paragraph_repeated_in_a_teaser_is_taken_from_the_article() -> None:
    body = f"<article><h1>Fiji</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    article = read(html(f"<div class='teaser'><p>{FIRST}</p></div>{body}"))
    assert article.text.startswith(FIRST)
    assert article.to_page(0) > article.page.index("<article>")


def test_share_line_that_was_extracted_is_cut_all_the_same() -> None:
    teaser = "<p>Also read: Tonga opens its port to all</p>"
    article = read(html(f"<article><p>{FIRST}</p><p>{SECOND}</p>{teaser}<p>{THIRD}</p></article>"))
    assert article.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert [cut.reason for cut in article.cuts] == ["teaser"]


def test_scripts_styles_and_comments_are_not_seen() -> None:
    seen = scan("<p>a<script>b</script><style>c</style><!-- d --><!-- > -->e</p><template>f</template>")
    assert seen.text.split() == ["ae"]


def test_greater_sign_inside_a_quoted_value_does_not_end_the_tag() -> None:
    assert scan("<p title=\"a > b\" class='x>y'>seen</p>").text.strip() == "seen"


def test_less_sign_in_text_is_text() -> None:
    assert scan("<p>1 < 2 <3</p>").text.strip() == "1 < 2 <3"


@pytest.mark.parametrize(
    ("entity", "shown"),
    [("&amp;", "&"), ("&#8217;", "’"), ("&#x2014;", "—"), ("&eacute;", "é"), ("&nosuch;", "&nosuch;")],
)
def test_entities_are_shown_as_readers_see_them(entity: str, shown: str) -> None:
    visible = scan(f"x{entity}y")
    assert visible.text.strip() == f"x{shown}y"
    assert visible.starts[visible.text.index("y")] == 1 + len(entity)


def test_page_without_its_structure_is_read_from_its_paragraphs() -> None:
    body = "<div>" * 5000 + f"<p>{FIRST}</p><p>{SECOND}</p>" + "</div>" * 5000
    article = read(html(body))
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert any("deeply nested" in note for note in article.notes)


def test_page_that_shows_nothing_is_an_error() -> None:
    with pytest.raises(PageError, match="holds no article"):
        read(html("<script>var text = 'Fiji recalled its envoy.';</script>"))


def test_html_without_a_name_is_known_by_its_tags() -> None:
    article = read(f"<div><p>{FIRST}</p>\n<p>{SECOND}</p></div>".encode())
    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_teasers_in_a_row_of_linked_headlines_are_cut_without_any_hint_of_a_class() -> None:
    cards = "".join(f"<h4><a href='/{i}'>Tonga opens port number {i}</a></h4><p>{SECOND}</p>" for i in range(3))
    cell = f"{FIRST}<br><br>{SECOND}<br><br>{THIRD}"
    article = read(html(f"<table><tr><td>{cell}</td><td>{cards}</td></tr></table>"))
    assert article.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_linked_headline_between_two_paragraphs_takes_none_of_them_with_it() -> None:
    link = "<p><a href='/x'>Tonga opens its port to all ships</a></p>"
    body = f"<p>{FIRST}</p>{link}<p>{SECOND}</p>{link}<p>{THIRD}</p><p>{FIRST[:-1]}, again.</p>"
    article = read(html(f"<article><h1>Fiji recalls envoy</h1>{body}</article>"))
    assert SECOND in article.text
    assert THIRD in article.text
    assert "Tonga" not in article.text
