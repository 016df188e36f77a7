"""Fits the network to the examples: batches, the matching of marked events to words, the losses and the schedule."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn import functional as F

from dragoman.coder.draft import TRIGGERS
from dragoman.coder.labels import ROLES, Labels
from dragoman.language.wordpieces import WordPieces
from dragoman.records import Token
from dragoman.training.examples import EventLabel, Example
from dragoman.training.network import EventScores, Network


@dataclass(frozen=True)
class Settings:
    """How the network is fitted.

    Attributes:
        epochs: passes over the examples; batch: sentences a step.
        encoder_rate, head_rate: peak learning rates, reached after a tenth of the steps, falling to 0 at the end.
        silence: weight of a word that names no event against one that does.
        prior: how strongly, at the start, an event is tied to the word nearest to its parties in the parse; fades out.
        seed: of all that is random.
    """

    epochs: int = 7
    batch: int = 16
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    silence: float = 1.0
    prior: float = 1.0
    seed: int = 13


def fit(
    network: Network,
    examples: Sequence[Example],
    pieces: WordPieces,
    settings: Settings,
    report: Callable[[str], None] = print,
) -> None:
    """Train the network in place.

    Args:
        network: to train; it is left in evaluation mode.
        examples: of any mixture of schemes.
        pieces: the tokenizer that belongs to the encoder.
        settings: sizes, rates and seed.
        report: is told one line an epoch.
    """
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    priors = [_anchor_prior(example) for example in examples]
    steps = settings.epochs * math.ceil(len(examples) / settings.batch)
    optimizer = torch.optim.AdamW(
        [
            {"params": network.reader.parameters(), "lr": settings.encoder_rate},
            {"params": [*network.events.parameters(), *network.pairs.parameters()], "lr": settings.head_rate},
        ],
        weight_decay=0.01,
    )
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    network.train()
    step = 0
    for epoch in range(settings.epochs):
        totals: dict[str, float] = {}
        for batch in _batches(examples, settings.batch):
            fade = settings.prior * max(0.1, 1 - 2 * step / steps)
            losses = _losses(network, [examples[i] for i in batch], [priors[i] for i in batch], pieces, settings, fade)
            optimizer.zero_grad()
            torch.autograd.backward(torch.stack(list(losses.values())).sum())
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            for name, loss in losses.items():
                totals[name] = totals.get(name, 0.0) + loss.item()
        shown = "  ".join(f"{name} {total * settings.batch / len(examples):.3f}" for name, total in totals.items())
        report(f"epoch {epoch + 1}/{settings.epochs}  {shown}")
    network.eval()


def _batches(examples: Sequence[Example], size: int) -> Iterator[list[int]]:
    """Yield batches in random order, each of sentences of like length, so that little is padded."""
    order = list(range(len(examples)))
    random.shuffle(order)
    pools = [order[i : i + size * 32] for i in range(0, len(order), size * 32)]
    batches = []
    for pool in pools:
        pool.sort(key=lambda i: len(examples[i].tokens))
        batches += [pool[i : i + size] for i in range(0, len(pool), size)]
    random.shuffle(batches)
    yield from batches


def _losses(
    network: Network,
    batch: Sequence[Example],
    priors: Sequence[NDArray[np.float32]],
    pieces: WordPieces,
    settings: Settings,
    fade: float,
) -> dict[str, Tensor]:
    encoded = pieces([[token.text for token in example.tokens] for example in batch])
    present = torch.from_numpy(encoded.words)
    words = network.reader(
        torch.from_numpy(encoded.ids), torch.from_numpy(encoded.mask), torch.from_numpy(encoded.pool)
    )
    scores: EventScores = network.events(words, present)
    losses = _event_losses(scores, batch, priors, network.labels, settings, fade)
    losses |= _pair_losses(network, words, present, batch)
    return losses


def _event_losses(
    scores: EventScores,
    batch: Sequence[Example],
    priors: Sequence[NDArray[np.float32]],
    labels: Labels,
    settings: Settings,
    fade: float,
) -> dict[str, Tensor]:
    log_types = scores.types.log_softmax(-1)
    role_odds = F.logsigmoid(scores.roles)
    sums: dict[str, list[Tensor]] = {
        "type": [],
        "role": [],
        "status": [],
        "voice": [],
        "mode": [],
        "context": [],
        "implied": [],
    }
    for row, example in enumerate(batch):
        width = min(len(example.tokens), scores.types.shape[1])
        candidates = [i for i in range(width) if example.tokens[i].pos in TRIGGERS]
        matched = match(
            example.events,
            candidates,
            log_types[row, :width].detach(),
            role_odds[row, :width, :width].detach(),
            priors[row],
            labels,
            fade,
        )
        for word, event in matched:
            types = [labels.types.index(t) + 1 for t in event.types]
            sums["type"].append(-log_types[row, word, types].logsumexp(-1) * event.weight)
            sums["role"].append(_role_loss(scores.roles[row, word, :width], event, word) * event.weight)
            for name, label, names in (
                ("status", event.status, labels.statuses),
                ("voice", event.voice, labels.voices),
            ):
                if label is not None:
                    target = torch.tensor(names.index(label))
                    sums[name].append(F.cross_entropy(getattr(scores, name)[row, word], target) * event.weight)
            if event.modes is not None:
                own = [i for i, (kind, _) in enumerate(labels.modes) if kind in event.types]
                wanted = torch.tensor([float(labels.modes[i][1] in event.modes) for i in own])
                if own:
                    sums["mode"].append(F.binary_cross_entropy_with_logits(scores.modes[row, word, own], wanted))
            if event.contexts is not None:
                wanted = torch.tensor([float(context in event.contexts) for context in labels.contexts])
                sums["context"].append(F.binary_cross_entropy_with_logits(scores.contexts[row, word], wanted))
            for name in ("implied_actor", "implied_recipient"):
                sector = getattr(event, name)
                if sector is not None:
                    index = labels.implied.index(sector) + 1 if sector in labels.implied else 0
                    target = torch.tensor(index)
                    sums["implied"].append(F.cross_entropy(getattr(scores, name)[row, word], target) * event.weight)
        if example.complete:
            named = {word for word, _ in matched}
            silent = [i for i in candidates if i not in named]
            if silent:
                sums["type"].append(-settings.silence * log_types[row, silent, 0].sum())
    scale = {"type": 1.0, "role": 1.0, "status": 0.6, "voice": 0.6, "mode": 1.0, "context": 1.0, "implied": 0.4}
    return {name: scale[name] * torch.stack(parts).sum() / len(batch) for name, parts in sums.items() if parts}


def match(
    events: Sequence[EventLabel],
    candidates: Sequence[int],
    log_types: Tensor,
    role_odds: Tensor,
    prior: NDArray[np.float32],
    labels: Labels,
    fade: float,
) -> list[tuple[int, EventLabel]]:
    """Tie each marked event to the word that names it best, one to one (Hungarian matching).

    The data mark parties and types, not the words that name the acts; the network finds these by itself, helped at
    first by the parse.

    Args:
        events: E marked events; candidates: C words that may name one.
        log_types: [N, 1 + types] log-probabilities; role_odds: [N, N, roles] log-probabilities of the parts.
        prior: [E, N] distances in the parse between the event's parties and each word; fade: its weight.
    Returns: (word, event) pairs, as many as the smaller of E and C.
    """
    if not events or not candidates:
        return []
    costs = np.zeros((len(events), len(candidates)))
    types = log_types.numpy()
    odds = role_odds.numpy()
    for row, event in enumerate(events):
        wanted = [labels.types.index(t) + 1 for t in event.types]
        cost = -np.logaddexp.reduce(types[:, wanted], axis=1) + fade * prior[row, : types.shape[0]]
        for role, mentions in enumerate((event.actors, event.recipients)):
            for heads in mentions or ():
                inside = [head for head in heads if head < types.shape[0]]
                if inside:
                    cost = cost - 0.5 * odds[:, inside, role].max(axis=1)
        costs[row] = cost[list(candidates)]
    rows, columns = linear_sum_assignment(costs)
    return [(candidates[column], events[row]) for row, column in zip(rows, columns, strict=True)]


def _role_loss(scores: Tensor, event: EventLabel, word: int) -> Tensor:
    """Return the loss of one event's [N, roles] raw scores; roles that the data do not tell count nothing."""
    told = (event.actors, event.recipients, event.speakers, event.places)
    loss = scores.new_zeros(())
    for role in range(len(ROLES)):
        mentions = told[role]
        if mentions is None:
            continue
        wanted = torch.zeros(scores.shape[0])
        weight = torch.ones(scores.shape[0])
        for heads in mentions:
            inside = [head for head in heads if head < scores.shape[0]]
            if inside:
                nearest = min(inside, key=lambda head: abs(head - word))
                weight[inside] = 0.0
                wanted[nearest], weight[nearest] = 1.0, 2.0
        loss = loss + F.binary_cross_entropy_with_logits(scores[:, role], wanted, weight=weight, reduction="sum")
    return loss / 2


