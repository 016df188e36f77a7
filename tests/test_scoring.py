"""The scorer, by itself and against the tool that the codebook's figures are made with."""

import importlib.util
import json
import math
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import SourceError
from dragoman.records import Article, Event, Evidence, Party, Place, Voice
from dragoman.scoring import describe_causes, describe_miss, score, score_files

TOOL = Path(__file__).parents[2] / "shared" / "tools" / "score.py"

Record = dict[str, Any]


def event(type: str = "ACCUSE", actors: str = "PAK GOV", recipients: str = "IND GOV", **fields: Any) -> Record:
    """A record in the gold form; parties stand with a comma between."""
    return {
        "type": type,
        "modes": [],
        "status": "actual",
        "actors": [{"text": "", "code": code} for code in actors.split(", ") if code],
        "recipients": [{"text": "", "code": code} for code in recipients.split(", ") if code],
        "place": None,
        "voice": {"kind": "narrator", "text": "", "code": ""},
        "quote": "Islamabad blamed Delhi.",
        "optional": False,
        **fields,
    }


@pytest.fixture
def compare(tmp_path: Path) -> Any:
    """Score the records of one article through files, as a user does."""

    def run(gold: list[Record], coded: list[Record] | None) -> Any:
        write(tmp_path / "gold.jsonl", [{"id": "a", "events": gold}])
        write(tmp_path / "coded.jsonl", [] if coded is None else [{"id": "a", "events": coded}])
        return score_files(tmp_path / "gold.jsonl", tmp_path / "coded.jsonl")

    return run


def write(path: Path, articles: list[Record]) -> None:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")


def test_same_records_score_one(compare: Any) -> None:
    result = compare([event()], [event()])
    assert {tally.f1 for tally in result.criteria.values()} == {1.0}


def test_another_type_is_wrong(compare: Any) -> None:
    tally = compare([event()], [event("REJECT")]).criteria["type and overlap"]
    assert (tally.right, tally.precision, tally.recall) == (0, 0.0, 0.0)
    assert math.isnan(tally.f1)


def test_another_sector_is_right_by_country_only(compare: Any) -> None:
    criteria = compare([event(actors="PAK GOV")], [event(actors="PAK MIL")]).criteria
    assert criteria["who-did-what-to-whom"].right == 1
    assert criteria["with sectors"].right == 0


def test_order_of_parties_and_sectors_does_not_matter(compare: Any) -> None:
    gold, coded = event(actors="SYR REB PRM, IRN GOV"), event(actors="IRN GOV, SYR PRM REB")
    assert compare([gold], [coded]).criteria["with sectors"].right == 1


def test_a_party_too_many_only_overlaps(compare: Any) -> None:
    criteria = compare([event()], [event(actors="PAK GOV, CHN GOV")]).criteria
    assert criteria["who-did-what-to-whom"].right == 0
    assert criteria["type and overlap"].right == 1


def test_empty_recipients_overlap_with_empty_ones_only(compare: Any) -> None:
    criteria = compare([event("AGREE", recipients="")], [event("AGREE", recipients="IND GOV")]).criteria
    assert criteria["type and overlap"].right == 0


def test_one_gold_record_matches_one_coded_record(compare: Any) -> None:
    tally = compare([event()], [event(), event()]).criteria["who-did-what-to-whom"]
    assert (tally.right, tally.coded, tally.gold) == (1, 2, 1)


def test_optional_record_is_neither_miss_nor_error(compare: Any) -> None:
    gold = [event(optional=True)]
    assert compare(gold, [event()]).criteria["who-did-what-to-whom"].coded == 0
    assert compare(gold, []).criteria["who-did-what-to-whom"].gold == 0
    assert compare(gold, [event()]).silent == 1


def test_silence_is_broken_by_an_event_too_many(compare: Any) -> None:
    assert (compare([], []).silent, compare([], [event()]).silent) == (1, 0)


def test_missing_article_counts_as_coded_without_events(compare: Any) -> None:
    result = compare([event()], None)
    assert result.criteria["who-did-what-to-whom"].recall == 0.0


def test_articles_that_gold_lacks_count_for_nothing_and_are_told(tmp_path: Path) -> None:
    write(tmp_path / "gold.jsonl", [{"id": "a", "events": []}])
    write(tmp_path / "coded.jsonl", [{"id": "a", "events": []}, {"id": "b", "events": [event()]}])
    result = score_files(tmp_path / "gold.jsonl", tmp_path / "coded.jsonl")
    assert result.strangers == 1
    assert result.criteria["who-did-what-to-whom"].coded == 0


