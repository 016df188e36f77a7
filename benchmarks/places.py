"""Measures how well places are found and resolved on local news marked by hand, and fits the weights of the resolver.

python benchmarks/places.py ../shared/data/places/lgl_dev.jsonl              figures of the package as it is
python benchmarks/places.py ../shared/data/places/lgl_dev.jsonl --folds      resolving, weights fitted on other papers
python benchmarks/places.py ../shared/data/places/lgl_dev.jsonl --fit        fit the weights on all and write them
"""

import argparse
import json
import time
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from dragoman.places.gazetteer import TABLES, load_gazetteer
from dragoman.places.resolve import (
    FEATURES,
    Floats,
    Group,
    add_support,
    group_spans,
    resolve_spans,
    score_groups,
    split_softmax,
    static_features,
)

Article = dict[str, Any]
NEAR = 161.0
FOLDS = 5
# The marked articles come without the countries of their actors, so this weight cannot be fitted: a country that the
# coder found acting speaks for its places about as loud as one that the article names in every other place.
COUNTRY_TOLD = 2.0
# Holds the weights back: squared, per feature, against the summed log likelihood of some thousand names.
RIDGE = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--write", type=Path, help="write the places found, one article a line")
    arguments = parser.parse_args()
    articles = [json.loads(line) for line in arguments.gold.open(encoding="utf8")]
    if arguments.fit:
        write_weights(fit(articles))
    elif arguments.folds:
        print_folds(articles)
    else:
        print_resolved(articles)
        print_found(articles, arguments.write)


def print_resolved(articles: Sequence[Article]) -> None:
    near = total = 0
    load_gazetteer()
    begin = time.perf_counter()
    for article in articles:
        spans = [(place["start"], place["end"]) for place in article["places"]]
        for gold, answer in zip(article["places"], resolve_spans(article["text"], spans), strict=True):
            near += answer.place is not None and kilometres(gold, answer.place) <= NEAR
            total += 1
    took = (time.perf_counter() - begin) / len(articles) * 1000
    print(f"gold spans: within {NEAR:.0f} km {near / total:.3f} of {total}; {took:.2f} ms an article")


def print_found(articles: Sequence[Article], path: Path | None) -> None:
    from dragoman.language import load_parser
    from dragoman.places import find_places

    parser = load_parser()
    lines, found, coded, gold, near = [], 0, 0, 0, 0
    took = 0.0
    for article, sentences in zip(articles, parser.pipe([article["text"] for article in articles]), strict=True):
        begin = time.perf_counter()
        mentions = find_places(sentences, nationalities=True)
        took += time.perf_counter() - begin
        places = [
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "latitude": mention.latitude,
                "longitude": mention.longitude,
            }
            for mention in mentions
        ]
        lines.append(json.dumps({"id": article["id"], "places": places}, ensure_ascii=False))
        taken: set[int] = set()
        for place in places:
            for number, right in enumerate(article["places"]):
                if number not in taken and min(place["end"], right["end"]) > max(place["start"], right["start"]):
                    taken.add(number)
                    near += place["latitude"] is not None and distance(place, right) <= NEAR
                    break
        found += len(taken)
        coded += len(places)
        gold += len(article["places"])
    precision, recall = found / coded, found / gold
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"found: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}; "
        f"{took / len(articles) * 1000:.2f} ms an article"
    )
    print(f"of the found within {NEAR:.0f} km {near / found:.3f}; of all gold {near / gold:.3f}")
    if path:
        path.write_text("\n".join(lines) + "\n", encoding="utf8")


def print_folds(articles: Sequence[Article]) -> None:
    """Resolve each article with weights fitted on the articles of other newspapers."""
    sources = sorted({article["source"] for article in articles})
    near = total = 0
    for fold in range(FOLDS):
        held = set(sources[fold::FOLDS])
        weights = fit([article for article in articles if article["source"] not in held])
        for article in articles:
            if article["source"] in held:
                groups, gold = prepared(article)
                for group, probabilities in zip(groups, score_groups(groups, (), weights), strict=True):
                    for span in group.spans:
                        total += 1
                        if group.candidates:
                            best = group.candidates[int(np.argmax(probabilities))]
                            near += kilometres(gold[span], best) <= NEAR
    print(f"gold spans, weights from other newspapers: within {NEAR:.0f} km {near / total:.3f} of {total}")


def prepared(article: Article) -> tuple[list[Group], list[dict[str, Any]]]:
    spans = [(place["start"], place["end"]) for place in article["places"]]
    return group_spans(article["text"], spans, load_gazetteer()), article["places"]


def fit(articles: Sequence[Article]) -> list[Floats]:
    """Fit the weights of each pass: a conditional logit, right being every place near enough to the gold one."""
    data = []
    for article in articles:
        groups, gold = prepared(article)
        if not any(group.candidates for group in groups):
            continue
        right = [
            float(any(kilometres(gold[span], place) <= NEAR for span in group.spans))
            for group in groups
            for place in group.candidates
        ]
        data.append((groups, static_features(groups, ()), np.array(right)))
    weights: list[Floats] = []
    for _ in range(2):
        weight = fit_pass(data)
        weights.append(weight)
        data = [
            (groups, add_support(features, groups, split_softmax(features @ weight, groups)), right)
            for groups, features, right in data
        ]
    return weights


def fit_pass(data: Sequence[tuple[list[Group], Floats, Floats]]) -> Floats:
    rows, rights, sizes, counts = [], [], [], []
    for groups, features, right in data:
        start = 0
        for group in groups:
            end = start + len(group.candidates)
            if len(group.candidates) > 1 and 0 < right[start:end].sum() < end - start:
                rows.append(features[start:end])
                rights.append(right[start:end])
                sizes.append(end - start)
                counts.append(sqrt(len(group.spans)))
            start = end
    stacked, right_all, count = np.concatenate(rows), np.concatenate(rights), np.array(counts)
    firsts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weight: Floats) -> tuple[float, Floats]:
        sums = stacked @ weight
        sums = sums - np.maximum.reduceat(sums, firsts)[owner]
        exponents = np.exp(sums)
        every, correct = np.add.reduceat(exponents, firsts), np.add.reduceat(exponents * right_all, firsts) + 1e-12
        value = float((count * (np.log(every) - np.log(correct))).sum() + RIDGE * weight @ weight)
        share = exponents / every[owner] - exponents * right_all / correct[owner]
        return value, stacked.T @ (share * count[owner]) + 2 * RIDGE * weight

    start = np.zeros(len(FEATURES))
    answer: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return answer


def write_weights(weights: Sequence[Floats]) -> None:
    for weight in weights:
        weight[FEATURES.index("country told")] = COUNTRY_TOLD
    lines = [
        "# Weights by which a place is chosen among those of one name; fitted by benchmarks/places.py --fit.",
        "# Learned from public research corpora of news with places marked by hand; MIT. Checked up to 2026-11-24.",
        "\t".join(["feature", *(f"pass {number}" for number in range(1, len(weights) + 1))]),
    ]
    lines += [
        "\t".join([name, *(f"{weight[number]:.4f}" for weight in weights)]) for number, name in enumerate(FEATURES)
    ]
    (TABLES / "weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf8")
    print("\n".join(lines[2:]))


def kilometres(gold: dict[str, Any], place: Any) -> float:
    return distance(gold, {"latitude": place.latitude, "longitude": place.longitude})


def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Great-circle distance on a sphere of 6371 km."""
    lat1, lon1, lat2, lon2 = map(radians, (one["latitude"], one["longitude"], other["latitude"], other["longitude"]))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(half)))


if __name__ == "__main__":
    main()
