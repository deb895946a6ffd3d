/// One of several equal parts of a list: number `index` (from 0) of `total`.
public struct Shard: Sendable, Equatable, Codable {
    /// Which part, from 0.
    public var index: Int
    /// How many parts.
    public var total: Int

    /// A part; nil when there is no such part.
    public init?(index: Int, total: Int) {
        guard total >= 1, (0..<total).contains(index) else { return nil }
        self.index = index
        self.total = total
    }

    /// Reads `I/N`, I from 1.
    public init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let total = Int(parts[1]) else { return nil }
        self.init(index: number &- 1, total: total)
    }

    /// `I/N`, I from 1.
    public var text: String { "\(index + 1)/\(total)" }

    /// The items of this part: every `total`-th, so that neighbours, which often take equally long, are spread.
    public func part<Item>(of items: [Item]) -> [Item] {
        items.enumerated().filter { $0.offset % total == index }.map(\.element)
    }
}
