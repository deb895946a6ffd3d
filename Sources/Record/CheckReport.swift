/// What `vesp check` found out: the only thing its reports are made of, also later from a saved file.
public struct CheckReport: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// What kind of file this is.
    public var kind = Kind.check
    /// Which part of the scenarios this is, or null for all of them.
    @Nullable public var shard: Shard?
    /// How many scenarios there are in all parts.
    public var scenarios = 0
    /// Parts that a merged report lacks, as `I/N`.
    public var missingShards: [Shard] = []
    /// Whether a signal ended the check early.
    public var interrupted = false
    /// Scenarios of this part that were not run.
    public var notRun: [String] = []
    /// One result per scenario that was run, in the order of their paths.
    public var results: [CheckResult] = []

    /// The kind of a saved report.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Of `vesp check`.
        case check
    }

    package init() {}

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case kind, shard, scenarios
        case missingShards = "missing_shards"
        case interrupted
        case notRun = "not_run"
        case results
    }

    /// Whether everything was run and passed.
    public var isGood: Bool {
        results.allSatisfy { $0.status == .passed } && notRun.isEmpty && missingShards.isEmpty && !interrupted
    }

    /// How many scenarios ended in `status`.
    public func count(_ status: CheckResult.Status) -> Int { results.count { $0.status == status } }

    /// The exit code: 0 when all is well, 1 when not, the code of the first fault when a scenario could not be run.
    public var exitCode: Int32 {
        if let fault = results.lazy.compactMap(\.fault).first { return fault.exitCode }
        return isGood ? 0 : 1
    }
}

/// What became of one scenario.
public struct CheckResult: Sendable, Equatable, Codable {
    /// Path of the scenario file, as it was found.
    public var scenario: String
    /// Whether it is as expected.
    public var status = Status.passed
    /// Name of the profile.
    public var profile = ""
    /// CPU clock.
    public var clockMHz = 0
    /// Expectations that were not met.
    public var deviations: [Deviation] = []
    /// Metrics that are not what the baseline says.
    public var changes: [Baseline.Change] = []
    /// Functions that spent more or fewer cycles than in the baseline, largest difference first.
    public var functions: [Baseline.Change] = []
    /// Why it could not be run, or null.
    @Nullable public var fault: Fault?
    /// The command that shows the same again.
    public var reproduce = ""
    /// The numbers of the run, or null when it could not be run.
    @Nullable public var measurement: Measurement?
    /// File with the page of the run; nil when none was asked for.
    public var page: String?

    /// Passed or not.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// Every expectation was met, and nothing differs from the baseline.
        case passed
        /// An expectation was not met, or something differs from the baseline.
        case failed
        /// There was no run: bad input, or a file that is missing.
        case error
    }

    /// An expectation that a run did not meet.
    public struct Deviation: Sendable, Equatable, Codable {
        /// Name of the `ExpectationKey`, as the scenario has it under `expect`.
        public var key: String
        /// What the scenario asks for, in words: `less than 3.2 s`.
        public var expected: String
        /// What the run came to, in the same words.
        public var seen: String

        package init(key: String, expected: String, seen: String) {
            self.key = key
            self.expected = expected
            self.seen = seen
        }
    }

    /// Why a scenario could not be run.
    public struct Fault: Sendable, Equatable, Codable {
        /// What is wrong, with file and line where there is one.
        public var message: String
        /// The exit code it stands for.
        public var exitCode: Int32

        package init(message: String, exitCode: Int32) {
            self.message = message
            self.exitCode = exitCode
        }

        enum CodingKeys: String, CodingKey {
            case message
            case exitCode = "exit_code"
        }
    }

    /// A result of `scenario`, as yet without findings.
    public init(scenario: String) {
        self.scenario = scenario
    }

    enum CodingKeys: String, CodingKey {
        case scenario, status, profile
        case clockMHz = "clock_mhz"
        case deviations, changes, functions, fault, reproduce, measurement, page
    }

    /// What is wrong, one line each.
    public var complaints: [String] {
        if let fault { return [fault.message] }
        return deviations.map { "\($0.key): expected \($0.expected), seen \($0.seen)" } + changes.map(\.text)
    }
}
