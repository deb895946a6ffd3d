/// Finds the word a typist may have meant.
public enum Spelling {
    /// The nearest of `words` when it is near enough to be worth naming.
    public static func nearest(to word: String, in words: [String]) -> String? {
        guard word.utf8.count <= longest else { return nil }
        let ranked = words.map { (distance(word, $0), $0) }.min { $0 < $1 }
        guard let (distance, nearest) = ranked, distance <= max(2, word.count / 3) else { return nil }
        return nearest
    }

    /// Bytes of the longest word that is looked up: the distance takes time that grows with its length.
    private static let longest = 100

    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased()), right = Array(right.lowercased())
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
