extension RunRecord {
    /// One input of a run.
    public struct Parameter: Sendable, Equatable, Codable {
        /// What it belongs to: `run`, `board`, `watchdogs`, `wifi`, `link`, `endpoint`, `timing`.
        public var group: String
        /// Its key in the profile or the scenario.
        public var name: String
        /// Its value, as the profile or the scenario would have it.
        public var value: String
        /// The unit of the value, or null.
        @Nullable public var unit: String?

        package init(group: String, name: String, value: String, unit: String? = nil) {
            self.group = group
            self.name = name
            self.value = value
            self.unit = unit
        }
    }
}

extension KeyedDecodingContainer {
    /// Records saved before they had parameters have none.
    func decode(_ type: [RunRecord.Parameter].Type, forKey key: Key) throws -> [RunRecord.Parameter] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// Records saved before they had a timeline have an empty one.
    func decode(_ type: RunRecord.Timeline.Type, forKey key: Key) throws -> RunRecord.Timeline {
        try decodeIfPresent(type, forKey: key) ?? RunRecord.Timeline()
    }
}
