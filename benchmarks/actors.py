"""Prints how often gold mentions of a file get the right country and code, and how often a mention is found.

The file is JSONL, an article a line: either gold records, whose parties are looked for from their quote on, or articles
with "mentions" of their own, {"text", "code", "start"}, such as benchmarks/data/actor_mentions.jsonl.

Usage: python benchmarks/actors.py FILE.jsonl [--parsed CACHE.msgpack] [--every N] [--errors N]
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dragoman.actors import code_span, find_words, read_actors
from dragoman.language import load_parser
from dragoman.records import Sentence


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("records", type=Path)
    arguments.add_argument("--parsed", type=Path, help="keep the parses here between runs")
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--errors", type=int, default=0, help="print so many mentions that came out wrong")
    options = arguments.parse_args()
    lines = options.records.read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines if line.strip()][:: options.every]
    parses = _parses(articles, options.parsed)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    spent = 0.0
    seen: set[tuple[int, int, str, str]] = set()
    for number, (article, sentences) in enumerate(zip(articles, parses, strict=True)):
        began = time.perf_counter()
        read = read_actors(sentences, date=article.get("date", ""), title=article.get("title", ""))
        spent += time.perf_counter() - began
        counts["articles"] += 1
        counts["words"] += len(article["text"].split())
        for text, gold, start in _gold(article):
            if start < 0:
                counts["not in the text"] += 1
                continue
            key = (number, start, text, gold)
            if key in seen:
                continue
            seen.add(key)
            end = start + len(text)
            coded = code_span(read, article["text"], start, end)
            country = gold.split(" ")[0]
            counts["parties"] += 1
            codes = (coded.code, *coded.also)
            right = any(code.split(" ")[0] == country for code in codes)
            counts["country"] += right
            counts["code"] += gold in codes
            counts["several"] += bool(coded.also)
            counts["several right"] += bool(coded.also) and right
            near_by = [one for one in read.mentions if one.start < end and one.end > start]
            hit = any(one.code.split(" ")[0] == country for one in near_by)
            counts["found"] += hit
            if gold not in codes:
                mark = "  " if right else ("C " if not hit else "c ")
                wrong.append(f"{mark}{article['id']}: {text!r} gold {gold} got {'; '.join(codes)} ({coded.why})")
    total = counts["parties"]
    print(f"{options.records.name}: {counts['articles']} articles, {total} mentions")
    for name in ("country", "code", "found"):
        print(f"{name:8} {counts[name] / max(1, total):.3f}")
    print(
        f"of {counts['several']} mentions read as several, {counts['several right']} have the right country among them"
    )
    print(f"time     {1000 * spent / max(1, counts['words']) * 280:.2f} ms for 280 words")
    for line in wrong[: options.errors]:
        print(line)


def _gold(article: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield an article's gold mentions: text, code, and where it stands (-1: nowhere)."""
    for one in article.get("mentions", ()):
        yield one["text"], one["code"], one["start"]
    for event in article.get("events", ()):
        near = max(article["text"].find(event["quote"]), 0)
        for party in event["actors"] + event["recipients"]:
            if party["text"]:
                yield party["text"], party["code"], find_words(article["text"], party["text"], near)


def _parses(articles: list[dict[str, Any]], kept: Path | None) -> list[list[Sentence]]:
    if kept is not None and kept.is_file():
        return msgspec.msgpack.decode(kept.read_bytes(), type=list[list[Sentence]])
    parses = list(load_parser().pipe([article["text"] for article in articles]))
    if kept is not None:
        kept.write_bytes(msgspec.msgpack.encode(parses))
    return parses


if __name__ == "__main__":
    main()
