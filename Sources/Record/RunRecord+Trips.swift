extension RunRecord {
    /// What the chip was doing when a watchdog bit: what a real one does not tell.
    public struct Trip: Sendable, Equatable, Codable {
        /// Which watchdog.
        public var watchdog: WatchdogName
        /// When it bit.
        public var at: Seconds
        /// Time since the soft watchdog was armed or fed; null while it is off.
        @Nullable public var sinceSoftFeed: Seconds?
        /// Time since the hardware watchdog was armed or fed; null while it is off.
        @Nullable public var sinceHardFeed: Seconds?
        /// State of the TLS handshake, or null.
        @Nullable public var tlsState: String?
        /// What was being computed: the outermost function of the TLS library below its state machine, else the
        /// innermost function that has a name.
        @Nullable public var computing: String?
        /// How long the application's loop would still have gone unserviced; null when that is not known.
        @Nullable public var goesOn: Seconds?
        /// Where the program was and who had called, innermost first; without handlers.
        public var backtrace: [Frame]
        /// Registers of the program: `pc`, `a0`…`a15`, `sar`, `ps`, as `0x…` with eight digits.
        public var registers: [String: String]

        /// The names of `registers`, as a debugger orders them.
        public static let registerNames = ["pc", "ps", "sar"] + (0..<16).map { "a\($0)" }

        package init(
            watchdog: WatchdogName,
            at: Seconds,
            sinceSoftFeed: Seconds? = nil,
            sinceHardFeed: Seconds? = nil,
            tlsState: String? = nil,
            computing: String? = nil,
            goesOn: Seconds? = nil,
            backtrace: [Frame] = [],
            registers: [String: String] = [:]
        ) {
            self.watchdog = watchdog
            self.at = at
            self.sinceSoftFeed = sinceSoftFeed
            self.sinceHardFeed = sinceHardFeed
            self.tlsState = tlsState
            self.computing = computing
            self.goesOn = goesOn
            self.backtrace = backtrace
            self.registers = registers
        }

        enum CodingKeys: String, CodingKey {
            case watchdog
            case at = "at_s"
            case sinceSoftFeed = "since_soft_feed_s"
            case sinceHardFeed = "since_hard_feed_s"
            case tlsState = "tls_state"
            case computing
            case goesOn = "goes_on_s"
            case backtrace, registers
        }
    }

    /// One place of a backtrace.
    public struct Frame: Sendable, Equatable, Codable {
        /// The instruction that runs, or the call, as `0x…`.
        public var address: String
        /// The function it lies in, or null where no symbol is.
        @Nullable public var function: String?
        /// Bytes from the beginning of that function.
        public var offset: Int

        package init(address: String, function: String?, offset: Int) {
            self.address = address
            self.function = function
            self.offset = offset
        }
    }
}

extension RunRecord {
    /// The watchdog that bit first, if any did.
    public var firstTrip: (name: WatchdogName, watchdog: Watchdog)? {
        let soft = watchdog.soft, hard = watchdog.hard
        guard soft.tripped else { return hard.tripped ? (.hard, hard) : nil }
        guard hard.tripped, let hardAt = hard.trippedAt, let softAt = soft.trippedAt, hardAt < softAt else {
            return (.soft, soft)
        }
        return (.hard, hard)
    }
}
