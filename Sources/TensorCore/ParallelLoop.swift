import CKernels

extension Runtime {
  private struct Body {
    let run: @Sendable (Range<Int>) -> Void
  }

  /// Runs a loop in the shared thread pool: `body` is given one contiguous block a thread, or everything
  /// below `grain` elements.
  public static func parallelFor(
    _ count: Int, grain: Int = 1, _ body: @escaping @Sendable (Range<Int>) -> Void
  ) {
    withUnsafePointer(to: Body(run: body)) { context in
      zoo_parallel_for(
        count, grain,
        { context, begin, end in
          context?.assumingMemoryBound(to: Body.self).pointee.run(begin..<end)
        }, UnsafeMutableRawPointer(mutating: context))
    }
  }
}
