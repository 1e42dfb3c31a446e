"""Golden cases of what object detection needs: selection, focal and complete-IoU loss."""

import torch
import torch.nn.functional as F
from torchvision.ops import complete_box_iou_loss, sigmoid_focal_loss

from golden import Group

REDUCTIONS = {"mean": 0, "sum": 1, "none": 2}


def selection():
    group = Group("selection")
    for index, (left, right) in enumerate([((2, 3, 4), (2, 3, 4)), ((3, 1), (2, 3, 4)), ((), (2, 3))]):
        mask = group.exact(group.random.integers(0, 2, (2, 3, 4)[:max(len(left), len(right))]))
        group.add(f"where{index}", "where",
                  {"mask": mask, "a": group.normal(*left), "b": group.normal(*right)},
                  lambda mask, a, b: torch.where(mask != 0, a, b), frozen=("mask",))
    group.add("clamp", "clamp", {"x": group.exact([-3, -1, -0.5, 0, 0.5, 2, 2.5])},
              lambda x: torch.clamp(x, -1, 2), low=-1, high=2)
    group.add("atan", "atan", {"x": group.normal(3, 7, scale=3)}, torch.atan)
    x = group.normal(2, 3, 6)
    group.add("top_k", "top_k", {"x": x}, lambda x: torch.topk(x, 3)[0], k=3)
    for dimension in range(3):
        shape = [2, 3, 6]
        extent, shape[dimension] = shape[dimension], 4
        indices = group.indices(extent, *shape)
        group.add(f"gather{dimension}", "gather", {"x": x, "indices": indices},
                  lambda x, indices, d=dimension: torch.gather(x, d, indices.long()), dimension=dimension)
    return group


def boxes(group, count):
    corner, size = group.uniform(count, 2, low=0, high=20), group.uniform(count, 2, low=2, high=15)
    return group.exact(torch.cat([corner, corner + size], 1))


def quality_focal(x, targets, gamma, reduction):
    losses = F.binary_cross_entropy_with_logits(x, targets, reduction="none")
    losses = losses * (targets - x.sigmoid()).abs() ** gamma
    return {"mean": losses.mean, "sum": losses.sum, "none": lambda: losses}[reduction]()


def detection_losses():
    group = Group("detection_losses")
    for reduction, code in REDUCTIONS.items():
        hard = {"x": group.normal(4, 5, scale=2), "targets": group.exact(group.random.integers(0, 2, (4, 5)))}
        group.add(f"focal_{reduction}", "focal", hard,
                  lambda x, targets, r=reduction: sigmoid_focal_loss(x, targets, 0.25, 2, r),
                  frozen=("targets",), reduction=code, gamma=2, alpha=0.25)
        soft = {"x": group.normal(4, 5, scale=2), "targets": group.uniform(4, 5)}
        for gamma in (1.5, 2):
            group.add(f"quality_{gamma}_{reduction}", "focal", soft,
                      lambda x, targets, r=reduction, g=gamma: quality_focal(x, targets, g, r),
                      frozen=("targets",), reduction=code, gamma=gamma)
        group.add(f"ciou_{reduction}", "ciou", {"x": boxes(group, 12), "targets": boxes(group, 12)},
                  lambda x, targets, r=reduction: complete_box_iou_loss(x, targets, r),
                  frozen=("targets",), reduction=code)
    return group


def groups():
    return [selection(), detection_losses()]
