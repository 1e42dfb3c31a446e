"""Writes Tests/ModelZooTests/EncoderDecoderGolden.swift: what a PyTorch twin of the encoder-decoder computes.

    python Tests/golden/encoder_decoder_fixture.py

Weights follow from the formula of classifier_fixture.py.
"""

from pathlib import Path

import torch
from classifier_fixture import fill, pattern
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "EncoderDecoderGolden.swift"
VOCABULARY, WIDTH, UNITS = 11, 6, 8


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.memory_projection = nn.Linear(UNITS, UNITS, bias=False)

    def forward(self, queries, memory, lengths):
        scores = queries @ self.memory_projection(memory).transpose(1, 2)
        outside = torch.arange(memory.shape[1])[None, None] >= lengths[:, None, None]
        weights = scores.masked_fill(outside, float("-inf")).softmax(-1)
        return weights @ memory, weights


class EncoderDecoder(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.encoder = nn.LSTM(WIDTH, UNITS // 2, layers, batch_first=True, bidirectional=True)
        self.attending = nn.LSTM(WIDTH, UNITS, batch_first=True)
        self.attention = Attention()
        self.upper = nn.ModuleList(nn.LSTM(2 * UNITS, UNITS, batch_first=True) for _ in range(layers - 1))
        self.projection = nn.Linear(2 * UNITS, WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, source, lengths, target):
        packed = pack_padded_sequence(
            self.embedding(source) * WIDTH**0.5, lengths, batch_first=True, enforce_sorted=False
        )
        packed, (h, c) = self.encoder(packed)
        memory, _ = pad_packed_sequence(packed, batch_first=True)

        def initial(layer):
            both = slice(2 * layer, 2 * layer + 2)
            return tuple(torch.cat(list(part[both]), -1)[None].contiguous() for part in (h, c))

        top, _ = self.attending(self.embedding(target) * WIDTH**0.5, initial(0))
        context, weights = self.attention(top, memory, lengths)
        for index, layer in enumerate(self.upper):
            result, _ = layer(torch.cat([top, context], -1), initial(index + 1))
            top = result if index == 0 else top + result
        query = self.projection(torch.cat([top, context], -1)).tanh()
        return query @ self.embedding.weight.T + self.bias, weights


def swift(name, values):
    texts = [f"{v:.6g}" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    lines = ",\n".join("        " + row for row in rows)
    return f"      {name}: [\n{lines},\n      ]"


def main():
    source = torch.tensor([[4, 7, 1, 9], [10, 3, 0, 0]])
    target = torch.tensor([[2, 5, 8], [2, 6, 0]])
    lengths = torch.tensor([4, 2])
    parts = [
        f"/// What torch {torch.__version__} computes: Tests/golden/encoder_decoder_fixture.py.\n",
        "enum EncoderDecoderGolden {\n",
        "  struct Case {\n    let logits: [Float]\n    let attention: [Float]\n    let gradients: [Float]\n  }\n\n",
        "  /// By the number of layers; a gradient for each tensor in the order of names: Σ g · pattern.\n",
        "  static let cases: [Int: Case] = [\n",
    ]
    names = {}
    for layers in (1, 2, 3):
        with torch.no_grad():
            model = fill(EncoderDecoder(layers))
        logits, weights = model(source, lengths, target)
        (logits * pattern(logits.shape, 50, -1, 1)).sum().backward()
        named = dict(model.named_parameters())
        names[layers] = sorted(named)
        gradients = [
            (named[n].grad * pattern(named[n].shape, 60 + i, -1, 1)).sum().item()
            for i, n in enumerate(names[layers])
        ]
        fields = [
            swift("logits", logits.flatten().tolist()),
            swift("attention", weights.flatten().tolist()),
            swift("gradients", gradients),
        ]
        parts.append(f"    {layers}: Case(\n" + ",\n".join(fields) + "),\n")
    keys = [f'    "{name}",\n' for name in names[3]]
    parts.append("  ]\n\n  /// The names of PyTorch's state with three layers.\n  static let names = [\n")
    parts += keys + ["  ]\n}\n"]
    TARGET.write_text("".join(parts))


if __name__ == "__main__":
    main()
