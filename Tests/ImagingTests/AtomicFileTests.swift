import Files
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func filesAreReplacedAndNothingIsLeftBehind() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.bin")
    try AtomicFile.write([1, 2, 3], to: path)
    try AtomicFile.write([4], to: path)
    try AtomicFile.write("text", to: folder.file("b.txt"))
    #expect(try InputFile.read(path, limit: 10) == [4])
    #expect(try folder.names == ["a.bin", "b.txt"])
  }

  @Test func picturesAreWritten() throws {
    let folder = try TemporaryFolder()
    let image = samplePicture(ImageSize(height: 5, width: 9), .rgb)
    try image.writePNG(to: folder.file("a.png"))
    try image.writeJPEG(to: folder.file("a.jpg"))
    #expect(try Image(contentsOf: folder.file("a.png")) == image)
    #expect(try Image(contentsOf: folder.file("a.jpg")).size == image.size)
  }

  @Test func failuresAreNamedAndLeaveNothing() throws {
    let folder = try TemporaryFolder()
    let missing = folder.file("no/such/folder/a.png")
    let image = Image(size: ImageSize(height: 1, width: 1), format: .gray)
    #expect(throws: ImageError.self) { try image.writePNG(to: missing) }
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: folder.path)
    }
    #expect(error?.description.contains(folder.path) == true)
    #expect(try folder.names.isEmpty)
  }

  @Test func linksAreFollowedAndPermissionsKept() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write([0], to: "target")
    try #require(chmod(target, 0o640) == 0)
    let link = folder.file("link")
    try #require(symlink(target, link) == 0)
    try AtomicFile.write([7], to: link)
    #expect(try InputFile.read(target, limit: 10) == [7])
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(target, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func devicesAreNotReplaced() throws {
    try AtomicFile.write([1, 2], to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test(.enabled(if: InputFile.exists("/dev/full"), "this system has no /dev/full"))
  func aFullDeviceIsAnError() {
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: "/dev/full")
    }
    #expect(error?.description.hasPrefix("/dev/full: cannot be written (") == true)
  }

  @Test func newFilesFollowTheUsersMask() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.file("a"))
    var status = stat()
    let mask = umask(0)
    umask(mask)
    #expect(stat(folder.file("a"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o666 & ~mask)
  }

  @Test func endlessInputStopsAtTheLimit() {
    #expect(throws: FileError.tooLarge(file: "/dev/zero", limit: 100_000)) {
      try InputFile.read("/dev/zero", limit: 100_000)
    }
  }
}
