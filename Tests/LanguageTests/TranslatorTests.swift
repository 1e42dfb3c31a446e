import Datasets
import Files
import ModelZoo
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@testable import Language

/// A translator that learns a few sentences by heart: the whole way from text to text.
@Suite struct TranslatorTests {
  static let pairs: [SentencePair] = {
    let verbs = [("see", "vois"), ("hear", "entends"), ("know", "connais"), ("like", "aime")]
    let things = [
      ("the dog", "le chien"), ("the cat", "le chat"), ("Tom", "Tom"), ("Mary", "Mary"),
      ("the house", "la maison"), ("the car", "la voiture"),
    ]
    return verbs.flatMap { verb in
      things.map {
        SentencePair(source: "I \(verb.0) \($0.0).", target: "Je \(verb.1) \($0.1).")
      }
    }
  }()

  static var recipe: SequenceRecipe {
    var recipe = SequenceRecipe()
    recipe.pieceCount = 90
    (recipe.embedding, recipe.units, recipe.layers) = (32, 48, 2)
    (recipe.dropout, recipe.labelSmoothing) = (0, 0)
    (recipe.epochs, recipe.tokensPerBatch, recipe.learningRate) = (70, 60, 1e-2)
    recipe.patience = nil
    recipe.averageDecay = 0.5
    return recipe
  }

  private func run(
    _ recipe: SequenceRecipe = recipe, in folder: TemporaryFolder, resumes: Bool = false,
    stopAfter steps: Int = .max
  ) throws -> String? {
    let corpora = [
      TranslationCorpus(
        Direction(from: "en", to: "fr"), training: Self.pairs, validation: Self.pairs),
      TranslationCorpus(
        Direction(from: "en", to: "zh"),
        training: [SentencePair(source: "I see the dog.", target: "我看见狗。")],
        validation: [SentencePair(source: "I see the dog.", target: "我看见狗。")], repetitions: 4),
    ]
    let run = try SequenceRun(
      recipe, corpora: corpora, command: "train", directory: folder.path, resumes: resumes)
    var count = 0
    return try run.train(
      observe: { if case .stepped = $0 { count += 1 } }, isInterrupted: { count >= steps })?.weights
  }

  @Test func sentencesAreLearntByHeart() throws {
    let folder = try TemporaryFolder()
    let path = try #require(try run(in: folder))
    let translator = try Translator(contentsOf: path)
    let direction = Direction(from: "en", to: "fr")
    #expect(translator.directions == [direction, Direction(from: "en", to: "zh")])
    let found = try translator.translate(Self.pairs.map(\.source), direction)
    let right = zip(found, Self.pairs).count { $0[0].text == $1.target }
    #expect(right >= 22, "\(found.map { $0[0].text })")
    // The start decides the language; blanks stay blank.
    let chinese = try translator.translate(["I see the dog."], Direction(from: "en", to: "zh"))
    #expect(chinese[0][0].text == "我看见狗。")
    #expect(try translator.translate(["", " "], direction).map { $0[0].text } == ["", ""])
    try alternatives(translator, direction)
    try paragraphs(translator, direction)
    let evaluation = try TranslationEvaluation(
      of: translator, direction, on: TranslationCorpus.grouped(Self.pairs))
    #expect(evaluation.bleu.score > 85)
  }

  private func alternatives(_ translator: Translator, _ direction: Direction) throws {
    var options = Translator.Options()
    options.alternatives = 4
    let found = try translator.translate(["I hear the cat."], direction, options)[0]
    #expect(found.count == 4 && Set(found.map(\.text)).count > 1)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(found[0].attention.count == found[0].targetPieces.count)
    #expect(found[0].attention.allSatisfy { $0.count == found[0].sourcePieces.count })
    #expect(throws: Translator.Failure.self) {
      try translator.translate(["x"], Direction(from: "fr", to: "en"))
    }
  }

  private func paragraphs(_ translator: Translator, _ direction: Direction) throws {
    let long = String(repeating: "I see the dog. ", count: 40)
    let texts = ["I see Tom. I know Mary.", "", long, "I like the car."]
    let lines = try ParagraphTranslator(translator).translate(texts, direction)
    let first = try translator.translate(["I see Tom.", "I know Mary."], direction)
    #expect(lines.count == 4 && lines[1].alternatives[0].text == "")
    #expect(lines[0].alternatives[0].text == first.map { $0[0].text }.joined(separator: " "))
    #expect(lines[2].alternatives[0].text.count { $0 == "." } == 40)
    #expect(lines[3].sentences.count >= 1 && lines[0].sentences.isEmpty)
  }

  @Test func aResumedRunReachesTheSameWeights() throws {
    var recipe = Self.recipe
    recipe.epochs = 3
    recipe.dropout = 0.2
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try run(recipe, in: whole)
    #expect(try run(recipe, in: parts, stopAfter: 7) == nil)
    #expect(try run(recipe, in: parts, resumes: true) != nil)
    #expect(try whole.bytes("model.safetensors") == parts.bytes("model.safetensors"))
    #expect(try whole.bytes("tokenizer.model") == parts.bytes("tokenizer.model"))
    // Other options do not go on from this checkpoint.
    recipe.dropout = 0.1
    #expect(throws: CheckpointError.self) { try run(recipe, in: parts, resumes: true) }
  }

  @Test func filesThatDoNotFitAreNamed() throws {
    let folder = try TemporaryFolder()
    var recipe = Self.recipe
    recipe.epochs = 1
    let path = try #require(try run(recipe, in: folder))
    var file = try WeightFile(contentsOf: path)
    func fails(_ change: (inout WeightFile) -> Void) throws {
      var changed = file
      change(&changed)
      let broken = folder.file("broken.safetensors")
      try changed.write(to: broken)
      #expect(throws: (any Error).self) { try Translator(contentsOf: broken) }
    }
    try fails { $0.metadata["directions"] = "french" }
    try fails { $0.metadata["directions"] = nil }
    try fails { $0.metadata["architecture"] = "lenet5" }
    try fails { $0.metadata["configuration"] = "{}" }
    try fails { $0.metadata["configuration"]?.replace("\"units\":48", with: "\"units\":48000000") }
    try fails { $0.tensors["bias"] = nil }
    try fails { $0.tensors["bias"] = Tensor.filled([3], with: 1) }
    file.tensors["bias"] = nil
    try AtomicFile.write("no tokenizer", to: folder.file("tokenizer.model"))
    #expect(throws: (any Error).self) { try Translator(contentsOf: path) }
  }
}
