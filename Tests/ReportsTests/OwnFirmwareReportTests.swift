import Foundation
import Record
import Testing

@testable import Reports

/// Reports about firmware of a user's own: what is not known of it is not shown as nothing.
@Suite struct OwnFirmwareReportTests {
    @Test func `a good run reads as the golden text`() {
        let golden = """
            OK: 5.00 s, no stall, hard watchdog margin 7.45 s

            profile    NONOS 2.0.0(5a875ba), 80 MHz, on trip reset, seed 1
            run        5.00 s, 341,076,059 instructions, ended: time_limit

            firmware   micropython.bin
            platform   MicroPython v1.9.4
            SDK        NONOS 2.0.0(5a875ba)
            TLS        axTLS
            flash      4,096 KB
            names      888 by signatures of NONOS 2.0.0(656edbf)
            replaced   2 functions, 1 of them called
            note       the header's flash size is smaller than the file

            watchdogs  soft: off
                       hard: bites after 8.39 s, longest gap 0.94 s, margin 7.45 s
            unseen     heap, stack: not known, the firmware has no symbols
            cache      99.9 % hits, 1,000 line fills

            boot       0.00 s, rst cause 1 (power-on)
            LED        never switched

            """
        #expect(TextReport.text(Records.ownFirmware) == golden)
    }

    @Test func `what clients got is told`() {
        var record = Records.ownFirmware
        var good = RunRecord.Client(url: "http://device/", expected: nil, error: nil)
        good.status = 200
        good.at = Seconds(microseconds: 10_000_000)
        let bad = RunRecord.Client(url: "http://device/x", expected: "y", error: "the connection was refused")
        record.clients = [good, bad]
        let lines =
            "client     http://device/: 200 at 10.00 s\nclient     http://device/x: the connection was refused\n"
        #expect(TextReport.text(record).contains(lines))
        #expect(HTMLReport.text(record).contains("http://device/x: the connection was refused"))
    }

    @Test func `exceptions are told with cause, access and backtrace`() {
        let lines = """

            exception 29, StoreProhibited, at 1.23 s
              wrote to 0x00000000, where nothing may be written
              #0  0x40201234  loop_with_a_name_of_<some>_length+0x10
              #1  0x40100abc  ?
              then exception 0, IllegalInstruction, at 2.46 s: executed what is no instruction, in loop+0x14

            """
        #expect(TextReport.text(Records.crashed).hasSuffix(lines))
    }

    @Test(arguments: [0, 1, 2, 3, 6, 8, 9, 20, 28, 29, 77])
    func `every cause has words, with and without an address`(cause: Int) {
        for address in [nil, "0x12345678"] {
            let exception = RunRecord.Exception(at: .zero, cause: cause, address: address, backtrace: [])
            #expect(ExceptionText.access(exception).count > 10)
            #expect(ExceptionText.lines([exception]).count == 2)
        }
    }

    @Test func `a scheduler that was never seen leaves stalls unknown`() {
        var record = Records.ownFirmware
        record.firmware?.scheduler = nil
        record.firmware?.names = .symbols
        let text = TextReport.text(record)
        #expect(text.hasPrefix("OK: 5.00 s, stalls not known, "))
        let reason = "nothing that vesp could watch is among the firmware's symbols"
        let stalls = "stalls: not known, no turn of a scheduler was seen"
        #expect(text.contains("unseen     \(stalls)\n           heap, stack: not known, \(reason)\n"))
        #expect(HTMLReport.text(record).contains("Not known: no scheduler of the firmware was seen."))
    }

    @Test func `what was seen after all is shown`() {
        var record = Records.ownFirmware
        record.heap.capacity = 40_000
        record.stack.size = 4096
        record.handshake.attempts = 1
        record.connected = true
        let text = TextReport.text(record)
        for start in ["handshake  not completed", "MQTT       connected", "heap       40000 bytes", "stack      4096"] {
            #expect(text.contains("\n\(start)"), "\(start)")
        }
        #expect(!text.contains("unseen"))
        let page = HTMLReport.text(record)
        for name in ["TLS handshake", "MQTT", "Heap", "Stack"] { #expect(page.contains("<h3>\(name)</h3>"), "\(name)") }
    }

    @Test func `stacks are told by task, as far as they are known`() {
        var record = Records.ownFirmware
        record.stacks = [
            .init(task: "loop", size: 4096, peak: 900, free: 3196),
            .init(task: "IDLE", size: nil, peak: nil, free: 212),
            .init(task: "<b>", size: nil, peak: nil, free: nil),
        ]
        record.heap.capacity = 40_000
        record.heap.peak = 1_000
        record.heap.freeLowWater = 39_000
        record.timeline.heap = [.init(at: .zero, free: 39_000, largest: 39_000)]
        let text = TextReport.text(record)
        #expect(
            text.contains(
                "\nheap       40000 bytes, peak 1000, low-water 39000 free\nstacks     loop: 900 of 4096 bytes used"
            )
        )
        #expect(text.contains("\n           IDLE: 212 bytes never used\n           <b>: not known\ncache "))
        let page = HTMLReport.text(record)
        #expect(page.contains("<th scope=\"row\">stack of loop</th>") && page.contains("stack of &lt;b&gt;"))
        #expect(page.contains("212 bytes never used") && !page.contains("argest block"))
    }

