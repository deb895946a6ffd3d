/// Strings that a C source file defines: variables and macros, read as a compiler does, as far as strings go.
struct CSource {
    /// A string with its place.
    struct Definition: Equatable {
        /// The characters before the first NUL.
        var text: String
        /// Where it is defined; 1 for the first line.
        var line: Int
    }

    private let file: String
    private let tokens: [CToken]
    private let macros: [String: [Range<Int>]]
    /// Tokens that the values of one name may be made of, macros of macros included.
    private static let mostTokens = 100_000
    /// Macros within macros.
    private static let mostLevels = 8

    /// - Parameter file: the file's name in errors.
    init(_ bytes: [UInt8], file: String) {
        self.file = file
        let all = CLexer.tokens(of: bytes)
        var conditions = CConditions(), tokens: [CToken] = [], macros: [String: [Range<Int>]] = [:], index = 0
        while index < all.count {
            guard all[index].startsLine, all[index].kind == .other(UInt8(ascii: "#")) else {
                if conditions.isActive { tokens.append(all[index]) }
                index += 1
                continue
            }
            let end = all[(index + 1)...].firstIndex(where: \.startsLine) ?? all.count
            let directive = all[(index + 1)..<end]
            index = end
            conditions.read(directive)
            guard conditions.isActive, directive.first?.kind == .identifier("define"),
                case .identifier(let name)? = directive.dropFirst().first?.kind
            else { continue }
            // A macro's tokens lie behind those of the program, where no assignment reaches them.
            let start = tokens.count
            tokens += directive.dropFirst()
            macros[name, default: []].append(start + 1..<tokens.count)
            tokens.append(CToken(kind: .other(UInt8(ascii: ";")), line: directive.last?.line ?? 1, startsLine: false))
        }
        (self.tokens, self.macros) = (tokens, macros)
    }

    /// The string in the variable `name`; nil when the file does not define it.
    func variable(_ name: String) throws(EmulationError) -> Definition? {
        var found: [Definition] = [], budget = Self.mostTokens
        for index in tokens.indices where tokens[index].kind == .identifier(name) {
            guard let start = initializer(after: index) else { continue }
            let end = tokens[start...].firstIndex { $0.kind == .other(UInt8(ascii: ";")) }
            guard let end else { throw fault(name, tokens[index].line, "has no ';' behind its value") }
            found.append(try definition(name, start..<end, tokens[index].line, &budget))
        }
        return try single(name, found)
    }

    /// The string that the macro `name` stands for; nil when the file does not define it.
    func macro(_ name: String) throws(EmulationError) -> Definition? {
        var found: [Definition] = [], budget = Self.mostTokens
        for range in macros[name] ?? [] {
            found.append(try definition(name, range, tokens[range.lowerBound - 1].line, &budget))
        }
        return try single(name, found)
    }

    /// `NAME =`, `NAME[] =`, `NAME[] PROGMEM =`: where the value begins.
    private func initializer(after index: Int) -> Int? {
        var depth = 0
        for place in (index + 1)..<max(index + 1, min(tokens.count, index + 20)) {
            switch tokens[place].kind {
            case .other(UInt8(ascii: "[")), .other(UInt8(ascii: "(")): depth += 1
            case .other(UInt8(ascii: "]")), .other(UInt8(ascii: ")")): depth -= 1
            case .other(UInt8(ascii: "=")) where depth == 0:
                let isComparison = place + 1 < tokens.count && tokens[place + 1].kind == .other(UInt8(ascii: "="))
                return isComparison ? nil : place + 1
            case .identifier: continue
            default: if depth <= 0 { return nil }
            }
        }
        return nil
    }

    private func definition(_ name: String, _ range: Range<Int>, _ line: Int, _ budget: inout Int)
        throws(EmulationError) -> Definition
    {
        var bytes: [UInt8] = []
        try append(range, of: name, line, to: &bytes, &budget, level: 0)
        guard let text = String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) else {
            throw fault(name, line, "is not UTF-8 text")
        }
        return Definition(text: text, line: line)
    }

    private func append(
        _ range: Range<Int>,
        of name: String,
        _ line: Int,
        to bytes: inout [UInt8],
        _ budget: inout Int,
        level: Int
    ) throws(EmulationError) {
        guard !range.isEmpty else { throw fault(name, line, "has no value") }
        for token in tokens[range] {
            budget -= 1
            guard budget > 0, level < Self.mostLevels else { throw fault(name, line, "is made of too many parts") }
            switch token.kind {
            case .string(let part): bytes += part
            case .fault(let message): throw fault(name, token.line, message)
            case .identifier(let word):
                guard let inner = macros[word]?.last else {
                    throw fault(name, token.line, "'\(word.shown)' stands where a string literal belongs")
                }
                try append(inner, of: name, line, to: &bytes, &budget, level: level + 1)
            case .other(UInt8(ascii: "(")), .other(UInt8(ascii: ")")): continue
            case .other(let byte):
                let shown = String(decoding: [byte], as: UTF8.self).shown
                throw fault(name, token.line, "'\(shown)' stands where a string literal belongs")
            }
        }
    }

    private func single(_ name: String, _ found: [Definition]) throws(EmulationError) -> Definition? {
        guard let first = found.first else { return nil }
        guard let other = found.first(where: { $0.text != first.text }) else { return first }
        throw fault(name, other.line, "has another value than in line \(first.line)")
    }

    private func fault(_ name: String, _ line: Int, _ message: String) -> EmulationError {
        .badInput(file: file, line: line, message: "\(name): \(message)")
    }
}

/// `#if` and what belongs to it: `#if 0` leaves out, `#if 1` takes, of others every branch is looked at.
private struct CConditions {
    private var branches: [(isTaken: Bool, isOnly: Bool)] = []

    var isActive: Bool { branches.allSatisfy(\.isTaken) }

    mutating func read(_ directive: ArraySlice<CToken>) {
        guard case .identifier(let word)? = directive.first?.kind else { return }
        switch word {
        case "if":
            let value = directive.count == 2 ? directive.last?.kind : nil
            branches.append((value != .other(UInt8(ascii: "0")), value == .other(UInt8(ascii: "1"))))
        case "ifdef", "ifndef": branches.append((true, false))
        case "elif", "else":
            guard let last = branches.indices.last else { return }
            branches[last].isTaken = !branches[last].isOnly
        case "endif": _ = branches.popLast()
        default: return
        }
    }
}
