extension RunRecord {
    /// What happened when: the raw material of charts, waveforms and traces.
    public struct Timeline: Sendable, Equatable, Codable {
        /// Phases of the run, in order of their start; lanes overlap, phases of one lane do not.
        public var phases: [Phase] = []
        /// Feeds of the watchdogs; feeds of one watchdog less than 20 ms apart form one stretch.
        public var feeds: [FeedStretch] = []
        /// Every bite, in order of time.
        public var bites: [Bite] = []
        /// Every new state of the heap the guest told of.
        public var heap: [HeapSample] = []
        /// Every change of an output pin.
        public var pins: [PinChange] = []
        /// Stretches in which UART0 sent, bytes less than 1 ms apart.
        public var uart: [UARTStretch] = []

        package init() {}
    }

    /// One phase of a run.
    public struct Phase: Sendable, Equatable, Codable {
        /// What kind of phase.
        public enum Lane: String, Sendable, Codable, CaseIterable {
            /// Boot ROM, SDK start.
            case boot
            /// Scan, authentication, association, key handshake, DHCP.
            case wifi
            /// State of the TLS handshake.
            case tls
            /// What the application is at.
            case application
        }
        /// The kind of phase it is.
        public var lane: Lane
        /// Its name, as reports show it.
        public var name: String
        /// First moment.
        public var start: Seconds
        /// End, not included.
        public var end: Seconds

        package init(lane: Lane, name: String, start: Seconds, end: Seconds) {
            self.lane = lane
            self.name = name
            self.start = start
            self.end = end
        }

        enum CodingKeys: String, CodingKey {
            case lane, name
            case start = "start_s"
            case end = "end_s"
        }
    }

    /// The name of a watchdog, as JSON has it.
    public enum WatchdogName: String, Sendable, Codable, CaseIterable {
        /// The SDK's.
        case soft
        /// The chip's.
        case hard
    }

    /// Feeds in quick succession.
    public struct FeedStretch: Sendable, Equatable, Codable {
        /// Which watchdog.
        public var watchdog: WatchdogName
        /// First feed.
        public var first: Seconds
        /// Last feed.
        public var last: Seconds
        /// How many.
        public var count: Int

        package init(watchdog: WatchdogName, first: Seconds, last: Seconds, count: Int) {
            self.watchdog = watchdog
            self.first = first
            self.last = last
            self.count = count
        }

        enum CodingKeys: String, CodingKey {
            case watchdog
            case first = "first_s"
            case last = "last_s"
            case count
        }
    }

    /// A watchdog ran out.
    public struct Bite: Sendable, Equatable, Codable {
        /// Which watchdog.
        public var watchdog: WatchdogName
        /// When.
        public var at: Seconds

        package init(watchdog: WatchdogName, at: Seconds) {
            self.watchdog = watchdog
            self.at = at
        }

        enum CodingKeys: String, CodingKey {
            case watchdog
            case at = "at_s"
        }
    }

    /// A state of the heap, in bytes.
    public struct HeapSample: Sendable, Equatable, Codable {
        /// When.
        public var at: Seconds
        /// Bytes free.
        public var free: Int
        /// Largest free block.
        public var largest: Int

        package init(at: Seconds, free: Int, largest: Int) {
            self.at = at
            self.free = free
            self.largest = largest
        }

        enum CodingKeys: String, CodingKey {
            case at = "at_s"
            case free, largest
        }
    }

    /// An output pin changed.
    public struct PinChange: Sendable, Equatable, Codable {
        /// GPIO number.
        public var pin: Int
        /// When.
        public var at: Seconds
        /// Its level now.
        public var high: Bool

        package init(pin: Int, at: Seconds, high: Bool) {
            self.pin = pin
            self.at = at
            self.high = high
        }

        enum CodingKeys: String, CodingKey {
            case pin
            case at = "at_s"
            case high
        }
    }

    /// UART0 sent.
    public struct UARTStretch: Sendable, Equatable, Codable {
        /// First byte.
        public var start: Seconds
        /// Last byte.
        public var end: Seconds
        /// How many bytes.
        public var bytes: Int

        package init(start: Seconds, end: Seconds, bytes: Int) {
            self.start = start
            self.end = end
            self.bytes = bytes
        }

        enum CodingKeys: String, CodingKey {
            case start = "start_s"
            case end = "end_s"
            case bytes
        }
    }

    /// Cycles by guest function and by call stack: exact, not sampled. Only in a record that was asked for it.
    public struct CallProfile: Sendable, Equatable, Codable {
        /// Functions, those with most cycles of their own first.
        public var functions: [Function] = []
        /// Call stacks, outermost function first, in lexical order.
        public var stacks: [CallStack] = []

        /// What stands for a function while the guest waits for an interrupt.
        public static let idle = "[idle]"
        /// What stands for code without symbols.
        public static let unnamed = "[no name]"

        package init() {}

        /// One guest function.
        public struct Function: Sendable, Equatable, Codable {
            /// Its symbol.
            public var name: String
            /// Cycles in the function itself.
            public var selfCycles: UInt64
            /// Cycles in it and in what it called.
            public var totalCycles: UInt64
            /// How often it was called.
            public var calls: UInt64

            package init(name: String, selfCycles: UInt64, totalCycles: UInt64, calls: UInt64) {
                self.name = name
                self.selfCycles = selfCycles
                self.totalCycles = totalCycles
                self.calls = calls
            }

            enum CodingKeys: String, CodingKey {
                case name
                case selfCycles = "self_cycles"
                case totalCycles = "total_cycles"
                case calls
            }
        }

        /// One call stack.
        public struct CallStack: Sendable, Equatable, Codable {
            /// Function names, outermost first.
            public var frames: [String]
            /// Cycles spent in the innermost function in this stack.
            public var cycles: UInt64

            package init(frames: [String], cycles: UInt64) {
                self.frames = frames
                self.cycles = cycles
            }
        }
    }
}
