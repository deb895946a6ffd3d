/// What the functions of one version of a library are recognised by.
public struct SignatureTable: Sendable, Equatable {
    /// Name of the library, such as `NONOS`.
    public let library: String
    /// Its version, such as `2.0.0(656edbf)`.
    public let version: String
    /// By name, each name once.
    public let functions: [FunctionSignature]
    /// Further names of functions, with the name that the table knows each by.
    public let aliases: [String: String]

    /// A table of `functions`; of those with the same name the first stays.
    init(library: String, version: String, functions: [FunctionSignature], aliases: [String: String] = [:]) {
        self.library = library
        self.version = version
        var names: Set<String> = []
        self.functions = functions.filter { names.insert($0.name).inserted }.sorted { $0.name < $1.name }
        self.aliases = aliases.filter { names.contains($0.value) && !names.contains($0.key) }
    }

    /// Library and version in one line.
    public var title: String { "\(library) \(version)" }
}

extension SignatureTable {
    /// How many functions tell of one name. More would only make the table longer.
    private static let mostReferences = 4
    /// From so many instructions on a function is told from others by its own code.
    static let distinctTokens = 10

    /// The table with as many references to each name as matches need to find it: from the shortest functions that are
    /// told by themselves, since those change least; functions too short for that keep all of theirs.
    func withFewReferences() -> SignatureTable {
        var counts: [String: Int] = [:]
        var kept = functions
        let order = functions.indices.sorted { left, right in
            let (a, b) = (functions[left], functions[right])
            return (a.tokens, a.name) < (b.tokens, b.name)
        }
        for index in order {
            var own: Set<String> = []
            kept[index].references = functions[index].references.filter { reference in
                guard own.insert(reference.name).inserted else { return false }
                guard functions[index].tokens >= Self.distinctTokens else { return true }
                counts[reference.name, default: 0] += 1
                return counts[reference.name, default: 0] <= Self.mostReferences
            }
        }
        return SignatureTable(library: library, version: version, functions: kept, aliases: aliases)
    }
}
