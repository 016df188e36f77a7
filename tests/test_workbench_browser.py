"""The reading page in a real browser: clicks, keys, widths, colours, and that a hostile article runs nothing.

Skipped where Chromium and its driver (Debian packages chromium and chromium-driver) or Selenium are missing.
"""

import shutil
from itertools import pairwise

import msgspec
import pytest

from dragoman.records import Article, Event, Evidence, Party
from dragoman.workbench import show_html
from workbench_article import BODY, fishing_article

webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed: pip install selenium")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium here: install the Debian packages chromium and chromium-driver"
)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ARGUMENTS.split():
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser, tmp_path):
    """Open an article in the browser at a width, light or dark, and fail at the end if the console told of an error."""

    def opened(article, *, width=1280, height=860, dark=False, fragment=""):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        path = tmp_path / "article.html"
        path.write_text(show_html(article), encoding="utf-8")
        browser.get("about:blank")
        browser.get(path.as_uri() + fragment)
        return browser

    browser.get_log("browser")
    yield opened
    assert browser.get_log("browser") == []


def record(browser, number):
    return browser.find_element(By.CSS_SELECTOR, f'[data-record="{number}"]')


def chosen(browser):
    marked = browser.find_elements(By.CSS_SELECTOR, ".record.on")
    return [int(element.get_attribute("data-record")) for element in marked]


def texts(browser, selector):
    """Return the text of each element as the document holds it: what the driver calls text is trimmed."""
    elements = browser.find_elements(By.CSS_SELECTOR, selector)
    return [element.get_attribute("textContent") for element in elements]


def lit(browser):
    return "".join(texts(browser, "#text .lit"))


def named(browser):
    return texts(browser, "#text .named")


def press(browser, key):
    browser.find_element(By.TAG_NAME, "body").send_keys(key)


def test_a_click_on_a_record_marks_its_quote_and_mentions(show):
    browser = show(fishing_article())
    record(browser, 3).click()
    assert chosen(browser) == [3]
    assert lit(browser) == BODY[BODY.index("Peru has") : BODY.index(" Fishermen")]
    assert named(browser) == ["Peru", "Norwegian vessels"]


def test_a_record_told_twice_marks_both_sentences(show):
    browser = show(fishing_article())
    record(browser, 0).click()
    assert lit(browser).startswith("BERGEN: Norway and Chile")
    assert lit(browser).endswith("annex.")
    assert named(browser) == ["Norway", "Chile", "Bergen"]


def test_a_click_on_a_quote_marks_every_record_read_from_it(show):
    browser = show(fishing_article())
    browser.find_element(By.XPATH, "//*[@id='text']//span[contains(., 'has not attacked')]").click()
    assert chosen(browser) == [3, 4]


def test_a_click_on_a_mention_marks_the_records_that_name_it(show):
    browser = show(fishing_article())
    browser.find_element(By.XPATH, "//*[@id='text']//span[contains(., 'two Peruvian envoys')]").click()
    assert chosen(browser) == [4]


def test_a_click_elsewhere_in_the_text_changes_nothing(show):
    browser = show(fishing_article())
    record(browser, 1).click()
    browser.find_element(By.TAG_NAME, "h1").click()
    assert chosen(browser) == [1]


def test_keys_step_through_the_records_and_clear(show):
    browser = show(fishing_article())
    steps = [("j", [0]), (Keys.ARROW_RIGHT, [1]), ("j", [2]), ("k", [1]), (Keys.ARROW_LEFT, [0]), ("k", [0])]
    for key, expected in steps:
        press(browser, key)
        assert chosen(browser) == expected
    press(browser, Keys.ESCAPE)
    assert chosen(browser) == []
    press(browser, "k")
    assert chosen(browser) == [4]


def test_enter_on_a_focused_record_marks_it(show):
    browser = show(fishing_article())
    record(browser, 2).send_keys(Keys.ENTER)
    assert chosen(browser) == [2]
    assert record(browser, 2).get_attribute("aria-current") == "true"


def test_a_link_to_a_record_opens_with_it_marked(show):
    assert chosen(show(fishing_article(), fragment="#r2")) == [2]


def test_the_quote_is_brought_into_sight_in_a_long_article(show):
    article = fishing_article()
    long = msgspec.structs.replace(article, text=article.text + "\n\nThe sea was calm." * 400, page="", segments=())
    last = "Peru left the talks."
    at = len(long.text) + 2
    late = Event(
        type="REJECT",
        status="actual",
        actors=(Party("Peru", "PER GOV", at, at + 4),),
        quote=Evidence(last, at, at + len(last), at, at + len(last)),
    )
    long = msgspec.structs.replace(long, text=f"{long.text}\n\n{last}", events=(*long.events, late))
    browser = show(long)
    record(browser, 5).click()
    in_sight = "const box = document.querySelector('#text .lit').getBoundingClientRect(); return [box.top, innerHeight]"
    top, height = browser.execute_script(in_sight)
    assert 0 < top < height
    assert lit(browser) == last


HOSTILE = (
    "</script><script>window.ran=1</script><img src=x onerror='window.ran=2'><svg onload=window.ran=3> "
    "\" onmouseover=\"window.ran=4\" ' autofocus onfocus='window.ran=5' javascript:window.ran=6 "
    "\u202egnisrever\u2066 \x1b[0m\x00"
)


