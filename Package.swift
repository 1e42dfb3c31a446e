// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "model-zoo",
  products: [
    .library(
      name: "ModelZoo",
      targets: [
        "ModelZoo", "TensorCore", "NeuralNet", "Files", "Imaging", "Safetensors", "Optimizers",
        "Datasets",
        "Training",
      ]),
    .executable(name: "classify", targets: ["Classify"]),
    .executable(name: "translate", targets: ["Translate"]),
    .executable(name: "chat", targets: ["Chat"]),
    .executable(name: "bench", targets: ["Benchmark"]),
    .executable(name: "play", targets: ["Play"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
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
    .systemLibrary(name: "COpenCC", pkgConfig: "opencc", providers: [.apt(["libopencc-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .target(
      name: "CKernels", dependencies: ["COpenBLAS", "COneDNN"],
      linkerSettings: ["dnnl", "openblas", "gomp", "m"].map { .linkedLibrary($0) }),
    .target(
      name: "CImageCodecs", dependencies: ["CPNG", "CJPEG", "CGIF"],
      linkerSettings: [.linkedLibrary("gif")]),
    .target(name: "COutlineFonts", dependencies: ["CFreeType"]),

    .target(
      name: "CSentencePiece",
      linkerSettings: ["sentencepiece", "sentencepiece_train"].map { .linkedLibrary($0) }),

    // Floor 2: whole files, and tensors with automatic differentiation.
    .target(name: "Files"),
    .target(name: "TextProcessing"),
    .target(name: "TensorCore", dependencies: ["CKernels"]),
    .target(name: "Games"),

    .target(name: "Subwords", dependencies: ["CSentencePiece", "Files"]),

    // Floor 3: layers, pictures, weight files.
    .target(name: "NeuralNet", dependencies: ["TensorCore"]),
    .target(name: "Imaging", dependencies: ["CImageCodecs", "COutlineFonts", "Files"]),
    .target(name: "Safetensors", dependencies: ["TensorCore", "Files"]),

    // Floor 4: what training needs, and the networks.
    .target(name: "Optimizers", dependencies: ["NeuralNet", "CKernels"]),
    .target(name: "Datasets", dependencies: ["TensorCore", "Files", "Imaging", "CZlib"]),
    .target(name: "ModelZoo", dependencies: ["NeuralNet", "Safetensors", "Imaging"]),

    // Floor 5: one trainer for all.
    .target(
      name: "Training",
      dependencies: [
        "ModelZoo", "NeuralNet", "Optimizers", "Datasets", "Safetensors", "Imaging", "Files",
      ]),

    .target(name: "Workloads", dependencies: ["ModelZoo", "Optimizers"]),

    // Floor 6: learning by playing.
    .target(
      name: "Reinforcement",
      dependencies: ["Games", "ModelZoo", "Optimizers", "Training", "Safetensors", "Imaging"]),

    // Floor 6: networks that read and write text.
    .target(
      name: "Language",
      dependencies: [
        "ModelZoo", "Subwords", "TextProcessing", "Datasets", "Training", "Imaging", "COpenCC",
      ]),

    .target(name: "LineEditing", dependencies: ["CEditLine"]),

    // Floor 6: what every application shares.
    .target(
      name: "AppSupport",
      dependencies: [
        "ModelZoo", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Floor 7: what applications that read and write text share, and the applications.
    .target(name: "LanguageSupport", dependencies: ["AppSupport", "Language", "LineEditing"]),
    .executableTarget(name: "Classify", dependencies: ["AppSupport"], path: "Apps/Classify"),
    .executableTarget(
      name: "Translate", dependencies: ["LanguageSupport"], path: "Apps/Translate"),
    .executableTarget(name: "Chat", dependencies: ["LanguageSupport"], path: "Apps/Chat"),
    .executableTarget(
      name: "Benchmark", dependencies: ["AppSupport", "Workloads"], path: "Apps/Benchmark"),

    .executableTarget(
      name: "Play", dependencies: ["AppSupport", "Reinforcement"], path: "Apps/Play"),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["TensorCore", "NeuralNet"], path: "Tests/TestSupport"),
    .testTarget(
      name: "TensorCoreTests", dependencies: ["TensorCore", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "NeuralNetTests", dependencies: ["NeuralNet", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "OptimizersTests", dependencies: ["Optimizers", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "AppTests",
      dependencies: [
        "Classify", "Translate", "Chat", "Benchmark", "Play", "Games", "Reinforcement", "ModelZoo",
        "Imaging", "Files", "Safetensors", "TestSupport",
      ]),
    .testTarget(
      name: "WorkloadsTests", dependencies: ["ModelZoo", "NeuralNet", "TensorCore"],
      exclude: ["workloads.json"]),
    .testTarget(
      name: "TextProcessingTests", dependencies: ["TextProcessing", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors", "Files", "TestSupport"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "Safetensors", "Files", "NeuralNet", "Optimizers", "TestSupport"]),
    .testTarget(
      name: "ModelZooTests",
      dependencies: ["ModelZoo", "Safetensors", "Imaging", "NeuralNet", "TestSupport"]),
    .testTarget(name: "GamesTests", dependencies: ["Games"]),
    .testTarget(
      name: "ReinforcementTests",
      dependencies: [
        "Reinforcement", "Games", "ModelZoo", "Training", "Safetensors", "Files", "TestSupport",
      ]),
    .testTarget(name: "SubwordsTests", dependencies: ["Subwords", "Files", "TestSupport"]),
    .testTarget(
      name: "LanguageTests",
      dependencies: [
        "Language", "Subwords", "Training", "Datasets", "Optimizers", "Safetensors", "Files",
        "TestSupport",
      ]),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "Files", "TestSupport"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Imaging", "CZlib", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
