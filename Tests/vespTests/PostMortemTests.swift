import Foundation
import Record
import Reports
import Testing

/// What the record says of a bite, with real firmware.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct PostMortemTests {
    private func record(_ arguments: [String]) throws -> RunRecord {
        let result = try Tool.run(["run"] + arguments + ["--json", "-"])
        #expect(result.code == 1, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    private func value(_ trip: RunRecord.Trip, _ register: String) throws -> UInt32 {
        let text = try #require(trip.registers[register])
        #expect(text.count == 10 && text.hasPrefix("0x"))
        return try #require(UInt32(text.dropFirst(2), radix: 16))
    }

    @Test func `a bite names its work, the program's registers and callers, and how long it goes on`() throws {
        let record = try record(["Fixtures/scenarios/rsa-2048-80mhz.yml"])
        let trip = try #require(record.trips.first)
        #expect(record.trips.map(\.at) == record.timeline.bites.map(\.at))
        #expect(trip.watchdog == .soft && trip.tlsState == "CertificateVerify")
        #expect(trip.at == record.watchdog.soft.trippedAt && trip.sinceSoftFeed == record.watchdog.soft.sinceFeed)
        #expect(trip.computing?.hasPrefix("mbedtls_pk_sign") == true)
        #expect(trip.backtrace.compactMap(\.function).contains("mbedtls_rsa_private"))
        #expect(trip.registers.keys.sorted() == RunRecord.Trip.registerNames.sorted())
        // The interrupted program, not the handler that found the bite: its pc, its stack, interrupts not masked.
        #expect(trip.registers["pc"] == trip.backtrace.first?.address)
        let stackPointer = try value(trip, "a1"), state = try value(trip, "ps")
        #expect((0x3FFE_8000..<0x4000_0000).contains(stackPointer) && stackPointer % 16 == 0)
        #expect(state & 0x1F == 0)

        // The stall in which it fell lasts until the loop is serviced.
        let goesOn = try #require(trip.goesOn)
        let stall = try #require(record.stalls.first { $0.start < trip.at && trip.at < $0.start + $0.seconds })
        #expect(abs((stall.start + stall.seconds - trip.at - goesOn).microseconds) <= 1)
        #expect(zip(record.trips, record.trips.dropFirst()).allSatisfy { $0.at + ($0.goesOn ?? .zero) >= $1.at })
    }

    @Test func `a bite that resets knows from the same run, only observed, how long it would have gone on`() throws {
        let reset = try record(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml"])
        let observed = try record(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml", "--on-trip", "observe"])
        #expect(reset.trips.count == 3)
        #expect(reset.trips.first == observed.trips.first)
        #expect(reset.trips.first?.goesOn != nil)
        #expect(reset.trips.dropFirst().allSatisfy { $0.goesOn == nil })
    }

    @Test func `a reset does not hide the stall that it ends`() throws {
        let reset = try record(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml"])
        let observed = try record(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml", "--on-trip", "observe"])
        let stall = try #require(reset.longestStall), whole = try #require(observed.longestStall)
        #expect(stall.cutOff == .soft && stall.start == whole.start && stall.seconds < whole.seconds)
        #expect(abs((stall.length - whole.seconds).microseconds) <= 1)
        #expect(reset.stalls.filter { $0.cutOff != nil }.count == 3)
        #expect(reset.stallsByLength[1].isLowerBound)
        let counted = Measurement(reset)[.wholeStall], seen = Measurement(observed)[.wholeStall]
        #expect(abs(counted - seen) <= 1 && seen > 0)
        let text = TextReport.text(reset)
        #expect(text.contains("  \(whole.seconds.text()) s at "))
        #expect(text.contains("    cut off by the soft watchdog after \(stall.seconds.text()) s\n"))
        #expect(text.contains("  ≥ \(reset.stallsByLength[1].seconds.text()) s at "))
    }

    @Test func `every engine sees the same registers`() throws {
        let trips = try ["generated", "interpreted"].map {
            try record(["Fixtures/scenarios/rsa-2048-80mhz.yml", "--engine", $0]).trips
        }
        #expect(trips[0] == trips[1])
    }

    @Test func `a run without bites has no post-mortem`() throws {
        let result = try Tool.run(["run", "Fixtures/scenarios/p-256-160mhz.yml", "--json", "-"])
        #expect(try JSONReport.record(result.output).trips == [])
        #expect(try !Tool.run(["run", "Fixtures/scenarios/p-256-160mhz.yml"]).output.contains("post-mortem"))
    }
}
