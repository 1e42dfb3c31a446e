import Files

extension AnnotatedFolder {
  /// Reads a folder of pictures and boxes, in whichever of the formats and usual layouts it is.
  ///
  /// Parts are told by folders and files called train, val or valid (test is left out), or by VOC's `ImageSets/Main`.
  ///
  /// - Parameters:
  ///   - directory: the folder; sub-folders may have any names.
  ///   - classes: a file with the names of the classes, one a line; else those that the annotations name.
  /// - Throws: `AnnotationError` where there are no annotations, or none can be used.
  public init(_ directory: String, classes: String? = nil) throws(AnnotationError) {
    let tree = try AnnotationTree(directory)
    var reading = Reading(tree: tree)
    let chosen = try classes.map { (file) throws(AnnotationError) in try Self.classNames(in: file) }
    if try reading.readCOCO() {
      format = .coco
    } else if reading.readVOC() {
      format = .voc
    } else if try reading.readYOLO(chosen) {
      format = .yolo
    } else {
      throw .nothingFound(folder: directory)
    }
    guard !reading.training.isEmpty || !reading.validation.isEmpty else {
      throw .nothingUsable(folder: directory, first: reading.faults.first ?? "no picture is there")
    }
    (training, validation) = (reading.training, reading.validation)
    faults = reading.faults
    classNames = chosen ?? reading.classNames
  }

  private static func classNames(in file: String) throws(AnnotationError) -> [String] {
    let names = try readLines(file).filter { !$0.isEmpty }
    guard !names.isEmpty else { throw .noClasses(file: file) }
    return names
  }
}

/// What was found so far.
private struct Reading {
  let tree: AnnotationTree
  var classNames: [String] = []
  var training: [AnnotatedPicture] = []
  var validation: [AnnotatedPicture] = []
  var faults: [String] = []

  init(tree: AnnotationTree) { self.tree = tree }

  /// Whether there is a file of COCO's. Damaged files are named where another can be read.
  mutating func readCOCO() throws(AnnotationError) -> Bool {
    var isFound = false
    for file in tree.files("json") {
      guard let found = try COCOAnnotations.read(file.path) else { continue }
      isFound = true
      faults += found.faults.map { "\(file.path): \($0)" }
      for name in found.classNames where !classNames.contains(name) { classNames.append(name) }
      for (name, objects) in found.pictures {
        add(name, objects, file, part: Part(file.folders + [file.stem]))
      }
    }
    return isFound
  }

  /// Whether there are files of VOC's; damaged ones are named.
  mutating func readVOC() -> Bool {
    let sets = imageSets()
    var isFound = false
    for file in tree.files("xml") {
      do throws(AnnotationError) {
        let found = try VOCAnnotation(file: file.path)
        isFound = true
        let part = sets[file.stem] ?? (sets.isEmpty ? Part(file.folders) : .test)
        add(found.fileName ?? file.stem, found.objects, file, part: part)
      } catch {
        faults.append("\(error)")
      }
    }
    let used = (training + validation).flatMap { $0.objects.map(\.name) }
    classNames = Set(used).sorted()
    return isFound || !faults.isEmpty
  }

  /// Whether there are files of YOLO's: those that are called as a picture.
  mutating func readYOLO(_ chosen: [String]?) throws(AnnotationError) -> Bool {
    let known = if let chosen { chosen } else { try YOLOLabels.classNames(in: tree) }
    var isFound = false
    let texts = tree.files("txt").filter { tree.picture(named: $0.stem, for: $0) != nil }
    for file in texts {
      guard let found = try YOLOLabels.read(file.path) else {
        faults.append("\(file.path): is no list of a class's number and four numbers a line")
        continue
      }
      isFound = true
      faults += found.faults.map { "\(file.path): \($0)" }
      var objects = found.objects
      for index in objects.indices {
        if let number = Int(objects[index].name), let known, known.indices.contains(number) {
          objects[index].name = known[number]
        }
      }
      add(file.stem, objects, file, part: Part(file.folders), isRelative: true)
    }
    let used = Set((training + validation).flatMap { $0.objects.map(\.name) })
    classNames = known ?? used.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    return isFound
  }

  private mutating func add(
    _ name: String, _ objects: [AnnotatedPicture.Object], _ file: AnnotationTree.File, part: Part?,
    isRelative: Bool = false
  ) {
    let found = tree.picture(named: name, for: file) ?? tree.picture(named: file.stem, for: file)
    guard let found else {
      faults.append("\(file.path): its picture '\(name)' is missing")
      return
    }
    let picture = AnnotatedPicture(path: found.path, objects: objects, isRelative: isRelative)
    switch part {
    case .training, nil: training.append(picture)
    case .validation: validation.append(picture)
    case .test: break
    }
  }

  /// The parts that `ImageSets/Main/train.txt` and `val.txt` name.
  private func imageSets() -> [String: Part] {
    var sets: [String: Part] = [:]
    for file in tree.files("txt") where file.folders.last == "Main" {
      guard let part = Part([file.stem]), file.stem.lowercased() != "trainval",
        let lines = try? readLines(file.path)
      else { continue }
      for line in lines { sets[line] = part }
    }
    return sets
  }
}
