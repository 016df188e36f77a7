"""A small fit on a few examples, so that the training cannot rot. The real one is `make train`."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the training extra (torch) is not installed")
pytest.importorskip("transformers", reason="the training extra (transformers) is not installed")

import msgspec
import torch

from dragoman.coder.coder import Coder
from dragoman.coder.confidence import Scale, features_of
from dragoman.coder.draft import Thresholds
from dragoman.coder.labels import Labels
from dragoman.coder.model import ROLE, WEIGHTS, Model
from dragoman.language import load_parser
from dragoman.language.wordpieces import WordPieces
from dragoman.ontology import load_ontology
from dragoman.records import Article, Event, Evidence, Party
from dragoman.training.calibrate import above, calibration_error, fit_scale, judge
from dragoman.training.data import fold_of
from dragoman.training.examples import head_of, read_records, read_relations, read_roles
from dragoman.training.export import export
from dragoman.training.fit import Settings, fit, match
from dragoman.training.network import Network, tiny_encoder
from dragoman.training.run import label_space, macro_f1

TOKENIZER = WEIGHTS / "tokenizer.json"


def record(type: str, actor: str, recipient: str, quote: str, **fields: object) -> dict[str, object]:
    return {
        "type": type,
        "modes": [],
        "status": "actual",
        "actors": [{"text": actor, "code": "PER GOV"}],
        "recipients": [{"text": recipient, "code": "CHL GOV"}],
        "place": None,
        "voice": {"kind": "narrator", "text": "", "code": ""},
        "contexts": [],
        "quote": quote,
        "optional": False,
    } | fields


def passages() -> list[dict[str, object]]:
    shelled, helped = "Peru shelled Chile.", "Peru paid Chile."
    return [
        {"id": f"p{n}", "date": "2020-01-01", "text": quote, "events": [record(type, "Peru", "Chile", quote)]}
        for n, (type, quote) in enumerate([("ASSAULT", shelled), ("AID", helped)] * 8)
    ] + [{"id": f"q{n}", "date": "2020-01-01", "text": "The rain fell.", "events": []} for n in range(8)]


@pytest.fixture(scope="module")
def labels() -> Labels:
    return label_space(load_ontology())


@pytest.fixture(scope="module")
def passage_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("data") / "passages.jsonl"
    path.write_text("\n".join(json.dumps(passage) for passage in passages()), encoding="utf8")
    return path


@pytest.fixture(scope="module")
def fitted(labels, passage_file, tmp_path_factory):
    """A tiny network fitted to the passages, and the folder that it was exported to."""
    examples = read_records(passage_file, load_parser())
    torch.manual_seed(0)
    network = Network(tiny_encoder(30522), labels)
    settings = Settings(epochs=30, batch=8, encoder_rate=3e-3, head_rate=3e-3)
    reports: list[str] = []
    fit(network, examples, WordPieces(TOKENIZER), settings, reports.append)
    folder = tmp_path_factory.mktemp("weights")
    export(network, TOKENIZER, folder)
    return network, folder, reports


def test_exported_model_has_learnt_the_types_and_the_silence(fitted, labels):
    _, folder, _ = fitted
    shelled, paid, rain = Model(folder).read(
        [["Peru", "shelled", "Chile", "."], ["Peru", "paid", "Chile", "."], ["The", "rain", "fell", "."]]
    )
    types = ("none", *labels.types)
    assert [types[int(reading.types[word].argmax())] for reading, word in ((shelled, 1), (paid, 1), (rain, 2))] == [
        "ASSAULT",
        "AID",
        "none",
    ]


def test_exported_model_has_learnt_who_acts_on_whom(fitted):
    reading = Model(fitted[1]).read([["Peru", "shelled", "Chile", "."]])[0]
    actor, recipient = reading.roles[1, :, ROLE["actor"]], reading.roles[1, :, ROLE["recipient"]]
    assert (int(actor.argmax()), int(recipient.argmax())) == (0, 2)


def test_exported_int8_model_gives_every_word_the_type_that_the_network_gives(fitted):
    network, folder, _ = fitted
    words = [["Peru", "shelled", "Chile", "."], ["Peru", "paid", "Chile", "."], ["The", "rain", "fell", "."]]
    batch = WordPieces(TOKENIZER)(words)
    with torch.no_grad():
        vectors = network.reader(*(torch.from_numpy(array) for array in (batch.ids, batch.mask, batch.pool)))
        scores = network.events(vectors, torch.from_numpy(batch.words))
    exported = [reading.types.argmax(axis=-1).tolist() for reading in Model(folder).read(words)]
    assert exported == scores.types.argmax(-1).tolist()


def test_exported_relation_head_scores_as_the_network_does(fitted, labels):
    network, folder, _ = fitted
    model, words = Model(folder), ["Peru", "shelled", "Chile", "."]
    vectors = torch.from_numpy(model.read([words])[0].words)[None]
    source, target = torch.zeros(1, 4), torch.zeros(1, 4)
    source[0, 0] = target[0, 2] = 1
    with torch.no_grad():
        scores = network.pairs(vectors, torch.ones(1, 4), source, target)[list(labels.schemes).index("plv")]
    assert model.relate([words], [((0,), (2,))], "plv")[0] == pytest.approx(scores.softmax(-1)[0].numpy(), abs=1e-4)


def test_fit_reports_each_epoch(fitted):
    assert [line.split()[1] for line in fitted[2]] == [f"{n}/30" for n in range(1, 31)]


def test_same_seed_gives_the_same_network(labels, passage_file):
    examples = read_records(passage_file, load_parser())[:8]
    weights = []
    for _ in range(2):
        torch.manual_seed(0)
        network = Network(tiny_encoder(30522), labels)
        fit(network, examples, WordPieces(TOKENIZER), Settings(epochs=1, batch=4), lambda line: None)
        weights.append(network.events.asks.weight.detach().clone())
    assert torch.equal(weights[0], weights[1])


def test_quote_goes_to_the_sentence_that_names_the_parties(tmp_path):
    text = "Nobody spoke. Peru shelled Chile."
    path = tmp_path / "one.jsonl"
    event = record("ASSAULT", "Peru", "Chile", text)
    path.write_text(json.dumps({"id": "a", "date": "", "text": text, "events": [event]}), encoding="utf8")
    assert [len(example.events) for example in read_records(path, load_parser())] == [0, 1]


def test_party_that_another_sentence_names_is_left_open(tmp_path):
    text = "Lima spoke. Shells fell on Chile."
    path = tmp_path / "one.jsonl"
    event = record("ASSAULT", "Lima", "Chile", "Shells fell on Chile.")
    path.write_text(json.dumps({"id": "a", "date": "", "text": text, "events": [event]}), encoding="utf8")
    (label,) = read_records(path, load_parser())[1].events
    assert (label.actors, label.recipients) == (None, [[3]])


def test_marked_relation_gives_both_the_pair_and_an_event(tmp_path):
    path = tmp_path / "relations.tsv"
    path.write_text("id\tmarked\troot\nr1\t<s>Peru</s> freed <t>two sailors</t>.\tYIELD\n", encoding="utf8")
    (example,) = read_relations(path, load_parser(), scheme="plv", label_column="root")
    assert example.pairs[0].source == (0,)
    assert example.pairs[0].target == (2, 3)
    assert example.events[0].types == ("CONCEDE", "RETREAT")
    assert not example.complete


def test_tagged_roles_give_an_event_of_one_of_a_quad_class(tmp_path):
    path = tmp_path / "roles.jsonl"
    row = {"id": "c1", "tokens": ["Peru", "shelled", "Chile", "."], "tags": ["B-S", "O", "B-T", "O"], "penta": 4}
    path.write_text(json.dumps(row), encoding="utf8")
    (example,) = read_roles(path, load_parser())
    assert (example.events[0].actors, example.events[0].recipients) == ([[0]], [[2]])
    assert "ASSAULT" in example.events[0].types


def test_head_of_a_name_with_its_role_is_the_word_the_others_hang_on():
    tokens = load_parser()("The foreign minister of Peru resigned.")[0].tokens
    assert tokens[head_of(tokens, range(5))].text == "minister"


def test_each_marked_event_is_tied_to_a_word_of_its_own(labels, passage_file):
    event = read_records(passage_file, load_parser())[0].events[0]
    log_types = torch.full((4, 1 + len(labels.types)), -5.0)
    log_types[1, labels.types.index("ASSAULT") + 1] = -0.1
    roles = torch.full((4, 4, 4), -1.0)
    matched = match([event, event], [1, 3], log_types, roles, np.zeros((2, 4), np.float32), labels, 0.0)
    assert sorted(word for word, _ in matched) == [1, 3]


def test_fold_of_an_article_depends_on_its_name_alone():
    assert {fold_of("gwn:1", 5) for _ in range(3)} == {fold_of("gwn:1", 5)}
    assert {fold_of(str(n), 5) for n in range(100)} == set(range(5))


def test_macro_f1_counts_every_label_alike():
    assert macro_f1(["A", "A", "A", "B"], ["A", "A", "A", "A"]) == pytest.approx((6 / 7 + 0) / 2)


def article_with(*confidences: float, type: str = "AID") -> Article:
    quote = Evidence("x", 0, 1, 0, 1)
    actors = (Party("Peru", "PER GOV"),)
    events = [
        Event(
            type=type, status="actual", actors=actors, quote=quote, confidence=sure, parts={"type": sure, "event": sure}
        )
        for sure in confidences
    ]
    return Article(id="a", text="x", events=tuple(events))


def test_calibration_error_is_how_far_confidence_and_share_right_lie_apart():
    coded = [article_with(0.75)] * 4
    gold = [article_with(1.0), article_with(1.0, type="AGREE")] * 2
    assert calibration_error(coded, gold, bins=1) == pytest.approx(0.25)


def test_scale_gives_records_that_were_right_more_confidence():
    sure, unsure = article_with(0.95), article_with(0.2)
    gold = [article_with(1.0)] * 40 + [article_with(1.0, type="AGREE")] * 40
    coded = [sure] * 40 + [unsure] * 40
    rows = [row for article in coded for row in features_of(article.events, load_ontology())]
    scale = fit_scale(rows, [ok for verdicts in judge(coded, gold) for ok in verdicts])
    high, low = scale(rows[0]), scale(rows[-1])
    assert high > 0.7 > 0.3 > low


def test_coded_record_is_right_when_type_and_countries_agree_with_a_gold_one():
    coded = msgspec.structs.replace(
        article_with(0.5), events=(*article_with(0.5).events, *article_with(0.5, type="AGREE").events)
    )
    assert judge([coded], [article_with(1.0)]) == [[True, False]]


def test_least_confidence_is_the_one_that_leaves_the_wrong_records_out():
    coded = article_with(0.9, 0.1)
    assert [event.confidence for event in above(coded, 0.5).events] == [0.9]


def test_calibrated_folder_loads_as_a_coder(fitted):
    folder = fitted[1]
    (folder / "thresholds.json").write_bytes(msgspec.json.encode(Thresholds()))
    (folder / "confidence.json").write_bytes(msgspec.json.encode(Scale(weights={}, bias=0.0)))
    coded = Coder(Model(folder), load_parser(), folder=folder)(Article(id="a", text="Peru shelled Chile."))
    parties = [(event.type, event.actors[0].code, event.recipients[0].code) for event in coded.events]
    assert parties == [("ASSAULT", "PER GOV", "CHL GOV")]
