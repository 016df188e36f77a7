"""Writes a trained network as the files that the program loads: ONNX graphs, encoder in int8, tokenizer, labels."""

import shutil
import warnings
from pathlib import Path

import msgspec
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from dragoman.training.network import Network

OPSET = 17


class _Reading(nn.Module):
    """The graph behind `Model.read`: pieces in, all scores and the word vectors out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor, present: Tensor) -> tuple[Tensor, ...]:
        words = self.network.reader(ids, mask, pool)
        return (*self.network.events(words, present), words)


def export(network: Network, tokenizer: Path, folder: Path) -> None:
    """Write `encoder.onnx` (int8), `pairs.onnx`, `tokenizer.json` and `labels.json` into a folder.

    Args:
        network: trained; tokenizer: the file of the encoder's tokenizer; folder: made if it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    ids = torch.ones(2, 7, dtype=torch.long)
    pool, present = torch.full((2, 5, 7), 1 / 7), torch.ones(2, 5)
    batch_pieces, batch_words = {0: "batch", 1: "pieces"}, {0: "batch", 1: "words"}
    names = ["types", "status", "voice", "modes", "contexts", "implied_actor", "implied_recipient", "roles", "words"]
    plain = folder / "encoder.fp32.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Reading(network).eval(),
            (ids, torch.ones_like(ids), pool, present),
            plain,
            input_names=["ids", "mask", "pool", "present"],
            output_names=names,
            dynamic_axes={
                "ids": batch_pieces,
                "mask": batch_pieces,
                "pool": {**batch_words, 2: "pieces"},
                "present": batch_words,
                **dict.fromkeys(names, batch_words),
                "roles": {**batch_words, 2: "words"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        words = torch.zeros(2, 5, network.reader.encoder.config.hidden_size)
        inputs = ["words", "present", "source", "target"]
        torch.onnx.export(
            network.pairs,
            (words, present, present, present),
            folder / "pairs.onnx",
            input_names=inputs,
            output_names=list(network.pairs.schemes),
            dynamic_axes={
                **dict.fromkeys(inputs, batch_words),
                **{name: {0: "batch"} for name in network.pairs.schemes},
            },
            opset_version=OPSET,
            dynamo=False,
        )
    # The heads are small and decide by small differences: they stay in float. Seven bits of eight, because processors
    # without VNNI instructions add up two products in 16 bits, which eight bits overflow.
    heads = [node.name for node in onnx.load(plain, load_external_data=False).graph.node if "/events/" in node.name]
    quantize_dynamic(
        plain,
        folder / "encoder.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=heads,
    )
    plain.unlink()
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "labels.json").write_bytes(msgspec.json.format(msgspec.json.encode(network.labels), indent=1))
