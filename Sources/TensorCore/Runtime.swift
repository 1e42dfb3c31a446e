import CKernels

/// The one thread pool that oneDNN, OpenBLAS and the kernels of this package share, and who computes what.
public enum Runtime {
  /// How many threads work on one operation. Set it before the first computation of a program.
  public static var threadCount: Int {
    get { Int(zoo_thread_count()) }
    set { zoo_set_thread_count(Int32(clamping: max(newValue, 1))) }
  }

  /// The libraries that can do matrix products.
  public enum MatrixLibrary: String, Sendable, CaseIterable {
    /// For each product the one that is faster for its shape on this CPU; see ARCHITECTURE.md.
    case fastest = "the faster of the two"
    /// oneDNN, which generates code for the CPU at hand.
    case oneDNN
    /// OpenBLAS, with kernels chosen from those it was built with.
    case openBLAS
  }

  /// Who does matrix products.
  public static var matrixLibrary: MatrixLibrary {
    get {
      switch zoo_gemm_choice() {
      case ZOO_GEMM_ONEDNN: .oneDNN
      case ZOO_GEMM_OPENBLAS: .openBLAS
      default: .fastest
      }
    }
    set {
      switch newValue {
      case .fastest: zoo_gemm_choose(ZOO_GEMM_FASTEST)
      case .oneDNN: zoo_gemm_choose(ZOO_GEMM_ONEDNN)
      case .openBLAS: zoo_gemm_choose(ZOO_GEMM_OPENBLAS)
      }
    }
  }

  /// A remark for the user where OpenBLAS brings its own thread pool, which would fight with the shared one;
  /// nil where all is well. The engine stays correct: matrix products then go to oneDNN.
  public static var warning: String? {
    guard zoo_openblas_parallel() == 1 else { return nil }
    matrixLibrary = .oneDNN
    return "OpenBLAS runs on threads of its own (its pthread build); matrix products go to oneDNN "
      + "instead. Install libopenblas-openmp-dev for the OpenMP build."
  }

  /// Has a handler called for a signal, such as SIGINT, while this thread computes.
  ///
  /// `signal(2)` alone is not enough: oneDNN's matrix products keep the stack pointer in a buffer of the heap, and a
  /// handler that runs on that stack destroys what lies beside it.
  public static func handleSignal(
    _ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    zoo_handle_signal(number, handler)
  }

  /// The numeric libraries in use, for reports.
  public static var libraries: String {
    "oneDNN \(String(cString: zoo_onednn_version())), OpenBLAS kernels "
      + "\(String(cString: zoo_openblas_core())), matrix products by \(matrixLibrary.rawValue), "
      + "\(threadCount) threads"
  }
}
