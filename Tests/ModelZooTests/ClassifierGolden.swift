/// Logits from torch 2.15.0+cu132: Tests/golden/classifier_fixture.py.
enum ClassifierGolden {
  static let logits: [String: [Float]] = [
    "lenet5": [
      1.18715, 0.257637, 0.778863, -0.859848, 1.76735, 0.724384, 3.11705, -1.54959,
      1.90419, 0.742955, 0.555453, 0.166523, 0.658035, -0.582341, 1.13849, 0.761517,
      2.73214, -1.50482, 1.44238, 0.840403, 0.897648, -0.351323, 0.414565, -0.454113,
      1.12712, 0.839426, 2.95538, -2.05521, 1.21927, 0.639238,
    ],
    "lenet5 tanh average": [
      -0.142965, 0.25598, -0.416302, -1.03955, 0.508, 0.462819, 1.14332, 0.10962,
      -0.431233, 0.73579, -0.183363, 0.379044, -0.199687, -0.991218, 0.464846, 0.490811,
      1.15719, 0.147011, -0.442715, 0.744493, -0.167728, 0.27758, -0.330368, -1.05073,
      0.519503, 0.379514, 1.08215, 0.197047, -0.312308, 0.638991,
    ],
    "mlp": [
      -1.13175, -1.09958, 0.752534, -0.548263, -0.0634028, -0.0885094, -0.418874, 0.631135,
      1.06268, -0.644931, -1.0839, -1.13265, 0.846591, -0.497083, 0.00511423, -0.335185,
      -0.414223, 0.617478, 0.901111, -0.640134, -1.33406, -1.23867, 0.707257, -0.933804,
      0.192716, -0.115959, -0.291427, 0.413611, 0.977558, -0.562596,
    ],
    "convnet": [
      2.98557, -0.474753, 0.790013, 0.229662, 0.686336, 1.31877, -0.176362, -0.5648,
      -0.0516608, 0.213066, 2.98642, -0.474754, 0.787621, 0.230789, 0.688889, 1.31606,
      -0.176096, -0.561233, -0.054969, 0.214906, 2.98704, -0.474494, 0.790309, 0.229826,
      0.687327, 1.31803, -0.175551, -0.561502, -0.0510919, 0.21603,
    ],
  ]

  /// The names of PyTorch's state.
  static let names: [String: [String]] = [
    "lenet5": [
      "conv1.bias", "conv1.weight", "conv2.bias",
      "conv2.weight", "fc1.bias", "fc1.weight",
      "fc2.bias", "fc2.weight", "fc3.bias",
      "fc3.weight",
    ],
    "mlp": [
      "layers.0.bias", "layers.0.weight", "layers.1.bias",
      "layers.1.weight", "layers.2.bias", "layers.2.weight",
    ],
    "convnet": [
      "blocks.0.conv.weight", "blocks.0.norm.bias", "blocks.0.norm.running_mean",
      "blocks.0.norm.running_var", "blocks.0.norm.weight", "blocks.1.conv.weight",
      "blocks.1.norm.bias", "blocks.1.norm.running_mean", "blocks.1.norm.running_var",
      "blocks.1.norm.weight", "blocks.2.conv.weight", "blocks.2.norm.bias",
      "blocks.2.norm.running_mean", "blocks.2.norm.running_var", "blocks.2.norm.weight",
      "blocks.3.conv.weight", "blocks.3.norm.bias", "blocks.3.norm.running_mean",
      "blocks.3.norm.running_var", "blocks.3.norm.weight", "blocks.4.conv.weight",
      "blocks.4.norm.bias", "blocks.4.norm.running_mean", "blocks.4.norm.running_var",
      "blocks.4.norm.weight", "classifier.bias", "classifier.weight",
    ],
  ]
}
