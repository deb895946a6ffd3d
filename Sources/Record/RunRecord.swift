/// Everything one run found out: the only output of a run. Every report is computed from it, also from a saved file.
///
/// The JSON keys are a promise (schema version 1): keys are added, never renamed or given another meaning.
public struct RunRecord: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// Good or bad, and why.
    public var verdict = Verdict()
    /// Whether the device got as far as an accepted MQTT connection.
    public var connected = false
    /// The TLS handshake: the completed one, else the one that lasted longest.
    public var handshake = Handshake()
    /// Intervals in which the application's loop was not serviced, longest first by what was seen of them.
    public var stalls: [Stall] = []
    /// What firmware of the user's own did late or not at all, in a stall or not; nil for the tool's own firmware.
    public var delayed: Delayed?
    /// How near the SDK's and the chip's watchdog came to their bites, or how often they bit.
    public var watchdog = Watchdogs()
    /// The first bites of the watchdogs, and what they interrupted.
    public var trips: [Trip] = []
    /// Exceptions that ended the firmware's lives; nil for none.
    public var exceptions: [Exception]?
    /// The guest's heap.
    public var heap = Heap()
    /// The stack of the guest's application task.
    public var stack = Stack()
    /// The stacks of firmware of the user's own, by task, or what the guest's TLS library computes on beside `stack`; nil
    /// for none known.
    public var stacks: [TaskStack]?
    /// How often code and constants were found in the flash cache.
    public var cache = Cache()
    /// Every start of the chip, the first by power-on.
    public var boots: [Boot] = []
    /// Every change of the LED.
    public var led: [LEDChange] = []
    /// What the guest printed, line by line.
    public var console: [ConsoleLine] = []
    /// What the application did over MQTT.
    public var mqtt = MQTT()
    /// Instructions executed.
    public var instructions: UInt64 = 0
    /// CPU cycles, waiting included.
    public var cycles: UInt64 = 0
    /// Simulated duration of the run.
    public var duration = Seconds.zero
    /// Why the run ended.
    public var ended = RunEnding.done
    /// True when a signal ended the run early, so that everything is as far as it was then; else nil.
    public var interrupted: Bool?
    /// False of a board on the desk and of a run with a real server or network, which what the host does and when decides about, and
    /// of a run into which a debugger wrote; else nil.
    public var isRepeatable: Bool?
    /// Accesses to registers that nobody knows, most frequent first.
    public var unknownAccesses: [UnknownAccess] = []
    /// Registers without a model that were touched, by address; nil when there was none. At most 256.
    public var unmodelled: [UnmodelledRegister]?
    /// The seed of everything random.
    public var seed: UInt64 = 0
    /// Name of the profile.
    public var profile = ""
    /// CPU clock asked for.
    public var clockMHz = 80
    /// What a watchdog trip did: `reset` or `observe`.
    public var onTrip = TripAction.reset
    /// What happened when: phases, feeds, bites, heap, pins, UART.
    public var timeline = Timeline()
    /// What the lists of a long run hold no longer one by one; nil when they hold everything.
    public var folded: Folded?
    /// Cycles by function and call stack; nil unless asked for.
    public var callProfile: CallProfile?
    /// What crossed the network; nil unless asked for.
    public var traffic: Traffic?
    /// What was on the air; nil unless asked for.
    public var air: Air?
    /// The device's TCP connections and what TLS they spoke, told from the wire; nil for the tool's own firmware, which
    /// tells by itself, and when there was none.
    public var wire: Wire?
    /// The heap, allocation by allocation; nil unless a call profile was asked for.
    public var heapUse: HeapUse?
    /// The TLS library of the guest; nil when none is known.
    public var tlsLibrary: TLSLibrary?
    /// What came of those who fetched pages from the device; nil for nobody.
    public var clients: [Client]?
    /// What the account behind the built-in endpoint saw; nil for none.
    public var cloud: Cloud?
    /// The firmware of the user's own; nil for one of the tool's.
    public var firmware: Firmware?
    /// Every input of the run.
    public var parameters: [Parameter] = []

    package init() {}

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case verdict, connected, handshake, stalls, delayed, watchdog, trips, exceptions, heap, stack, stacks, cache,
            boots, led,
            console, mqtt
        case instructions, cycles
        case duration = "duration_s"
        case ended, interrupted
        case isRepeatable = "repeatable"
        case unknownAccesses = "unknown_accesses"
        case unmodelled, seed, profile
        case clockMHz = "clock_mhz"
        case onTrip = "on_trip"
        case timeline, folded
        case callProfile = "call_profile"
        case traffic, air, wire
        case heapUse = "heap_use"
        case tlsLibrary = "tls_library"
        case clients, cloud, firmware, parameters
    }
}

extension RunRecord {
    /// The stall of the greatest `length`: what a device is judged by. Of equals the one that was seen longest.
    public var longestStall: Stall? { stallsByLength.first }

    /// The stalls in the order of their `length`, longest first.
    public var stallsByLength: [Stall] {
        stalls.enumerated().sorted {
            ($1.element.length, $0.offset) < ($0.element.length, $1.offset)
        }.map(\.element)
    }

    /// Whether everything asked for happened without a bite.
    public struct Verdict: Sendable, Equatable, Codable {
        /// Whether everything asked for happened and nothing tripped.
        public var ok = false
        /// What is wrong, most important first; empty when all is well.
        public var reasons: [String] = []

