"""Prints how often gold parties of a records file get the right country and code, and how often a mention is found.

Usage: python benchmarks/actors.py RECORDS.jsonl [--parsed CACHE.msgpack] [--every N] [--errors N]
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import msgspec

from dragoman.actors import code_span, find_words, read_actors
from dragoman.language import load_parser
from dragoman.records import Sentence


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("records", type=Path)
    arguments.add_argument("--parsed", type=Path, help="keep the parses here between runs")
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--errors", type=int, default=0, help="print so many parties that came out wrong")
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
        for event in article["events"]:
            for party in event["actors"] + event["recipients"]:
                text = party["text"]
                if not text:
                    continue
                near = article["text"].find(event["quote"])
                start = find_words(article["text"], text, max(near, 0))
                if start < 0:
                    counts["not in the text"] += 1
                    continue
                key = (number, start, text, party["code"])
                if key in seen:
                    continue
                seen.add(key)
                end = start + len(text)
                coded = code_span(read, article["text"], start, end)
                country = party["code"].split(" ")[0]
                counts["parties"] += 1
                codes = (coded.code, *coded.also)
                right = any(code.split(" ")[0] == country for code in codes)
                counts["country"] += right
                counts["code"] += party["code"] in codes
                counts["several"] += bool(coded.also)
                counts["several right"] += bool(coded.also) and right
                near_by = [one for one in read.mentions if one.start < end and one.end > start]
                hit = any(one.code.split(" ")[0] == country for one in near_by)
                counts["found"] += hit
                if party["code"] not in codes:
                    mark = "  " if right else ("C " if not hit else "c ")
                    wrong.append(
                        f"{mark}{article['id']}: {text!r} gold {party['code']} got {'; '.join(codes)} ({coded.why})"
                    )
    total = counts["parties"]
    print(f"{options.records.name}: {counts['articles']} articles, {total} parties with a text")
    for name in ("country", "code", "found"):
        print(f"{name:8} {counts[name] / max(1, total):.3f}")
    print(
        f"of {counts['several']} parties read as several, {counts['several right']} have the right country among them"
    )
    print(f"time     {1000 * spent / max(1, counts['words']) * 280:.2f} ms for 280 words")
    for line in wrong[: options.errors]:
        print(line)


def _parses(articles: list[dict[str, str]], kept: Path | None) -> list[list[Sentence]]:
    if kept is not None and kept.is_file():
        return msgspec.msgpack.decode(kept.read_bytes(), type=list[list[Sentence]])
    parses = list(load_parser().pipe([article["text"] for article in articles]))
    if kept is not None:
        kept.write_bytes(msgspec.msgpack.encode(parses))
    return parses


if __name__ == "__main__":
    main()
