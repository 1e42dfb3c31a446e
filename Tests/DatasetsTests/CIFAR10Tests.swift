import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct CIFAR10Tests {
  /// One record: red counts up, green is 100, blue is the label.
  private func record(_ label: UInt8) -> [UInt8] {
    [label] + (0..<1024).map { UInt8($0 % 256) } + [UInt8](repeating: 100, count: 1024)
      + [UInt8](repeating: label, count: 1024)
  }

  @Test func planesAreInterleaved() throws {
    let set = try CIFAR10(data: record(3) + record(9), name: "x.bin")
    #expect(set.count == 2 && set.labels == [3, 9] && set.pixels.count == 2 * 3072)
    #expect(set[0].image[0, 5, 0] == 5)
    let image = set[1].image
    #expect(image.format == .rgb && image.size == ImageSize(height: 32, width: 32))
    #expect(Array(image.pixels[(33 * 3)..<(34 * 3)]) == [33, 100, 9])
  }

  @Test func batchesOfAFolderAreJoined() throws {
    let folder = try TemporaryFolder()
    try folder.write(record(1), to: "cifar-10-batches-bin/data_batch_1.bin")
    try folder.write(record(2), to: "cifar-10-batches-bin/data_batch_2.bin")
    try folder.write(record(5), to: "cifar-10-batches-bin/test_batch.bin")
    #expect(try CIFAR10(directory: folder.path, split: .train).labels == [1, 2])
    let nested = folder.file("cifar-10-batches-bin")
    #expect(try CIFAR10(directory: nested, split: .test).labels == [5])
  }

  @Test func damageIsNamed() throws {
    for length in [0, 1, 3072, 3074] {
      let data = Array((record(1) + record(1))[..<length])
      let error = #expect(throws: DatasetError.self) { try CIFAR10(data: data, name: "x.bin") }
      #expect(error?.description.contains("expected a multiple of 3073 bytes") == true)
    }
    #expect(
      throws: DatasetError.labelOutOfRange(file: "x.bin", index: 1, label: 10, classCount: 10)
    ) {
      try CIFAR10(data: record(1) + record(10), name: "x.bin")
    }
    let folder = try TemporaryFolder()
    #expect(
      throws: DatasetError.noFiles(directory: folder.path, expected: "data_batch*.bin")
    ) {
      try CIFAR10(directory: folder.path, split: .train)
    }
  }
}

@Suite struct ImageFolderTests {
  @Test func classesAndFilesAreSorted() throws {
    let folder = try TemporaryFolder()
    let image = Image(size: ImageSize(height: 3, width: 2), format: .gray, filledWith: 8)
    for name in ["dog/b.png", "dog/a.PNG", "cat/z.png", "cat/.hidden.png", "cat/notes.txt"] {
      try folder.write(try image.pngData(), to: name)
    }
    try folder.write([1], to: "readme.txt")
    let set = try ImageFolder(directory: folder.path)
    #expect(set.classNames == ["cat", "dog"] && set.count == 3)
    #expect(set.items.map(\.label) == [0, 1, 1])
    #expect(set.items[1].path == folder.file("dog/a.PNG"))
    #expect(try set[2].image == image)
  }

  @Test func damageIsNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.self) { try ImageFolder(directory: folder.file("none")) }
    #expect(throws: DatasetError.self) { try ImageFolder(directory: folder.path) }
    let path = try folder.write([1, 2, 3], to: "cat/broken.png")
    let set = try ImageFolder(directory: folder.path)
    #expect(throws: DatasetError.image(.unknownFormat(file: path, found: nil))) {
      try set[0]
    }
    try folder.write([1], to: "dog/notes.txt")
    let empty = folder.file("dog")
    #expect(
      throws: DatasetError.noFiles(directory: empty, expected: "pictures (.png, .jpg, .jpeg)")
    ) {
      try ImageFolder(directory: folder.path)
    }
  }
}
