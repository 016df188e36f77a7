"""The coder: an article in, the same article with its event records out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np

from dragoman.actors import ActorDictionary, find_mentions, load_actors
from dragoman.coder.confidence import POLITICS, load_scale, rate
from dragoman.coder.draft import Draft, Thresholds, draft_events
from dragoman.coder.merge import Setting, make_records, ranked_countries, tells_only_crime
from dragoman.coder.model import WEIGHTS, Model, Reading
from dragoman.dates import event_date, find_dates
from dragoman.language import Parser, load_parser, quoted_words
from dragoman.language.parser import DEFAULT_PIPELINE
from dragoman.ontology import load_ontology
from dragoman.places import find_places
from dragoman.records import Article, Mention, Sentence

# Sentences from which on a text is taken for a whole article.
WHOLE_ARTICLE = 3
# The relation schemes that `relate` answers in.
SCHEMES = ("plover", "plv")


class Coder:
    """Codes articles: callable on one, `pipe` for a stream. Loaded once; keeps nothing of what it has read."""

    def __init__(
        self,
        model: Model,
        parser: Parser,
        *,
        folder: Path = WEIGHTS,
        min_confidence: float | None = None,
        actors: ActorDictionary | None = None,
    ) -> None:
        """Put a coder together; `load` does it with the program's own parts.

        Args:
            model: reads sentences. parser: splits and parses them.
            folder: holds the thresholds and the confidence scale that were fitted for the model.
            min_confidence: records below it are left out; None for the least that did best on held-back articles.
            actors: a dictionary of the user's, whose names win over the built-in ones.
        """
        self.model = model
        self.actors = actors
        self.min_confidence = min_confidence
        self._parser = parser
        self.ontology = load_ontology()
        self.thresholds = msgspec.json.decode((folder / "thresholds.json").read_bytes(), type=Thresholds)
        self.scale = load_scale(folder / "confidence.json")
        self._recipients = {t.name: t.recipient for t in self.ontology.types.values()}

    def __call__(self, article: Article) -> Article:
        """Code one article; one that is not in English comes back as it is, with its note."""
        return next(self.pipe([article]))

    def pipe(self, articles: Iterable[Article], batch_size: int = 8) -> Iterator[Article]:
        """Code a stream of articles, yielding them in order; `batch_size` of them are parsed and read together."""
        stream = iter(articles)
        while batch := list(islice(stream, batch_size)):
            texts = [article.text if article.language == "en" else "" for article in batch]
            parsed = list(self._parser.pipe(texts))
            words = [[token.text for token in sentence.tokens] for sentences in parsed for sentence in sentences]
            readings = iter(self.model.read(words))
            for article, sentences in zip(batch, parsed, strict=True):
                yield self._code(article, sentences, [next(readings) for _ in sentences])

    def relate(
        self, rows: Sequence[tuple[str, tuple[int, int], tuple[int, int]]], labels: str = "plover"
    ) -> list[tuple[str, float]]:
        """Say what the first of two marked parties does to the second.

        Args:
            rows: sentence, and the (start, end) offsets of source and target in it; an empty span for an implied one.
            labels: "plover" for the ontology's types, "plv" for the older cut.
        Returns: for each row the likeliest type and its probability.
        Raises: ValueError when there is no such scheme of labels.
        """
        if labels not in SCHEMES:
            raise ValueError(f"no scheme of labels named {labels!r}: choose one of {', '.join(SCHEMES)}")
        words, pairs = [], []
        for (_, *sides), sentences in zip(rows, self._parser.pipe([row[0] for row in rows]), strict=True):
            tokens = [token for sentence in sentences for token in sentence.tokens]
            words.append([token.text for token in tokens])
            spans = [[i for i, t in enumerate(tokens) if t.start < end and t.end > start] for start, end in sides]
            pairs.append((spans[0], spans[1]))
        names = self.model.labels.schemes[labels]
        return [(names[int(row.argmax())], float(row.max())) for row in self.model.relate(words, pairs, labels)]

    def _code(self, article: Article, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> Article:
        if not sentences:
            return article
        mentions = find_mentions(
            sentences, date=article.date, dateline=article.dateline, title=article.title, own=self.actors
        )
        by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            by_sentence.setdefault(mention.sentence, []).append(mention)
        quoted: dict[int, set[int]] = {}
        for index, word in quoted_words(sentences):
            quoted.setdefault(index, set()).add(word)
        drafts: list[Draft] = []
        for sentence, reading in zip(sentences, readings, strict=True):
            drafts += draft_events(
                sentence,
                reading,
                by_sentence.get(sentence.index, ()),
                self.model.labels,
                self.thresholds,
                self._recipients,
                quoted.get(sentence.index, frozenset()),
            )
        if not drafts:
            return article
        politics = float(np.mean([(1 - reading.types[:, 0]).max(initial=0.0) for reading in readings]))
        drafts = [draft._replace(parts={**draft.parts, POLITICS: politics}) for draft in drafts]
        acting = [mention.code[:3] for mention in mentions if mention.code]
        places = tuple(find_places(sentences, dateline=article.dateline, countries=acting))
        countries = ranked_countries(mentions, places, self.ontology)

        def day_of(draft: Draft) -> str:
            expressions = find_dates(draft.sentence, article.date)
            return event_date(expressions, draft.sentence, draft.trigger, draft.status)

        events = make_records(drafts, Setting(article, places, countries), self.ontology, day_of)
        least = self.thresholds.confidence if self.min_confidence is None else self.min_confidence
        sure = tuple(event for event in rate(events, self.scale, self.ontology) if event.confidence >= least)
        # A sentence or two tell too little of what the whole is about.
        if len(sentences) >= WHOLE_ARTICLE and tells_only_crime(sure, self.ontology):
            sure = ()
        return msgspec.structs.replace(article, events=sure)


def load(
    *,
    min_confidence: float | None = None,
    pipeline: str = DEFAULT_PIPELINE,
    threads: int = 0,
    weights: Path = WEIGHTS,
    actors: Sequence[str | Path] = (),
) -> Coder:
    """Load the coder.

    Args:
        min_confidence: records below it are left out, 0 to 1; None for the least that did best on held-back articles.
        pipeline: package of the spaCy pipeline that parses.
        threads: processor threads for the model; 0 for as many as there are cores.
        weights: folder of the model's files.
        actors: dictionaries of the user's own, as `load_actors` takes them; their names win over the built-in ones.
    Raises: DragomanError when the model, the pipeline or a dictionary is missing.
    """
    return Coder(
        Model(weights, threads=threads),
        load_parser(pipeline),
        folder=weights,
        min_confidence=min_confidence,
        actors=load_actors(actors) if actors else None,
    )
