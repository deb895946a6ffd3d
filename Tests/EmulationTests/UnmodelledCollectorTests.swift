import Testing

@testable import Emulation

@Suite struct UnmodelledCollectorTests {
    @Test func `a register is named and counted, and told of once`() {
        var collector = UnmodelledCollector()
        #expect(collector.result() == nil)
        let first = collector.add(0x6000_0B12, isStore: true) { "slc_init" }
        #expect(first?.block == "SLC+0x10" && first?.function == "slc_init")
        #expect(collector.add(0x6000_0B10, isStore: false) { "other" } == nil)
        #expect(collector.add(0x6000_0500, isStore: false) { "phy" } != nil)
        let registers = collector.result() ?? []
        #expect(registers.map(\.address) == ["0x60000500", "0x60000b10"])
        #expect(registers.last.map { [$0.reads, $0.writes] } == [1, 1])
    }

    @Test func `what is touched first is kept, and no more than 256`() {
        var collector = UnmodelledCollector()
        for number in (0..<1000).reversed() as ReversedCollection<Range<UInt32>> {
            _ = collector.add(0x3FF1_0000 + 4 * number, isStore: false) { "scan" }
        }
        #expect(collector.result()?.count == 256)
        #expect(collector.result()?.last?.address == "0x3ff10f9c")
    }
}
