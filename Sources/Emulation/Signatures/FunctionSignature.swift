/// What a function of a library can be recognised by: hashes of its code in normal form (`NormalCode`), and what it
/// refers to. None of its bytes.
public struct FunctionSignature: Sendable, Equatable {
    /// What an instruction of the function leads to.
    public struct Reference: Sendable, Equatable {
        /// How it leads there.
        public enum Kind: Character, Sendable {
            /// A call.
            case call = ">"
            /// A word that the function loads.
            case literal = "="
        }

        /// Number of the instruction in normal form, from 0.
        public let token: Int
        /// How it leads there.
        public let kind: Kind
        /// The symbol.
        public let name: String
        /// Bytes behind the symbol's address.
        public let addend: UInt32
    }

    /// Name as linked.
    public let name: String
    /// Its instructions in normal form.
    public let tokens: Int
    /// Hashes of its first 8, 16, 32 ... instructions, as far as there are more.
    public let prefixes: [UInt32]
    /// The hash of all.
    public let whole: UInt64
    /// What it refers to, by token.
    public var references: [Reference]

    /// Instructions of the shortest prefix.
    static let shortestPrefix = 8
    /// With fewer instructions a function tells nothing.
    static let fewestTokens = 4
    /// No function is longer.
    static let mostTokens = 1 << 16

    /// How many prefixes a function of `tokens` instructions has.
    static func prefixCount(_ tokens: Int) -> Int {
        var count = 0
        while shortestPrefix << count < tokens { count += 1 }
        return count
    }

    /// The first hash to compare: of the shortest prefix, or of all.
    var key: UInt64 {
        let count = min(tokens, Self.shortestPrefix)
        return Self.key(prefixes.first ?? CodeHash.short(whole), tokens: count)
    }

    static func key(_ hash: UInt32, tokens: Int) -> UInt64 { UInt64(tokens) << 32 | UInt64(hash) }
}

extension FunctionSignature {
    /// The signature of the function whose code are the first `size` bytes behind `start`, without references; nil when
    /// it is too short to tell anything or no code.
    init?(name: String, code: NormalCode, start: Int, size: Int) {
        var walk = code.walk(from: start)
        var hash = CodeHash()
        var tokens = 0
        var prefixes: [UInt32] = []
        while walk.offset < start + size, tokens < Self.mostTokens {
            guard let token = walk.next() else { return nil }
            guard token.offset + token.length <= start + size else { break }
            if tokens == Self.shortestPrefix << prefixes.count { prefixes.append(hash.short) }
            hash.add(token)
            tokens += 1
        }
        guard tokens >= Self.fewestTokens else { return nil }
        self.init(name: name, tokens: tokens, prefixes: prefixes, whole: hash.value, references: [])
    }
}
