import Testing

@testable import ESP8266

@Suite struct EventQueueTests {
    @Test func `events fire by tick, then in the order they were scheduled`() {
        let queue = EventQueue()
        var fired: [Int] = []
        queue.schedule(at: 20) { _ in fired.append(3) }
        queue.schedule(at: 10) { _ in fired.append(1) }
        queue.schedule(at: 10) { _ in fired.append(2) }
        queue.fire(until: 19)
        #expect(fired == [1, 2])
        #expect(queue.next == 20)
        queue.fire(until: 20)
        #expect(fired == [1, 2, 3])
        #expect(queue.next == nil)
    }

    @Test func `an event may schedule and cancel others`() {
        let queue = EventQueue()
        var fired: [Int] = []
        let doomed = queue.schedule(at: 12) { _ in fired.append(9) }
        queue.schedule(at: 10) { now in
            queue.cancel(doomed)
            queue.schedule(at: now + 1) { _ in fired.append(1) }
        }
        queue.fire(until: 100)
        #expect(fired == [1])
    }

    @Test func `a new front is announced`() {
        let queue = EventQueue()
        var announcements = 0
        queue.onNewFront = { announcements += 1 }
        queue.schedule(at: 10) { _ in }
        queue.schedule(at: 20) { _ in }
        queue.schedule(at: 5) { _ in }
        #expect(announcements == 2)
    }
}
