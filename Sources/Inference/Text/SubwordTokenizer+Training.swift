import CSentencePiece

extension SubwordTokenizer {
  /// Learns a unigram tokenizer (Kudo 2018, arXiv:1804.10959) from sentences.
  ///
  /// Digits stand alone, so that numbers can be copied one by one. Text is not normalised further.
  /// - Parameters:
  ///   - pieceCount: the size of the vocabulary; fewer where the text does not yield so many.
  ///   - controls: pieces that stand for no text, after padding, unknown, start and end.
  ///   - symbols: characters that are always pieces of their own.
  ///   - characterCoverage: the share of the text's characters that get pieces.
  public static func trained(
    on sentences: [String], pieceCount: Int, controls: [String] = [], symbols: [String] = [],
    characterCoverage: Double = 0.99995
  ) throws(SubwordError) -> SubwordTokenizer {
    var options = [
      "model_type=unigram", "vocab_size=\(pieceCount)",
      "character_coverage=\(characterCoverage)", "normalization_rule_name=identity",
      "split_digits=true", "hard_vocab_limit=false", "num_threads=2", "minloglevel=2",
      "pad_id=\(padding)", "unk_id=\(unknown)", "bos_id=\(start)", "eos_id=\(end)",
      "max_sentence_length=65536",
    ]
    if !controls.isEmpty { options.append("control_symbols=\(controls.joined(separator: ","))") }
    if !symbols.isEmpty {
      options.append("user_defined_symbols=\(symbols.joined(separator: ","))")
    }
    // All sentences in one piece of memory, and where each starts.
    let texts = sentences.map { Array($0.utf8CString) }
    let lengths = texts.map { $0.count - 1 }
    let joined = texts.flatMap { $0 }
    var buffer = joined.withUnsafeBufferPointer { memory in
      var next = memory.baseAddress
      let starts = lengths.map { length in
        defer { next = next.map { $0 + length + 1 } }
        return next
      }
      return subword_train(options.joined(separator: " "), starts, lengths, lengths.count)
    }
    defer { subword_free(&buffer) }
    guard buffer.message == nil else { throw .training(reason: message(buffer)) }
    return try SubwordTokenizer(
      bytes: elements(of: buffer, as: UInt8.self), name: "the new tokenizer")
  }
}
