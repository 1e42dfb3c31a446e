import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct MNISTTests {
  private static let images = idx([3, 2, 4], Array(0..<24))
  private static let labels = idx([3], [7, 0, 9])

  private func failure(_ folder: TemporaryFolder) -> String? {
    do {
      _ = try MNIST(directory: folder.path, split: .train)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ("train-images-idx3-ubyte", false), ("train-images-idx3-ubyte.gz", true),
    ("train-images.idx3-ubyte", false),
  ])
  func readsFilesByTheirNames(name: String, isPacked: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write(isPacked ? gzip(MNISTTests.images) : MNISTTests.images, to: name)
    let labelName = name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    try folder.write(isPacked ? gzip(MNISTTests.labels) : MNISTTests.labels, to: labelName)
    let digits = try MNIST(directory: folder.path, split: .train)
    #expect(digits.count == 3 && digits.rows == 2 && digits.columns == 4)
    #expect(digits.pixels == Array(0..<24) && digits.labels == [7, 0, 9])
    let second = digits[1].image
    #expect(second.size == ImageSize(height: 2, width: 4) && second.pixels == Array(8..<16))
  }

  @Test func missingFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(
      failure(folder)
        == "\(folder.path): this folder has no train-images-idx3-ubyte or train-images-idx3-ubyte.gz"
    )
    try folder.write(MNISTTests.images, to: "train-images-idx3-ubyte")
    #expect(failure(folder)?.contains("no train-labels-idx1-ubyte") == true)
    let missing = folder.file("none")
    #expect(throws: DatasetError.file(.missing(file: missing))) {
      try MNIST(directory: missing, split: .test)
    }
    let file = folder.file("train-images-idx3-ubyte")
    #expect(throws: DatasetError.file(.notDirectory(file: file))) {
      try MNIST(directory: file, split: .test)
    }
  }

  @Test func countsMustMatch() throws {
    let folder = try TemporaryFolder()
    try folder.write(MNISTTests.images, to: "train-images-idx3-ubyte")
    try folder.write(idx([2], [1, 2]), to: "train-labels-idx1-ubyte")
    #expect(failure(folder)?.contains("holds 2 labels, expected 3 as") == true)
  }

  @Test func labelsMustBeDigits() throws {
    let folder = try TemporaryFolder()
    try folder.write(MNISTTests.images, to: "train-images-idx3-ubyte")
    try folder.write(idx([3], [1, 10, 2]), to: "train-labels-idx1-ubyte")
    #expect(failure(folder)?.hasSuffix("label 1 is 10, expected 0 to 9") == true)
  }

  @Test func exchangedFilesAreNoticed() throws {
    let folder = try TemporaryFolder()
    try folder.write(MNISTTests.labels, to: "train-images-idx3-ubyte")
    try folder.write(MNISTTests.images, to: "train-labels-idx1-ubyte")
    #expect(failure(folder)?.contains("magic number is 2049, expected 2051") == true)
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func unreadableFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(MNISTTests.images, to: "train-images-idx3-ubyte")
    try folder.write(MNISTTests.labels, to: "train-labels-idx1-ubyte")
    try #require(chmod(path, 0) == 0)
    #expect(failure(folder) == "\(path): permission to read it is denied")
  }

  @Test(.enabled(if: sharedMNIST != nil, "../shared/data/mnist is not here"))
  func readsTheRealSet() throws {
    let directory = try #require(sharedMNIST)
    let train = try MNIST(directory: directory, split: .train)
    #expect(train.count == 60_000 && train.rows == 28 && train.columns == 28)
    var counts = [Int](repeating: 0, count: 10)
    for label in train.labels { counts[Int(label)] += 1 }
    #expect(counts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    // The mean that every tutorial normalises with.
    let sum = train.pixels.reduce(0) { $0 + Int($1) }
    #expect(abs(Double(sum) / Double(train.pixels.count) / 255 - 0.1307) < 0.0001)
    let test = try MNIST(directory: directory, split: .test)
    #expect(test.count == 5000 && test.labels.count == 5000)
  }
}
