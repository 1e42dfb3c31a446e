import Files
import Imaging

/// The figures of a run on disk: `metrics.csv` and `curves.png`.
enum TrainingLog {
  static func write(_ history: [EpochRecord], to directory: String) throws {
    try AtomicFile.write(table(history), to: directory + "/metrics.csv")
    try curves(history).writePNG(to: directory + "/curves.png")
  }

  /// One line an epoch.
  static func table(_ history: [EpochRecord]) -> String {
    guard let last = history.last else { return "" }
    let names =
      last.training.map { "train_\($0.name)" } + last.validation.map { "validation_\($0.name)" }
    var text = (["epoch", "seconds", "learning_rate"] + names).joined(separator: ",") + "\n"
    for record in history {
      let training = record.training.map { String($0.value) }
      let none = Array(repeating: "", count: last.training.count - training.count)
      let values = training + none + record.validation.map { String($0.value) }
      let start = [
        String(record.epoch), String((record.seconds * 100).rounded() / 100),
        String(record.learningRate),
      ]
      text += (start + values).joined(separator: ",") + "\n"
    }
    return text
  }

  /// A panel for each metric, training and validation in one.
  private static func curves(_ history: [EpochRecord]) -> Image {
    let names = Set(history.flatMap { $0.training + $0.validation }.map(\.name)).sorted()
    func series(_ title: String, _ name: String, _ metrics: (EpochRecord) -> [Metric])
      -> LineChart.Series?
    {
      let points = history.compactMap { record in
        metrics(record).first { $0.name == name }.map { (Double(record.epoch), $0.value) }
      }
      guard !points.isEmpty else { return nil }
      return LineChart.Series(name: title, x: points.map(\.0), y: points.map(\.1))
    }
    let panels = names.map { name in
      LineChart.Panel(
        yLabel: name,
        series: [
          series("training", name, \.training), series("validation", name, \.validation),
        ].compactMap { $0 })
    }
    return LineChart(title: "Training", xLabel: "epoch", panels: panels).image()
  }
}
