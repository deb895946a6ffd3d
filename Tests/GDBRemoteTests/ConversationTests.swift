import GDBRemote
import LX106
import TestSupport
import Testing

/// What a packet is answered, as GDB's manual has it (appendix E).
@Suite struct ConversationTests {
    private final class Client {
        var conversation = Conversation()
        let target = FakeTarget()

        func ask(_ packet: [UInt8]) -> Conversation.Outcome { conversation.answer(packet, target) }
        func ask(_ packet: String) -> Conversation.Outcome { ask(Array(packet.utf8)) }
        func reply(_ packet: String) -> String? {
            guard case .reply(let bytes) = ask(packet) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test func `the target says what it knows`() throws {
        let client = Client()
        let features = try #require(client.reply("qSupported:multiprocess+;swbreak+;hwbreak+"))
        for feature in [
            "PacketSize=4000", "ReverseContinue+", "qXfer:memory-map:read+", "QStartNoAckMode+", "swbreak+",
        ] {
            #expect(features.split(separator: ";").contains { $0 == feature })
        }
        client.target.canReverse = false
        #expect(client.reply("qSupported")?.contains("Reverse") == false)
        #expect(client.reply("vMustReplyEmpty") == "")
        #expect(client.reply("qTStatus") == "" && client.reply("") == "" && client.reply("Qunheard") == "")
    }

    @Test func `packets are acknowledged until GDB wants none of that`() {
        let client = Client()
        #expect(client.conversation.acknowledges)
        #expect(client.reply("QStartNoAckMode") == "OK")
        #expect(!client.conversation.acknowledges)
    }

    @Test func `g carries a0 to a15, pc, sar, litbase, sr176, sr208 and ps, low byte first`() {
        let client = Client()
        let words = (0..<22).map { "0\(String($0, radix: 16))000000".suffix(8) }
        #expect(client.reply("g") == words.joined())
        #expect(client.reply("p10") == "10000000")
        #expect(client.reply("p37") == "E16")
        #expect(client.reply("P3=78563412") == "OK" && client.target.registers[3] == 0x1234_5678)
        #expect(client.reply("G" + "ffffffff" + "xxxxxxxx" + "02000000") == "OK")
        #expect(client.target.registers.prefix(3) == [.max, 1, 2])
        #expect(client.reply("P3=1") == "E16" && client.reply("P=") == "E16")
    }

    @Test func `the numbers of registers are those of a GDB for the LX106`() {
        let names = RegisterLayout.entries.map(\.name)
        #expect(names.count == 55)
        let wanted = [
            0: "a0", 15: "a15", 16: "pc", 17: "sar", 18: "litbase", 21: "ps", 22: "mmid", 28: "epc1", 31: "depc",
        ]
        let others = [37: "interrupt", 38: "intset", 39: "intclear", 42: "exccause", 48: "excvaddr", 49: "ccompare0"]
        for (number, name) in wanted.merging(others, uniquingKeysWith: { $1 }) { #expect(names[number] == name) }
        #expect(names.suffix(5) == ["psintlevel", "psum", "psexcm", "litbaddr", "litben"])
    }

    @Test func `memory is read and written in hex and in binary`() {
        let client = Client()
        #expect(client.reply("m1004,4") == "04050607")
        // GDB takes what it gets.
        #expect(client.reply("m103e,10") == "3e3f")
        #expect(client.reply("m2000,4") == "E0e" && client.reply("m1000,0") == "")
        #expect(client.reply("M1000,2:aabb") == "OK" && client.target.memory.prefix(2) == [0xAA, 0xBB])
        #expect(client.ask(Array("X1000,3:".utf8) + [1, 0x3A, 3]) == .reply(Array("OK".utf8)))
        #expect(client.target.memory.prefix(3) == [1, 0x3A, 3])
        #expect(client.reply("X1000,0:") == "OK")
        #expect(client.reply("M1000,3:aabb") == "E16" && client.reply("M103f,2:aabb") == "E0e")
        #expect(
            client.reply("m1000") == "E16" && client.reply("mx,4") == "E16" && client.reply("m123456789,4") == "E16"
        )
    }

    @Test func `breakpoints and watchpoints come and go`() {
        let client = Client()
        #expect(client.reply("Z0,40100010,3") == "OK" && client.reply("Z2,3ffe8000,4") == "OK")
        #expect(
            client.target.points == [
                Breakpoint(.software, at: 0x4010_0010), Breakpoint(.write, at: 0x3FFE_8000, length: 4),
            ]
        )
        #expect(client.reply("z0,40100010,2") == "OK" && client.target.points.count == 1)
        #expect(client.reply("Z5,0,1") == "" && client.reply("Z0") == "" && client.reply("Z1,x,1") == "E16")
    }

