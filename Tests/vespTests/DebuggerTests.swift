import Emulation
import Foundation
import Inputs
import Record
import Reports
import Testing
import TestSupport

/// `--gdb`: a client that follows GDB's manual stops programs, looks at them and goes on, in both directions.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct DebuggerTests {
    /// A tool that waits for its debugger, and the debugger.
    private struct Session {
        let tool: RunningTool
        let gdb: GDBClient
        let port: Int

        init(_ arguments: [String]) throws {
            tool = try RunningTool(arguments + ["--gdb", "0"], readsErrors: true)
            let line = try tool.nextLine()
            port = try #require(line.firstMatch(of: /waiting for GDB on 127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) })
            gdb = try GDBClient(port: port)
        }
    }

    private static let selftest = "\(Tool.firmware)/selftest.elf"

    private static func address(_ name: String, in file: String) throws -> UInt32 {
        try #require(RunPlan.image(file).symbol(named: name)?.address, "\(name)")
    }

    /// VECBASE's vector steps over what raised; the program makes an interrupt-free start, raises, stores twice, and exits.
    private static func raiser() throws -> (file: String, scratch: Scratch, syscall: UInt32, data: UInt32) {
        var code = TinyCode(at: 0x4010_0010)
        // MOVI a2, 0x20; WSR.PS a2; RSYNC
        code.add([0x22, 0xA0, 0x20, 0x20, 0xE6, 0x13, 0x10, 0x20, 0x00])
        let syscall = code.here
        code.add([0x00, 0x50, 0x00])
        code.load(4, from: 0x4010_0000)
        code.store(2, to: 4)
        code.store(4, to: 4)
        code.add(TinyELF.exit(7))
        // RSR.EPC1 a3; ADDI a3, a3, 3; WSR.EPC1 a3; RFE
        let handler: [UInt8] = [0x30, 0xB1, 0x03, 0x32, 0xC3, 0x03, 0x30, 0xB1, 0x13, 0x00, 0x30, 0x00]
        let data: UInt32 = 0x3FFE_8100
        let literal = (0..<4).map { UInt8(truncatingIfNeeded: data >> (8 * $0)) }
        let scratch = try Scratch()
        let bytes = TinyELF.bytes(segments: [
            code.segment, (0x4000_0050, handler), (0x4010_0000, literal), (data, [0, 0, 0, 0]),
        ])
        return (try scratch.file("raiser.elf", bytes), scratch, syscall, data)
    }

    @Test func `a breakpoint by symbol stops, changes no byte and no cycle`() throws {
        let folder = try Scratch()
        let main = try Self.address("main", in: Self.selftest)
        let session = try Session(["exec", Self.selftest, "--json", "\(folder.path)/debugged.json"])
        let before = try session.gdb.memory(main, 16)
        try session.gdb.insert(1, main)
        #expect(try session.gdb.go("vCont;c").reply == "T05thread:1;hwbreak:;")
        #expect(try session.gdb.pc == main && session.gdb.memory(main, 16) == before)
        let registers = try session.gdb.registers()
        #expect(registers.count == 22 && registers[16] == main && (0x3FFE_8000..<0x4000_0000).contains(registers[1]))
        #expect(try session.gdb.go("vCont;s:1").reply == "T05thread:1;")
        #expect(try [main + 2, main + 3].contains(session.gdb.pc))
        #expect(try session.gdb.go("c").reply == "W00")
        #expect(session.tool.exitCode() == 0)
        let alone = try Tool.run(["exec", Self.selftest, "--json", "\(folder.path)/alone.json"])
        #expect(alone.code == 0)
        let files = try ["debugged", "alone"].map {
            try String(contentsOfFile: "\(folder.path)/\($0).json", encoding: .utf8)
        }
        #expect(files[0] == files[1])
    }

    @Test func `an exception stops before its handler, which a step enters`() throws {
        let (file, scratch, syscall, _) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let session = try Session(["exec", file])
        let stop = try session.gdb.go("c")
        #expect(stop.signal == 12 && stop.console.contains("exception, cause 1"), "\(stop)")
        #expect(try session.gdb.pc == syscall && session.gdb.register(42) == 1 && session.gdb.register(21) == 0x20)
        #expect(try session.gdb.ask("P10=00000000") == "E16")
        #expect(try session.gdb.go("s").reply == "T05thread:1;")
        #expect(try session.gdb.pc == 0x4000_0050 && session.gdb.register(28) == syscall)
        #expect(try session.gdb.go("c").reply == "W07")
        #expect(session.tool.exitCode() == 7)
    }

    @Test func `a step goes over an exception and its handler when those do not stop`() throws {
        let (file, scratch, syscall, _) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let session = try Session(["exec", file])
        #expect(try session.gdb.monitor("stop off exception").contains("exception: off"))
        try session.gdb.insert(0, syscall)
        #expect(try session.gdb.go("c").reply == "T05thread:1;swbreak:;")
        #expect(try session.gdb.go("s").reply == "T05thread:1;")
        #expect(try session.gdb.pc == syscall + 3 && session.gdb.register(3) == syscall + 3)
        #expect(try session.gdb.ask("k", orClosed: true) == nil)
        #expect(session.tool.exitCode() == 1)
    }

    @Test func `a variable is watched, forwards and backwards`() throws {
        let (file, scratch, syscall, data) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let session = try Session(["exec", file])
        _ = try session.gdb.monitor("stop off exception")
        try session.gdb.insert(2, data)
        let watch = "T05thread:1;watch:\(String(data, radix: 16));"
        var values: [UInt32] = [], places: [UInt32] = []
        for packet in ["c", "c", "bc"] {
            #expect(try session.gdb.go(packet).reply == watch)
            values.append(try session.gdb.word(data))
            places.append(try session.gdb.pc)
        }
        #expect(values == [0x20, data, 0x20] && places == [syscall + 9, syscall + 12, syscall + 9])
        // Back over the store, to where nothing stops any more.
        #expect(try session.gdb.go("bs").reply == "T05thread:1;")
        #expect(try session.gdb.pc == syscall + 6 && session.gdb.word(data) == 0)
        #expect(try session.gdb.go("bc").reply == "T05thread:1;replaylog:begin;")
        #expect(try session.gdb.pc == 0x4010_0010)
        try session.gdb.remove(2, data)
        #expect(try session.gdb.go("c").reply == "W07")
    }

    @Test func `a step back leads over a handler that returned`() throws {
        let (file, scratch, syscall, _) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let session = try Session(["exec", file])
        _ = try session.gdb.monitor("stop off exception")
        try session.gdb.insert(0, syscall + 3)
        #expect(try session.gdb.go("c").reply == "T05thread:1;swbreak:;")
        #expect(try session.gdb.go("bs").reply == "T05thread:1;")
        #expect(try session.gdb.pc == syscall)
        #expect(try session.gdb.go("s").reply == "T05thread:1;")
        #expect(try session.gdb.pc == syscall + 3)
    }

    @Test func `what the debugger changes counts, and ends going backwards`() throws {
        let (file, scratch, syscall, data) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let session = try Session(["exec", file])
        #expect(try session.gdb.ask("M\(String(data, radix: 16)),1:2a") == "OK")
        #expect(try session.gdb.memory(data, 2) == [0x2A, 0])
        #expect(try session.gdb.ask("M40000050,1:00") == "E0e" && session.gdb.ask("bc") == "E01")
        // Over SYSCALL, and another exit code.
        try session.gdb.insert(0, syscall)
        #expect(try session.gdb.go("c").reply == "T05thread:1;swbreak:;")
        #expect(try session.gdb.ask("P10=" + String(format: "%08x", (syscall + 3).byteSwapped)) == "OK")
        try session.gdb.insert(0, syscall + 18)
        #expect(try session.gdb.go("c").reply == "T05thread:1;swbreak:;")
        #expect(try session.gdb.ask("P3=09000000") == "OK")
        #expect(try session.gdb.go("c").reply == "W09")
        #expect(session.tool.exitCode() == 9)
    }

    /// The acceptance of going backwards: from the bite to the last feed before it, one timeout earlier.
    @Test func `the last feed before a bite is found by going backwards`() throws {
        let folder = try Scratch()
        let scenario = "Fixtures/scenarios/rsa-2048-80mhz-reset.yml"
        let common = ["run", scenario, "--quiet", "--no-bounds", "--json"]
        let session = try Session(common + ["\(folder.path)/debugged.json"])
        let bite = try session.gdb.go("c")
        #expect(bite.signal == 6 && bite.console.contains("the soft watchdog bites"), "\(bite)")
        let pc = try session.gdb.pc
        #expect(try session.gdb.monitor("watchdog").contains("soft: "))
        #expect(try session.gdb.monitor("heap").contains("lowest free"))
        #expect(try session.gdb.monitor("stall").contains("serviced"))
        #expect(try session.gdb.monitor("stop on feed").contains("feed: on"))
        var feed = try session.gdb.go("bc")
        while feed.console.contains("hardware") { feed = try session.gdb.go("bc") }
        #expect(feed.signal == 31 && feed.console.contains("the soft watchdog was fed"), "\(feed)")
        let guest = try RunPlan.image("\(Tool.firmware)/aws_iot-mbedtls-nonos.elf")
        #expect(try guest.function(containing: session.gdb.pc) == "soft_wdt_feed")
        _ = try session.gdb.monitor("stop off feed")
        let again = try session.gdb.go("c")
        #expect(again.console == bite.console && again.reply == bite.reply)
        #expect(try session.gdb.pc == pc)
        #expect(try session.gdb.ask("D") == "OK")
        #expect(session.tool.exitCode() == 1)

        let alone = try Tool.run(common + ["\(folder.path)/alone.json"])
        #expect(alone.code == 1)
        let files = try ["debugged", "alone"].map {
            try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\($0).json"))
        }
        #expect(files[0] == files[1])
        let record = try JSONReport.record(String(decoding: files[0], as: UTF8.self))
        let since = try Self.time(bite) - Self.time(feed)
        let told = try #require(record.watchdog.soft.sinceFeed)
        #expect(abs(since - told.microseconds) <= 1, "\(since) \(told)")
    }

    /// Microseconds, of the note in front of a stop.
    private static func time(_ stop: GDBClient.Stop) throws -> Int64 {
        let text = try #require(stop.console.firstMatch(of: #/vesp: (\d+)\.(\d{6}) s: /#))
        return try #require(Int64(text.1 + text.2))
    }

    @Test func `Ctrl-C stops a guest that runs, and kill ends the run with its record`() throws {
        let folder = try Scratch()
        let file = "\(folder.path)/killed.json"
        let session = try Session(["run", "--quiet", "--time-limit", "86400", "--until", "time", "--json", file])
        try session.gdb.send("c")
        try session.gdb.interrupt()
        let stop = try session.gdb.waitForStop()
        #expect(stop.reply == "T02thread:1;")
        #expect(try session.gdb.ask("qXfer:memory-map:read::0,fff").contains("3ffe8000"))
        #expect(try session.gdb.monitor("reset").contains("restarts"))
        #expect(try session.gdb.ask("bc") == "E01")
        #expect(try session.gdb.ask("k", orClosed: true) == nil)
        #expect(session.tool.exitCode() == 1)
        let record = try JSONReport.record(String(contentsOfFile: file, encoding: .utf8))
        #expect(record.interrupted == true)
    }

    @Test func `the monitor commands of the manual are known`() throws {
        let page = try String(contentsOfFile: "\(Tool.packageRoot)/docs/gdb.md", encoding: .utf8)
        let commands = page.matches(of: /\| `monitor ([a-z ]+)` \|/).map { String($0.1) }
        #expect(commands.count == 8)
        let session = try Session(["run", "--quiet"])
        let help = try session.gdb.monitor("help")
        for command in commands {
            let answer = try session.gdb.monitor(command)
            #expect(!answer.isEmpty && answer != help, "\(command)")
        }
        #expect(try session.gdb.monitor("stop on everything") == help)
        #expect(try session.gdb.ask("k", orClosed: true) == nil)
    }

    @Test func `a debugger that goes away leaves the program running`() throws {
        let (file, scratch, syscall, _) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        var session: Session? = try Session(["exec", file])
        try session?.gdb.insert(0, syscall)
        let tool = session?.tool
        session = nil
        #expect(tool?.exitCode() == 7)
    }

    @Test func `any packets leave the tool standing`() throws {
        let (file, scratch, _, data) = try Self.raiser()
        defer { withExtendedLifetime(scratch) {} }
        let seed = Fuzz.seed
        print("debugger: seed \(seed)")
        let starts = [
            "g", "G", "p", "P", "m", "M", "X", "Z0,", "Z2,", "z0,", "qXfer:memory-map:read::", "qRcmd,", "q", "v", "b",
        ]
        let letters = Array("0123456789abcdef,:;=x")
        let places = [data, 0x4010_0000, 0x4000_0000, 0x6000_0000, 0x3FF0_0000, 0xFFFF_FFFC].map {
            String($0, radix: 16)
        }
        let session = try Session(["exec", file, "--registers"])
        var random = SeededGenerator(state: seed)
        for _ in 0..<Fuzz.count(3000) {
            let tail = (0..<random.index(below: 20)).map { _ in letters[random.index(below: letters.count)] }
            let place = random.below(2) == 0 ? places[random.index(below: places.count)] + "," : ""
            let packet = starts[random.index(below: starts.count)] + place + String(tail)
            // What goes on is not answered before it stops.
            if packet.hasPrefix("bc") || packet.hasPrefix("bs") || packet.hasPrefix("vC") || packet.hasPrefix("vK") {
                continue
            }
            _ = try session.gdb.ask(packet)
        }
        #expect(try session.gdb.ask("k", orClosed: true) == nil)
        #expect(session.tool.exitCode() == 1)
    }

    @Test func `a port that is taken, or is none, is refused`() throws {
        let taken = try LoopbackServer()
        let busy = try Tool.run(["exec", Self.selftest, "--gdb", "\(taken.port)"])
        #expect(busy.code == 69 && busy.errors.contains("127.0.0.1:\(taken.port): "), "\(busy)")
        let none = try Tool.run(["exec", Self.selftest, "--gdb", "70000"])
        #expect(none.code == 64 && none.errors.contains("70000"), "\(none)")
    }
}
