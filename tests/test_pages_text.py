"""Pages that come as text: what is the article, what stands around it."""

from pathlib import Path

import pytest

from dragoman.errors import PageError
from dragoman.pages import read, read_page
from dragoman.records import Article, Page

PAGES = Path(__file__).parent / "pages"
FIRST_PAGE = Path(__file__).parents[2] / "shared" / "data" / "pages" / "000_0cd6eca6b93a55c5.txt"

LEAD = "Officials in Suva said on Monday that Fiji had recalled its envoy from the talks over the reef."
SECOND = "The foreign ministry accused its neighbour of sending patrol boats into the lagoon without warning."
THIRD = "Both governments agreed to meet again in Apia next week under the eyes of a mediator."
BODY = f"{LEAD}\n\n{SECOND}\n\n{THIRD}"


def page(text: str, **more: str) -> Article:
    return read_page(Page(content=text.encode(), source="reef.txt", **more))  # type: ignore[arg-type]


def reasons(article: Article) -> dict[str, str]:
    return {cut.text: cut.reason for cut in article.cuts}


def test_text_without_boilerplate_passes_whole() -> None:
    assert page(BODY).text == BODY
    assert page(BODY).cuts == ()


def test_one_plain_paragraph_is_an_article() -> None:
    assert page(LEAD).text == LEAD


def test_one_short_line_is_an_article() -> None:
    article = page("Fiji recalls envoy")
    assert (article.text, article.title) == ("Fiji recalls envoy", "")


def test_first_line_that_is_no_sentence_is_the_title() -> None:
    article = page(f"Fiji recalls its envoy from reef talks\n\n{BODY}")
    assert article.title == "Fiji recalls its envoy from reef talks"
    assert article.text == BODY


def test_title_ending_in_an_abbreviation_is_a_title() -> None:
    article = page(f"Fiji envoy flies on to Washington, D.C.\n\n{BODY}")
    assert article.title == "Fiji envoy flies on to Washington, D.C."


def test_first_sentence_with_its_full_stop_stays_in_the_body() -> None:
    text = f"Fiji recalled its envoy on Monday.\n\n{BODY}"
    assert page(text).text == text


def test_breadcrumb_and_repeated_title_are_told_apart() -> None:
    title = "Fiji recalls envoy from reef talks"
    article = page(f"Home / Pacific / {title}\n\n{title}\n\n{BODY}\n\n{title} | Reef Post")
    assert article.title == title
    assert article.text == BODY
    assert [cut.reason for cut in article.cuts] == ["breadcrumb", "title", "repeated title"]


def test_title_is_found_behind_a_motto() -> None:
    article = page(
        f"The Islands' Oldest Daily\n\nTuesday, 4 May 2021\n\nFiji recalls its envoy\n\n4 May 2021\n\n{BODY}"
    )
    assert article.title == "Fiji recalls its envoy"


def test_title_told_with_the_page_is_cut_where_the_page_repeats_it() -> None:
    article = page(f"Fiji recalls envoy\n\n{BODY}", title="Fiji recalls envoy")
    assert (article.title, article.text) == ("Fiji recalls envoy", BODY)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Mere Tuilagi", "Mere Tuilagi"),
        ("Staff Reporter", "Staff Reporter"),
        ("By Mere Tuilagi and Jone Vula", "Mere Tuilagi and Jone Vula"),
        ("By MERE TUILAGI", "MERE TUILAGI"),
        ("Mere Tuilagi, Associated Press", "Mere Tuilagi"),
    ],
)
def test_byline_gives_the_author(line: str, author: str) -> None:
    article = page(f"Fiji recalls its envoy from reef talks\n\n{line}\n\n{BODY}")
    assert article.author == author
    assert reasons(article)[line] == "byline"
    assert article.text == BODY


@pytest.mark.parametrize("line", ["AT News", "Reuters", "AFP", "Source: Agencies", "Pacific Press Agency"])
def test_agency_line_is_cut(line: str) -> None:
    article = page(f"Fiji recalls its envoy from reef talks\n\n{line}\n\n{BODY}")
    assert reasons(article)[line] == "agency line"
    assert article.text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "June 20, 2021",
        "Posted on June 20, 2021",
        "Sunday, 20 June 2021",
        "20/06/2021",
        "2021-06-20",
        "Published: 20 June 2021 10:30 GMT",
        "Last updated June 20th, 2021 at 4:05 pm",
        "By Mere Tuilagi - June 20, 2021",
    ],
)
def test_date_line_gives_the_date(line: str) -> None:
    article = page(f"Fiji recalls its envoy from reef talks\n\n{line}\n\n{BODY}")
    assert article.date == "2021-06-20"
    assert article.text == BODY


