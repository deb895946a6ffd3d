import Testing

@testable import CloudEndpoint

@Suite struct VirtualLinkTests {
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
        var first = VirtualLink(lossPermille: 100, seed: 9)
        var second = first
        for index in 0..<200 {
            #expect(
                first.deliveryTime(bytes: 3000, sentAt: UInt64(index), direction: .up)
                    == second.deliveryTime(bytes: 3000, sentAt: UInt64(index), direction: .up)
            )
        }
    }

    @Test func `loss delays and never hastens`() {
        var clean = VirtualLink(lossPermille: 0, seed: 1)
        var lossy = VirtualLink(lossPermille: 500, seed: 1)
        let best = clean.deliveryTime(bytes: 20_000, sentAt: 0, direction: .up)
        #expect(lossy.deliveryTime(bytes: 20_000, sentAt: 0, direction: .up) > best)
    }
}
