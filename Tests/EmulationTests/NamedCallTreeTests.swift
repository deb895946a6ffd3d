import Testing

@testable import Emulation
@testable import LX106

@Suite struct NamedCallTreeTests {
    /// root → main → work → work, and another function called work below main; the last one alone spends nothing.
    private let tree = NamedCallTree(
        [
            .init(place: .root, parent: 0, cycles: 1, calls: 0),
            .init(place: .function(0x10), parent: 0, cycles: 10, calls: 1),
            .init(place: .function(0x20), parent: 1, cycles: 100, calls: 2),
            .init(place: .function(0x20), parent: 2, cycles: 1000, calls: 3),
            .init(place: .function(0x30), parent: 1, cycles: 10_000, calls: 4),
            .init(place: .idle, parent: 0, cycles: 0, calls: 5),
        ],
        name: { place in
            switch place {
            case .function(0x10): "main"
            case .function: "work"
            case .idle: "idle"
            default: "other"
            }
        }
    )

    @Test func `functions of one name are one, and one that calls itself is counted once per stack`() {
        let work = tree.functions.first { $0.name == "work" }
        #expect(work?.selfCycles == 11_100 && work?.totalCycles == 11_100 && work?.calls == 9)
        let main = tree.functions.first { $0.name == "main" }
        #expect(main?.selfCycles == 10 && main?.totalCycles == 11_110 && main?.calls == 1)
    }

    @Test func `stacks that spent cycles stand in the order of their names`() {
        #expect(tree.stacks.map(\.frames) == [["other"], ["main"], ["main", "work"], ["main", "work", "work"]])
        #expect(tree.stacks.map(\.cycles) == [1, 10, 10_100, 1000])
    }
}