def test_day_that_could_be_read_two_ways_is_not_guessed() -> None:
    assert page(f"Fiji recalls its envoy from reef talks\n\n03/04/2021\n\n{BODY}").date == ""


@pytest.mark.parametrize(
    ("start", "place"),
    [
        ("SUVA:", "SUVA"),
        ("WASHINGTON—", "WASHINGTON"),
        ("SOUTH WAZIRISTAN, April 5 (APP):", "SOUTH WAZIRISTAN"),
        ("PARIS (Reuters) -", "PARIS"),
        ("MOGADISHU, Somalia (AP) —", "MOGADISHU, Somalia"),
        ("NEW DELHI, Jan. 3 --", "NEW DELHI"),
        ("Islamabad:", "Islamabad"),
        ("Port Moresby, 5 April (AFP) –", "Port Moresby"),
    ],
)
def test_dateline_stays_in_the_text_and_names_its_place(start: str, place: str) -> None:
    article = page(f"{start} {LEAD}\n\n{SECOND}")
    assert article.dateline == place
    assert article.text == f"{start} {LEAD}\n\n{SECOND}"


@pytest.mark.parametrize("start", ["EXCLUSIVE:", "QUESTION:", "WATCH:", "Analysis:", "(CNN)"])
def test_label_is_no_dateline(start: str) -> None:
    assert page(f"{start} {LEAD}\n\n{SECOND}").dateline == ""


def test_speakers_of_a_transcript_are_no_datelines() -> None:
    text = f"Q: Will the envoy go back?\nMR. VULA: {LEAD}\nQ: Has he been told?\nMR. VULA: {SECOND}"
    article = page(text)
    assert article.dateline == ""
    assert article.text == text


def test_dateline_gives_the_day_in_the_year_nearest_to_the_known_one() -> None:
    content = f"SUVA, December 31 (AFP): {LEAD}".encode()
    article = read_page(Page(content=content, source="reef.txt"), default_date="2021-01-02")
    assert article.date == "2020-12-31"


def test_date_line_goes_before_the_day_of_the_dateline() -> None:
    article = page(f"Fiji recalls its envoy\n\nJune 21, 2021\n\nSUVA, June 20: {BODY}")
    assert article.date == "2021-06-21"


def test_date_told_with_the_page_goes_before_the_default() -> None:
    content = LEAD.encode()
    assert (
        read_page(Page(content=content, source="a", date="2020-01-05"), default_date="2021-01-01").date == "2020-01-05"
    )
    assert read_page(Page(content=content, source="a"), default_date="2021-01-01").date == "2021-01-01"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share on Facebook Tweet WhatsApp", "share bar"),
        ("Facebook | Twitter | Email | Print", "share bar"),
        ("Sign up for our newsletter", "newsletter"),
        ("Get the top stories of the islands in your inbox every morning", "newsletter"),
        ("We use cookies to improve this site. Read our cookie policy to learn more.", "cookies"),
        ("© 2021 Reef Post. All rights reserved.", "footer"),
        ("Copyright 2021 Reef Post", "footer"),
        ("Photo: Jone Vula/Reef Post", "caption"),
        ("Patrol boats in the lagoon. (Photo: Jone Vula)", "caption"),
        ("Patrol boats in the lagoon [Jone Vula/Reuters]", "caption"),
        ("Also read: Tonga opens its port to foreign ships", "teaser"),
        ("- Advertisement -", "boilerplate"),
    ],
)
@pytest.mark.parametrize("place", ["before", "within", "after"])
def test_line_around_the_article_is_cut_wherever_it_stands(line: str, reason: str, place: str) -> None:
    blocks = [LEAD, SECOND, THIRD]
    blocks.insert({"before": 0, "within": 2, "after": 3}[place], line)
    article = page("\n\n".join(blocks))
    assert article.text == BODY
    assert reasons(article) == {line: reason}


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister was asked to share the report with Twitter and Facebook before the end of the month.",
        "Police raided an online casino in Nadi on Monday and arrested the two owners.",
        "Cookies were handed to the soldiers who had returned from the border on Sunday.",
        "Photographs of the wreck were shown to the court by the prosecutor on Friday.",
        "Related talks on fishing rights were broken off by Samoa after the incident.",
        "Subscribers of the state radio were told that the army had taken the airport.",
        "More on this subject will be told to parliament by the prime minister on Tuesday.",
        "About 200 people protested in front of the embassy of the neighbouring state.",
        "Register offices across the country were closed by order of the interior ministry.",
        "Documents were found on three sites, among them reef.example.org, and handed to the police.",
        "He posted the images (pictures showed burning boats) on Monday evening.",
    ],
)
def test_sentence_of_the_body_is_never_cut(sentence: str) -> None:
    for blocks in ([sentence, LEAD, SECOND], [LEAD, sentence, SECOND], [LEAD, SECOND, sentence]):
        text = "\n\n".join(blocks)
        assert page(text).text == text


