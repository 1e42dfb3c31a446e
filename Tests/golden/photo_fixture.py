"""Writes Tests/ModelZooTests/PhotoNetsGolden.swift: what the networks for photographs compute in PyTorch.

    python Tests/golden/photo_fixture.py

torchvision's AlexNet and ResNet-18 are its own; the others are written here. Weights follow from the formula of
classifier_fixture.py.
"""

from pathlib import Path

import torch
import torchvision
from classifier_fixture import fill, pattern
from torch import nn

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "PhotoNetsGolden.swift"


def small_resnet(classes):
    net = torchvision.models.resnet18(num_classes=classes)
    net.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    net.maxpool = nn.Identity()
    return net


class AlexNet64(nn.Module):
    def __init__(self, classes):
        super().__init__()
        layers = []
        for inputs, outputs, size, stride, pools in [
            (3, 64, 7, 2, True), (64, 192, 5, 1, True), (192, 384, 3, 1, False), (384, 256, 3, 1, False),
            (256, 256, 3, 1, True),
        ]:
            layers += [nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            layers += [nn.MaxPool2d(3, 2, 1)] if pools else []
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Identity(), nn.Linear(4096, 2048), nn.ReLU(), nn.Identity(), nn.Linear(2048, 2048),
            nn.ReLU(), nn.Linear(2048, classes))

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)))


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs, momentum=0.4)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs, momentum=0.4)

    def forward(self, x):
        x = nn.functional.gelu(self.norm1(nn.functional.max_pool2d(self.conv1(x), 2)))
        return nn.functional.gelu(self.norm2(self.conv2(x)))


class CIFARNet(nn.Module):
    def __init__(self, widths, classes):
        super().__init__()
        self.whitening = nn.Conv2d(3, 32, 3, padding=1)
        self.blocks = nn.Sequential(*(Block(a, b) for a, b in zip([32] + widths, widths)))
        self.head = nn.Linear(widths[2], classes, bias=False)

    def forward(self, x):
        x = self.blocks(nn.functional.gelu(self.whitening(x)))
        return self.head(nn.functional.max_pool2d(x, 4).flatten(1)) / 9


def swift(values):
    texts = [f"{v:.7g}" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    return "[\n" + "".join(f"        {row},\n" for row in rows) + "      ]"


def case(net, shape, trains):
    """Logits in evaluation, and gradients of Σ logits · pattern: in training where batch normalisation is to be seen."""
    with torch.no_grad():
        fill(net)
    net.double().eval()
    x = pattern(shape, 40, -1, 1).double().permute(0, 3, 1, 2)
    with torch.no_grad():
        logits = net(x)
    if trains:
        net.train()
    for part in net.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    out = net(x)
    (out * pattern(out.shape, 50, -1, 1)).sum().backward()
    named = sorted(net.named_parameters())
    sums = [(p.grad * pattern(p.shape, 60 + i, -1, 1)).sum().item() for i, (_, p) in enumerate(named)]
    sizes = [p.grad.norm().item() for _, p in named]
    return logits.flatten().tolist(), sums, sizes


def main():
    cases = {
        "resnet18": (small_resnet(7), (3, 16, 24, 3), True),
        "resnet18 torchvision": (torchvision.models.resnet18(), (2, 64, 96, 3), True),
        "alexnet": (torchvision.models.alexnet(), (1, 224, 224, 3), False),
        "alexnet64": (AlexNet64(7), (3, 64, 64, 3), True),
        "alexnet64 at 32x48": (AlexNet64(7), (2, 32, 48, 3), True),
        "cifarnet": (CIFARNet([16, 24, 40], 7), (3, 32, 32, 3), True),
    }
    with open(TARGET, "w") as out:
        out.write(f"/// What torch {torch.__version__} and torchvision {torchvision.__version__} compute: Tests/golden/photo_fixture.py.\n")
        out.write("enum PhotoNetsGolden {\n  struct Case {\n    /// In evaluation; every seventh where there are many.\n")
        out.write("    let logits: [Float]\n    /// A parameter each in the order of names: Σ g · pattern.\n    let gradients: [Float]\n")
        out.write("    /// Their norms.\n    let norms: [Float]\n  }\n\n  static let cases: [String: Case] = [\n")
        for name, (net, shape, trains) in cases.items():
            logits, sums, sizes = case(net, shape, trains)
            kept = logits[::7] if len(logits) > 100 else logits
            out.write(f'    "{name}": Case(\n      logits: {swift(kept)},\n      gradients: {swift(sums)},\n      norms: {swift(sizes)}),\n')
        out.write("  ]\n}\n")


main()
