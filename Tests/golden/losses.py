"""Golden cases of the losses."""

import math

import torch
import torch.nn.functional as F

from golden import Group

REDUCTIONS = {"mean": 0, "sum": 1, "none": 2}


def mixture_loss(parameters, points, components):
    """Negative log-likelihood under bivariate Gaussians, after Graves 2013 (arXiv:1308.0850), eq. 18-25.

    The columns hold mixture logits, mean x, mean y, log deviation x, log deviation y and atanh correlation.
    """
    logits, mean_x, mean_y, log_x, log_y, atanh = parameters.unflatten(-1, (6, components)).unbind(-2)
    prior = torch.softmax(logits, -1)
    deviation_x, deviation_y, rho = log_x.exp(), log_y.exp(), atanh.tanh()
    zx = (points[..., 0:1] - mean_x) / deviation_x
    zy = (points[..., 1:2] - mean_y) / deviation_y
    z = zx ** 2 + zy ** 2 - 2 * rho * zx * zy
    open_part = 1 - rho ** 2
    density = torch.exp(-z / (2 * open_part)) / (
        2 * math.pi * deviation_x * deviation_y * open_part.sqrt())
    return -(prior * density).sum(-1).log()


def reduced(losses, reduction):
    return {"mean": losses.mean, "sum": losses.sum, "none": lambda: losses}[reduction]()


def losses():
    group = Group("losses")
    for reduction, code in REDUCTIONS.items():
        for name, is_weighted, ignored, smoothing in (
                ("plain", False, None, 0.0), ("weighted", True, None, 0.0), ("ignored", False, 2, 0.0),
                ("smooth", False, None, 0.1), ("all", True, 2, 0.2)):
            inputs = {"x": group.normal(2, 4, 5, scale=2), "targets": group.indices(5, 2, 4)}
            inputs["targets"][0, 1] = 2  # one that `ignored` drops
            if is_weighted:
                inputs["weights"] = group.uniform(5, low=0.2, high=2)

            def cross_entropy(x, targets, weights=None, i=ignored, s=smoothing, r=reduction):
                y = F.cross_entropy(x.flatten(0, 1), targets.long().flatten(), weights,
                                    ignore_index=-100 if i is None else i, reduction=r,
                                    label_smoothing=s)
                return y.view(targets.shape) if r == "none" else y
            group.add(f"cross_entropy_{name}_{reduction}", "cross_entropy", inputs, cross_entropy,
                      frozen=("weights",), reduction=code, smoothing=smoothing,
                      ignored=-100 if ignored is None else ignored)
        x, t = group.normal(3, 7, scale=2), group.normal(3, 7)
        pairs = {"x": x, "targets": t}
        group.add(f"mse_{reduction}", "mse", pairs,
                  lambda x, targets, r=reduction: F.mse_loss(x, targets, reduction=r),
                  frozen=("targets",), reduction=code)
        group.add(f"l1_{reduction}", "l1", pairs,
                  lambda x, targets, r=reduction: F.l1_loss(x, targets, reduction=r),
                  frozen=("targets",), reduction=code)
        for delta in (1.0, 0.4):
            group.add(f"huber{delta}_{reduction}", "huber", pairs,
                      lambda x, targets, r=reduction, d=delta: F.huber_loss(x, targets, reduction=r,
                                                                            delta=d),
                      frozen=("targets",), reduction=code, delta=delta)
        for weight in (1.0, 3.0):
            group.add(f"bce{weight}_{reduction}", "bce",
                      {"x": group.normal(3, 7, scale=3), "targets": group.uniform(3, 7)},
                      lambda x, targets, r=reduction, w=weight: F.binary_cross_entropy_with_logits(
                          x, targets, reduction=r, pos_weight=torch.tensor(w, dtype=torch.float64)),
                      frozen=("targets",), reduction=code, positive_weight=weight)
        for components in (1, 5):
            group.add(f"mixture{components}_{reduction}", "mixture",
                      {"x": group.normal(2, 3, 6 * components, scale=0.7), "points": group.normal(2, 3, 2)},
                      lambda x, points, k=components, r=reduction: reduced(mixture_loss(x, points, k), r),
                      frozen=("points",), reduction=code)
    return group


def ctc():
    """Connectionist temporal classification of logits; targets of different lengths, one of them empty."""
    group = Group("ctc")
    cases = [
        ("plain", 7, 5, (7, 7, 7), ((1, 2, 3), (4, 1), (2,)), 0),
        ("lengths", 9, 4, (9, 6, 4), ((1, 1, 2, 3), (), (3, 3)), 0),
        ("last_blank", 8, 3, (8, 5), ((0, 0, 1), (1, 0)), 2),
        ("tight", 5, 4, (5, 3), ((1, 2, 2, 1), (3, 2, 1)), 0),
        ("impossible", 4, 4, (4, 3), ((1, 2), (2, 2, 1)), 0),
    ]
    for name, steps, classes, lengths, targets, blank in cases:
        for reduction, code in REDUCTIONS.items():
            def loss(x, l=lengths, y=targets, b=blank, r=reduction):
                return F.ctc_loss(
                    F.log_softmax(x, -1).transpose(0, 1), torch.tensor([v for t in y for v in t]),
                    torch.tensor(l), torch.tensor([len(t) for t in y]), b, r, zero_infinity=True)
            group.add(f"{name}_{reduction}", "ctc", {"x": group.normal(len(lengths), steps, classes, scale=1.5)},
                      loss, reduction=code, blank=blank, lengths=lengths,
                      target_lengths=[len(t) for t in targets], targets=[v for t in targets for v in t])
    return group


def groups():
    return [losses(), ctc()]