def test_teaser_takes_its_headline_and_snippet_with_it() -> None:
    snippet = "RP Apia: The central bank of Samoa has reported a fall of exports by nearly a tenth …"
    article = page(f"{BODY}\n\nAbout admin\n\nCheck Also\n\nSamoa's exports fall in spring\n\n{snippet}")
    assert article.text == BODY
    assert reasons(article) == {
        "About admin": "about",
        "Check Also": "teaser",
        "Samoa's exports fall in spring": "teaser",
        snippet: "teaser",
    }


def test_teasers_in_full_sentences_under_a_heading_are_cut() -> None:
    other = "The president of Samoa named a new cabinet on Friday and promised to lower the tax on fuel."
    article = page(f"{BODY}\n\nRelated articles\n\nSamoa has a new cabinet\n\n{other}\n\nTonga votes\n\n{other}")
    assert article.text == BODY


def test_box_of_teasers_inside_the_article_ends_where_the_article_goes_on() -> None:
    more = [
        f"The {name} of the islands told reporters that they would support the talks if Fiji came back to the table."
        for name in ("chiefs", "churches")
    ]
    tail = "\n\n".join(more)
    article = page(f"{BODY}\n\nRelated\n\nTonga opens its port\nSamoa has a new cabinet\n\n{tail}")
    assert article.text == f"{BODY}\n\n{tail}"


def test_comments_below_teasers_are_not_taken_for_the_article_going_on() -> None:
    comment = "Fiji should never have sent an envoy to these talks, and the minister has to resign for it."
    article = page(f"{BODY}\n\nRelated\n\nTonga opens its port\n\n3 Comments\n\n{comment}\n\n{comment}\n\n{comment}")
    assert article.text == BODY


def test_next_article_on_the_same_page_is_not_taken_for_the_article_going_on() -> None:
    other = "The president of Samoa named a new cabinet on Friday and promised to lower the tax on fuel."
    following = f"Samoa has a new cabinet\n\nBy Jone Vula\n\n{other}\n\n{other}\n\n{other}"
    assert page(f"{BODY}\n\nUp next\n\n{following}").text == BODY


def test_read_more_takes_the_headlines_below_it_only() -> None:
    article = page(f"{LEAD}\n\nRead more:\nWhat is the reef?\nTonga opens its port\n\n{SECOND}\n\n{THIRD}")
    assert article.text == BODY


def test_comments_of_readers_are_cut_to_the_end() -> None:
    comment = "Fiji should never have sent an envoy to these talks, and the minister has to resign for it."
    article = page(f"{BODY}\n\n2 Comments\n\nReader One says:\n{comment}\n{comment}\n{comment}")
    assert article.text == BODY
    assert {cut.reason for cut in article.cuts} == {"comments"}


def test_count_of_comments_above_the_article_cuts_nothing_else() -> None:
    assert page(f"Fiji recalls its envoy\n\n0 Comments\n\n{BODY}").text == BODY


def test_line_of_links_is_spam() -> None:
    farm = "http://203.0.113.7/ http://198.51.100.9/ https://win.example.com/"
    article = page(f"{BODY}\n\n{farm}")
    assert article.text == BODY
    assert [cut.text for cut in article.spam] == [farm]


