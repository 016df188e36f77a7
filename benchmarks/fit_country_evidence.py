"""Fits country_evidence.tsv: how strongly each sign speaks for a country as that of an actor that none is told of.

Usage: python benchmarks/fit_country_evidence.py RECORDS.jsonl... [--parses FOLDER] [--folds 5] [--keep]

Prints the share of right countries among actors with two or more to choose from, file by file, each article judged by
weights that were fitted on other articles. With --keep the table is left as it is.
"""

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dragoman.actors import find_words, read_actors
from dragoman.actors.context import STATELESS
from dragoman.actors.resolve import read_phrase
from dragoman.language import load_parser
from dragoman.records import Sentence

TABLE = Path(__file__).parent.parent / "src/dragoman/actors/tables/country_evidence.tsv"


class Case(NamedTuple):
    """An unmarked gold party: its file and article, what speaks for each country in play, which one is right."""

    file: str
    article: str
    rows: list[dict[str, float]]
    right: int


class Sums(NamedTuple):
    """Cases as one matrix: a row a country, where each case's rows begin, and the row that is right of each."""

    values: NDArray[np.float64]
    starts: NDArray[np.int64]
    right: NDArray[np.int64]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("records", type=Path, nargs="+")
    arguments.add_argument("--parses", type=Path, help="folder of parses, <stem>.mp, as kept by benchmarks/actors.py")
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--penalty", type=float, default=8.0)
    arguments.add_argument("--keep", action="store_true", help="leave the table as it is")
    options = arguments.parse_args()
    cases = [case for path in options.records for case in read_cases(path, options.parses)]
    names = sorted({name for case in cases for row in case.rows for name in row})
    fold = [zlib.crc32(f"{case.file}:{case.article}".encode()) % options.folds for case in cases]
    hits: dict[str, list[bool]] = defaultdict(list)
    for number in range(options.folds):
        weights = fit(gather([case for case, one in zip(cases, fold, strict=True) if one != number], names), options)
        for case, one in zip(cases, fold, strict=True):
            if one == number:
                hits[case.file].append(best(case, dict(zip(names, weights, strict=True))) == case.right)
    for file, found in hits.items():
        print(f"{file}: {len(found)} unmarked actors, right: {np.mean(found):.3f}")
    whole = [hit for found in hits.values() for hit in found]
    weights = fit(gather(cases, names), options)
    fitted = dict(zip(names, weights, strict=True))
    seen = np.mean([best(case, fitted) == case.right for case in cases])
    print(f"all: {len(whole)} unmarked actors, right on unseen articles: {np.mean(whole):.3f}, on its own: {seen:.3f}")
    if options.keep:
        return
    lines = [
        "# How strongly each sign speaks for a country as that of an actor that none is told of (names: context.py).",
        "# Fitted by benchmarks/fit_country_evidence.py on coded articles: a conditional logit over their countries.",
        "# Checked up to: 2026-11-25",
        "# usual is set by hand: too few words have a country that mostly uses them.",
        "evidence\tweight",
        "usual\t2.000",
        *(f"{name}\t{weight:.3f}" for name, weight in fitted.items() if abs(weight) >= 0.005),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_cases(path: Path, parses: Path | None) -> list[Case]:
    """Return the unmarked gold parties of a file that have a choice of countries, the right one among them."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    kept = parses / f"{path.stem}.mp" if parses else None
    if kept is not None and kept.is_file():
        read = msgspec.msgpack.decode(kept.read_bytes(), type=list[list[Sentence]])
    else:
        read = list(load_parser().pipe([article["text"] for article in articles]))
    cases: list[Case] = []
    for article, sentences in zip(articles, read, strict=True):
        context = read_actors(sentences, date=article.get("date", ""), title=article.get("title", "")).context
        seen: set[tuple[int, str]] = set()
        for event in article["events"]:
            for party in event["actors"] + event["recipients"]:
                near = max(0, article["text"].find(event["quote"]))
                start = find_words(article["text"], party["text"], near)
                country = party["code"].split(" ")[0]
                if start < 0 or (start, country) in seen or country in STATELESS or country == "UNK":
                    continue
                seen.add((start, country))
                phrase = read_phrase(party["text"], context=context)
                if phrase.country or phrase.sort not in ("role", "weak", "measure") or not phrase.coded.code:
                    continue
                if phrase.reading is not None and phrase.reading.pair:
                    continue
                at = max((one.index for one in sentences if one.start <= start), default=0)
                stranger = phrase.reading is not None and phrase.reading.stranger
                values = context.evidence(at, start, "", phrase.sectors, stranger)
                if country in values and len(values) > 1:
                    names = list(values)
                    rows = [values[name] for name in names]
                    cases.append(Case(path.stem, article["id"], rows, names.index(country)))
    return cases


def gather(cases: Sequence[Case], names: Sequence[str]) -> Sums:
    """Put cases into one matrix with a column a name."""
    place = {name: index for index, name in enumerate(names)}
    counts = [len(case.rows) for case in cases]
    starts = np.concatenate(([0], np.cumsum(counts)))
    values = np.zeros((starts[-1], len(names)))
    for row, evidence in enumerate(row for case in cases for row in case.rows):
        for name, value in evidence.items():
            values[row, place[name]] = value
    right = starts[:-1] + np.array([case.right for case in cases])
    return Sums(values, starts, right)


def fit(sums: Sums, options: argparse.Namespace) -> list[float]:
    """Return the weights that make the right countries likeliest, by gradient descent with an L2 penalty."""
    weights: NDArray[np.float64] = np.zeros(sums.values.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    counts = np.diff(sums.starts)
    wanted = np.zeros(len(sums.values))
    wanted[sums.right] = 1.0
    for step in range(1, 401):
        scores = sums.values @ weights
        chances = np.exp(scores - np.repeat(np.maximum.reduceat(scores, sums.starts[:-1]), counts))
        chances /= np.repeat(np.add.reduceat(chances, sums.starts[:-1]), counts)
        slope = options.penalty * weights + sums.values.T @ (chances - wanted)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return [float(weight) for weight in weights]


def best(case: Case, weights: dict[str, float]) -> int:
    """Return the row of a case with the highest score."""
    return int(np.argmax([sum(weights[name] * value for name, value in row.items()) for row in case.rows]))


if __name__ == "__main__":
    main()
