"""Writes Tests/ModelZooTests/DetectorGolden.swift: what a small Detector computes in PyTorch.

    python Tests/golden/detector_fixture.py

Weights follow from the formula of classifier_fixture.py.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from classifier_fixture import fill, pattern
from torch import nn
from torchvision.models.resnet import BasicBlock

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "DetectorGolden.swift"
STRIDES = [8, 16, 32]
CLASSES, BACKBONE, WIDTH = 3, 4, 6


def stage(inputs, outputs, stride):
    shortcut = None
    if stride != 1:
        shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
    return nn.Sequential(BasicBlock(inputs, outputs, stride, shortcut), BasicBlock(outputs, outputs))


class Backbone(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, c, 3, 2, 1, bias=False), nn.BatchNorm2d(c)
        self.layer1, self.layer2 = stage(c, c, 1), stage(c, 2 * c, 2)
        self.layer3, self.layer4 = stage(2 * c, 4 * c, 2), stage(4 * c, 8 * c, 2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        eighth = self.layer2(self.layer1(x))
        sixteenth = self.layer3(eighth)
        return [eighth, sixteenth, self.layer4(sixteenth)]


class Tower(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.conv = nn.Conv2d(w, w, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(w) for _ in STRIDES)

    def forward(self, x, level):
        return F.relu(self.norms[level](self.conv(x)))


class Detector(nn.Module):
    def __init__(self, classes, c, w):
        super().__init__()
        self.backbone = Backbone(c)
        self.lateral = nn.ModuleList(nn.Conv2d(k * c, w, 1) for k in (2, 4, 8))
        self.smooth = nn.ModuleList(nn.Conv2d(w, w, 3, 1, 1) for _ in STRIDES)
        self.tower = nn.ModuleList(Tower(w) for _ in range(2))
        self.classes, self.edges = nn.Conv2d(w, classes, 3, 1, 1), nn.Conv2d(w, 4, 3, 1, 1)

    def forward(self, x):
        maps = [lateral(m) for lateral, m in zip(self.lateral, self.backbone(x))]
        for level in (1, 0):
            maps[level] = maps[level] + F.interpolate(maps[level + 1], scale_factor=2)
        logits, boxes = [], []
        for level, stride in enumerate(STRIDES):
            y = self.smooth[level](maps[level])
            for tower in self.tower:
                y = tower(y, level)
            height, width = y.shape[2:]
            rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
            points = (torch.stack([columns, rows], -1).flatten(0, 1) + 0.5) * stride
            reach = self.edges(y).flatten(2).transpose(1, 2).clamp(-6, 6).exp() * stride
            logits.append(self.classes(y).flatten(2).transpose(1, 2))
            boxes.append(torch.cat([points - reach[..., :2], points + reach[..., 2:]], -1))
        return torch.cat(logits, 1), torch.cat(boxes, 1)


def swift(name, values):
    texts = [f"{v:.7g}" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    lines = ",\n".join("    " + row for row in rows)
    return f"  static let {name}: [Float] = [\n{lines},\n  ]\n"


def main():
    with torch.no_grad():
        net = fill(Detector(CLASSES, BACKBONE, WIDTH)).double()
    x = pattern((2, 64, 96, 3), 40, -1, 1).double().permute(0, 3, 1, 2)
    with open(TARGET, "w") as out:
        out.write(f"/// What torch {torch.__version__} computes: Tests/golden/detector_fixture.py.\nenum DetectorGolden {{\n")
        names = sorted(k for k in net.state_dict() if "num_batches" not in k)
        out.write("  /// Names of all tensors, sorted.\n  static let names = [\n")
        out.write("".join(f'    "{n}",\n' for n in names) + "  ]\n")
        for mode in ("evaluation", "training"):
            net.zero_grad()
            net.train(mode == "training")
            logits, boxes = net(x)
            loss = (logits * pattern(logits.shape, 50, -1, 1)).sum()
            loss = loss + 0.01 * (boxes * pattern(boxes.shape, 51, -1, 1)).sum()
            loss.backward()
            named = sorted(net.named_parameters())
            sums = [(p.grad * pattern(p.shape, 60 + i, -1, 1)).sum().item() for i, (_, p) in enumerate(named)]
            # Every 13th number, so that the file stays small.
            out.write(swift(f"{mode}Logits", logits.flatten().tolist()[::13]))
            out.write(swift(f"{mode}Boxes", boxes.flatten().tolist()[::13]))
            out.write("  /// One for each parameter in the order of names: Σ g · pattern.\n")
            out.write(swift(f"{mode}Gradients", sums))
        out.write("}\n")


sys.exit(main())