    @Test func `the page has the firmware, and nothing about what it does not do`() {
        let page = HTMLReport.text(Records.ownFirmware)
        #expect(page.contains("<title>OK: micropython.bin on NONOS 2.0.0(5a875ba), 80 MHz – vesp</title>"))
        #expect(page.contains("<caption>Functions that were replaced</caption>"))
        #expect(page.contains("<code>register_chipv6_phy</code>") && page.contains("<code>0x40234ed0</code>"))
        #expect(page.contains("<li>heap, stack: not known, the firmware has no symbols</li>"))
        for name in ["TLS handshake", "MQTT", "Heap", "Stack"] {
            #expect(!page.contains("<h3>\(name)</h3>"), "\(name)")
        }
        #expect(!page.contains("<th scope=\"row\">heap</th>") && !page.contains("id=\"exceptions\""))
        #expect(!HTMLReport.text(Records.good).contains("id=\"firmware\""))
    }

    @Test func `lines of the second serial port say so`() {
        var record = Records.ownFirmware
        record.console.append(.init(at: .zero, text: "log", port: 1))
        let page = HTMLReport.text(record)
        #expect(page.contains("<th scope=\"row\">0.000000 UART1</th><td>log</td>"))
        #expect(page.contains("<th scope=\"row\">0.940000</th><td>&gt;&gt;&gt; </td>"))
    }

    @Test func `exceptions have a section, and a page of many says how many more`() {
        var record = Records.crashed
        #expect(HTMLReport.text(record).contains("exception 29, StoreProhibited, at 1.23 s"))
        #expect(HTMLReport.text(record).contains("loop_with_a_name_of_&lt;some&gt;_length+16"))
        record.exceptions = Array(repeating: record.exceptions ?? [], count: 7).flatMap { $0 }
        #expect(HTMLReport.text(record).contains("And 4 exceptions more."))
    }

    @Test func `a check names no handshake, heap or stack that nobody saw`() {
        var result = CheckResult(scenario: "s/a.yml")
        result.profile = "NONOS"
        result.clockMHz = 80
        result.measurement = Measurement(Records.ownFirmware)
        #expect(
            CheckText.line(result, number: 1, of: 1) == "ok: 1/1 s/a.yml (NONOS, 80 MHz): stall 0.00 s, no bite\n"
        )
        var report = CheckReport()
        report.results = [result]
        #expect(GitHubReport.summary(report).contains("| 0.00 s | – | none |"))
        #expect(CheckPage.text(report).components(separatedBy: "<td class=\"n\">–</td>").count == 4)
        var unseen = Records.ownFirmware
        unseen.firmware?.scheduler = nil
        result.measurement = Measurement(unseen)
        #expect(CheckText.line(result, number: 1, of: 1).contains(": stall not known, no bite"))
    }

    @Test func `a comparison leaves out what neither run knows, and says what one does not`() {
        let before = Measurement(Records.ownFirmware)
        var record = Records.ownFirmware
        record.heap.capacity = 1000
        record.heap.peak = 500
        let same = ComparisonReport.text(Comparison(before: before, now: before), names: ("a", "b"))
        #expect(!same.contains("heap") && !same.contains("handshake") && same.contains("the two runs measure the same"))
        let gone = Comparison(before: Measurement(record), now: before)
        #expect(gone.changes.map(\.text) == ["heap peak: baseline 500 bytes, now not known"])
        let lines = ComparisonReport.text(gone, names: ("a", "b")).split(separator: "\n")
        let words = lines.first { $0.hasPrefix("heap peak") }?.split(separator: " ").joined(separator: " ")
        #expect(words == "heap peak 500 bytes not known")
    }
}
