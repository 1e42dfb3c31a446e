/// What every recipe of supervised training lets a user choose.
public protocol SupervisedRecipe {
  /// Decides everything random.
  var seed: UInt64 { get set }
  /// How often the data is seen.
  var epochs: Int { get set }
  /// Samples a step.
  var batchSize: Int { get set }
  /// The peak learning rate.
  var learningRate: Float { get set }
}

/// What every recipe for photographs lets a user choose besides.
public protocol PhotoClassificationRecipe: SupervisedRecipe {
  /// Brightness, contrast and saturation change by up to this share.
  var colorJitter: Float { get set }
  /// The share of the target spread over all classes.
  var labelSmoothing: Float { get set }
  /// α of mixup; 0 for none.
  var mixup: Float { get set }
  /// The share of each class that is kept for validation where there is no folder for it.
  var validationShare: Float { get set }
}

extension ClassificationRecipe: SupervisedRecipe {}
extension ColorizationRecipe: SupervisedRecipe {}
extension PhotoRecipe: PhotoClassificationRecipe {}
extension FineTuningRecipe: PhotoClassificationRecipe {}
