"""Writes Tests/ModelZooTests/HandwritingGolden.swift: what PyTorch twins of the handwriting networks compute.

    python Tests/golden/handwriting_fixture.py

Weights follow from the formula of classifier_fixture.py.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from classifier_fixture import fill, pattern
from losses import mixture_loss
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "HandwritingGolden.swift"
UNITS, MIXTURE, GAUSSIANS, CHARACTERS, WIDTH, WRITERS, STYLE = 5, 3, 2, 6, 4, 2, 3
EVENTS = 3
# Pen sequences in units of 5: dx, dy, lifted; the shorter one is padded.
SEQUENCES = [pattern((7, 3), 70, -2, 2).double(), pattern((4, 3), 71, -2, 2).double()]
TEXTS = [[3, 1, 5], [2]]
HANDS = [2, 0]
LENGTHS = [7, 5]


class Stack(nn.Module):
    def __init__(self, side, below, count):
        super().__init__()
        widths = [side + below] + [side + UNITS] * (count - 1)
        self.layers = nn.ModuleList(nn.LSTM(w, UNITS, batch_first=True) for w in widths)

    def forward(self, side, below=None):
        outputs = []
        for layer in self.layers:
            below, _ = layer(side if below is None else torch.cat([side, below], -1))
            outputs.append(below)
        return outputs


class Windowed(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.weight_input = nn.Parameter(torch.zeros(4 * UNITS, inputs))
        self.weight_hidden = nn.Parameter(torch.zeros(4 * UNITS, UNITS))
        self.weight_window = nn.Parameter(torch.zeros(4 * UNITS, WIDTH))
        self.bias = nn.Parameter(torch.zeros(4 * UNITS))
        self.window = nn.Linear(UNITS, 3 * GAUSSIANS)

    def forward(self, x, memory, counts):
        rows, steps, _ = x.shape
        h, c = x.new_zeros(rows, UNITS), x.new_zeros(rows, UNITS)
        w, place = x.new_zeros(rows, WIDTH), x.new_zeros(rows, GAUSSIANS)
        items = torch.arange(memory.shape[1])
        outside = items[None] >= torch.tensor(counts)[:, None]
        outputs, windows, shares = [], [], []
        for t in range(steps):
            gates = (x[:, t] @ self.weight_input.T + h @ self.weight_hidden.T
                     + w @ self.weight_window.T + self.bias)
            i, f, g, o = gates.chunk(4, -1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            alpha, beta, move = self.window(h).clamp(-6, 6).exp().chunk(3, -1)
            place = place + move
            distance = place[:, :, None] - items[None, None]
            phi = (alpha[:, :, None] * (-beta[:, :, None] * distance**2).exp()).sum(1)
            phi = phi.masked_fill(outside, 0)
            w = (phi[:, None] @ memory)[:, 0]
            outputs.append(h), windows.append(w), shares.append(phi)
        return [torch.stack(part, 1) for part in (outputs, windows, shares)]


class Synthesis(nn.Module):
    def __init__(self, layers=3):
        super().__init__()
        self.characters = nn.Embedding(CHARACTERS + 1, WIDTH)
        self.writers = nn.Embedding(WRITERS + 1, STYLE)
        self.lowest = Windowed(3 + STYLE)
        self.upper = Stack(3 + WIDTH + STYLE, UNITS, layers - 1)
        self.out = nn.Linear(layers * UNITS, EVENTS + 6 * MIXTURE)

    def forward(self, x):
        counts = [len(text) + 1 for text in TEXTS]
        padded = torch.zeros(len(TEXTS), max(counts), dtype=torch.long)
        for row, text in enumerate(TEXTS):
            padded[row, : len(text)] = torch.tensor(text)
        styles = self.writers(torch.tensor(HANDS))[:, None].expand(-1, x.shape[1], -1)
        outputs, windows, shares = self.lowest(torch.cat([x, styles], -1), self.characters(padded), counts)
        above = self.upper(torch.cat([x, windows, styles], -1), outputs)
        return self.out(torch.cat([outputs, *above], -1)), shares


class Predictor(nn.Module):
    def __init__(self, layers=2):
        super().__init__()
        self.stack = Stack(3, 0, layers)
        self.out = nn.Linear(layers * UNITS, EVENTS + 6 * MIXTURE)

    def forward(self, x):
        return self.out(torch.cat(self.stack(x), -1)), None


class Reader(nn.Module):
    def __init__(self, features=4, layers=3):
        super().__init__()
        self.lowest = nn.LSTM(features, UNITS, batch_first=True, bidirectional=True)
        self.upper = nn.LSTM(4 * UNITS, UNITS, layers - 1, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * UNITS, CHARACTERS + 1)

    def forward(self, x, lengths):
        def run(layer, x, lengths):
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            return pad_packed_sequence(layer(packed)[0], batch_first=True, total_length=x.shape[1])[0]

        low = run(self.lowest, x, lengths)
        joined = low.reshape(low.shape[0], low.shape[1] // 2, -1)
        return self.out(run(self.upper, joined, [(n + 1) // 2 for n in lengths]))


def pen_loss(distribution):
    """The mean over the steps of both sequences, each of which ends with its last step."""
    parts = []
    for row, sequence in enumerate(SEQUENCES):
        lifted = (sequence[:, 2] > 0.5).long()
        lifted[-1] = 2
        y = distribution[row, : len(sequence)]
        parts.append(F.cross_entropy(y[:, :EVENTS], lifted, reduction="none")
                     + mixture_loss(y[:, EVENTS:], sequence[:, :2], MIXTURE))
    return torch.cat(parts).mean()


def inputs():
    x = torch.zeros(len(SEQUENCES), max(map(len, SEQUENCES)), 3, dtype=torch.float64)
    for row, sequence in enumerate(SEQUENCES):
        x[row, 0, 2] = 1
        x[row, 1 : len(sequence), :2] = sequence[:-1, :2]
        x[row, 1 : len(sequence), 2] = (sequence[:-1, 2] > 0.5).double()
    return x


def swift(name, values):
    texts = [f"{v:.7g}" if abs(v) > 1e-30 else "0" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    lines = ",\n".join("      " + row for row in rows)
    return f"    {name}: [\n{lines},\n    ]"


def case(name, net, run):
    with torch.no_grad():
        net = fill(net).double()
        if hasattr(net, "writers"):
            net.lowest.window.bias[-GAUSSIANS:] -= 2  # slow enough to stay over the text
    outputs, loss = run(net)
    loss.backward()
    named = sorted(net.named_parameters())
    gradients = [(p.grad * pattern(p.shape, 60 + i, -1, 1)).sum().item() for i, (_, p) in enumerate(named)]
    names = ", ".join(f'"{n}"' for n, _ in named)
    return (
        f"  static let {name} = Case(\n    names: [\n      {names},\n    ],\n    loss: {loss.item():.9g},\n"
        + swift("outputs", outputs) + ",\n" + swift("gradients", gradients) + ")\n")


def writing(net):
    distribution, shares = net(inputs())
    kept = torch.cat([distribution[row, : len(s)].flatten() for row, s in enumerate(SEQUENCES)])[::5]
    outputs = kept.tolist() + ([] if shares is None else shares.flatten().tolist())
    return outputs, pen_loss(distribution)


def reading(net):
    logits = net(pattern((2, 8, 4), 72, -1, 1).double(), LENGTHS)
    steps = [(n + 1) // 2 for n in LENGTHS]
    targets = torch.tensor([v for text in TEXTS for v in text])
    loss = F.ctc_loss(logits.log_softmax(-1).transpose(0, 1), targets, torch.tensor(steps),
                      torch.tensor([len(t) for t in TEXTS]))
    return torch.cat([logits[row, :n].flatten() for row, n in enumerate(steps)]).tolist(), loss


def main():
    parts = [
        f"/// What torch {torch.__version__} computes: Tests/golden/handwriting_fixture.py.\n",
        "enum HandwritingGolden {\n",
        "  /// A gradient for each tensor in the order of names: Σ g · pattern.\n",
        "  struct Case {\n    let names: [String]\n    let loss: Float\n    let outputs: [Float]\n"
        "    let gradients: [Float]\n  }\n\n",
        case("synthesis", Synthesis(), writing), "\n", case("predictor", Predictor(), writing), "\n",
        case("reader", Reader(), reading), "}\n",
    ]
    TARGET.write_text("".join(parts))


if __name__ == "__main__":
    main()
