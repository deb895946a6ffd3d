import Testing

@testable import Record
@testable import Reports

@Suite struct FidelityStandInSectionTests {
    private func lines(
        _ real: [StandInTable.Quantity: StandInTable.Value],
        _ standIn: [StandInTable.Quantity: StandInTable.Value]
    ) -> [String] {
        let pair = StandInTable.Pair(
            real: "Firmware",
            profile: "board",
            notes: ["a note"],
            realValues: real,
            standInValues: standIn
        )
        return FidelityStandInSection.lines(StandInTable(pairs: [pair]))
    }

    private let second = Seconds(microseconds: 1_000_000)

    @Test func `a row has both and their difference`() {
        let lines = lines(
            [.scan: .seconds(second), .load: .permille(1.7), .softReason: .text("a"), .knownKey: .seconds(.zero)],
            [
                .scan: .seconds(Seconds(microseconds: 1_500_000)), .load: .permille(2), .softReason: .text("b"),
                .knownKey: .seconds(.zero),
            ]
        )
        #expect(lines.contains("| Firmware | the firmware | `board` | difference |"))
        #expect(lines.contains("| scan | 1.000 s | 1.500 s | +500 ms |"))
        #expect(lines.contains("| CPU that being joined takes | 1.7 ‰ | 2.0 ‰ | +0.3 ‰ |"))
        #expect(lines.contains("| hang: what the restart behind it says | a | b | other |"))
        #expect(lines.contains("| key of a network joined before | none | none | none |"))
        #expect(lines.last == "- a note.")
    }

    @Test func `what the firmware did not show is said, unless it was not asked`() {
        let lines = lines([:], [.connect: .seconds(second), .hardBite: .seconds(second)])
        #expect(lines.contains("| TCP, from SYN to established | not seen | 1.000 s |  |"))
        #expect(!lines.contains { $0.contains("hardware watchdog, since") })
    }

    @Test func `what the stand-in does not do is said, and less than half a millisecond is no difference`() {
        let lines = lines(
            [.firstStart: .seconds(second), .start: .seconds(second)],
            [.start: .seconds(Seconds(microseconds: 1_000_499))]
        )
        #expect(lines.contains("| SDK's start, fresh flash | 1.000 s | not modelled |  |"))
        #expect(lines.contains("| SDK's start | 1.000 s | 1.000 s | none |"))
    }

    @Test func `without the firmware the section says so`() {
        let lines = FidelityStandInSection.lines(StandInTable(pairs: [], missing: ["a.bin", "b.bin"]))
        #expect(lines.last == "Not compared: `a.bin`, `b.bin` is not there. `make test-firmware` fetches it.")
    }
}
