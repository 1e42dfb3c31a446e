// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "model-zoo",
  products: [
    // Networks, and what trains them.
    .library(
      name: "ModelZoo",
      targets: [
        "ModelZoo", "TensorCore", "NeuralNet", "Files", "Imaging", "Boxes", "Safetensors",
        "Optimizers", "Datasets", "Annotations", "Training",
      ]),
    // What the applications do, as calls: classify, colorize, detect, handwrite, translate, chat, play.
    .library(name: "Inference", targets: ["Inference", "Imaging", "Boxes", "Ink", "Games"]),
    // Faster threads and memory for a whole program that asks for it.
    .library(name: "ProcessTuning", targets: ["CProcessTuning"]),
    .executable(name: "classify", targets: ["Classify"]),
    .executable(name: "colorize", targets: ["Colorize"]),
    .executable(name: "detect", targets: ["Detect"]),
    .executable(name: "handwrite", targets: ["Handwrite"]),
    .executable(name: "translate", targets: ["Translate"]),
    .executable(name: "chat", targets: ["Chat"]),
    .executable(name: "play", targets: ["Play"]),
    .executable(name: "bench", targets: ["Benchmark"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "5.0.1"),
  ],
  targets: [
    // Floor 1: system libraries and plain C.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CEditLine", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
    .systemLibrary(
      name: "COpenCC", pkgConfig: "opencc", providers: [.apt(["libopencc-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .target(
      name: "CKernels", dependencies: ["COpenBLAS", "COneDNN"],
      linkerSettings: ["dnnl", "openblas", "gomp", "m"].map { .linkedLibrary($0) }),
    .target(name: "CProcessTuning"),
    .target(
      name: "CImageCodecs", dependencies: ["CPNG", "CJPEG", "CGIF"],
      linkerSettings: [.linkedLibrary("gif")]),
    .target(name: "COutlineFonts", dependencies: ["CFreeType"]),
    .target(
      name: "CSentencePiece",
      linkerSettings: ["sentencepiece", "sentencepiece_train"].map { .linkedLibrary($0) }),
    .target(name: "Platform"),

    // Floor 2: tensors with automatic differentiation.
    .target(name: "TensorCore", dependencies: ["CKernels", "Platform"]),

    // Floor 3: domains without networks.
    .target(name: "Files", dependencies: ["Platform"]),
    .target(name: "TextProcessing", dependencies: ["Platform"]),
    .target(name: "Games", dependencies: ["Platform"]),
    .target(name: "Imaging", dependencies: ["CImageCodecs", "COutlineFonts", "Files"]),
    .target(name: "XMLText", dependencies: ["CExpat"]),
    .target(name: "Boxes", dependencies: ["Imaging", "Platform"]),
    .target(name: "Ink", dependencies: ["Imaging", "Files", "XMLText"]),
    .target(name: "Safetensors", dependencies: ["TensorCore", "Files"]),

    // Floor 4: what networks are made of.
    .target(name: "NeuralNet", dependencies: ["TensorCore", "Safetensors"]),
    .target(name: "Optimizers", dependencies: ["NeuralNet", "CKernels"]),

    // Floor 5: data on their way to a network.
    .target(name: "Datasets", dependencies: ["TensorCore", "Files", "Imaging", "CZlib"]),
    .target(
      name: "Annotations",
      dependencies: [
        "Boxes", "Files", "Imaging", "XMLText", .product(name: "Yams", package: "Yams"),
      ]),

    // Floor 6: the networks.
    .target(name: "ModelZoo", dependencies: ["NeuralNet"]),

    // Floor 7: a service for each job.
    .target(
      name: "Inference",
      dependencies: [
        "ModelZoo", "Datasets", "Boxes", "Games", "Ink", "TextProcessing", "CSentencePiece",
        "COpenCC",
      ]),

    // Floor 8: one trainer, and a task for each family of networks.
    .target(name: "Training", dependencies: ["Inference", "Annotations", "Optimizers"]),

    // Floor 9: what the applications share.
    .target(
      name: "AppSupport",
      dependencies: [
        "Training", "CProcessTuning", "CEditLine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Floor 10: the applications.
    .executableTarget(name: "Classify", dependencies: ["AppSupport"], path: "Apps/Classify"),
    .executableTarget(name: "Colorize", dependencies: ["AppSupport"], path: "Apps/Colorize"),
    .executableTarget(
      name: "Detect", dependencies: ["AppSupport", "Annotations"], path: "Apps/Detect"),
    .executableTarget(name: "Handwrite", dependencies: ["AppSupport"], path: "Apps/Handwrite"),
    .executableTarget(name: "Translate", dependencies: ["AppSupport"], path: "Apps/Translate"),
    .executableTarget(name: "Chat", dependencies: ["AppSupport"], path: "Apps/Chat"),
    .executableTarget(name: "Play", dependencies: ["AppSupport"], path: "Apps/Play"),
    .executableTarget(name: "Benchmark", dependencies: ["AppSupport"], path: "Apps/Benchmark"),

    // Tests; they compute as the applications do.
    .target(
      name: "TestSupport", dependencies: ["NeuralNet", "CProcessTuning"],
      path: "Tests/TestSupport"),
    .testTarget(
      name: "TensorCoreTests", dependencies: ["TensorCore", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "NeuralNetTests", dependencies: ["NeuralNet", "Optimizers", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "OptimizersTests", dependencies: ["Optimizers", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "AppTests",
      dependencies: [
        "Classify", "Colorize", "Detect", "Handwrite", "Translate", "Chat", "Benchmark", "Play",
        "Games",
        "TestSupport",
      ]),
    .testTarget(
      name: "WorkloadsTests", dependencies: ["ModelZoo", "TestSupport"],
      exclude: ["workloads.json"]),
    .testTarget(
      name: "TextProcessingTests", dependencies: ["TextProcessing", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors", "TestSupport"]),
    .testTarget(name: "ModelZooTests", dependencies: ["ModelZoo", "TestSupport"]),
    .testTarget(name: "GamesTests", dependencies: ["Games"]),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "TestSupport"]),
    .testTarget(name: "BoxesTests", dependencies: ["Boxes", "TestSupport"]),
    .testTarget(name: "AnnotationsTests", dependencies: ["Annotations"]),
    .testTarget(name: "InkTests", dependencies: ["Ink", "TestSupport"], exclude: ["Golden"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"]),
    .testTarget(name: "InferenceTests", dependencies: ["Inference", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
