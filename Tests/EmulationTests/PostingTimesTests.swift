import ESP8266
import Testing

@testable import Emulation

@Suite struct PostingTimesTests {
    private var times = PostingTimes()

    private mutating func posted(_ priority: UInt8, _ ticks: Ticks...) -> [Bool] {
        ticks.map { times.posted(priority: priority, at: $0) }
    }

    private mutating func taken(_ priority: UInt8, _ count: Int) -> [Ticks?] {
        (0..<count).map { _ in times.taken(priority: priority) }
    }

    @Test mutating func `events of a priority are taken in their order, as many as have room`() {
        #expect(posted(5, 1) == [false], "no task")
        times.registered(priority: 5, capacity: 2)
        times.registered(priority: 255, capacity: 255)
        for at in [0, 100, 200, 300] as [Ticks] {
            #expect(posted(5, at + 1, at + 2, at + 3) == [true, true, false] && posted(255, at) == [true])
            #expect(times.count(priority: 5) == 2 && times.all == [at, at + 1, at + 2])
            #expect(taken(5, 3) == [at + 1, at + 2, nil] && taken(255, 2) == [at, nil])
            // So that the next round goes around the end of the queue.
            #expect(posted(5, at + 4) == [true] && taken(5, 1) == [at + 4])
        }
        #expect(posted(5, 1000) == [true])
        times.registered(priority: 5, capacity: 0)
        #expect(times.all == [] && posted(5, 1001) == [false] && taken(5, 1) == [nil])
    }
}