def test_best_agreeing_pair_is_matched_first(compare: Any) -> None:
    planned, done = event(status="future", quote="Later."), event(status="actual", quote="Now.")
    assert compare([planned, done], [done, planned]).fields["status"].share == 1.0


def test_matching_is_as_large_as_it_can_be(compare: Any) -> None:
    wide, narrow = event(actors="PAK GOV, CHN GOV", quote="One."), event(actors="PAK GOV", quote="Two.")
    coded = [event(actors="PAK GOV", quote="One."), event(actors="CHN GOV", quote="Three.")]
    assert compare([wide, narrow], coded).criteria["type and overlap"].right == 2


def test_voice_is_right_by_kind_and_country(compare: Any) -> None:
    gold = event(voice={"kind": "actor", "text": "Khan", "code": "PAK GOV"})
    same = event(voice={"kind": "actor", "text": "Islamabad", "code": "PAK MIL"})
    other = event(voice={"kind": "actor", "text": "Delhi", "code": "IND GOV"})
    assert compare([gold], [same]).fields["voice"].right == 1
    assert compare([gold], [other]).fields["voice"].right == 0


def test_place_counts_only_where_gold_tells_one(compare: Any) -> None:
    lahore = {"text": "Lahore", "country": "PAK"}
    assert compare([event()], [event(place=lahore)]).fields["place"].all == 0
    assert compare([event(place=lahore)], [event()]).fields["place"].share == 0.0


def test_misses_are_listed_with_codes_and_quote(compare: Any) -> None:
    missed, wrong = compare([event()], [event(recipients="")]).misses
    assert describe_miss(missed).split() == [
        "missed", "a", "ACCUSE", "PAK", "GOV", "->", "IND", "GOV", "Islamabad", "blamed", "Delhi.",
    ]  # fmt: skip
    assert "PAK GOV -> -" in describe_miss(wrong)


@pytest.mark.parametrize(
    ("gold", "coded", "missed", "wrong"),
    [
        (event(), event("REJECT"), "wrong type", "wrong type"),
        (event(), event(actors="IND GOV", recipients="PAK GOV"), "wrong direction", "wrong direction"),
        (event(), event(recipients=""), "recipients: none", "recipients: none"),
        (event(recipients=""), event(), "recipients: too many", "recipients: too many"),
        (event(), event(recipients="IND GOV, CHN GOV"), "recipients: wrong country", "recipients: wrong country"),
        (event(), event(actors="IRN GOV"), "actors: wrong country", "actors: wrong country"),
        (event(), event(actors="IRN GOV", recipients="IRQ GOV"), "both parties", "both parties"),
        (event(), event("REJECT", actors="IRN GOV"), "type and parties", "type and parties"),
        (event(), event("REJECT", actors="IRN GOV", quote="Tehran said no."), "not seen", "not an event"),
    ],
)
def test_missed_and_wrong_records_of_one_act_have_one_cause(
    compare: Any, gold: Record, coded: Record, missed: str, wrong: str
) -> None:
    assert {miss.kind: miss.cause for miss in compare([gold], [coded]).misses} == {"missed": missed, "wrong": wrong}


def test_a_second_record_of_an_act_is_told_twice(compare: Any) -> None:
    assert [miss.cause for miss in compare([event()], [event(), event()]).misses] == ["told twice"]


def test_each_record_shares_its_cause_with_one_other_at_most(compare: Any) -> None:
    result = compare([event()], [event("REJECT"), event("THREATEN")])
    assert [(miss.kind, miss.cause) for miss in result.misses] == [
        ("missed", "wrong type"),
        ("wrong", "wrong type"),
        ("wrong", "not an event"),
    ]


def test_causes_are_printed_with_counts_and_the_most_frequent_first(compare: Any) -> None:
    quiet = event("AGREE", quote="They signed.")
    printed = list(describe_causes(compare([event()], [event("REJECT"), quiet, quiet, quiet]), 1))
    assert [line.partition(":")[0] for line in printed if not line.startswith("  ")] == ["not an event", "wrong type"]
    assert printed[0].endswith("(0 missed, 3 wrong)")
    assert printed[2].endswith("(1 missed, 1 wrong)")


def test_differing_fields_of_matched_records_are_counted(compare: Any) -> None:
    assert list(describe_causes(compare([event()], [event(status="future")]), 1)) == [
        "status: differs in 1 of 1 matched records"
    ]


