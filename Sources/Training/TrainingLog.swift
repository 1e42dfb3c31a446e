import Files
import Imaging

/// The figures of a run on disk: `metrics.csv` and `curves.png`.
enum TrainingLog {
  static func write(_ history: [EpochRecord], to directory: String) throws {
    try AtomicFile.write(table(history), to: directory + "/metrics.csv")
  }

  /// One line an epoch.
  static func table(_ history: [EpochRecord]) -> String {
    guard let first = history.first else { return "" }
    let names =
      first.training.map { "train_\($0.name)" } + first.validation.map { "validation_\($0.name)" }
    var text = (["epoch", "seconds", "learning_rate"] + names).joined(separator: ",") + "\n"
    for record in history {
      let values = (record.training + record.validation).map { String($0.value) }
      let start = [
        String(record.epoch), String((record.seconds * 100).rounded() / 100),
        String(record.learningRate),
      ]
      text += (start + values).joined(separator: ",") + "\n"
    }
    return text
  }
}
