import ESP8266
import Testing

@testable import Emulation

@Suite struct TaskQueuesTests {
    private static let timers: UInt32 = 0x4020_1000
    private static let pp: UInt32 = 0x4020_2000

    private func queues() -> TaskQueues {
        var queues = TaskQueues()
        queues.registered(entry: Self.timers, priority: 31, capacity: 4)
        queues.registered(entry: Self.pp, priority: 32, capacity: 2)
        return queues
    }

    @Test func `a task is owed its turn from the first event on until the last one is taken`() {
        var queues = queues()
        #expect(queues.posted(priority: 31, at: 0) == .serviced)
        #expect(queues.posted(priority: 32, at: 0) == nil)
        #expect(queues.entered(Self.pp)?.event == .serviced)
        #expect(queues.entered(Self.timers)?.event == .rested)
    }

    @Test func `a task that nothing waits for is none of the scheduler's turns`() {
        var queues = queues()
        #expect(queues.entered(Self.pp) == nil)
        #expect(queues.posted(priority: 31, at: 0) == .serviced)
        #expect(queues.entered(Self.pp) == nil)
    }

    @Test func `what finds no task or no room does not wait`() {
        var queues = queues()
        #expect(queues.posted(priority: 7, at: 0) == nil)
        #expect(
            (1...3).map { _ in queues.posted(priority: 32, at: 0) } == [.serviced, nil, nil]
        )
        #expect(
            (1...3).map { _ in queues.entered(Self.pp)?.event } == [.serviced, .rested, nil]
        )
    }

    @Test func `a task registered anew has an empty queue`() {
        var queues = queues()
        _ = queues.posted(priority: 31, at: 0)
        queues.registered(entry: Self.timers, priority: 31, capacity: 1)
        #expect(queues.entered(Self.timers) == nil)
        #expect(queues.posted(priority: 31, at: 0) == .serviced)
    }

    @Test func `every event knows since when it has waited`() {
        var queues = queues()
        for (priority, at) in [(31, 100), (32, 200), (31, 300)] as [(UInt8, Ticks)] {
            _ = queues.posted(priority: priority, at: at)
        }
        #expect(queues.times.all == [100, 200, 300])
        let entries = [Self.timers, Self.pp, Self.timers]
        #expect(entries.map { queues.entered($0)?.since } == [100, 200, 300])
        #expect(queues.times.all == [])
    }
}