def test_links_glued_to_a_paragraph_are_parted_from_it() -> None:
    farm = "http://203.0.113.7/ http://198.51.100.9/ https://win.example.com/"
    article = page(f"{LEAD}\n\n{SECOND} {farm}")
    assert article.text == f"{LEAD}\n\n{SECOND}"
    assert [cut.text for cut in article.spam] == [farm]


def test_injected_words_glued_to_a_paragraph_are_parted_from_it() -> None:
    article = page(f"{LEAD} Situs judi slot online gacor terpercaya slot88 togel casino\n\n{SECOND}")
    assert article.text == f"{LEAD}\n\n{SECOND}"
    assert [cut.text for cut in article.spam] == ["Situs judi slot online gacor terpercaya slot88 togel casino"]


def test_lines_wrapped_at_a_fixed_width_are_joined() -> None:
    article = read(PAGES / "island_wire.txt")
    assert article.text.split("\n\n")[1] == (
        "The Chilean foreign ministry rejected the request and said that its archives would stay closed to outsiders "
        "until the court in The Hague has ruled on the islands."
    )
    assert article.date == "2020-02-14"


def test_paragraphs_on_single_lines_stay_apart() -> None:
    text = f"{LEAD}\n{SECOND}\n{THIRD}"
    assert page(text).text == text


def test_page_with_everything_around_it_gives_the_article_alone() -> None:
    article = read(PAGES / "steppe.txt")
    assert article.title == "Mongolia recalls its envoy over border shots"
    assert (article.author, article.date, article.dateline) == ("Oyuna Bataar", "2019-05-09", "ULAANBAATAR")
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith("ULAANBAATAR, May 9 (Steppe Press) – Mongolia on Thursday")
    assert paragraphs[-1].endswith("send observers to the border.")
    found = {cut.reason for cut in article.cuts}
    assert found == {
        "breadcrumb", "title", "byline", "date line", "share bar", "caption", "teaser", "newsletter", "about",
        "comments", "footer", "link farm",
    }  # fmt: skip
    for cut in article.cuts:
        assert article.page[cut.start : cut.end] == cut.text


def test_page_of_links_only_is_no_article() -> None:
    with pytest.raises(PageError, match=r"^reef\.txt: holds no article .* give a page with text$"):
        page("http://203.0.113.7/ http://198.51.100.9/ https://win.example.com/")


def test_clean_page_is_taken_letter_for_letter() -> None:
    text = f"  Share on Facebook\r\n{LEAD}\n\nCheck Also\n "
    row = Page(content=text.encode(), source="news.jsonl:3", id="a3", title="T", date="2020-02-02", clean=True)
    article = read_page(row)
    assert (article.text, article.title, article.date, article.id) == (text, "T", "2020-02-02", "a3")
    assert article.cuts == ()
    assert article.to_page(17) == 17


def test_other_languages_are_recognised_and_said() -> None:
    article = page(
        "Le ministre des affaires étrangères a déclaré lundi que les deux gouvernements avaient accepté de rouvrir la "
        "frontière après une semaine de combats."
    )
    assert article.language == "fr"
    assert "not English (fr): not coded" in article.notes


def test_short_text_counts_as_english_unless_its_script_says_otherwise() -> None:
    assert page("Peshawar").language == "en"
    assert page("قال وزير الخارجية يوم الاثنين").language == "ar"


def test_very_long_article_is_read_up_to_a_limit() -> None:
    article = page(f"{LEAD}\n\n" * 4000)
    assert len(article.text) <= 200_000
    assert article.text.endswith("reef.")
    assert any("very long" in note for note in article.notes)


@pytest.mark.skipif(
    not FIRST_PAGE.exists(), reason="the first real page is not beside this checkout (../shared/data/pages)"
)
def test_first_real_page() -> None:
    article = read(FIRST_PAGE)
    assert article.text.startswith("KABUL: As U.S. troops")
    assert article.text.endswith("operating in Afghanistan.")
    assert article.dateline == "KABUL"
    found = reasons(article)
    assert (
        found["Check Also"]
        == found["AT Kabul: The State Bank of Pakistan has reported a more than seven percent decline …"]
    )
    assert found["AT News"] == "agency line"
    assert len(article.spam) == 1
    assert article.spam[0].text.count("http") == 26
