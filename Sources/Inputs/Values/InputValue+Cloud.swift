import Record

extension InputValue where Value == Scenario.Cloud.Policy {
    /// `everything`, `none`, or a file whose name ends in `.json`.
    static var policy: Self {
        var value = InputValue(.text, show: \.text) { text throws(Refusal) in
            switch text {
            case "everything": return .everything
            case "none": return .none
            case _ where text.hasSuffix(".json"): return .file(text)
            default: throw Refusal("'\(text.shown)' is neither everything, none nor a file that ends in .json")
            }
        }
        value.resolve = { policy, folder in
            if case .file(let path) = policy { .file(FileName.resolve(path, from: folder)) } else { policy }
        }
        return value
    }
}

extension Scenario.Cloud.Policy {
    fileprivate var text: String {
        switch self {
        case .everything: "everything"
        case .none: "none"
        case .file(let path): path
        }
    }
}
