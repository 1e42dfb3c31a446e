/// What lies in place of a weight file now and then.
enum OtherFile {
  /// What the bytes seem to be, and what to do; nil where they are nothing that is known.
  static func guess(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: "version https://git-lfs".utf8) {
      return "a Git LFS pointer to the file; git lfs pull fetches the file itself"
    }
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) {
      return "a ZIP archive, as torch.save writes (a pickle inside); "
        + "safetensors.torch.save_file writes what is read here"
    }
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      return "a Python pickle, which is not read since it may run any program; "
        + "safetensors.torch.save_file writes what is read here"
    }
    if bytes.starts(with: [0x1F, 0x8B]) { return "compressed by gzip; gunzip unpacks it" }
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "an HDF5 file, as Keras writes" }
    if bytes.starts(with: "GGUF".utf8) { return "a GGUF file" }
    return isHTML(bytes)
      ? "an HTML page, perhaps what a server said in place of the file" : nil
  }

  private static func isHTML(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(1024).drop { $0 <= 0x20 || $0 >= 0x80 }.prefix(64)
    let text = String(decoding: head, as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<?xml", "<!--"].contains { text.hasPrefix($0) }
  }
}
