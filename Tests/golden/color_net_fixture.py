"""Writes Tests/ModelZooTests/ColorNetGolden.swift: what a small ColorNet computes in PyTorch.

    python Tests/golden/color_net_fixture.py [FOLDER of photo_nets.py, the network's PyTorch twin]

Weights follow from the formula of classifier_fixture.py.
"""

import sys
from pathlib import Path

import torch
from classifier_fixture import fill, pattern

sys.path.insert(0, sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).resolve().parents[3] / "shared/twins"))
from photo_nets import ColorNet  # noqa: E402

TARGET = Path(__file__).resolve().parent.parent / "ModelZooTests" / "ColorNetGolden.swift"
BINS, CLASSES, WIDTH = 7, 5, 4


def swift(name, values):
    texts = [f"{v:.7g}" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    lines = ",\n".join("    " + row for row in rows)
    return f"  static let {name}: [Float] = [\n{lines},\n  ]\n"


def main():
    torch.manual_seed(0)
    with torch.no_grad():
        net = fill(ColorNet(BINS, CLASSES, WIDTH)).double()
    x = pattern((2, 16, 24, 1), 40, -1, 1).double().permute(0, 3, 1, 2)
    results = {}
    for mode in ("evaluation", "training"):
        net.zero_grad()
        net.train(mode == "training")
        colors, classes = net(x)
        colors = colors.permute(0, 2, 3, 1)
        loss = (colors * pattern(colors.shape, 50, -1, 1)).sum() + (classes * pattern(classes.shape, 51, -1, 1)).sum()
        loss.backward()
        named = sorted(net.named_parameters())
        sums = [(p.grad * pattern(p.shape, 60 + i, -1, 1)).sum().item() for i, (_, p) in enumerate(named)]
        results[mode] = (colors.flatten().tolist(), classes.flatten().tolist(), sums)
    with open(TARGET, "w") as out:
        out.write(f"/// What torch {torch.__version__} computes: Tests/golden/color_net_fixture.py.\nenum ColorNetGolden {{\n")
        out.write("  /// Names of all tensors, sorted.\n")
        names = sorted(k for k in net.state_dict() if "num_batches" not in k)
        out.write("  static let names = [\n" + "".join(f'    "{n}",\n' for n in names) + "  ]\n")
        for mode, (colors, classes, sums) in results.items():
            # Every 13th number, so that the file stays small.
            out.write(swift(f"{mode}Colors", colors[::13]))
            out.write(swift(f"{mode}Classes", classes))
            out.write("  /// One for each parameter in the order of names: Σ g · pattern.\n")
            out.write(swift(f"{mode}Gradients", sums))
        out.write("}\n")


main()
