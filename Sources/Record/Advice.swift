/// What `vesp advise` found out: the only thing its reports are made of, also later from a saved file.
public struct Advice: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// What kind of file this is.
    public var kind = Kind.advice
    /// File of the scenario, or null for the default one; flags may have overridden it.
    @Nullable public var scenario: String?
    /// Name of the profile.
    public var profile: String
    /// CPU clock of the device as it is.
    public var clockMHz: Int
    /// Kind of its key.
    public var keyKind: String
    /// The seed of everything random.
    public var seed: UInt64
    /// The device as it is.
    public var asItIs: Outcome
    /// The fewest remedies that give a good verdict, the best of them; null when none do.
    @Nullable public var cure: [String]?
    /// What was tried, best first; then what was not.
    public var trials: [Trial]
    /// True when a signal ended the trials early, so that some are missing; else nil.
    public var interrupted: Bool?

    /// The kind of a saved report.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Of `vesp advise`.
        case advice
    }

    /// One remedy, or several together.
    public struct Trial: Sendable, Equatable, Codable {
        /// What became of it.
        public enum Status: String, Sendable, Codable, CaseIterable {
            /// It was run.
            case tried
            /// The device has it; the outcome, if any, is that without it.
            case inEffect = "in_effect"
            /// It cannot be had with this device.
            case notAvailable = "not_available"
            /// Its firmware image is missing.
            case notBuilt = "not_built"
            /// It is a setting of a build that only the user can make.
            case needsBuild = "needs_build"
        }

        /// Short names of the remedies: one, or several of a combination.
        public var ids: [String]
        /// Name for people.
        public var name: String
        /// What became of it.
        public var status: Status
        /// Why it was not tried, or null.
        @Nullable public var reason: String?
        /// What to write where, one sentence per remedy.
        public var settings: [String]
        /// What the reader has to know.
        public var notes: [String]
        /// What the run came to, or null.
        @Nullable public var outcome: Outcome?

        package init(
            ids: [String],
            name: String,
            status: Status,
            reason: String?,
            settings: [String],
            notes: [String],
            outcome: Outcome?
        ) {
            self.ids = ids
            self.name = name
            self.status = status
            self.reason = reason
            self.settings = settings
            self.notes = notes
            self.outcome = outcome
        }
    }

    /// What decides between runs.
    public struct Outcome: Sendable, Equatable, Codable {
        /// Whether everything went well.
        public var ok: Bool
        /// What is wrong, worst first.
        public var reasons: [String]
        /// Whether the TLS handshake was completed.
        public var completed: Bool
        /// Whether the soft watchdog bit.
        public var softTripped: Bool
        /// Whether the hardware watchdog bit.
        public var hardTripped: Bool
        /// The longest interval in which the application's loop was not serviced.
        public var longestStall: Seconds
        /// True where firmware of the user's own shows no stalls, so that `longestStall` is 0; else nil.
        public var isStallUnknown: Bool?
        /// True where it shows no heap, so that `heapPeak` is 0; else nil.
        public var isHeapUnknown: Bool?
        /// TLS state that took most of it, or null.
        @Nullable public var stallState: String?
        /// The smaller of the watchdogs' margins, or null without a watchdog.
        @Nullable public var margin: Seconds?
        /// Duration of the TLS handshake.
        public var handshake: Seconds
        /// Duration of a second handshake, or null.
        @Nullable public var reconnect: Seconds?
        /// Most of the heap in use.
        public var heapPeak: Int
        /// Code and initialised data of the firmware.
        public var flashBytes: Int
        /// Cipher suite, or null.
        @Nullable public var ciphersuite: String?
        /// Curve of the key exchange, or null.
        @Nullable public var curve: String?

        enum CodingKeys: String, CodingKey {
            case ok, reasons, completed
            case softTripped = "soft_tripped"
            case hardTripped = "hard_tripped"
            case longestStall = "longest_stall_s"
            case isStallUnknown = "stall_unknown"
            case isHeapUnknown = "heap_unknown"
            case stallState = "stall_state"
            case margin = "margin_s"
            case handshake = "handshake_s"
            case reconnect = "reconnect_s"
            case heapPeak = "heap_peak"
            case flashBytes = "flash_bytes"
            case ciphersuite, curve
        }
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case kind, scenario, profile
        case clockMHz = "clock_mhz"
        case keyKind = "key_kind"
        case seed
        case asItIs = "as_it_is"
        case cure, trials, interrupted
    }

    package init(
        scenario: String?,
        profile: String,
        clockMHz: Int,
        keyKind: String,
        seed: UInt64,
        asItIs: Outcome,
        cure: [String]?,
        trials: [Trial]
    ) {
        self.scenario = scenario
        self.profile = profile
        self.clockMHz = clockMHz
        self.keyKind = keyKind
        self.seed = seed
        self.asItIs = asItIs
        self.cure = cure
        self.trials = trials
    }

    /// 0 when nothing is wrong or a remedy cures it, 1 when none does or not all could be tried.
    public var exitCode: Int32 { interrupted != true && (asItIs.ok || cure != nil) ? 0 : 1 }
}

extension Advice.Outcome {
    /// What a run of an image of `flashBytes` came to.
    public init(_ record: RunRecord, flashBytes: Int) {
        ok = record.verdict.ok
        reasons = record.verdict.reasons
        completed = record.handshake.completed
        softTripped = record.watchdog.soft.tripped
        hardTripped = record.watchdog.hard.tripped
        longestStall = record.longestStall?.length ?? .zero
        isStallUnknown = record.knowsStalls ? nil : true
        isHeapUnknown = record.knowsHeap ? nil : true
        stallState = record.longestStall?.tlsState
        margin = [record.watchdog.soft.margin, record.watchdog.hard.margin].compactMap { $0 }.min()
        handshake = record.handshake.seconds
        reconnect = record.handshake.reconnect
        heapPeak = record.heap.peak
        self.flashBytes = flashBytes
        ciphersuite = record.handshake.ciphersuite
        curve = record.handshake.curve
    }

    /// How bad it is: 0 good, 1 works but for the watchdogs, 2 the hardware watchdog bites too, 3 does not work.
    public var badness: Int {
        guard !ok else { return 0 }
        let trips = (softTripped ? 1 : 0) + (hardTripped ? 1 : 0)
        guard completed, trips == reasons.count else { return 3 }
        return hardTripped ? 2 : 1
    }

    /// Whether this is to be preferred: by verdict, longest stall, handshake, heap, flash, in this order.
    public func isBetter(than other: Self) -> Bool { rank.lexicographicallyPrecedes(other.rank) }

    /// Whether the device works at least but for its watchdogs, and is better off than `asItIs`.
    package func helps(_ asItIs: Self) -> Bool { badness < 3 && isBetter(than: asItIs) }

    private var rank: [Int64] {
        [
            Int64(badness), longestStall.microseconds, handshake.microseconds, Int64(heapPeak), Int64(flashBytes),
        ]
    }
}
