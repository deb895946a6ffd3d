/// Rules for names (service model).
enum NameRule: Sendable {
    case policy
    /// Things, thing types and thing groups.
    case thing
    /// Named shadows.
    case shadow
    case rule
    case template

    private var longest: Int {
        switch self {
        case .policy, .thing, .rule: 128
        case .shadow: 64
        case .template: 36
        }
    }

    private var characters: String {
        switch self {
        case .policy: "letters, digits and _+=,.@-"
        case .thing, .shadow: "letters, digits and :_-"
        case .rule: "letters, digits and _"
        case .template: "letters, digits and _-"
        }
    }

    private func takes(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        case "+", "=", ",", ".", "@": self == .policy
        case ":": self == .thing || self == .shadow
        case "-": self != .rule
        default: false
        }
    }

    /// Whether something may be called so.
    func allows(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy(takes)
    }

    /// `text`, if something may be called so.
    func check(_ text: String, _ parameter: String) throws(APIError) -> String {
        guard allows(text) else {
            throw .invalid("The value \(text.shown) of \(parameter) must be 1 to \(longest) \(characters)")
        }
        return text
    }
}
