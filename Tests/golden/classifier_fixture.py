"""Writes Tests/ModelZooTests/ClassifierGolden.swift: logits of the classifiers' PyTorch twins.

    python Tests/golden/classifier_fixture.py

Weights and inputs follow from a formula in whole numbers, which the tests repeat, so that only the logits are
committed.
"""

from pathlib import Path

import torch
from torch import nn

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "ClassifierGolden.swift"


def pattern(shape, place, low, high):
    """Numbers that look random: the same as `pattern` in ClassifierGoldenTests.swift."""
    count = torch.Size(shape).numel()
    index = torch.arange(count, dtype=torch.int64)
    steps = ((index * 7919 + place * 104729 + index * index * 31) % 1009).to(torch.float32)
    return (low + (high - low) * (steps / 1008)).reshape(shape)


def fill(model):
    state = {k: v for k, v in model.state_dict().items() if "num_batches" not in k}
    for place, name in enumerate(sorted(state)):
        shape = state[name].shape
        if name.endswith("running_var"):
            values = pattern(shape, place, 0.5, 2)
        elif len(shape) == 1:
            values = pattern(shape, place, -0.5, 1)
        else:
            bound = 2 / (state[name].numel() / shape[0]) ** 0.5
            values = pattern(shape, place, -bound, bound)
        state[name].copy_(values)
    return model.eval()


class LeNet5(nn.Module):
    def __init__(self, activation, pool):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.activation = activation
        self.pool = pool

    def forward(self, x):
        x = self.pool(self.activation(self.conv1(x)))
        x = self.pool(self.activation(self.conv2(x)))
        x = self.activation(self.fc1(x.flatten(1)))
        return self.fc3(self.activation(self.fc2(x)))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [784, 20, 30, 10]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class ConvNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        plan = [(1, c, 1), (c, 2 * c, 2), (2 * c, 2 * c, 1), (2 * c, 4 * c, 2), (4 * c, 4 * c, 1)]
        self.blocks = nn.Sequential(*(Block(*entry) for entry in plan))
        self.classifier = nn.Linear(4 * c, 10)

    def forward(self, x):
        return self.classifier(self.blocks(x).mean((2, 3)))


def main():
    torch.set_grad_enabled(False)
    models = {
        "lenet5": LeNet5(torch.relu, nn.MaxPool2d(2)),
        "lenet5 tanh average": LeNet5(torch.tanh, nn.AvgPool2d(2)),
        "mlp": MLP(),
        "convnet": ConvNet(5),
    }
    x = pattern([3, 1, 28, 28], 100, -0.5, 2)
    parts = [
        f"/// Logits from torch {torch.__version__}: Tests/golden/classifier_fixture.py.\n",
        "enum ClassifierGolden {\n  static let logits: [String: [Float]] = [\n",
    ]
    for name, model in models.items():
        values = [f"{v:.6g}" for v in fill(model)(x).flatten().tolist()]
        rows = [", ".join(values[i : i + 8]) for i in range(0, len(values), 8)]
        lines = ",\n".join("      " + row for row in rows)
        parts.append(f'    "{name}": [\n{lines},\n    ],\n')
    names = {name: sorted(models[name].state_dict()) for name in ("lenet5", "mlp", "convnet")}
    parts.append("  ]\n\n  /// The names of PyTorch's state.\n  static let names: [String: [String]] = [\n")
    for name, keys in names.items():
        keys = [f'"{key}"' for key in keys if "num_batches" not in key]
        rows = [", ".join(keys[i : i + 3]) for i in range(0, len(keys), 3)]
        lines = ",\n".join("      " + row for row in rows)
        parts.append(f'    "{name}": [\n{lines},\n    ],\n')
    parts.append("  ]\n}\n")
    TARGET.write_text("".join(parts))


if __name__ == "__main__":
    main()
