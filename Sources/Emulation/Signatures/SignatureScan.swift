import ESP8266

/// Where functions of several tables could be: everything that their hashes alone tell.
struct SignatureScan {
    /// A place where a function's code begins as the library's does.
    struct Place {
        var address: UInt32
        /// Instructions that agree: a length of a prefix, or all.
        var tokens: Int
    }

    /// A region with its code in normal form.
    struct Code {
        let region: CodeRegion
        let code: NormalCode
    }

    let codes: [Code]
    /// By table and function, by address.
    private(set) var places: [[[Place]]]

    private struct Candidate {
        var table: Int
        var function: Int
    }

    /// More places than this tell nothing of a function, and a hostile image could have very many.
    private static let mostPlaces = 64

    init(regions: [CodeRegion], tables: [SignatureTable]) {
        codes = regions.map { Code(region: $0, code: NormalCode($0, among: regions)) }
        places = tables.map { Array(repeating: [], count: $0.functions.count) }
        var candidates: [UInt64: [Candidate]] = [:]
        var counts: Set<Int> = []
        var filter = [Bool](repeating: false, count: 1 << 16)
        for (table, contents) in tables.enumerated() {
            for (function, signature) in contents.functions.enumerated() {
                candidates[signature.key, default: []].append(Candidate(table: table, function: function))
                counts.insert(min(signature.tokens, FunctionSignature.shortestPrefix))
                filter[Int(signature.key & 0xFFFF)] = true
            }
        }
        let lengths = counts.sorted()
        for code in codes {
            // Functions begin at multiples of 4.
            let first = Int((4 &- code.region.address & 3) & 3)
            for start in stride(from: first, to: code.region.bytes.count, by: 4) {
                var walk = code.code.walk(from: start)
                var hash = CodeHash()
                var tokens = 0
                scan: for length in lengths {
                    while tokens < length {
                        guard let token = walk.next() else { break scan }
                        hash.add(token)
                        tokens += 1
                    }
                    let key = FunctionSignature.key(hash.short, tokens: tokens)
                    guard filter[Int(key & 0xFFFF)], let found = candidates[key] else { continue }
                    note(found, in: tables, at: start, in: code)
                }
            }
        }
    }

    /// Compares the functions whose first hash agrees.
    private mutating func note(_ candidates: [Candidate], in tables: [SignatureTable], at start: Int, in code: Code) {
        var run = HashRun(walk: code.code.walk(from: start))
        for candidate in candidates {
            let signature = tables[candidate.table].functions[candidate.function]
            let tokens = run.agreement(with: signature)
            guard tokens > 0, places[candidate.table][candidate.function].count < Self.mostPlaces else { continue }
            let address = code.region.address &+ UInt32(start)
            places[candidate.table][candidate.function].append(Place(address: address, tokens: tokens))
        }
    }

    /// How many instructions of `signature` stand at `address`: a length of a prefix, all, or 0.
    func agreement(of signature: FunctionSignature, at address: UInt32) -> Int {
        guard let code = code(at: address) else { return 0 }
        var run = HashRun(walk: code.code.walk(from: Int(address - code.region.address)))
        return run.agreement(with: signature)
    }

    /// How much the first `tokens` instructions at `address` tell: their number, and more for each word that is no address.
    func weight(at address: UInt32, tokens: Int) -> Int {
        guard let code = code(at: address) else { return 0 }
        var walk = code.code.walk(from: Int(address - code.region.address))
        var weight = tokens
        for _ in 0..<tokens {
            guard let token = walk.next() else { break }
            if token.constant != nil { weight += Self.constantWeight }
        }
        return weight
    }

    /// Instructions that tell as much as one constant: a guess that held for all images tried.
    private static let constantWeight = 4

    /// The region that holds `address`.
    func code(at address: UInt32) -> Code? { codes.first { $0.region.holds(address, count: 1) } }

    /// What the first `tokens` instructions of the function at `address` lead to, by the names that `signature` gives.
    func targets(
        of signature: FunctionSignature,
        at address: UInt32,
        tokens: Int
    ) -> [(name: String, kind: FunctionSignature.Reference.Kind, address: UInt32)] {
        guard let code = code(at: address) else { return [] }
        var walk = code.code.walk(from: Int(address - code.region.address))
        var number = -1
        var token: NormalCode.Token?
        var targets: [(name: String, kind: FunctionSignature.Reference.Kind, address: UInt32)] = []
        for reference in signature.references where reference.token < tokens {
            while number < reference.token {
                token = walk.next()
                number += 1
            }
            guard number == reference.token, let token, let target = code.region.target(of: token, in: code.code),
                target.kind == reference.kind
            else { continue }
            targets.append((reference.name, target.kind, target.address &- reference.addend))
        }
        return targets
    }
}

/// The hashes of the instructions from one place on, computed as far as they are asked for.
private struct HashRun {
    var walk: NormalCode.Walk
    private var hash = CodeHash()
    /// The hashes of the first instruction, the first two, and so on.
    private var wholes: [UInt64] = []
    private var hasEnded = false

    init(walk: NormalCode.Walk) { self.walk = walk }

    /// The hash of the first `count` instructions; nil when there are fewer.
    private mutating func value(_ count: Int) -> UInt64? {
        guard count > 0 else { return nil }
        while wholes.count < count {
            guard !hasEnded, let token = walk.next() else {
                hasEnded = true
                return nil
            }
            hash.add(token)
            wholes.append(hash.value)
        }
        return wholes[count - 1]
    }

    /// How many instructions agree with `signature`: a length of a prefix, all, or 0.
    mutating func agreement(with signature: FunctionSignature) -> Int {
        var agreed = 0
        for (index, prefix) in signature.prefixes.enumerated() {
            let length = FunctionSignature.shortestPrefix << index
            guard let hash = value(length), CodeHash.short(hash) == prefix else { return agreed }
            agreed = length
        }
        return value(signature.tokens) == signature.whole ? signature.tokens : agreed
    }
}
