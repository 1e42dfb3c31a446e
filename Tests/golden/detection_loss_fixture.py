"""Writes Tests/TrainingTests/Detection/DetectionLossGolden.swift: a detector's loss and its gradients in PyTorch.

    python Tests/golden/detection_loss_fixture.py

Which point sees which object is found apart from the Swift code: point by point, not object by object.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from classifier_fixture import pattern
from torchvision.ops import box_iou, complete_box_iou_loss

TARGET = Path(__file__).resolve().parent.parent / "TrainingTests" / "Detection" / "DetectionLossGolden.swift"
HEIGHT, WIDTH, CLASSES, STRIDES = 64, 96, 3, [8, 16, 32]
REACHES = [(0, 64), (48, 128), (96, float("inf"))]
# Of each picture: left, top, right, bottom, class, ignored.
PICTURES = [
    [(10, 8, 50, 40, 0, 0), (20, 15, 36, 30, 1, 0), (70, 41, 73, 44, 2, 0), (60, 5, 90, 30, 1, 1)],
    [],
    [(0, 0, 96, 64, 2, 0), (1, 30, 94, 37.5, 0, 0), (80, 2.5, 95, 20.25, 1, 0)],
]


def grid():
    points = []
    for level, stride in enumerate(STRIDES):
        for row in range(HEIGHT // stride):
            for column in range(WIDTH // stride):
                points.append((level, stride, (column + 0.5) * stride, (row + 0.5) * stride))
    return points


def offset(point, box):
    """How far a point is from a box's middle, in strides: the larger of both directions."""
    _, stride, x, y = point
    return max(abs(x - (box[0] + box[2]) / 2), abs(y - (box[1] + box[3]) / 2)) / stride


def suits(point, box):
    level, _, x, y = point
    edges = [x - box[0], y - box[1], box[2] - x, box[3] - y]
    low, high = REACHES[level]
    return min(edges) > 0 and low <= max(edges) <= high and offset(point, box) <= 1.5


def assignment(objects):
    """{point: object}: the smallest object that suits; then what is near for objects that have no point."""
    points, chosen = grid(), {}
    counted = [(i, o) for i, o in enumerate(objects) if not o[5]]
    for place, point in enumerate(points):
        fitting = [((o[2] - o[0]) * (o[3] - o[1]), i) for i, o in counted if suits(point, o)]
        if fitting:
            chosen[place] = min(fitting)[1]
    for index, box in [c for c in counted if c[0] not in chosen.values()]:
        width, height = box[2] - box[0], box[3] - box[1]
        level = max(i for i in range(3)
                    if i == 0 or STRIDES[i] <= min(width, height) and 2 * REACHES[i][0] <= max(width, height))
        near = [((p[2] - (box[0] + box[2]) / 2) ** 2 + (p[3] - (box[1] + box[3]) / 2) ** 2, i)
                for i, p in enumerate(points)
                if p[0] == level and i not in chosen and offset(p, box) <= 2]
        if near:
            chosen[min(near)[1]] = index
    return chosen


def loss(logits, boxes):
    quality, found, wanted = torch.zeros_like(logits), [], []
    for picture, objects in enumerate(PICTURES):
        for point, index in sorted(assignment(objects).items()):
            target = torch.tensor(objects[index][:4], dtype=torch.float64)
            with torch.no_grad():
                iou = box_iou(boxes[picture, point][None], target[None])[0, 0]
            quality[picture, point, objects[index][4]] = iou
            found.append((picture, point))
            wanted.append(target)
    distance = (quality - logits.sigmoid()).abs()
    scores = (F.binary_cross_entropy_with_logits(logits, quality, reduction="none") * distance**2).sum() / len(found)
    rows = torch.stack([boxes[place] for place in found])
    return scores, complete_box_iou_loss(rows, torch.stack(wanted), "mean"), found


def swift(name, values):
    texts = [f"{v:.7g}" for v in values]
    rows = [", ".join(texts[i : i + 8]) for i in range(0, len(texts), 8)]
    lines = ",\n".join("    " + row for row in rows)
    return f"  static let {name}: [Float] = [\n{lines},\n  ]\n"


def main():
    points = torch.tensor([p[2:] for p in grid()], dtype=torch.float32)
    shape = (len(PICTURES), len(points), 2)
    low, high = points - pattern(shape, 41, 2, 40), points + pattern(shape, 42, 2, 40)
    boxes = torch.cat([low, high], -1).double().requires_grad_()
    logits = pattern((*shape[:2], CLASSES), 40, -4, 2).double().requires_grad_()
    scores, places, found = loss(logits, boxes)
    total = scores + 2 * places
    (total * 1000).backward()  # gradients near 1
    with open(TARGET, "w") as out:
        out.write(f"/// What torch {torch.__version__} computes: Tests/golden/detection_loss_fixture.py.\n")
        out.write("enum DetectionLossGolden {\n")
        out.write("  /// The scores' share, the boxes' share and both together.\n")
        out.write(swift("losses", [scores.item(), places.item(), total.item()]))
        out.write("  /// Every 13th number, of a thousand losses.\n")
        out.write(swift("logitGradients", logits.grad.flatten().tolist()[::13]))
        out.write("  /// The rows of all pictures' boxes that have a gradient, and those gradients, of a thousand losses.\n")
        out.write(swift("rows", [picture * len(points) + point for picture, point in found]))
        out.write(swift("boxGradients", torch.cat([boxes.grad[place] for place in found]).tolist()))
        out.write("}\n")


if __name__ == "__main__":
    main()
