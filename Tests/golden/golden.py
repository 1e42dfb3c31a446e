"""Writes golden cases: inputs, outputs and gradients of one operation each, for the tests in Swift.

A group becomes one safetensors file. Its tensors are named CASE/in.NAME, CASE/out.NAME and CASE/grad.NAME,
where the gradients are those of the sum of r * out over all outputs, with r from `loss_weights`. Everything
is computed in double precision from inputs that are exact in single precision. Images are [N, H, W, C].
"""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import torch

COMMAND = "python Tests/golden/make_golden.py"


def numbers(value):
    """An option as the list of numbers that the Swift side reads."""
    return [float(item) for item in (value if isinstance(value, (tuple, list)) else [value])]


def loss_weights(shape):
    """What each element of an output counts in the loss: numbers in -1...1 that both sides can make."""
    count = int(np.prod(shape, dtype=np.int64))
    weights = ((np.arange(count) * 37 + 11) % 101 / 50 - 1).astype(np.float32)
    return torch.from_numpy(weights.reshape(shape)).double()


class Group:
    """The golden cases of one family of operations."""

    def __init__(self, name):
        self.name = name
        self.random = np.random.default_rng(zlib.crc32(name.encode()))
        self.cases = []
        self.arrays = {}

    def exact(self, array):
        return torch.from_numpy(np.asarray(array, dtype=np.float32)).double()

    def normal(self, *shape, scale=1.0):
        return self.exact(self.random.standard_normal(shape) * scale)

    def uniform(self, *shape, low=0.0, high=1.0):
        return self.exact(self.random.uniform(low, high, shape))

    def indices(self, bound, *shape):
        return torch.from_numpy(self.random.integers(0, bound, shape).astype(np.int32))

    def add(self, name, op, inputs, function, frozen=(), **options):
        """Evaluates function(**inputs), which gives one tensor or a dictionary of them.

        Every input of floats receives a gradient, except the frozen ones.
        """
        moving = [key for key, value in inputs.items()
                  if value.is_floating_point() and key not in frozen]
        leaves = {key: value.clone().requires_grad_(key in moving) for key, value in inputs.items()}
        outputs = function(**leaves)
        if torch.is_tensor(outputs):
            outputs = {"y": outputs}
        gradients = {}
        if moving:
            loss = sum((loss_weights(value.shape) * value).sum() for value in outputs.values())
            gradients = dict(zip(moving, torch.autograd.grad(loss, [leaves[key] for key in moving])))
        self.cases.append({
            "name": name, "op": op,
            "options": {key: numbers(value) for key, value in options.items()}})
        for kind, tensors in (("in", inputs), ("out", outputs), ("grad", gradients)):
            for key, value in tensors.items():
                self.store(f"{name}/{kind}.{key}", value)

    def store(self, key, tensor):
        assert key not in self.arrays, f"{self.name}: {key} stands twice"
        array = tensor.detach().numpy()
        kind = np.float32 if tensor.is_floating_point() else np.int32
        self.arrays[key] = array.astype(kind, order="C")  # keeps rank 0, unlike ascontiguousarray

    def encoded(self):
        """The bytes of the file; written here because safetensors' own order of metadata changes."""
        header = {"__metadata__": {
            "command": COMMAND, "torch": torch.__version__, "numpy": np.__version__,
            "cases": json.dumps(self.cases, separators=(",", ":"))}}
        end = 0
        for key, array in self.arrays.items():
            start, end = end, end + array.nbytes
            kind = "I32" if array.dtype == np.int32 else "F32"
            header[key] = {"dtype": kind, "shape": array.shape, "data_offsets": (start, end)}
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        return struct.pack("<Q", len(text)) + text + b"".join(
            array.tobytes() for array in self.arrays.values())

    def write(self, folder):
        path = Path(folder) / f"{self.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.encoded())
        print(f"{path}: {len(self.cases)} cases, {path.stat().st_size} bytes")


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)