def hostile_article():
    quote = Evidence(HOSTILE, 0, len(HOSTILE), 0, len(HOSTILE))
    party = Party(HOSTILE, HOSTILE, 0, 9, HOSTILE)
    event = Event(
        type=HOSTILE, status="actual", actors=(party,), modes=(HOSTILE,), contexts=(HOSTILE,), quote=quote, date=HOSTILE
    )
    return Article(
        id=HOSTILE, text=HOSTILE, title=HOSTILE, site=HOSTILE, page=HOSTILE * 2, notes=(HOSTILE,), events=(event,)
    )


def test_a_hostile_article_is_shown_as_text_and_runs_nothing(show):
    browser = show(hostile_article())
    record(browser, 0).click()
    browser.find_element(By.CSS_SELECTOR, "summary").click()
    for element in browser.find_elements(By.CSS_SELECTOR, "#text span, .record span"):
        browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", element)
    assert browser.execute_script("return window.ran === undefined")
    assert browser.find_elements(By.CSS_SELECTOR, "img, svg, [onmouseover], [onfocus]") == []
    shown = browser.find_element(By.ID, "text").text
    assert "<script>window.ran=1</script><img src=x" in shown
    assert "U+202E" in shown


def test_nothing_is_asked_of_any_other_machine(show):
    browser = show(hostile_article())
    browser.get_log("performance")
    browser.refresh()
    asked = []
    for entry in browser.get_log("performance"):
        message = msgspec.json.decode(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"].split(":", 1)[0])
    assert asked
    assert set(asked) <= {"file", "data"}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 820, 390, 320])
@pytest.mark.parametrize("make", [fishing_article, hostile_article])
def test_nothing_runs_over_the_edge(show, make, width, dark):
    browser = show(make(), width=width, dark=dark)
    for details in browser.find_elements(By.TAG_NAME, "summary"):
        browser.execute_script("arguments[0].click()", details)
    record(browser, 0).send_keys(Keys.ENTER)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def background(browser):
    colour = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in colour[4:-1].split(",")) / 3


def test_dark_follows_the_system_and_the_button(show):
    browser = show(fishing_article(), dark=True)
    assert background(browser) < 60
    browser.find_element(By.ID, "theme").click()
    assert background(browser) > 200
    press(browser, "t")
    assert background(browser) < 60


CONTRAST = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
const rgb = (colour) => {
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const light = (colour) => { const [r, g, b] = [...rgb(colour)].slice(0, 3).map((v) => v / 255)
  .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
const found = [];
for (let hue = 0; hue < 10; hue++) {
  const span = document.createElement("span");
  span.className = `mention hue-${hue}`;
  span.dataset.code = "X";
  span.textContent = "x";
  document.getElementById("text").append(span);
  const under = light(getComputedStyle(span).backgroundColor);
  for (const colour of [getComputedStyle(span).color, getComputedStyle(span, "::after").color]) {
    const over = light(colour);
    found.push((Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05));
  }
}
return found;
"""


@pytest.mark.parametrize("dark", [False, True])
def test_words_and_codes_stand_out_from_every_country_colour(show, dark):
    ratios = show(fishing_article(), dark=dark).execute_script(CONTRAST)
    assert len(ratios) == 20
    assert min(ratios) >= 4.5  # WCAG 2.1, level AA, normal text


def test_on_a_phone_the_bar_steps_through_the_records(show):
    browser = show(fishing_article(), width=390, height=800)
    browser.find_element(By.ID, "next").click()
    assert chosen(browser) == [0]
    assert browser.find_element(By.ID, "now").text.startswith(
        "1 of 5 · Norway and Chile reached an agreement in Bergen"
    )
    browser.find_element(By.ID, "next").click()
    browser.find_element(By.ID, "previous").click()
    assert chosen(browser) == [0]


def test_on_a_phone_records_stand_below_the_text(show):
    browser = show(fishing_article(), width=390, height=800)
    assert (
        browser.find_element(By.ID, "records").location["y"] > browser.find_element(By.ID, "text").location["y"] + 300
    )


def test_the_page_as_received_opens_on_demand_with_cut_parts_greyed(show):
    browser = show(fishing_article())
    cuts = browser.find_elements(By.CSS_SELECTOR, "#received .cut")
    assert not any(cut.is_displayed() for cut in cuts)
    browser.find_element(By.CSS_SELECTOR, "#received summary").click()
    assert [cut.text.split(" ")[0] for cut in cuts] == ["breadcrumbHome", "share", "teaserCheck", "link"]
    colour = "return getComputedStyle(arguments[0]).color"
    text = browser.find_element(By.CSS_SELECTOR, "#received .source")
    assert browser.execute_script(colour, cuts[0]) != browser.execute_script(colour, text)


def test_codes_can_be_hidden(show):
    browser = show(fishing_article())
    after = "return getComputedStyle(document.querySelector('#text .mention[data-code]'), '::after').content"
    assert browser.execute_script(after) == '"NOR GOV"'
    browser.find_element(By.ID, "codes").click()
    assert browser.execute_script(after) == "none"
    assert browser.find_element(By.ID, "codes").get_attribute("aria-pressed") == "false"


def test_an_article_without_records_opens_without_errors(show):
    browser = show(Article(id="rain", text="It rained in Bergen.", title="Rain"))
    press(browser, "j")
    assert chosen(browser) == []


def test_headings_and_regions_are_named_for_screen_readers(show):
    browser = show(fishing_article())
    levels = [int(element.tag_name[1]) for element in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3")]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    for region in browser.find_elements(By.CSS_SELECTOR, "main > *, nav"):
        assert region.get_attribute("aria-label")
