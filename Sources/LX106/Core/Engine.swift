/// How the core executes. Changes how long a run takes, never its results.
public enum Engine: String, Sendable, Codable, CaseIterable {
    /// Host code for hot blocks where the host can run it, the interpreter for the rest.
    case generated
    /// The interpreter, block by block.
    case interpreted
    /// The interpreter, one instruction at a time: what the others are checked against.
    case reference
}

extension Core {
    /// How the core executes from now on.
    public func use(_ engine: Engine) {
        usesReferencePath = engine == .reference
        compileThreshold = engine == .generated ? CodeStore.defaultCompileThreshold : .max
    }
}
