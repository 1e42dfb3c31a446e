"""Regenerates the golden files of all test targets: python Tests/golden/make_golden.py

Needs torch and numpy; their versions are recorded in the files. The same versions give the same bytes.
"""

from pathlib import Path

import detection
import images
import layers
import losses
import optimizers
import recurrent
import tensors

TESTS = Path(__file__).resolve().parent.parent


def main():
    for module in (tensors, images, recurrent, losses, detection):
        for group in module.groups():
            group.write(TESTS / "TensorCoreTests" / "Golden")
    for module, target in ((layers, "NeuralNetTests"), (optimizers, "OptimizersTests")):
        for group in module.groups():
            group.write(TESTS / target / "Golden")


if __name__ == "__main__":
    main()
