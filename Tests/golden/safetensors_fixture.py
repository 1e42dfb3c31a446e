"""Writes Tests/SafetensorsTests/PythonFixture.swift: a file made by Python's safetensors, as base64.

    python Tests/golden/safetensors_fixture.py
"""

import base64
import textwrap
from pathlib import Path

import safetensors
import torch
from safetensors.torch import save

TARGET = Path(__file__).resolve().parent.parent / "SafetensorsTests" / "PythonFixture.swift"

TENSORS = {
    "full": torch.tensor([[1.5, -2.0, 1e-40], [float("inf"), 3.25, -0.0]]),
    "half": torch.tensor([1.0, 65504.0, 6e-8, -0.1], dtype=torch.float16),
    "brain": torch.tensor([[3.140625], [-1e38]], dtype=torch.bfloat16),
    "scalar": torch.tensor(42.0),
    "norm.num_batches_tracked": torch.tensor(7),
}


def main():
    text = base64.b64encode(save(TENSORS, metadata={"framework": "pt", "note": "grüße"})).decode()
    lines = "\n".join("  " + line for line in textwrap.wrap(text, 90))
    TARGET.write_text(
        f"/// A file written by Python's safetensors {safetensors.__version__} with torch"
        f" {torch.__version__}:\n"
        "/// Tests/golden/safetensors_fixture.py.\n"
        f'let pythonFixture = """\n{lines}\n  """\n'
    )


if __name__ == "__main__":
    main()
