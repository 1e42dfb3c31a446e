/// Slow weights, to which the fast ones come back every few steps (Zhang, Lucas, Hinton & Ba 2019, arXiv:1907.08610), with a
/// share that grows towards the end of training (Jordan 2024, arXiv:2404.00498).
public struct Lookahead: Sendable {
  /// Steps between two meetings.
  public var interval = 5
  /// Steps of the whole training.
  public var total: Int

  /// Slow weights for a training of so many steps.
  public init(interval: Int = 5, total: Int) {
    self.interval = interval
    self.total = total
  }

  /// What the slow weights keep of themselves in a step, counted from 1; nil where they do not meet the fast ones. In the
  /// end the fast ones become them.
  func share(at step: Int) -> Float? {
    if step >= total { return 1 }
    guard step % interval == 0 else { return nil }
    let progress = Float(step) / Float(total)
    return 0.7737809 * progress * progress * progress  // 0.95⁵
  }
}
