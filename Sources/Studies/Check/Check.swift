import Emulation
import Inputs
import LX106
import Record

/// Runs scenarios and holds them to their expectations and to a baseline.
public struct Check: Sendable {
    /// Files, in the order of the report.
    public var scenarios: [String]
    /// Where the tool's own files are.
    public var locator: Locator
    /// What the runs are compared with.
    public var baseline: Baseline?
    /// File of the baseline; its folder is what scenarios are named from.
    public var baselineFile: String?
    /// Whether every run counts cycles by function, for a baseline; else only those do that differ from the baseline.
    public var collectsFunctions = false
    /// How the core executes; without influence on the results.
    public var engine = Engine.generated

    /// What writes the page of every run; nil for none.
    public var pageWriter: PageWriter?

    /// A check of `scenarios`.
    public init(scenarios: [String], locator: Locator) {
        self.scenarios = scenarios
        self.locator = locator
    }

    /// A pool that runs every scenario on at most `threads` threads.
    public func pool(threads: Int) -> WorkPool<CheckResult> {
        WorkPool(count: scenarios.count, threads: threads) { result(of: scenarios[$0]) }
    }

    /// Runs one scenario.
    public func result(of file: String) -> CheckResult {
        var result = CheckResult(scenario: file)
        result.reproduce = command(for: file)
        do {
            var plan = try RunPlan(ResolvedScenario(file: file, locator: locator), locator: locator)
            plan.engine = engine
            plan.collectsCallProfile = collectsFunctions
            result.profile = plan.profile.name
            result.clockMHz = plan.profile.clockMHz
            let record = try Run(plan).record()
            judge(record, by: plan.scenario, &result)
            result.page = pageWriter?(record, result.pageName)
            if !result.changes.isEmpty { try nameFunctions(&plan, &result) }
        } catch {
            result.status = .error
            result.fault = CheckResult.Fault(message: error.description, exitCode: error.exitCode)
        }
        return result
    }

    private func judge(_ record: RunRecord, by scenario: Scenario, _ result: inout CheckResult) {
        let measurement = Measurement(record)
        result.measurement = measurement
        result.deviations = scenario.expect.deviations(in: record)
        if let baseline, let baselineFile {
            let name = Baseline.name(of: result.scenario, from: baselineFile)
            result.changes = baseline.changes(in: measurement, of: name)
        }
        if !result.deviations.isEmpty || !result.changes.isEmpty { result.status = .failed }
    }

    /// Says which functions take other cycles than in the baseline, by a run that counts them: runs are exact, so that it
    /// is the same run again.
    private func nameFunctions(_ plan: inout RunPlan, _ result: inout CheckResult) throws(EmulationError) {
        guard let baseline, let baselineFile else { return }
        let name = Baseline.name(of: result.scenario, from: baselineFile)
        guard baseline.scenarios[name]?.functions != nil else { return }
        plan.collectsCallProfile = true
        result.functions = baseline.functionChanges(in: Measurement(try Run(plan).record()), of: name)
    }

    private func command(for file: String) -> String {
        var words = ["vesp", "check", file]
        if baseline != nil, let baselineFile { words += ["--baseline", baselineFile] }
        if let firmware = locator.firmwareOption { words += ["--firmware", firmware] }
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// A word as a shell wants it.
    static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="): true
            default: false
            }
        }
        if plain && !word.isEmpty { return word }
        guard word.printable != word else { return "'" + word.replacing("'", with: "'\\''") + "'" }
        // Bash's quotes with escapes: the command stays on one line.
        let escaped = word.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
            case 0..<0x20, 0x7F...:
                "\\" + String(repeating: "0", count: byte < 0o10 ? 2 : byte < 0o100 ? 1 : 0) + String(byte, radix: 8)
            default: String(UnicodeScalar(byte))
            }
        }
        return "$'" + escaped.joined() + "'"
    }
}
