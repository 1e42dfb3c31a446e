"""Golden trajectories of optimizers and learning-rate schedules."""

import torch

from golden import Group

STEPS = 10
LEARNING_RATE = 0.05


def trajectory(make, weights, gradients):
    """The weights after each step."""
    parameter = torch.nn.Parameter(weights.clone())
    optimizer = make([parameter])
    seen = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
        seen.append(parameter.detach().clone())
    return torch.stack(seen)


def optimizers():
    group = Group("optimizers")

    def case(name, kind, **options):
        inputs = {"weights": group.normal(3, 4), "gradients": group.normal(STEPS, 3, 4)}
        recorded = {key: value for key, value in options.items()}
        group.add(name, kind.__name__.lower(), inputs,
                  lambda weights, gradients: trajectory(
                      lambda p: kind(p, lr=LEARNING_RATE, **options), weights, gradients),
                  frozen=("weights", "gradients"), lr=LEARNING_RATE, **recorded)

    sgd, adam, adamw, rmsprop = (
        torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop)
    case("sgd", sgd)
    case("sgd_decay", sgd, weight_decay=0.1)
    case("sgd_momentum", sgd, momentum=0.9)
    case("sgd_dampening", sgd, momentum=0.8, dampening=0.3)
    case("sgd_nesterov", sgd, momentum=0.9, nesterov=True)
    case("sgd_all", sgd, momentum=0.9, nesterov=True, weight_decay=0.05)
    case("adam", adam)
    case("adam_betas", adam, betas=(0.5, 0.9), eps=1e-3)
    case("adam_decay", adam, weight_decay=0.1)
    case("adamw", adamw, weight_decay=0.1)
    case("rmsprop", rmsprop)
    case("rmsprop_alpha", rmsprop, alpha=0.9, eps=1e-3, weight_decay=0.1)
    case("rmsprop_momentum", rmsprop, momentum=0.9)
    case("rmsprop_centered", rmsprop, centered=True)
    case("rmsprop_all", rmsprop, alpha=0.95, momentum=0.5, centered=True, weight_decay=0.02)
    return group


def rates(make, steps, start=1.0):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=start)
    schedule = make(optimizer)
    seen = []
    for _ in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return torch.tensor(seen, dtype=torch.float64)


def schedules():
    group = Group("schedules")
    scheduler = torch.optim.lr_scheduler

    def case(name, op, steps, make, **options):
        group.add(name, op, {}, lambda: rates(make, steps), **options)

    case("step", "step", 20, lambda o: scheduler.StepLR(o, 7, 0.3), every=7, factor=0.3)
    case("cosine", "cosine", 21, lambda o: scheduler.CosineAnnealingLR(o, 20), total=20, final=0)
    case("cosine_floor", "cosine", 11, lambda o: scheduler.CosineAnnealingLR(o, 10, 0.1), total=10,
         final=0.1)
    for name, total, share, start, end in (("usual", 30, 0.3, 25, 1e4), ("short", 7, 0.5, 10, 100),
                                           ("falling", 12, 0.0, 4, 1e3)):
        case(f"one_cycle_{name}", "one_cycle", total - 1, lambda o, t=total, p=share, s=start, e=end:
             scheduler.OneCycleLR(o, 1.0, t, pct_start=p, div_factor=s, final_div_factor=e),
             total=total, warm_up=share, start=start, end=end)
    case("warm_up", "warm_up", 16, lambda o: scheduler.SequentialLR(
        o, [scheduler.LambdaLR(o, lambda step: (step + 1) / 5), scheduler.CosineAnnealingLR(o, 10)], [5]),
         warm_up=5, total=10, final=0)
    return group


def clipping():
    group = Group("clipping")
    for name, maximum in (("above", 0.5), ("below", 100.0)):
        def clip(a, b, maximum=maximum):
            parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in (a, b)]
            for parameter, gradient in zip(parameters, (a, b)):
                parameter.grad = gradient.clone()
            norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
            return {"norm": norm, "a": parameters[0].grad, "b": parameters[1].grad}
        group.add(name, "clip", {"a": group.normal(5), "b": group.normal(3, 2)}, clip, frozen=("a", "b"),
                  maximum=maximum)
    return group


def groups():
    return [optimizers(), schedules(), clipping()]
