import CKernels
import Synchronization

/// The geometry of a convolution or pooling window, the same in both directions or not.
public struct Extent2d: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Along the height.
  public let height: Int
  /// Along the width.
  public let width: Int

  /// An extent for each direction.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same extent in both directions.
  public init(_ both: Int) { self.init(height: both, width: both) }

  /// The same extent in both directions.
  public init(integerLiteral value: Int) { self.init(value) }

  /// 3x2: height and width.
  public var description: String { "\(height)x\(width)" }
}

/// What defines a convolution apart from its weights.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// The step between windows.
  public var stride: Extent2d
  /// Zeros put around the image.
  public var padding: Extent2d
  /// The step between the elements of a window.
  public var dilation: Extent2d
  /// How many independent groups the channels fall into.
  public var groups: Int

  /// A dense convolution with stride 1 unless said otherwise.
  public init(
    stride: Extent2d = 1, padding: Extent2d = 0, dilation: Extent2d = 1, groups: Int = 1
  ) {
    precondition(
      stride.height >= 1 && stride.width >= 1 && dilation.height >= 1 && dilation.width >= 1
        && padding.height >= 0 && padding.width >= 0 && groups >= 1,
      "ConvolutionGeometry: strides, dilations and groups start at 1, padding at 0")
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The output's height and width for an image's and a kernel's.
  func outputSize(of image: Extent2d, kernel: Extent2d) -> Extent2d {
    func extent(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let room = size + 2 * padding - dilation * (kernel - 1) - 1
      return room < 0 ? 0 : room / stride + 1
    }
    return Extent2d(
      height: extent(
        image.height, kernel.height, stride.height, padding.height, dilation.height),
      width: extent(image.width, kernel.width, stride.width, padding.width, dilation.width))
  }
}

/// One pass of one convolution as oneDNN compiled it, kept for the next call with the same shapes.
///
/// `@unchecked Sendable`: the C side gives each call memory objects of its own, and scratch memory is the caller's.
final class ConvolutionPrimitive: @unchecked Sendable {
  enum Pass: Hashable {
    case inference, forward, backwardData, backwardWeights

    var code: zoo_convolution_pass {
      switch self {
      case .inference: ZOO_CONVOLVE_INFERENCE
      case .forward: ZOO_CONVOLVE_FORWARD
      case .backwardData: ZOO_CONVOLVE_BACKWARD_DATA
      case .backwardWeights: ZOO_CONVOLVE_BACKWARD_WEIGHTS
      }
    }
  }

  struct Key: Hashable {
    var pass: Pass
    var image: [Int]  // [N, H, W, C] of the convolution's input
    var output: [Int]  // [N, H, W, C] of its output
    var kernel: Extent2d
    var geometry: ConvolutionGeometry
    var hasBias: Bool
    var fusesReLU: Bool
    var threads: Int
  }

  private struct Cache {
    var primitives: [Key: ConvolutionPrimitive] = [:]
    var madeCount = 0
  }
  private static let cache = Mutex(Cache())
  private static let capacity = 512

  /// Belongs to this primitive alone: an address is given again once its owner is gone.
  private let number: Int
  let handle: OpaquePointer
  private let packedCount: Int
  private let scratchCount: Int

  /// The primitive for these shapes, compiled at most once.
  static func of(_ key: Key) -> ConvolutionPrimitive {
    cache.withLock { cache in
      if let known = cache.primitives[key] { return known }
      // Images of ever new sizes.
      if cache.primitives.count >= capacity { cache.primitives.removeAll() }
      let made = ConvolutionPrimitive(key, number: cache.madeCount)
      cache.madeCount += 1
      cache.primitives[key] = made
      return made
    }
  }

  private init(_ key: Key, number: Int) {
    self.number = number
    let geometry = key.geometry
    var shape = zoo_convolution_shape(
      n: Int32(key.image[0]), h: Int32(key.image[1]), w: Int32(key.image[2]),
      c: Int32(key.image[3]), oc: Int32(key.output[3]), oh: Int32(key.output[1]),
      ow: Int32(key.output[2]), kh: Int32(key.kernel.height), kw: Int32(key.kernel.width),
      stride_h: Int32(geometry.stride.height), stride_w: Int32(geometry.stride.width),
      pad_h: Int32(geometry.padding.height), pad_w: Int32(geometry.padding.width),
      dilation_h: Int32(geometry.dilation.height), dilation_w: Int32(geometry.dilation.width),
      groups: Int32(geometry.groups), bias: key.hasBias ? 1 : 0, relu: key.fusesReLU ? 1 : 0)
    guard let handle = zoo_convolution_create(&shape, key.pass.code) else {
      preconditionFailure("convolution: oneDNN refuses \(key)")
    }
    self.handle = handle
    packedCount = zoo_convolution_packed_count(handle)
    scratchCount = zoo_convolution_scratch_count(handle)
  }

  deinit { zoo_convolution_destroy(handle) }

  private static let packing = Mutex(())

  /// The weights [O, I, kH, kW] in this primitive's layout, reordered only after they have changed.
  func packed(_ weights: Tensor) -> Storage {
    Self.packing.withLock { _ in packedWhileLocked(weights) }
  }

  private func packedWhileLocked(_ weights: Tensor) -> Storage {
    let original = weights.storage
    let known = original.packed[number]
    if let known, known.version == original.version { return known.storage }
    if known == nil && original.packed.count >= Storage.packedCapacity { original.packed = [:] }
    let storage = known?.storage ?? Storage(count: packedCount)
    zoo_convolution_pack(handle, weights.pointer, storage.base)
    original.packed[number] = PackedWeights(version: original.version, storage: storage)
    return storage
  }

  func forward(_ x: Tensor, weights: Tensor, bias: Tensor?, into y: Tensor) {
    let packed = packed(weights)
    withScratch { scratch in
      zoo_convolution_forward(handle, x.pointer, packed.base, bias?.pointer, scratch, y.pointer)
    }
  }

  func backwardData(_ dy: Tensor, weights: Tensor, into dx: Tensor) {
    let packed = packed(weights)
    withScratch { scratch in
      zoo_convolution_backward_data(handle, dy.pointer, packed.base, scratch, dx.pointer)
    }
  }

  func backwardWeights(_ x: Tensor, _ dy: Tensor, into dw: Tensor, bias db: Tensor?) {
    withScratch { scratch in
      zoo_convolution_backward_weights(
        handle, x.pointer, dy.pointer, scratch, dw.pointer, db?.pointer)
    }
  }

  private func withScratch(_ body: (UnsafeMutablePointer<Float>?) -> Void) {
    guard scratchCount > 0 else { return body(nil) }
    let scratch = Storage(count: scratchCount)
    withExtendedLifetime(scratch) { body(scratch.base) }
  }
}
