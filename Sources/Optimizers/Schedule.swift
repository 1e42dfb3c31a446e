import Foundation

/// How the learning rate changes from step to step, as a factor of the peak rate.
public enum Schedule: Sendable, Equatable {
  /// Always 1.
  case constant
  /// Multiplied by `factor` after each `every` steps.
  case step(every: Int, factor: Float)
  /// From 1 down to `final` along half a cosine over `total` steps (Loshchilov & Hutter 2017).
  case cosine(total: Int, final: Float = 0)
  /// Up from 1 / `startDivisor` and down to 1 / (`startDivisor` · `finalDivisor`), both along cosines, over
  /// `total` steps of which `warmUp` is the share that rises (Smith & Topin 2018, arXiv:1708.07120).
  case oneCycle(
    total: Int, warmUp: Float = 0.3, startDivisor: Float = 25, finalDivisor: Float = 1e4)
  /// In straight lines from `start` up to 1 at the share `peak` of `total` steps, and down to `final`.
  case triangle(total: Int, start: Float = 0.2, peak: Float = 0.23, final: Float = 0.07)
  /// Up from 0 to 1 in a line over the first steps, then as `next` says, which counts from there.
  indirect case warmUp(steps: Int, next: Schedule)

  /// The factor for a step; the first is step 0.
  public func factor(at step: Int) -> Float {
    switch self {
    case .constant: return 1
    case .step(let every, let factor):
      return Float(pow(Double(factor), Double(step / max(every, 1))))
    case .cosine(let total, let final):
      return Schedule.cosine(from: 1, to: final, at: Float(step) / Float(max(total, 1)))
    case .oneCycle(let total, let warmUp, let startDivisor, let finalDivisor):
      let peak = warmUp * Float(total) - 1
      let last = Float(total) - 1
      let position = Float(step)
      if position <= peak {
        return Schedule.cosine(from: 1 / startDivisor, to: 1, at: position / max(peak, 1))
      }
      return Schedule.cosine(
        from: 1, to: 1 / (startDivisor * finalDivisor), at: (position - peak) / max(last - peak, 1))
    case .triangle(let total, let start, let peak, let final):
      let position = Float(step) / Float(max(total, 1))
      return position < peak
        ? start + (1 - start) * position / peak
        : 1 + (final - 1) * min((position - peak) / (1 - peak), 1)
    case .warmUp(let steps, let next):
      return step < steps ? Float(step + 1) / Float(steps) : next.factor(at: step - steps)
    }
  }

  private static func cosine(from start: Float, to end: Float, at share: Float) -> Float {
    let bounded = Double(min(max(share, 0), 1))
    return end + (start - end) * Float(0.5 * (1 + cos(.pi * bounded)))
  }
}
