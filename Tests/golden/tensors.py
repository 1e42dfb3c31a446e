"""Golden cases of element-wise operations, reductions, rearrangements and matrix products."""

import torch
import torch.nn.functional as F

from golden import Group

UNARY = {
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "softplus": F.softplus,
    "exp": torch.exp,
    "square": torch.square,
    "abs": torch.abs,
    "negate": torch.neg,
    "softmax": lambda x: F.softmax(x, -1),
    "log_softmax": lambda x: F.log_softmax(x, -1),
}
POSITIVE = {"log": torch.log, "sqrt": torch.sqrt, "reciprocal": torch.reciprocal}

BINARY = {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "divide": torch.div,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
}
PAIRS = [
    ((2, 3, 4), (2, 3, 4)),
    ((2, 3, 4), (4,)),
    ((3, 1), (2, 3, 4)),
    ((2, 1, 4), (3, 1)),
    ((2, 1, 3, 1), (5, 1, 4)),
    ((), (2, 3)),
    ((5, 1), (1, 7)),
]


def unary():
    group = Group("unary")
    for name, function in UNARY.items():
        group.add(name, name, {"x": group.normal(3, 19, scale=2)},
                  lambda x, function=function: function(x))
    for name, function in POSITIVE.items():
        group.add(name, name, {"x": group.uniform(3, 19, low=0.05, high=5)},
                  lambda x, function=function: function(x))
    return group


def binary():
    group = Group("binary")
    for name, function in BINARY.items():
        for index, (left, right) in enumerate(PAIRS):
            b = group.normal(*right)
            if name == "divide":
                b = b.sign() * (b.abs() + 0.5)
            group.add(f"{name}{index}", name, {"a": group.normal(*left), "b": group.exact(b)},
                      lambda a, b, function=function: function(a, b))
    ties = {"a": group.exact([1, 2, 2, 0, -1]), "b": group.exact([1, 3, 2, -1, -1])}
    for name in ("maximum", "minimum"):
        group.add(f"{name}_ties", name, ties, lambda a, b, name=name: BINARY[name](a, b))
    return group


def reductions():
    group = Group("reductions")
    shape = (2, 3, 4, 2)
    for index, dimensions in enumerate([(0,), (1,), (3,), (0, 1), (1, 3), (0, 2), (2, 3), (0, 1, 2, 3)]):
        for op, kept in (("sum", False), ("mean", True)):
            group.add(f"{op}{index}", op, {"x": group.normal(*shape)},
                      lambda x, op=op, d=dimensions, kept=kept: getattr(torch, op)(x, d, keepdim=kept),
                      dimensions=dimensions, keepdim=kept)
    for op in ("amax", "amin"):
        for dimension in (0, 1, 3):
            group.add(f"{op}{dimension}", op, {"x": group.normal(*shape)},
                      lambda x, op=op, d=dimension: getattr(torch, op)(x, d), dimension=dimension)
    ties = group.exact([[2, 5, 5, 1], [0, 0, 0, 0]])  # the first of equals gets the gradient
    for op, function in (("amax", torch.max), ("amin", torch.min)):
        group.add(f"{op}_ties", op, {"x": ties}, lambda x, f=function: f(x, -1).values, dimension=-1)
    tall = group.normal(200, 3)  # long enough for the parts of the column sums
    group.add("sum_tall", "sum", {"x": tall}, lambda x: x.sum(0), dimensions=(0,), keepdim=False)
    return group


def rearrangements():
    group = Group("rearrangements")
    for dimension in (0, 1, 2, -1):
        shapes = [[2, 3, 4] for _ in range(3)]
        for extent, shape in zip((1, 3, 2), shapes):
            shape[dimension] = extent
        parts = {key: group.normal(*shape) for key, shape in zip("abc", shapes)}
        group.add(f"concat{dimension}", "concat", parts,
                  lambda a, b, c, d=dimension: torch.cat([a, b, c], d), dimension=dimension)
    for dimension in (0, 1, 3):
        parts = {key: group.normal(2, 3, 4) for key in "abc"}
        group.add(f"stack{dimension}", "stack", parts,
                  lambda a, b, c, d=dimension: torch.stack([a, b, c], d), dimension=dimension)
    for dimension, (start, end) in ((0, (1, 3)), (1, (0, 2)), (2, (3, 4)), (1, (0, 3))):
        group.add(f"slice{dimension}_{end}", "slice", {"x": group.normal(3, 3, 4)},
                  lambda x, d=dimension, s=start, e=end: x.narrow(d, s, e - s),
                  dimension=dimension, range=(start, end))
    group.add("split", "split", {"x": group.normal(2, 6, 3)},
              lambda x: dict(zip("abc", x.split([1, 3, 2], 1))), dimension=1, extents=(1, 3, 2))
    group.add("select", "select", {"x": group.normal(3, 4, 2)}, lambda x: x.select(1, 2),
              dimension=1, index=2)
    for order in ((1, 0), (0, 2, 1), (2, 0, 1), (0, 3, 1, 2), (3, 1, 0, 2)):
        shape = (2, 3, 4, 5)[:len(order)]
        group.add("permute" + "".join(map(str, order)), "permute", {"x": group.normal(*shape)},
                  lambda x, order=order: x.permute(order), order=order)
    group.add("broadcast", "broadcast", {"x": group.normal(3, 1, 2)},
              lambda x: x.broadcast_to(4, 3, 5, 2), shape=(4, 3, 5, 2))
    group.add("embedding", "embedding",
              {"table": group.normal(7, 5), "indices": group.indices(7, 3, 4)},
              lambda table, indices: F.embedding(indices.long(), table))
    group.add("gather", "gather", {"x": group.normal(3, 4, 6), "indices": group.indices(6, 3, 4)},
              lambda x, indices: x.gather(-1, indices.long()[..., None])[..., 0])
    return group


def products():
    group = Group("products")

    def product(name, a, b, transposing_a=False, transposing_b=False):
        def function(a, b):
            a = a.mT if transposing_a else a
            return a @ (b.mT if transposing_b else b)
        group.add(name, "matmul", {"a": group.normal(*a), "b": group.normal(*b)}, function,
                  transpose=(transposing_a, transposing_b))

    product("plain", (5, 7), (7, 3))
    product("left", (7, 5), (7, 3), transposing_a=True)
    product("right", (5, 7), (3, 7), transposing_b=True)
    product("both", (7, 5), (3, 7), True, True)
    product("row", (1, 9), (9, 4))
    product("column", (6, 9), (9, 1))
    product("outer", (6, 1), (1, 4))
    product("batched", (2, 3, 4, 5), (2, 3, 5, 2))
    product("batched_left", (6, 5, 4), (6, 5, 2), transposing_a=True)
    product("batched_right", (6, 4, 5), (6, 2, 5), transposing_b=True)
    product("batched_both", (6, 5, 4), (6, 2, 5), True, True)
    product("shared", (2, 3, 4, 5), (5, 6))
    product("shared_right", (3, 4, 5), (6, 5), transposing_b=True)
    for name, shape, outputs, has_bias in (("plane", (4, 6), 3, True), ("sequence", (2, 3, 6), 5, True),
                                           ("vector", (6,), 4, True), ("unbiased", (3, 20), 16, False)):
        inputs = {"x": group.normal(*shape), "weight": group.normal(outputs, shape[-1])}
        if has_bias:
            inputs["bias"] = group.normal(outputs)
        group.add(f"linear_{name}", "linear", inputs,
                  lambda x, weight, bias=None: F.linear(x, weight, bias))
    return group


def groups():
    return [unary(), binary(), reductions(), rearrangements(), products()]