def test_articles_as_values_are_scored_like_their_gold_form() -> None:
    record = Event(
        type="ACCUSE",
        status="actual",
        actors=(Party("Islamabad", "PAK GOV"),),
        recipients=(Party("Delhi", "IND GOV"),),
        voice=Voice("actor", "Khan", "PAK GOV"),
        place=Place("Lahore", "PAK"),
        quote=Evidence("Islamabad blamed Delhi.", 0, 23, 0, 23),
    )
    article = Article(id="a", text="Islamabad blamed Delhi.", events=(record,))
    result = score([article], [article])
    assert result.criteria["with sectors"].f1 == 1.0
    assert {field: accuracy.share for field, accuracy in result.fields.items()} == {
        "status": 1.0,
        "voice": 1.0,
        "place": 1.0,
    }


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{nonsense", "malformed"),
        ('{"id": "b"}', "events"),
        ('{"id": "b", "events": [{"type": 3, "actors": [], "recipients": []}]}', "$.events[0].type"),
        ('{"id": "b", "events": [{"type": "AID", "actors": "PAK", "recipients": []}]}', "$.events[0].actors"),
    ],
)
def test_malformed_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "events": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        score_files(path, path)
    assert str(raised.value).startswith(f"{path}:2: ")
    assert complaint in str(raised.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.jsonl: the file cannot be read"):
        score_files(tmp_path / "nowhere.jsonl", tmp_path / "nowhere.jsonl")


# Few values, so that records often fit several others and ties must be broken the same way.
codes = st.sampled_from(["PAK GOV", "PAK MIL", "IND GOV", "SYR REB PRM", "SYR PRM REB", "UNO", "IMG"])
parties = st.lists(codes.map(lambda code: {"text": "", "code": code}), max_size=2)
voices = st.one_of(
    st.just({"kind": "narrator", "text": "", "code": ""}),
    st.just({"kind": "media", "text": "state TV", "code": None}),
    st.builds(lambda code: {"kind": "actor", "text": "he", "code": code}, codes),
)
records = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["AGREE", "ACCUSE"]),
        "status": st.sampled_from(["actual", "future"]),
        "actors": parties,
        "recipients": parties,
        "voice": voices,
        "place": st.sampled_from([None, {"text": "Lahore", "country": "PAK"}, {"text": "Delhi", "country": "IND"}]),
        "quote": st.sampled_from(["They met.", "They argued."]),
        "optional": st.booleans(),
    }
)
corpora = st.dictionaries(st.sampled_from("abc"), st.lists(records, max_size=7))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    if not TOOL.exists():
        pytest.skip("the codebook's scoring tool (../shared/tools/score.py) is not beside this checkout")
    spec = importlib.util.spec_from_file_location("codebook_score", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(gold=corpora, coded=corpora)
@settings(max_examples=300, deadline=None)
def test_figures_agree_with_the_codebooks_tool(
    tool: ModuleType, tmp_path_factory: pytest.TempPathFactory, gold: Any, coded: Any
) -> None:
    folder = tmp_path_factory.mktemp("scores")
    for name, articles in (("gold", gold), ("coded", coded)):
        write(folder / f"{name}.jsonl", [{"id": id, "events": events} for id, events in articles.items()])
    mine = score_files(folder / "gold.jsonl", folder / "coded.jsonl")
    tally, fields, silence, misses = tool.score([{"id": id, "events": events} for id, events in gold.items()], coded)
    assert {name: (t.right, t.coded, t.gold) for name, t in mine.criteria.items()} == {
        name: (t["right"], t["coded"], t["gold"]) for name, t in tally.items()
    }
    assert {name: (a.right, a.all) for name, a in mine.fields.items()} == {
        name: (fields[name, "right"], fields[name, "all"]) for name in ("status", "voice", "place")
    }
    assert (mine.silent, mine.quiet) == (silence["silent"], silence["articles"])
    assert [(miss.kind, miss.article, miss.event.quote) for miss in mine.misses] == [
        (kind, article, record["quote"]) for kind, article, record in misses
    ]


def test_printed_figures_are_those_of_the_codebooks_tool(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = [{"id": "a", "events": [event(), event("AGREE", recipients="")]}, {"id": "b", "events": []}]
    coded = [{"id": "a", "events": [event(status="future"), event("AGREE")]}, {"id": "b", "events": [event()]}]
    write(tmp_path / "gold.jsonl", gold)
    write(tmp_path / "coded.jsonl", coded)
    arguments = ["score.py", str(tmp_path / "gold.jsonl"), str(tmp_path / "coded.jsonl"), "--misses", "9"]
    monkeypatch.setattr("sys.argv", arguments)
    tool.main()
    mine = score_files(tmp_path / "gold.jsonl", tmp_path / "coded.jsonl")
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [*map(describe_miss, mine.misses), *str(mine).splitlines()] == printed
