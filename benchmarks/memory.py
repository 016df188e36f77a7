"""Memory of one process while it codes a long stream: resident megabytes after each tenth of it.

python benchmarks/memory.py [--articles 10000] [--words 60]
"""

import argparse
from itertools import islice
from pathlib import Path

from speed import make_articles

import dragoman


def resident() -> float:
    """Megabytes that the process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--words", type=int, default=60)
    args = options.parse_args()
    made = make_articles(min(args.articles, 500), args.words)
    stream = (made[number % len(made)] for number in range(args.articles))
    coded = dragoman.load().pipe(stream)
    step = max(1, args.articles // 10)
    print(f"{'articles':>10} {'MB':>7}")
    for done in range(step, args.articles + 1, step):
        for _ in islice(coded, step):
            pass
        print(f"{done:>10} {resident():>7.0f}", flush=True)


if __name__ == "__main__":
    main()
