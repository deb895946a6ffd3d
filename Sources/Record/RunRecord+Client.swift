extension RunRecord {
    /// Somebody who fetched a page from the device.
    public struct Client: Sendable, Equatable, Codable {
        /// What was asked for.
        public var url: String
        /// When the answer was there, or it was clear that none would come; null when neither happened.
        @Nullable public var at: Seconds?
        /// The answer's status code; null without an answer.
        @Nullable public var status: Int?
        /// The beginning of the answer's body.
        public var answer: String
        /// What the answer was to contain; null for any.
        @Nullable public var expected: String?
        /// What was wrong; null when nothing was.
        @Nullable public var error: String?

        package init(url: String, expected: String?, error: String?) {
            self.url = url
            answer = ""
            self.expected = expected
            self.error = error
        }

        enum CodingKeys: String, CodingKey {
            case url
            case at = "at_s"
            case status, answer, expected, error
        }
    }
}
