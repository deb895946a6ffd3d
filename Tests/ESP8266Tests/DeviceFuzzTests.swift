import LX106
import Testing
import TestSupport

@testable import ESP8266

/// Random accesses to every register through the board, with a network that does as it likes.
@Suite struct DeviceFuzzTests {
    /// Base and size of every block of registers, and of what lies between and beside them.
    private static let windows: [(base: UInt32, size: UInt32)] = [
        (0x6000_0000, 0x100), (0x6000_0100, 0x100), (0x6000_0200, 0x100), (0x6000_0300, 0x100), (0x6000_0600, 0x40),
        (0x6000_0700, 0x100), (0x6000_0800, 0x50), (0x6000_0900, 0x20), (0x6000_0F00, 0x100), (0x6000_1000, 0x400),
        (0x6000_4000, 0x30), (0x6000_4100, 0x100), (0x6000_4400, 0x50), (0x3FF0_0000, 0x60), (0x3FF2_0C00, 0x20),
        (0x3FF2_0E40, 0x10), (0x3FF2_1040, 0x100), (0x6000_0000, 0x8000), (0x3FF0_0000, 0x5_0000),
    ]

    /// One run: what could be seen of it.
    private struct Trace: Equatable {
        var values: [UInt32] = []
        var times: [Ticks] = []
        var pins: [Int] = []
        var sent: [UInt8] = []
        var probes: [UInt32] = []
        var boots = 0
        var bites: [Ticks] = []
        var calls: [String] = []

        mutating func add(_ other: Trace) {
            pins += other.pins
            sent += other.sent
            probes += other.probes
            boots += other.boots
            bites += other.bites
            calls += other.calls
        }
    }

    private static func event(_ generator: inout SeededGenerator) -> NetworkEvent {
        let socket = Int(generator.below(4))
        switch generator.below(6) {
        case 0: return .refused(socket: socket, errno: Int(Int32(bitPattern: generator.word())))
        case 1: return .closed(socket: socket)
        case 2, 3:
            return .received(socket: socket, bytes: .init(repeating: 0xA5, count: Int(generator.below(4000))))
        default: return .established(socket: socket)
        }
    }

    /// A word to a register that sets something going, with a value that does.
    private static func command(_ generator: inout SeededGenerator) -> (address: UInt32, value: UInt32) {
        switch generator.below(8) {
        case 0: (0x6000_4000, 1 + generator.below(2))
        case 1, 2: (0x6000_4100 + 0x40 * generator.below(4), 1 + generator.below(4))
        case 3: (0x6000_0608 + 0x20 * generator.below(2), 0x80 | generator.below(0x80))
        case 4: (0x6000_0900, 1 + 2 * generator.below(4))
        case 5: (0x6000_0200, 1 << (22 + generator.below(10)))
        case 6: (0x6000_0000 + 0xF00 * generator.below(2), generator.word())
        default: (0x3FF0_000C + 0x18 * generator.below(2), generator.word() | 0x118)
        }
    }

    private static func access(
        _ generator: inout SeededGenerator
    ) -> (access: TestBoard.Access, address: UInt32, value: UInt32) {
        if generator.below(4) == 0 {
            let command = command(&generator)
            return (.s32i, command.address, command.value)
        }
        let window = windows[Int(generator.below(UInt32(windows.count)))]
        let offset = generator.below(window.size)
        let value = generator.word()
        if generator.below(8) == 0 {
            return (TestBoard.Access.allCases[Int(generator.below(7))], window.base &+ offset, value)
        }
        return (generator.below(3) == 0 ? .l32i : .s32i, window.base &+ offset & ~3, value)
    }

    /// `count` accesses from `seed`, with time between them.
    private static func run(_ engine: Engine, seed: UInt64, count: UInt64) throws -> Trace {
        var generator = SeededGenerator(state: seed)
        let test = try TestBoard {
            $0.engine = engine
            $0.scanMicroseconds = 3
            $0.joinMicroseconds = 2
            $0.dhcpMicroseconds = 1
        }
        var trace = Trace()
        for _ in 0..<count {
            let (access, address, value) = Self.access(&generator)
            if generator.below(8) == 0 { test.link.pending.append((test.board.now, event(&generator))) }
            trace.values.append(test.perform(access, at: address, value: value).value)
            if generator.below(4) == 0 { test.advance(Ticks(generator.below(2000))) }
            if generator.below(200) == 0 {
                // Long enough for a watchdog stage; timers of a cycle's period are stopped, they would take minutes.
                test[0x6000_0608] = 0
                test[0x6000_0628] = 0
                test.advance(400_000)
            }
            trace.times.append(test.board.now)
        }
        trace.pins = test.pins.map { $0.high ? $0.pin : ~$0.pin }
        trace.sent = test.sent
        trace.probes = test.probes.map { $0.register.rawValue ^ $0.value }
        trace.boots = test.boots.count
        trace.bites = test.bites
        trace.calls = test.link.calls
        return trace
    }

    @Test func `random accesses to every register never stop the host and mean the same on every engine`() throws {
        let seed = Fuzz.seed
        print("device fuzz: seed \(seed)")
        var seen = Trace()
        for round in 0..<Fuzz.count(3) {
            let reference = try Self.run(.reference, seed: seed &+ round, count: 1000)
            #expect(zip(reference.times, reference.times.dropFirst()).allSatisfy { $0 <= $1 }, "time goes backwards")
            for engine in [Engine.generated, .interpreted] {
                let other = try Self.run(engine, seed: seed &+ round, count: 1000)
                #expect(other == reference, "seed \(seed), round \(round), \(engine)")
            }
            seen.add(reference)
        }
        // The accesses reach the world outside: pins, the line, the probe, the network, both resets.
        #expect(!seen.pins.isEmpty && !seen.sent.isEmpty)
        #expect(!seen.probes.isEmpty && !seen.bites.isEmpty)
        #expect(seen.calls.contains { $0.hasPrefix("send") } && seen.boots > 3)
    }
}
