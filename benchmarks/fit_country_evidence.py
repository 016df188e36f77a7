"""Fits country_evidence.tsv: how strongly each sign speaks for a country as that of an actor that none is told of.

Usage: python benchmarks/fit_country_evidence.py RECORDS.jsonl... [--parses FOLDER] [--check RECORDS.jsonl]
"""

import argparse
import json
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from dragoman.actors import find_words, read_actors
from dragoman.actors.context import STATELESS
from dragoman.actors.resolve import read_phrase
from dragoman.language import load_parser
from dragoman.records import Sentence

TABLE = Path(__file__).parent.parent / "src/dragoman/actors/tables/country_evidence.tsv"
Case = tuple[list[str], list[dict[str, float]], int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("records", type=Path, nargs="+")
    arguments.add_argument("--parses", type=Path, help="folder of parses, <stem>.mp, as kept by benchmarks/actors.py")
    arguments.add_argument("--check", type=Path, help="records to print the share of right countries on")
    arguments.add_argument("--penalty", type=float, default=10.0)
    options = arguments.parse_args()
    cases = [case for path in options.records for case in read_cases(path, options.parses)]
    weights = fit(cases, options.penalty)
    print(f"{len(cases)} unmarked actors, right: {share_right(cases, weights):.3f}")
    if options.check:
        held = read_cases(options.check, options.parses)
        print(f"{options.check.name}: {len(held)} unmarked actors, right: {share_right(held, weights):.3f}")
    lines = [
        "# How strongly each sign speaks for a country as that of an actor that none is told of (names: context.py).",
        "# Fitted by benchmarks/fit_country_evidence.py on coded articles: a conditional logit over their countries.",
        "# Checked up to: 2026-11-24",
        "# usual is set by hand: too few words have a country that mostly uses them.",
        "evidence\tweight",
        "usual\t1.000",
        *(f"{name}\t{weight:.3f}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.0005),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_cases(path: Path, parses: Path | None) -> list[Case]:
    """Return the unmarked gold parties of a file: the countries in play, the evidence for each, the right one."""
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
                at = max((one.index for one in sentences if one.start <= start), default=0)
                values = context.evidence(at, start, "", phrase.sectors)
                if country in values and len(values) > 1:
                    names = list(values)
                    cases.append((names, [values[name] for name in names], names.index(country)))
    return cases


def fit(cases: list[Case], penalty: float) -> dict[str, float]:
    """Return the weights that make the right countries likeliest, by gradient descent with an L2 penalty."""
    names = sorted({name for _, rows, _ in cases for row in rows for name in row})
    index = {name: place for place, name in enumerate(names)}
    tables = []
    for _, rows, right in cases:
        table = np.zeros((len(rows), len(names)))
        for place, row in enumerate(rows):
            for name, value in row.items():
                table[place, index[name]] = value
        tables.append((table, right))
    weights: NDArray[np.float64] = np.zeros(len(names))
    speed, first, second = 0.05, np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, 201):
        slope = penalty * weights
        for table, right in tables:
            scores = table @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            slope += chances @ table - table[right]
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= speed * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return dict(zip(names, (float(weight) for weight in weights), strict=True))


def share_right(cases: list[Case], weights: dict[str, float]) -> float:
    """Return the share of cases whose right country has the highest score."""
    right = 0
    for _, rows, answer in cases:
        scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in rows]
        right += int(np.argmax(scores)) == answer
    return right / max(1, len(cases))


if __name__ == "__main__":
    main()
