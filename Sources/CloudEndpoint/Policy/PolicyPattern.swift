/// A text of a policy with its wildcards, `*` for any run of characters and `?` for one, and its variables put in.
struct PolicyPattern {
    private enum Token: Equatable {
        case character(Character)
        case anyRun
        case anyOne
    }

    private var tokens: [Token] = []
    /// The variable that has no value; the pattern then matches nothing.
    private(set) var unresolved: String?

    /// What `text` asks for. The values of variables stand for themselves, wildcards in them too.
    init(_ text: String, _ context: PolicyContext, hasVariables: Bool) {
        var rest = text[...]
        while let character = rest.first {
            if hasVariables, rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
                let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                rest = rest[rest.index(after: end)...]
                put(name, context)
            } else {
                rest = rest.dropFirst()
                append(character)
            }
        }
    }

    private mutating func put(_ name: String, _ context: PolicyContext) {
        if ["*", "?", "$"].contains(name) {
            tokens.append(.character(Character(name)))
        } else if let value = context.substitute(for: name) {
            tokens += value.map(Token.character)
        } else {
            unresolved = unresolved ?? name
        }
    }

    private mutating func append(_ character: Character) {
        switch character {
        case "*" where tokens.last == .anyRun: break
        case "*": tokens.append(.anyRun)
        case "?": tokens.append(.anyOne)
        default: tokens.append(.character(character))
        }
    }

    /// Whether it takes `text`, in at most as many steps as both are long, multiplied.
    func matches(_ text: String, ignoresCase: Bool = false) -> Bool {
        guard unresolved == nil else { return false }
        let text = Array(text)
        var place = 0, token = 0
        var back: (place: Int, token: Int)?
        while place < text.count {
            if token < tokens.count, tokens[token] == .anyRun {
                back = (place, token)
                token += 1
            } else if token < tokens.count, takes(tokens[token], text[place], ignoresCase) {
                place += 1
                token += 1
            } else if let last = back {
                back = (last.place + 1, last.token)
                (place, token) = (last.place + 1, last.token + 1)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyRun }
    }

    private func takes(_ token: Token, _ character: Character, _ ignoresCase: Bool) -> Bool {
        switch token {
        case .anyRun, .anyOne: true
        case .character(let wanted):
            wanted == character || ignoresCase && wanted.lowercased() == character.lowercased()
        }
    }
}
