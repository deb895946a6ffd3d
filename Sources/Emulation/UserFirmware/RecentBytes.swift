/// The end of a stream of bytes.
struct RecentBytes {
    private let limit: Int
    private var bytes: [UInt8] = []

    /// Keeps at least the last `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ byte: UInt8) {
        // Cut now and then only: moving the rest at every byte would cost as much as it is long.
        if bytes.count >= 2 * limit + 64 { bytes.removeFirst(bytes.count - limit) }
        bytes.append(byte)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Whether the stream ends with `text`, of at most `limit` bytes.
    func ends(with text: [UInt8]) -> Bool {
        bytes.last == text.last && bytes.count >= text.count && bytes.suffix(text.count).elementsEqual(text)
    }
}
