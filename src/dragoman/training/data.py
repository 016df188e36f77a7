"""Where the training data lie, and how a part of them is held back by a rule that does not depend on chance."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from dragoman.language import Parser
from dragoman.records import Article
from dragoman.records.gold import read_jsonl
from dragoman.training.examples import Example, read_records, read_relations, read_roles

FOLDS = 8


class Corpus(msgspec.Struct, frozen=True):
    """All examples by the set that they come from, and the coded articles and passages themselves."""

    examples: dict[str, list[Example]]
    articles: dict[str, list[Article]]

    def outside(self, fold: int, folds: int = FOLDS) -> list[Example]:
        """Return the examples that a model may learn from when `fold` is held back; all of them for fold -1.

        Sentences of whole articles come twice: they are few, and they are what the coder is for.
        """
        twice = {**self.examples, "articles again": self.examples.get("articles", [])}
        return [e for examples in twice.values() for e in examples if fold_of(e.group, folds) != fold]

    def inside(self, name: str, fold: int, folds: int = FOLDS) -> list[Example]:
        """Return the held-back examples of one set."""
        return [example for example in self.examples[name] if fold_of(example.group, folds) == fold]

    def held_back(self, name: str, fold: int, folds: int = FOLDS) -> list[Article]:
        """Return the held-back articles or passages of one set, with their gold records."""
        return [article for article in self.articles[name] if fold_of(article.id, folds) == fold]


def fold_of(group: str, folds: int = FOLDS) -> int:
    """Return the fold, 0 to `folds` - 1, of an article, passage or row, by its name."""
    return zlib.crc32(group.encode()) % folds


def read_corpus(
    parser: Parser, written: Sequence[Path], shared: Path | None, sets: Sequence[str] | None = None
) -> Corpus:
    """Read everything that there is to learn from.

    Args:
        parser: parses it all.
        written: files of passages written for the project.
        shared: folder of the public research data, or None to learn from the passages alone.
        sets: names of the sets to read ("plv", "aw", "roles", "articles", or the name of a file of passages); all
            where it is None.
    """
    wanted = {*(path.stem for path in written), "articles", "plv", "aw", "roles"} if sets is None else frozenset(sets)
    examples: dict[str, list[Example]] = {}
    articles: dict[str, list[Article]] = {}
    records = {path.stem: path for path in written if path.stem in wanted}
    if shared is not None:
        if "articles" in wanted:
            records["articles"] = shared / "records/train.jsonl"
        for scheme, name, column in (("plv", "plv_train", "root"), ("aw", "aw_train", "political")):
            if scheme in wanted:
                path = shared / f"relations/{name}.tsv"
                examples[scheme] = read_relations(path, parser, scheme=scheme, label_column=column)
        if "roles" in wanted:
            examples["roles"] = read_roles(shared / "roles/cameo_train.jsonl", parser)
    for name, path in records.items():
        examples[name] = read_records(path, parser)
        articles[name] = list(read_jsonl(path))
    return Corpus(examples, articles)
