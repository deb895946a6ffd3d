import Testing

@testable import Record
@testable import Reports

@Suite struct AdviceReportTests {
    private func outcome(_ record: RunRecord, flash: Int) -> Advice.Outcome {
        Advice.Outcome(record, flashBytes: flash)
    }

    private func trial(
        _ id: String,
        _ status: Advice.Trial.Status,
        reason: String? = nil,
        _ outcome: Advice.Outcome? = nil
    ) -> Advice.Trial {
        Advice.Trial(
            ids: [id],
            name: "remedy \(id)",
            status: status,
            reason: reason,
            settings: ["write \(id)."],
            notes: ["mind \(id)."],
            outcome: outcome
        )
    }

    private func advice(_ trials: [Advice.Trial], cure: [String]?) -> Advice {
        Advice(
            scenario: "s.yml",
            profile: "p",
            clockMHz: 80,
            keyKind: "RSA-2048",
            seed: 1,
            asItIs: outcome(Records.tripped, flash: 1000),
            cure: cure,
            trials: trials
        )
    }

    private var better: Advice.Outcome {
        var record = Records.good
        record.stalls[0].seconds = Seconds(microseconds: 550_000)
        record.heap.peak = 29_000
        return outcome(record, flash: 1200)
    }

    @Test func `the cure comes first, then the ranking with its differences, then what to write`() {
        let text = AdviceReport.text(advice([trial("a", .tried, better)], cure: ["a"]))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines[0] == "CURE: remedy a, longest stall 0.55 s instead of 1.10 s; "
                + "1 of 1 remedies and combinations are enough"
        )
        let row = lines.first { $0.hasPrefix(" 1 remedy a ") }?.split(separator: " ").joined(separator: " ")
        #expect(row == "1 remedy a good 0.55 s -50.0 % 1.25 s 29000 -1000 1200 +200")
        #expect(text.contains("\nwhat to write\n 1 remedy a: write a.\n   (mind a.)\n"))
        #expect(!text.contains("not tried"))
    }

    @Test func `what was not tried says why`() {
        let trials = [
            trial("b", .inEffect, reason: "it is so", better), trial("c", .notBuilt, reason: "c.elf is missing"),
            trial("d", .notAvailable, reason: "none here"),
        ]
        let text = AdviceReport.text(advice(trials, cure: nil))
        #expect(text.hasPrefix("NO CURE: none of 0 remedies and combinations is enough\n"))
        #expect(
            text.hasSuffix(
                """

                not tried
                   remedy b: in effect already, it is so; without it: longest stall 0.55 s, handshake 1.25 s, flash 1200
                   remedy c: not built, c.elf is missing
                   remedy d: not available, none here

                """
            )
        )
    }

    @Test func `a run without handshake shows no stall, for it would flatter`() {
        var record = Records.tripped
        record.handshake.completed = false
        record.verdict.reasons.append("TLS handshake not completed")
        let text = AdviceReport.text(advice([trial("a", .tried, outcome(record, flash: 1000))], cure: nil))
        let row = text.split(separator: "\n").first { $0.hasPrefix(" 1 remedy a ") }
        #expect(row?.split(separator: " ").joined(separator: " ") == "1 remedy a fails - - 30000 1000")
        #expect(text.contains("(The run failed: TLS handshake not completed.)"))
    }

    @Test func `no change is rounded to none`() {
        #expect(AdviceReport.change(999_999, 1_000_000) == "-<0.1 %")
        #expect(AdviceReport.change(1_000_001, 1_000_000) == "+<0.1 %")
        #expect(AdviceReport.change(1_000_000, 1_000_000) == "")
        #expect(AdviceReport.change(2_500_000, 1_000_000) == "+150.0 %")
        #expect(AdviceReport.change(1, 0) == "")
    }

    @Test func `the JSON can be read again`() throws {
        let whole = advice([trial("a", .tried, better), trial("c", .notBuilt, reason: "r")], cure: ["a"])
        let text = try JSONReport.text(whole)
        #expect(text.contains("\"schema_version\" : 1"))
        #expect(text.contains("\"kind\" : \"advice\""))
        #expect(try JSONReport.advice(text) == whole)
    }
}
