import Testing

@testable import Emulation

@Suite struct VirtualLinkTests {
    private static func link(lossPermille: UInt64, seed: UInt64) -> VirtualLink {
        VirtualLink(latencyMicroseconds: 20_000, bandwidth: 5_000_000, lossPermille: lossPermille, seed: seed)
    }

    @Test func `a small message takes latency and its transmission`() {
        var link = VirtualLink(latencyMicroseconds: 20_000, bandwidth: 8_000_000, seed: 1)
        #expect(link.deliveryTime(bytes: 1000, sentAt: 0, direction: .up) == 21_000)
    }

    @Test func `deliveries in one direction keep their order`() {
        var link = VirtualLink(latencyMicroseconds: 5_000, bandwidth: 1_000_000, lossPermille: 200, seed: 3)
        var last: UInt64 = 0
        for index in 0..<500 {
            let arrival = link.deliveryTime(bytes: 100 + index, sentAt: UInt64(index) * 100, direction: .down)
            #expect(arrival >= last)
            last = arrival
        }
    }

    @Test func `the same calls give the same times`() {
        var first = Self.link(lossPermille: 100, seed: 9)
        var second = first
        for index in 0..<200 {
            #expect(
                first.deliveryTime(bytes: 3000, sentAt: UInt64(index), direction: .up)
                    == second.deliveryTime(bytes: 3000, sentAt: UInt64(index), direction: .up)
            )
        }
    }

    @Test func `loss delays and never hastens`() {
        var clean = Self.link(lossPermille: 0, seed: 1)
        var lossy = Self.link(lossPermille: 500, seed: 1)
        let best = clean.deliveryTime(bytes: 20_000, sentAt: 0, direction: .up)
        #expect(lossy.deliveryTime(bytes: 20_000, sentAt: 0, direction: .up) > best)
    }

    @Test func `the two directions do not wait for each other`() {
        var link = VirtualLink(latencyMicroseconds: 0, bandwidth: 8, seed: 1)
        #expect(link.deliveryTime(bytes: 10, sentAt: 0, direction: .up) == 10_000_000)
        #expect(link.deliveryTime(bytes: 1, sentAt: 0, direction: .down) == 1_000_000)
        #expect(link.deliveryTime(bytes: 1, sentAt: 0, direction: .up) == 11_000_000)
    }

    @Test func `everything lost still arrives`() {
        var link = VirtualLink(latencyMicroseconds: 0, bandwidth: 8_000_000, lossPermille: 1000, seed: 1)
        #expect(link.deliveryTime(bytes: 1000, sentAt: 0, direction: .up) == 1_000 + 63 * 1_500_000)
    }

    @Test func `absurd numbers end at the largest time`() {
        var slow = VirtualLink(latencyMicroseconds: .max, bandwidth: 0, lossPermille: 1000, seed: 1)
        slow.retransmissionMicroseconds = .max
        #expect(slow.deliveryTime(bytes: 5000, sentAt: .max, direction: .up) == .max)
        #expect(slow.deliveryTime(bytes: -1, sentAt: 0, direction: .up) == .max)
        var fast = VirtualLink(latencyMicroseconds: 0, bandwidth: .max, seed: 1)
        #expect(fast.deliveryTime(bytes: 1, sentAt: 5, direction: .down) == 6)
    }
}
