import Foundation
import Testing

@testable import Studies

@Suite struct WorkPoolTests {
    @Test(arguments: [1, 2, 7, 100])
    func `every piece is done once`(threads: Int) {
        var results: [Int: Int] = [:]
        let isComplete = WorkPool(count: 40, threads: threads) { $0 * $0 }.run { index, result in
            #expect(results[index] == nil)
            results[index] = result
        }
        #expect(isComplete)
        #expect(results == Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, $0 * $0) }))
    }

    @Test func `no work is done at once`() {
        #expect(WorkPool(count: 0, threads: 4) { $0 }.run { _, _ in })
    }

    @Test func `as many pieces are under way as there are threads`() {
        // Each piece waits for the other one: with fewer threads than two this would never end.
        let gates = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
        let pool = WorkPool(count: 2, threads: 2) { index in
            gates[index].signal()
            gates[1 - index].wait()
            gates[1 - index].signal()
            return index
        }
        #expect(pool.run { _, _ in })
    }

    @Test func `cancelling ends the waiting and keeps what is done`() {
        let never = DispatchSemaphore(value: 0)
        let pool = WorkPool(count: 3, threads: 1) { index in
            if index == 1 { never.wait() }
            return index
        }
        var results: [Int] = []
        let isComplete = pool.run { _, result in
            results.append(result)
            pool.cancel()
        }
        #expect(!isComplete)
        #expect(results == [0])
        never.signal()
    }
}
