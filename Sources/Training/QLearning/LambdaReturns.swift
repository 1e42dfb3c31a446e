import Games

/// What an action led to, as far as a target needs it.
struct Consequence: Equatable {
  /// What the action earned.
  var reward: Float
  /// How the episode stood then.
  var ending: Ending
  /// The value of what was seen then, before any new episode began; of no importance where the episode terminated.
  var nextValue: Float
}

/// λ-returns of consecutive steps of one game (Peng & Williams 1996; Gallici et al. 2024, section 3): rewards
/// that followed, mixed with the network's own values.
///
///     G_t = r_t + γ (λ G_{t+1} + (1 - λ) V_{t+1})
///
/// Past the end of an episode there is nothing; past a time limit, and past the last step, only V.
func lambdaReturns(_ steps: [Consequence], discount: Float, lambda: Float) -> [Float] {
  var results = [Float](repeating: 0, count: steps.count)
  var following: Float?  // G_{t+1}, where it belongs to the same episode
  for (index, step) in steps.enumerated().reversed() {
    let rest =
      switch step.ending {
      case .terminated: Float(0)
      case .timeLimit: step.nextValue
      case .none: following.map { lambda * $0 + (1 - lambda) * step.nextValue } ?? step.nextValue
      }
    results[index] = step.reward + discount * rest
    following = results[index]
  }
  return results
}
