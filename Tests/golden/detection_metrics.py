"""Prints the figures of Tests/BoxesTests/DetectionEvaluationTests.swift: what pycocotools makes of drawn detections.

    pip install pycocotools; python Tests/golden/detection_metrics.py     (2.0.11 was used)
"""

import contextlib
import io

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


class Numbers:
    """The same numbers in 0...1 as the test draws."""

    def __init__(self):
        self.state = 7

    def __call__(self):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state / 2**31


def pictures(count=30, classes=4):
    number = Numbers()
    for _ in range(count):
        objects, detections = [], []
        for _ in range(int(number() * 9)):
            box = [number() * 200, number() * 150, 5 + number() * 90, 5 + number() * 90]
            label, ignored = int(number() * (classes - 1)), number() < 0.1
            objects.append((box, label, ignored))
            for _ in range(int(number() * 3)):
                near = [value + (number() - 0.5) * 12 for value in box]
                other = label if number() < 0.85 else int(number() * classes)
                detections.append((near, other, number()))
        for _ in range(int(number() * 4)):
            box = [number() * 200, number() * 150, 5 + number() * 90, 5 + number() * 90]
            detections.append((box, int(number() * classes), number() * 0.7))
        yield objects, detections


def main(classes=4):
    data = {"images": [], "categories": [{"id": c} for c in range(classes)], "annotations": []}
    found = []
    for image, (objects, detections) in enumerate(pictures()):
        data["images"].append({"id": image})
        for box, label, ignored in objects:
            data["annotations"].append({
                "id": len(data["annotations"]) + 1, "image_id": image, "category_id": label,
                "bbox": box, "area": box[2] * box[3], "iscrowd": int(ignored)})
        for box, label, score in detections:
            found.append({"image_id": image, "category_id": label, "bbox": box, "score": score})
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = data
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    print("mAP 50-95", evaluation.stats[0], "mAP 50", evaluation.stats[1])
    precision = evaluation.eval["precision"][0, :, :, 0, 2]
    print("AP 50 by class", precision.mean(0))
    print("precision of class 0 at recall 0.5", precision[50, 0])


if __name__ == "__main__":
    main()