        package init(ok: Bool = false, reasons: [String] = []) {
            self.ok = ok
            self.reasons = reasons
        }
    }

    /// A TLS handshake.
    public struct Handshake: Sendable, Equatable, Codable {
        /// Whether it reached its end.
        public var completed = false
        /// CPU cycles from the first state to the last, waiting included.
        public var cycles: UInt64 = 0
        /// The same in seconds.
        public var seconds = Seconds.zero
        /// Least time it takes within what is assumed about the chip; null when not asked for or not completed.
        @Nullable public var secondsLow: Seconds?
        /// Most time it takes within what is assumed about the chip; null likewise.
        @Nullable public var secondsHigh: Seconds?
        /// IANA name of the cipher suite, or null.
        @Nullable public var ciphersuite: String?
        /// Name of the key exchange's curve, or null.
        @Nullable public var curve: String?
        /// The mbedTLS error that ended it, as a negative number, or null.
        @Nullable public var error: Int?
        /// Why a handshake failed in the words of the built-in endpoint, or null.
        @Nullable public var endpointError: String?
        /// Why it failed, as seen on the wire; nil when that was not looked at or there was no failure.
        public var failure: String?
        /// Handshakes begun during the run.
        public var attempts = 0
        /// How long the second completed handshake took, or null: with resumption, the resumed one.
        @Nullable public var reconnect: Seconds?
        /// Time per TLS state, in order of first entry.
        public var states: [State] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case completed, cycles, seconds
            case secondsLow = "seconds_low"
            case secondsHigh = "seconds_high"
            case ciphersuite, curve, error
            case endpointError = "endpoint_error"
            case failure, attempts, states
            case reconnect = "reconnect_s"
        }
    }

    /// The time spent in one TLS state.
    public struct State: Sendable, Equatable, Codable {
        /// Name of the message being made or awaited.
        public var name: String
        /// CPU cycles.
        public var cycles: UInt64
        /// The same in seconds.
        public var seconds: Seconds

        package init(name: String, cycles: UInt64, seconds: Seconds) {
            self.name = name
            self.cycles = cycles
            self.seconds = seconds
        }
    }

    /// An interval in which the application's loop was not serviced.
    public struct Stall: Sendable, Equatable, Codable {
        /// When the loop was last serviced.
        public var start: Seconds
        /// How long it was not, in this run.
        public var seconds: Seconds
        /// The watchdog whose reset ended it; nil when it is as long as the firmware made it.
        public var cutOff: WatchdogName?
        /// How long it would have lasted without that reset; nil without one, and when nobody knows.
        public var whole: Seconds?
        /// TLS state that took the largest part, or null outside a handshake.
        @Nullable public var tlsState: String?
        /// The call chain that took most of it, innermost first.
        public var `where`: [String]
        /// What it delayed, as far as that was seen; nil for nothing.
        public var delayed: Delayed?

        package init(
            start: Seconds,
            seconds: Seconds,
            cutOff: WatchdogName? = nil,
            whole: Seconds? = nil,
            tlsState: String?,
            where chain: [String],
            delayed: Delayed? = nil
        ) {
            self.start = start
            self.seconds = seconds
            self.cutOff = cutOff
            self.whole = whole
            self.tlsState = tlsState
            self.where = chain
            self.delayed = delayed
        }

        /// How long it is as far as is known: the whole of it, else what was seen of it.
        public var length: Seconds { whole ?? seconds }
        /// Whether it may be longer than `length`.
        public var isLowerBound: Bool { cutOff != nil && whole == nil }

        enum CodingKeys: String, CodingKey {
            case start = "start_s"
            case seconds
            case cutOff = "cut_off"
            case whole = "whole_s"
            case tlsState = "tls_state"
            case `where`, delayed
        }
    }

    /// Both watchdogs.
    public struct Watchdogs: Sendable, Equatable, Codable {
        /// The SDK's.
        public var soft = Watchdog()
        /// The chip's.
        public var hard = Watchdog()

        package init() {}
    }

    /// One watchdog.
    public struct Watchdog: Sendable, Equatable, Codable {
        /// Whether it was ever armed.
        public var enabled = false
        /// Nominal time from a feed to the bite, or null when disabled.
        @Nullable public var timeout: Seconds?
        /// Longest time without a feed.
        public var longestGap = Seconds.zero
        /// Timeout less the longest gap (negative when exceeded), or null when disabled.
        @Nullable public var margin: Seconds?
        /// Whether it bit.
        public var tripped = false
        /// How often.
        public var trips = 0
        /// When it first bit, or null.
        @Nullable public var trippedAt: Seconds?
        /// Time from the last feed to that bite, or null.
        @Nullable public var sinceFeed: Seconds?
        /// TLS state at that bite, or null.
        @Nullable public var tlsState: String?
        /// Call chain at that bite, innermost first.
        public var `where`: [String] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case enabled
            case timeout = "timeout_s"
            case longestGap = "longest_gap_s"
            case margin = "margin_s"
            case tripped, trips
            case trippedAt = "tripped_at_s"
            case sinceFeed = "since_feed_s"
            case tlsState = "tls_state"
            case `where`
        }
    }
}
