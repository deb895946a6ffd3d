extension RunRecord {
    /// The stack of one task of firmware of the user's own.
    public struct TaskStack: Sendable, Equatable, Codable {
        /// The task: FreeRTOS' name, `loop` of Arduino, `BearSSL` for what its TLS computes on, or `system` for what the
        /// SDK itself runs on.
        public var task: String
        /// Bytes it was given; null when that is not known.
        @Nullable public var size: Int?
        /// Most bytes in use; null when that is not known.
        @Nullable public var peak: Int?
        /// Fewest bytes that were never used; null when that is not known.
        @Nullable public var free: Int?

        package init(task: String, size: Int?, peak: Int?, free: Int?) {
            self.task = task
            self.size = size
            self.peak = peak
            self.free = free
        }
    }
}
