"""Articles a second through the whole pipeline, beside the bare spaCy parse of the same articles in the same run.

    python benchmarks/speed.py [--articles 200] [--words 280] [--jobs 2]

The articles are put together from the project's own training passages; each process codes its share with one thread.
"""

import argparse
import json
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path

import dragoman
from dragoman.language import load_parser
from dragoman.records import Article

PASSAGES = Path(__file__).parent.parent / "training/data/written.jsonl"


def make_articles(count: int, words: int) -> list[Article]:
    with PASSAGES.open(encoding="utf8") as lines:
        passages = cycle([json.loads(line)["text"] for line in lines])
    articles = []
    for number in range(count):
        text = ""
        while len(text.split()) < words:
            text += next(passages) + "\n\n"
        articles.append(Article(id=str(number), text=text.strip(), date="2020-06-15"))
    return articles


def code(articles: list[Article]) -> tuple[float, int]:
    coder = dragoman.load(threads=1)
    coder(articles[0])
    start = time.perf_counter()
    events = sum(len(article.events) for article in coder.pipe(articles))
    return time.perf_counter() - start, events


def parse(articles: list[Article]) -> float:
    parser = load_parser()
    parser(articles[0].text)
    start = time.perf_counter()
    for _ in parser.pipe([article.text for article in articles]):
        pass
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=200)
    options.add_argument("--words", type=int, default=280)
    options.add_argument("--jobs", type=int, default=2)
    args = options.parse_args()
    articles = make_articles(args.articles, args.words)
    shares = [articles[i :: args.jobs] for i in range(args.jobs)]
    with ProcessPoolExecutor(args.jobs, mp_context=get_context("spawn")) as pool:
        parsed = max(pool.map(parse, shares))
        coded = list(pool.map(code, shares))
    slowest = max(seconds for seconds, _ in coded)
    mean = sum(len(article.text.split()) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {mean:.0f} words, {args.jobs} processes of one thread")
    print(f"bare spaCy parse  {len(articles) / parsed:6.1f} articles/s")
    print(f"whole pipeline    {len(articles) / slowest:6.1f} articles/s   ({sum(n for _, n in coded)} records)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process   {peak:6.0f} MB")


if __name__ == "__main__":
    main()