def _pair_losses(network: Network, words: Tensor, present: Tensor, batch: Sequence[Example]) -> dict[str, Tensor]:
    width = present.shape[1]
    chosen = [
        (row, pair)
        for row, example in enumerate(batch)
        for pair in example.pairs
        if max((*pair.source, *pair.target), default=0) < width
    ]
    if not chosen:
        return {}
    rows = [row for row, _ in chosen]
    source, target = torch.zeros(len(chosen), width), torch.zeros(len(chosen), width)
    for number, (_, pair) in enumerate(chosen):
        source[number, list(pair.source)] = 1
        target[number, list(pair.target)] = 1
    outputs = network.pairs(words[rows], present[rows], source, target)
    losses = []
    for scheme, scores in zip(network.pairs.schemes, outputs, strict=True):
        own = [i for i, (_, pair) in enumerate(chosen) if pair.scheme == scheme]
        if own:
            names = network.labels.schemes[scheme]
            wanted = torch.tensor([names.index(chosen[i][1].label) for i in own])
            losses.append(F.cross_entropy(scores[own], wanted, label_smoothing=0.1, reduction="sum"))
    return {"pair": torch.stack(losses).sum() / len(batch)}


def _anchor_prior(example: Example) -> NDArray[np.float32]:
    """Return [E, N] mean distances in the parse from each event's parties to each word, plus 1 for what is no verb."""
    tokens = example.tokens
    prior = np.zeros((len(example.events), len(tokens)), np.float32)
    if not example.events:
        return prior
    distances = _tree_distances(tokens)
    plain = np.array([0.0 if token.pos == "VERB" else 1.0 for token in tokens], np.float32)
    for row, event in enumerate(example.events):
        heads = [mention[0] for side in (event.actors, event.recipients) for mention in side or ()]
        prior[row] = plain + (distances[heads].mean(axis=0) if heads else 0)
    return prior


def _tree_distances(tokens: Sequence[Token]) -> NDArray[np.float32]:
    """Return [N, N] numbers of steps between words in the parse, 6 where it falls apart or lies further."""
    count = len(tokens)
    far = 6.0
    distances = np.full((count, count), far, np.float32)
    np.fill_diagonal(distances, 0)
    neighbours: list[list[int]] = [[] for _ in tokens]
    for i, token in enumerate(tokens):
        if token.head != i:
            neighbours[i].append(token.head)
            neighbours[token.head].append(i)
    for start in range(count):
        frontier, steps = [start], 0
        while frontier and steps < far - 1:
            steps += 1
            frontier = [n for i in frontier for n in neighbours[i] if distances[start, n] > steps and n != start]
            for n in frontier:
                distances[start, n] = steps
    return distances
