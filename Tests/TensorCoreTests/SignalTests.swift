import Foundation
import Synchronization
import TensorCore
import TestSupport
import Testing

/// Signals that arrive in the middle of a computation.
@Suite(.serialized) struct SignalTests {
  private static let count = Atomic(0)

  /// With a handler on the computing thread's own stack the heap is destroyed here: oneDNN's products keep the stack
  /// pointer in a small buffer of it.
  @Test func handlersLeaveProductsAlone() throws {
    Runtime.handleSignal(SIGUSR2) { _ in SignalTests.count.add(1, ordering: .relaxed) }
    defer { signal(SIGUSR2, SIG_IGN) }
    let (a, b) = (Tensor.ones([97, 256]), Tensor.ones([1536, 256]))
    var all = sigset_t()
    sigemptyset(&all)
    sigaddset(&all, SIGUSR2)
    pthread_sigmask(SIG_UNBLOCK, &all, nil)
    let target = pthread_self()
    let isDone = Flag()
    let end = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while !isDone.value.load(ordering: .relaxed) {
        pthread_kill(target, SIGUSR2)
        usleep(300)
      }
      end.signal()
    }
    for _ in 0..<300 {
      let neighbours = (1..<40).map { [UInt8](repeating: 7, count: $0 * 300) }
      let product = a.matmul(b, transposingOther: true)
      #expect(product.withUnsafeValues { $0.allSatisfy { $0 == 256 } })
      #expect(neighbours.allSatisfy { $0.allSatisfy { $0 == 7 } })
    }
    isDone.value.store(true, ordering: .relaxed)
    end.wait()
    #expect(SignalTests.count.load(ordering: .relaxed) > 10)
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }
}
