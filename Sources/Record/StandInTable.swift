/// Unmodified firmware beside the tool's stand-in of its SDK, through the same steps.
public struct StandInTable: Sendable, Equatable {
    /// What is compared.
    public enum Quantity: Sendable, CaseIterable {
        /// From the boot ROM's hand-over to the SDK's watchdog, behind which the application begins; fresh flash.
        case firstStart
        /// The same after a restart.
        case start
        /// From the first probe request to the authentication, without the key's derivation.
        case scan
        /// The stall in which the key of a network is derived that the SDK does not know.
        case newKey
        /// The same of a network that it has joined before.
        case knownKey
        /// Authentication, association, key handshake.
        case join
        /// Until the device has an address.
        case dhcp
        /// From SYN to established.
        case connect
        /// Longest time without a feed of the soft watchdog in the last ten seconds of idling.
        case softGap
        /// The same of the hardware watchdog.
        case hardGap
        /// From the last feed to the bite of the soft watchdog, in a hanging application.
        case softBite
        /// What boot ROM and SDK say of the restart behind it.
        case softReason
        /// From the last feed to the bite of the hardware watchdog.
        case hardBite
        /// What boot ROM and SDK say of the reset behind it.
        case hardReason
        /// What being joined takes of the CPU.
        case load
        /// What joining takes of the heap while it lasts.
        case heap
    }

    /// What was found.
    public enum Value: Sendable, Equatable {
        case seconds(Seconds)
        case permille(Double)
        case bytes(Int)
        case text(String)
    }

    /// One firmware and its stand-in.
    public struct Pair: Sendable, Equatable {
        /// The unmodified firmware, for people.
        public var real: String
        /// The stand-in's profile.
        public var profile: String
        /// What a reader should know, each a sentence.
        public var notes: [String]
        /// What was measured of the firmware.
        public var realValues: [Quantity: Value]
        /// What was measured of the stand-in.
        public var standInValues: [Quantity: Value]

        package init(
            real: String,
            profile: String,
            notes: [String] = [],
            realValues: [Quantity: Value],
            standInValues: [Quantity: Value]
        ) {
            self.real = real
            self.profile = profile
            self.notes = notes
            self.realValues = realValues
            self.standInValues = standInValues
        }
    }

    /// The pairs, in the order of their file.
    public let pairs: [Pair]
    /// Files that are missing, so that nothing could be compared.
    public let missing: [String]

    package init(pairs: [Pair], missing: [String] = []) {
        self.pairs = pairs
        self.missing = missing
    }
}
