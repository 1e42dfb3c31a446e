import TensorCore
import TestSupport
import Testing

/// Recurrent layers and losses against PyTorch.
///
/// `python Tests/golden/make_golden.py` regenerates the numbers; the cases stand in its recurrent.py and losses.py.
@Suite struct GoldenSequenceTests {
  @Test(arguments: try GoldenFile.cases("recurrent"))
  func recurrent(_ golden: GoldenCase) throws {
    let cell = try #require(RecurrentCell(rawValue: golden.op))
    let lengths = golden.has("lengths") ? try golden.counts("lengths") : nil
    try golden.check(tolerance: 5e-6) { inputs in
      let weights = RecurrentWeights(
        input: try inputs["weight_ih"], hidden: try inputs["weight_hh"],
        inputBias: try inputs["bias_ih"], hiddenBias: try inputs["bias_hh"])
      let initial = inputs.optional("h0").map {
        RecurrentState(hidden: $0, cell: inputs.optional("c0"))
      }
      let (outputs, final) = try inputs["x"].recurrent(
        cell, weights: weights, initial: initial, lengths: lengths,
        isReversed: try golden.flag("reversed"))
      var results = ["y": outputs, "hn": final.hidden]
      results["cn"] = final.cell
      return results
    }
  }

  @Test(arguments: try GoldenFile.cases("detection_losses"))
  func detectionLosses(_ golden: GoldenCase) throws {
    let reductions: [LossReduction] = [.mean, .sum, .none]
    let reduction = reductions[try golden.count("reduction")]
    try golden.check(tolerance: 1e-5) { inputs in
      let (x, targets) = (try inputs["x"], try inputs["targets"])
      return golden.op == "ciou"
        ? x.completeIoULoss(targets: targets, reduction: reduction)
        : x.focalLoss(
          targets: targets, gamma: try golden.number("gamma"),
          alpha: golden.has("alpha") ? try golden.number("alpha") : nil, reduction: reduction)
    }
  }

  @Test(arguments: try GoldenFile.cases("ctc"))
  func ctcLoss(_ golden: GoldenCase) throws {
    let reductions: [LossReduction] = [.mean, .sum, .none]
    let reduction = reductions[try golden.count("reduction")]
    var labels = try golden.counts("targets")[...]
    let targets = try golden.counts("target_lengths").map { count in
      defer { labels = labels.dropFirst(count) }
      return labels.prefix(count).map(Int32.init)
    }
    try golden.check(tolerance: 1e-5) { inputs in
      try inputs["x"].ctcLoss(
        targets: targets, lengths: try golden.counts("lengths"),
        blank: Int32(try golden.count("blank")), zeroInfinity: true, reduction: reduction)
    }
  }

  @Test(arguments: try GoldenFile.cases("losses"))
  func losses(_ golden: GoldenCase) throws {
    let reductions: [LossReduction] = [.mean, .sum, .none]
    let reduction = reductions[try golden.count("reduction")]
    try golden.check(tolerance: 1e-5) { inputs in
      let x = try inputs["x"]
      switch golden.op {
      case "cross_entropy":
        return x.crossEntropy(
          targets: try inputs.indices("targets"), classWeights: inputs.optional("weights"),
          ignoredIndex: Int32(try golden.count("ignored")),
          labelSmoothing: try golden.number("smoothing"), reduction: reduction)
      case "mse": return x.meanSquaredError(try inputs["targets"], reduction: reduction)
      case "l1": return x.l1Loss(try inputs["targets"], reduction: reduction)
      case "huber":
        return x.huberLoss(
          try inputs["targets"], delta: try golden.number("delta"), reduction: reduction)
      case "bce":
        return x.binaryCrossEntropy(
          targets: try inputs["targets"], positiveWeight: try golden.number("positive_weight"),
          reduction: reduction)
      case "mixture":
        return x.gaussianMixtureLoss(points: try inputs["points"], reduction: reduction)
      default: throw Mismatch("unknown operation \(golden.op)")
      }
    }
  }
}
