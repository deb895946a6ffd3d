/// One handshake at two sizes of the flash cache, by the cache's organisation.
public struct CacheTable: Sendable {
    /// One organisation.
    public struct Row: Sendable, Equatable {
        /// Lines per set.
        public var ways: Int
        /// Which line a fill replaces: 0 the least recently used, 1 the oldest.
        public var replacement: Int
        /// With 16 KB, and with 32 KB.
        public var seconds: [Seconds]
        /// What of a multiplication by a table in flash no clock shortens, with 16 KB and with 32 KB.
        public var flashTime: [Seconds]

        package init(ways: Int, replacement: Int, seconds: [Seconds], flashTime: [Seconds]) {
            self.ways = ways
            self.replacement = replacement
            self.seconds = seconds
            self.flashTime = flashTime
        }
    }

    /// What was published for 16 KB, and for 32 KB.
    public let published: [Seconds]
    /// By ways, then by replacement.
    public let rows: [Row]

    package init(published: [Seconds], rows: [Row]) {
        self.published = published
        self.rows = rows
    }
}
