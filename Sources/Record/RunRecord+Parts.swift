extension RunRecord {
    /// The guest's heap, in bytes.
    public struct Heap: Sendable, Equatable, Codable {
        /// What the allocator hands out at most.
        public var capacity = 0
        /// Most in use at once.
        public var peak = 0
        /// Least that was free.
        public var freeLowWater = 0
        /// Smallest size of the largest free block.
        public var largestFreeLowWater = 0
        /// Size of the first allocation that was refused, or null.
        @Nullable public var failedAllocation: Int?

        package init() {}

        enum CodingKeys: String, CodingKey {
            case capacity, peak
            case freeLowWater = "free_low_water"
            case largestFreeLowWater = "largest_free_low_water"
            case failedAllocation = "failed_allocation"
        }
    }

    /// The application's stack, in bytes.
    public struct Stack: Sendable, Equatable, Codable {
        /// What the task was given.
        public var size = 0
        /// Most in use.
        public var peak = 0
        /// Whether it was not enough.
        public var overflowed = false

        package init() {}
    }

    /// Lookups of the flash cache.
    public struct Cache: Sendable, Equatable, Codable {
        /// Lines found.
        public var hits: UInt64 = 0
        /// Lines filled from flash.
        public var misses: UInt64 = 0

        package init(hits: UInt64 = 0, misses: UInt64 = 0) {
            self.hits = hits
            self.misses = misses
        }
    }

    /// One start of the chip.
    public struct Boot: Sendable, Equatable, Codable {
        /// `power-on`, `external`, `software`, `watchdog` …: what the ROM prints as rst cause.
        public var cause: String
        /// The number the ROM prints.
        public var romCause: Int
        /// `rst_info.reason` that the SDK saw in this boot, or null.
        @Nullable public var sdkReason: Int?
        /// When.
        public var at: Seconds

        package init(cause: String, romCause: Int, sdkReason: Int?, at: Seconds) {
            self.cause = cause
            self.romCause = romCause
            self.sdkReason = sdkReason
            self.at = at
        }

        enum CodingKeys: String, CodingKey {
            case cause
            case romCause = "rom_cause"
            case sdkReason = "sdk_reason"
            case at = "at_s"
        }
    }

    /// One change of the LED.
    public struct LEDChange: Sendable, Equatable, Codable {
        /// When.
        public var at: Seconds
        /// Whether it went on.
        public var on: Bool

        package init(at: Seconds, on: Bool) {
            self.at = at
            self.on = on
        }

        enum CodingKeys: String, CodingKey {
            case at = "at_s"
            case on
        }
    }

    /// One line of the guest's console.
    public struct ConsoleLine: Sendable, Equatable, Codable {
        /// When its first byte left the UART.
        public var at: Seconds
        /// The line without its end.
        public var text: String
        /// 1 for a line of UART1, which only sends; nil for UART0.
        public var port: Int?

        package init(at: Seconds, text: String, port: Int? = nil) {
            self.at = at
            self.text = text
            self.port = port
        }

        enum CodingKeys: String, CodingKey {
            case at = "at_s"
            case text, port
        }
    }

    /// What the application did.
    public struct MQTT: Sendable, Equatable, Codable {
        /// Whether its subscription was accepted.
        public var subscribed = false
        /// Publications acknowledged.
        public var published = 0

        package init() {}
    }

    /// A register that no model exists of, and who uses it.
    public struct UnmodelledRegister: Sendable, Equatable, Codable {
        /// Address of the word, as `0x…`.
        public var address: String
        /// The block of the data sheet it is in, with its offset there, such as `SLC+0x10`; the address where no block
        /// is known.
        public var block: String
        /// Function of the first access.
        public var function: String
        /// Loads so far.
        public var reads: Int
        /// Stores so far.
        public var writes: Int

        /// A register that was touched.
        public init(address: String, block: String, function: String, reads: Int, writes: Int) {
            self.address = address
            self.block = block
            self.function = function
            self.reads = reads
            self.writes = writes
        }
    }

    /// A register or address nothing answers for, or that no model exists of.
    public struct UnknownAccess: Sendable, Equatable, Codable {
        /// The address, as `0x…`.
        public var address: String
        /// Function of the first access.
        public var function: String
        /// How often.
        public var count: Int

        package init(address: String, function: String, count: Int) {
            self.address = address
            self.function = function
            self.count = count
        }
    }
}

/// An optional that JSON shows as `null` instead of leaving the key out: the schema has no missing keys.
@propertyWrapper
public struct Nullable<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    /// The value; nil is written as `null`.
    public var wrappedValue: Value?

    /// Wraps a value.
    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    /// Reads a value or null.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    /// Writes a value or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}
