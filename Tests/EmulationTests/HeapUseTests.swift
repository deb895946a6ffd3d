import ESP8266
import LX106
import Testing

@testable import Emulation
@testable import Record

/// Allocations told as the call profiler tells them; one cycle is one millisecond.
@Suite struct HeapUseTests {
    private static let malloc: UInt32 = 0x4020_0000
    private static let free: UInt32 = 0x4020_0100

    private final class Guest {
        lazy var collector = HeapUseCollector(
            HeapUseCollector.Allocator(malloc: HeapUseTests.malloc, free: HeapUseTests.free),
            time: { $0 * 160_000 }
        )

        func allocate(_ size: UInt32, at address: UInt32, by node: Int, now: Cycles) {
            collector.allocated(Int(size), at: address, by: node, now: now)
        }

        func free(_ address: UInt32, now: Cycles) {
            collector.release(address, at: now)
        }

        /// Node 1 is `a`, called by `main`; node 2 the `calloc` that node 1 called.
        var result: RunRecord.HeapUse {
            collector.result { $0 == 2 ? ["calloc", "a", "main"] : $0 == 1 ? ["a", "main"] : ["b", "main"] }
        }
    }

    @Test func `the peak, when it was, and who held it`() {
        let guest = Guest()
        guest.allocate(100, at: 0x3FFF_0000, by: 1, now: 10)
        guest.allocate(50, at: 0x3FFF_0100, by: 3, now: 20)
        guest.free(0x3FFF_0000, now: 30)
        guest.allocate(70, at: 0x3FFF_0000, by: 2, now: 40)
        guest.allocate(40, at: 0x3FFF_0200, by: 1, now: 50)
        guest.free(0x3FFF_0100, now: 60)
        let use = guest.result
        #expect(use.peak == 160)
        #expect(use.peakAt == Seconds(microseconds: 50_000))
        #expect(
            use.consumers == [
                .init(where: ["a", "main"], atPeak: 110, allocations: 3),
                .init(where: ["b", "main"], atPeak: 50, allocations: 1),
            ]
        )
        let samples = use.samples.map { "\($0.at.microseconds / 1000) \($0.least) \($0.most)" }
        #expect(
            samples == [
                "10 100 100", "20 100 150", "21 150 150", "30 50 150", "31 50 50", "40 50 120", "41 120 120",
                "50 120 160",
                "51 160 160", "60 110 160", "61 110 110",
            ]
        )
    }

    @Test func `what is refused, freed twice or unknown counts for nothing`() {
        let guest = Guest()
        guest.allocate(100, at: 0x3FFF_0000, by: 1, now: 1)
        guest.allocate(9_000, at: 0, by: 1, now: 2)
        guest.free(0, now: 3)
        guest.free(0x3FFF_0008, now: 4)
        guest.free(0x3FFF_0000, now: 5)
        guest.free(0x3FFF_0000, now: 6)
        #expect(guest.result.peak == 100)
        #expect(guest.result.samples.last == .init(at: Seconds(microseconds: 6_000), least: 0, most: 0))
        #expect(guest.result.consumers == [.init(where: ["a", "main"], atPeak: 100, allocations: 1)])
    }

    @Test func `a reset empties the heap but not what was seen`() {
        let guest = Guest()
        guest.allocate(100, at: 0x3FFF_0000, by: 1, now: 1)
        guest.collector.restarted(at: 10)
        guest.allocate(60, at: 0x3FFF_0000, by: 3, now: 20)
        #expect(guest.result.peak == 100)
        #expect(guest.result.consumers == [.init(where: ["a", "main"], atPeak: 100, allocations: 1)])
        #expect(guest.result.samples.last?.most == 60)
    }

    @Test func `a long curve stays small and keeps its extremes`() {
        var curve = HeapUseCurve()
        for number in 0..<50_000 {
            let bytes = number == 31_415 ? 40_000 : number == 27_182 ? 3 : 10_000 + number % 7
            curve.add(bytes, at: Ticks(number) * 160_000 * 3)
        }
        let samples = curve.samples
        #expect(samples.count <= 4_001)
        #expect(samples.map(\.most).max() == 40_000)
        #expect(samples.map(\.least).min() == 3)
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.at < $1.at })
        let peak = samples.first { $0.most == 40_000 }
        #expect(abs((peak?.at.microseconds ?? 0) - 31_415 * 3_000) < 200_000)
    }
}
