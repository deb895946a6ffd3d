import Yams

/// Finds the line that gives a key again: Yams names only the place of the first.
///
/// Texts that look like the key are candidates. With all candidates from one on renamed, the key is still repeated if
/// and only if its second place comes before that one; so the place is found in few compositions, two in most files.
struct RepeatedKey {
    private struct Candidate {
        var end: Int
        var line: Int
        var column: Int
    }

    private let key: String
    private let first: Mark
    private let bytes: [UInt8]
    private let candidates: [Candidate]
    /// How often the text has been composed.
    private(set) var compositions = 0

    init(_ key: String, first: Mark, in text: String) {
        self.key = key
        self.first = first
        bytes = Array(text.utf8)
        candidates = Self.candidates(Array(key.utf8), bytes)
    }

    /// The line of the second place; of the first, when the second is written in another way.
    mutating func line() -> Int {
        let start = candidates.firstIndex { ($0.line, $0.column) >= (first.line, first.column) } ?? candidates.count
        var low = start, high = start, step = 2
        while high < candidates.count {
            high = min(start + step, candidates.count)
            if isRepeated(before: high) { break }
            low = high
            step *= 2
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if isRepeated(before: middle) { high = middle } else { low = middle }
        }
        return high > start ? candidates[high - 1].line : first.line
    }

    /// Whether the key is given twice with all candidates from number `count` on renamed.
    private mutating func isRepeated(before count: Int) -> Bool {
        guard count < candidates.count else { return true }
        compositions += 1
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 12 * (candidates.count - count))
        var start = 0
        for (index, candidate) in candidates.enumerated().dropFirst(count) {
            text += bytes[start..<candidate.end]
            text += Array("\u{E000}\(index)".utf8)
            start = candidate.end
        }
        text += bytes[start...]
        do {
            _ = try Yams.compose(yaml: String(decoding: text, as: UTF8.self))
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            return duplicates.contains(key) && context.mark.line == first.line && context.mark.column == first.column
        } catch {
            return false
        }
        return false
    }

    /// Places of `key` before a colon.
    private static func candidates(_ key: [UInt8], _ bytes: [UInt8]) -> [Candidate] {
        guard let initial = key.first, key.count <= mostKeyBytes else { return [] }
        var found: [Candidate] = []
        var line = 1, lineStart = 0
        for index in bytes.indices {
            if index > 0, bytes[index - 1] == UInt8(ascii: "\n") {
                line += 1
                lineStart = index
            }
            guard bytes[index] == initial, bytes[index...].starts(with: key) else { continue }
            let end = index + key.count
            let after = bytes[end...].prefix(mostFillers).first { !fillers.contains($0) }
            guard after == UInt8(ascii: ":") else { continue }
            found.append(Candidate(end: end, line: line, column: index - lineStart + 1))
        }
        return found
    }

    /// What may stand between a key and its colon.
    private static let fillers = Array("\"' \t\r\n".utf8)
    /// So many of them at most, and no longer keys: else the search would be quadratic.
    private static let mostFillers = 16, mostKeyBytes = 200
}
