"""The network in torch: one encoder that reads a sentence once, a head for its events and one for each relation scheme.

Every word may name an event. From a word's vector come the type (or none), status, voice, modes, contexts and implied
parties; from two words' vectors, whether the second is actor, recipient, speaker or place of the event that the first
names (biaffine scores as in dependency parsing: Dozat & Manning 2017). The relation heads score a pair of parties from
the mean of each, the mean of the sentence, and an attention over the words that the two parties ask for.
"""

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from dragoman.coder.labels import ROLES, Labels

EVENT_SIZE = 384
ROLE_SIZE = 160


class EventScores(NamedTuple):
    """Raw scores for B sentences of N words.

    `types` is [B, N, 1 + types], `roles` [B, N events, N words, roles], the others [B, N, classes].
    """

    types: Tensor
    status: Tensor
    voice: Tensor
    modes: Tensor
    contexts: Tensor
    implied_actor: Tensor
    implied_recipient: Tensor
    roles: Tensor


def load_encoder(folder: Path) -> BertModel:
    """Load a BERT encoder from a folder with `config.json` and `model.safetensors`."""
    return BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")


class Reader(nn.Module):
    """Word pieces in, word vectors out: the encoder and the averaging of pieces into words."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        # The word vectors stay as pretrained: half of all weights, too many for the little data to move well.
        encoder.embeddings.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Return word vectors [B, N, width] from `ids`, `mask` [B, T] and `pool` [B, N, T]."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return torch.bmm(pool, states)


class EventHead(nn.Module):
    """Scores, for every word of a sentence, the event that it names and the parts that the other words play in it."""

    def __init__(self, width: int, labels: Labels) -> None:
        super().__init__()
        self.event = nn.Sequential(nn.Linear(2 * width, EVENT_SIZE), nn.GELU(), nn.Dropout(0.2))
        sizes = {
            "types": 1 + len(labels.types),
            "status": len(labels.statuses),
            "voice": len(labels.voices),
            "modes": len(labels.modes),
            "contexts": len(labels.contexts),
            "implied_actor": 1 + len(labels.implied),
            "implied_recipient": 1 + len(labels.implied),
        }
        self.outputs = nn.ModuleDict({name: nn.Linear(EVENT_SIZE, size) for name, size in sizes.items()})
        self.asks = nn.Linear(EVENT_SIZE, len(ROLES) * ROLE_SIZE)
        self.answers = nn.Sequential(nn.Linear(width, ROLE_SIZE), nn.GELU(), nn.Dropout(0.2))
        self.alone = nn.Linear(ROLE_SIZE, len(ROLES))
        self.open = nn.Linear(EVENT_SIZE, len(ROLES))

    def forward(self, words: Tensor, present: Tensor) -> EventScores:
        """Score word vectors [B, N, width], of which `present` [B, N] tells the real ones."""
        batch, count, _ = words.shape
        mean = (words * present[:, :, None]).sum(1) / present.sum(1, keepdim=True).clamp(min=1)
        event = self.event(torch.cat([words, mean[:, None, :].expand_as(words)], dim=-1))
        asks = self.asks(event).view(batch, count, len(ROLES), ROLE_SIZE)
        answers = self.answers(words)
        roles = torch.einsum("bprd,bid->bpir", asks, answers) / ROLE_SIZE**0.5
        roles = roles + self.alone(answers)[:, None, :, :] + self.open(event)[:, :, None, :]
        scores = {name: layer(event) for name, layer in self.outputs.items()}
        return EventScores(roles=roles, **scores)


class PairHead(nn.Module):
    """Scores what the first of two marked parties does to the second, in each scheme of relation labels."""

    def __init__(self, width: int, labels: Labels) -> None:
        super().__init__()
        self.schemes = tuple(labels.schemes)
        self.ask = nn.Linear(2 * width, width)
        self.hidden = nn.Sequential(nn.Linear(4 * width, 512), nn.GELU(), nn.Dropout(0.2))
        self.outputs = nn.ModuleDict({name: nn.Linear(512, len(names)) for name, names in labels.schemes.items()})

    def forward(self, words: Tensor, present: Tensor, source: Tensor, target: Tensor) -> tuple[Tensor, ...]:
        """Score pairs, one a sentence: `source` and `target` [B, N] are 1 on a party's words. One output a scheme."""
        mean = _average(words, present)
        first, second = _average(words, source), _average(words, target)
        ask = self.ask(torch.cat([first, second], dim=-1))
        weights = torch.einsum("bnd,bd->bn", words, ask) / words.shape[-1] ** 0.5
        attention = weights.masked_fill(present == 0, -1e4).softmax(-1)
        verb = torch.einsum("bn,bnd->bd", attention, words)
        hidden = self.hidden(torch.cat([first, second, mean, verb], dim=-1))
        return tuple(self.outputs[name](hidden) for name in self.schemes)


class Network(nn.Module):
    """The reader with its two heads."""

    def __init__(self, encoder: BertModel, labels: Labels) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.labels = labels
        self.reader = Reader(encoder)
        self.events = EventHead(width, labels)
        self.pairs = PairHead(width, labels)


def tiny_encoder(vocabulary: int) -> BertModel:
    """Return an untrained encoder of the smallest size, for tests of the training itself."""
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    return BertModel(config, add_pooling_layer=False)


def _average(words: Tensor, weights: Tensor) -> Tensor:
    return (words * weights[:, :, None]).sum(1) / weights.sum(1, keepdim=True).clamp(min=1)