    @Test func `a watchpoint is touched by what overlaps it`() {
        let word = Breakpoint(.write, at: 0x1000, length: 4)
        #expect(
            word.isTouched(by: 0x1003, width: 1, isStore: true) && !word.isTouched(by: 0x1004, width: 1, isStore: true)
        )
        #expect(
            word.isTouched(by: 0x0FFC, width: 8, isStore: true) && !word.isTouched(by: 0x0FFC, width: 4, isStore: true)
        )
        #expect(!word.isTouched(by: 0x1000, width: 4, isStore: false))
        #expect(Breakpoint(.read, at: 1).isTouched(by: 0, width: 2, isStore: false))
        #expect(Breakpoint(.access, at: .max, length: 4).isTouched(by: .max, width: 4, isStore: true))
    }

    @Test func `the target goes on in every way`() {
        let client = Client()
        for (packet, resume) in [
            ("c", Resume.proceed), ("C05", .proceed), ("vCont;c", .proceed), ("vCont;s:1;c", .step), ("s", .step),
            ("bc", .reverse), ("bs", .reverseStep), ("k", .kill),
        ] {
            #expect(client.ask(packet) == .resume(resume, reply: nil), "\(packet)")
        }
        #expect(client.ask("D") == .resume(.detach, reply: Array("OK".utf8)))
        #expect(client.ask("vKill;1") == .resume(.kill, reply: Array("OK".utf8)))
        #expect(client.ask("c1234") == .resume(.proceed, reply: nil) && client.target.registers[16] == 0x1234)
        #expect(client.reply("cx") == "E16" && client.reply("bx") == "" && client.reply("vCont;") == "")
        client.target.canReverse = false
        #expect(client.reply("bc") == "E01")
    }

    @Test func `a stop has its signal and its reason`() {
        let client = Client()
        _ = client.ask("qSupported:swbreak+")
        for (stop, reply) in [
            (Stop.halted, "T05thread:1;"), (.interrupted, "T02thread:1;"),
            (.breakpoint(isHardware: false), "T05thread:1;swbreak:;"),
            (.breakpoint(isHardware: true), "T05thread:1;hwbreak:;"),
            (.watchpoint(.write, address: 0x3FFE_8000), "T05thread:1;watch:3ffe8000;"),
            (.watchpoint(.read, address: 1), "T05thread:1;rwatch:1;"), (.beginning, "T05thread:1;replaylog:begin;"),
            (.exception(cause: 0), "T04thread:1;"), (.exception(cause: 9), "T0athread:1;"),
            (.exception(cause: 29), "T0bthread:1;"), (.watchdog("soft"), "T06thread:1;"),
        ] {
            client.conversation.stop = stop
            #expect(client.reply("?") == reply)
        }
    }

    @Test func `documents come in parts`() throws {
        let client = Client()
        var text = "", part = ""
        repeat {
            part = try #require(
                client.reply("qXfer:features:read:target.xml:\(String(text.utf8.count, radix: 16)),40")
            )
            text += part.dropFirst()
        } while part.hasPrefix("m")
        #expect(text.contains("<architecture>xtensa</architecture>") && text.hasSuffix("</target>\n"))
        let map = try #require(client.reply("qXfer:memory-map:read::0,1000"))
        #expect(map.contains(#"<memory type="rom" start="0x40000000" length="0x10"/>"#))
        #expect(client.reply("qXfer:threads:read::0,1000")?.contains("<thread id=\"1\"") == true)
        #expect(client.reply("qXfer:memory-map:read::ffffffff,ffffffff") == "l")
        #expect(client.reply("qXfer:features:read:other.xml:0,10") == "E00")
        #expect(client.reply("qXfer:features:read:target.xml:0") == "E16")
    }

    @Test func `monitor commands are passed on`() {
        let client = Client()
        #expect(client.reply("qRcmd,68656170") == "646f6e650a" && client.target.commands == ["heap"])
        #expect(client.reply("qRcmd,6") == "E16")
    }

    @Test func `any packet is answered, and none is longer than announced`() {
        let client = Client()
        let starts = [
            "g", "G", "p", "P", "m", "M", "X", "Z0,", "z4,", "c", "C", "s", "bc", "vCont;", "q", "qXfer:", "qRcmd,",
            "Q",
            "qXfer:features:read:target.xml:", "qXfer:memory-map:read::", "H", "?", "k", "",
        ]
        for seed in Fuzz.seed..<Fuzz.seed + Fuzz.count(20_000) {
            var random = SeededGenerator(state: seed)
            let letters = Array("0123456789abcdef,:;=x*".utf8)
            let tail = (0..<random.index(below: 24)).map { _ in
                random.below(8) == 0 ? UInt8(random.below(256)) : letters[random.index(below: letters.count)]
            }
            let packet = Array(starts[random.index(below: starts.count)].utf8) + tail
            if case .reply(let bytes) = client.ask(packet) {
                #expect(bytes.count <= PacketDecoder.mostBytes, "seed \(seed)")
            }
            client.target.points.removeAll()
        }
    }
}
