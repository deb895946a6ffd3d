extension RunRecord {
    /// Bytes of the guest's heap as its functions asked for them, without what the allocator adds: from every call of
    /// `malloc` and `free`. Only in a record that was asked for a call profile.
    public struct HeapUse: Sendable, Equatable, Codable {
        /// Most in use at once.
        public var peak = 0
        /// When that was first so.
        public var peakAt = Seconds.zero
        /// The use over time, without gaps.
        public var samples: [Sample] = []
        /// Call stacks that held memory at the peak, those with most bytes first.
        public var consumers: [Consumer] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case peak
            case peakAt = "peak_at_s"
            case samples, consumers
        }

        /// The use from a moment to that of the next sample.
        public struct Sample: Sendable, Equatable, Codable {
            /// First moment.
            public var at: Seconds
            /// Fewest bytes in use.
            public var least: Int
            /// Most bytes in use.
            public var most: Int

            package init(at: Seconds, least: Int, most: Int) {
                self.at = at
                self.least = least
                self.most = most
            }

            enum CodingKeys: String, CodingKey {
                case at = "at_s"
                case least, most
            }
        }

        /// A call stack that asked for memory.
        public struct Consumer: Sendable, Equatable, Codable {
            /// Function names, innermost first, without the allocator.
            public var `where`: [String]
            /// Bytes it held when most was in use.
            public var atPeak: Int
            /// How often it asked for memory and got it.
            public var allocations: Int

            package init(where chain: [String], atPeak: Int, allocations: Int) {
                self.where = chain
                self.atPeak = atPeak
                self.allocations = allocations
            }

            enum CodingKeys: String, CodingKey {
                case `where`
                case atPeak = "at_peak"
                case allocations
            }
        }
    }
}
