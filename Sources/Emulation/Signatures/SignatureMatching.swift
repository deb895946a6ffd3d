import ESP8266

/// The names that one table gives to addresses: what its functions' own code tells, followed through their calls and
/// literals until nothing new is found. What contradicts is dropped.
struct SignatureMatching {
    private let table: SignatureTable
    private let scan: SignatureScan
    private let places: [[SignatureScan.Place]]
    private let indices: [String: Int]
    /// Functions that have been followed, and how many of their instructions agree.
    private var followed: [Int: Int] = [:]
    /// What references say of a name, with how many of them.
    private var claims: [String: [UInt32: Int]] = [:]
    private var addresses: [String: UInt32] = [:]
    private var names: [UInt32: String] = [:]
    private var dropped: Set<String> = []

    /// With less weight a function is taken for another's too often.
    private static let leastWeight = 8
    /// The shortest prefix that tells a function whose rest has changed.
    private static let distinctPrefix = 32

    init(table: SignatureTable, number: Int, scan: SignatureScan) {
        self.table = table
        self.scan = scan
        places = scan.places[number]
        indices = Dictionary(table.functions.indices.map { (table.functions[$0].name, $0) }) { first, _ in first }
    }

    /// The functions that stand in the image as in the library, each at one place of its own.
    var wholeMatches: Set<String> {
        let functions = table.functions.enumerated().filter { followed[$0] == $1.tokens && addresses[$1.name] != nil }
        return Set(functions.map(\.element.name))
    }

    /// The addresses of all names, aliases among them.
    var symbols: [String: UInt32] {
        addresses.merging(table.aliases.compactMapValues { addresses[$0] }) { known, _ in known }
    }

    mutating func run() {
        acceptUnique()
        repeat { followAll() } while acceptConfirmed()
        if acceptPrefixes() {
            repeat { followAll() } while acceptConfirmed()
        }
    }

    /// The addresses where all of a function stands.
    private func wholePlaces(_ index: Int) -> [UInt32] {
        places[index].filter { $0.tokens == table.functions[index].tokens }.map(\.address)
    }

    private mutating func accept(_ name: String, _ address: UInt32) {
        guard addresses[name] == nil, names[address] == nil, !dropped.contains(name) else { return }
        addresses[name] = address
        names[address] = name
    }

    private mutating func drop(_ name: String) {
        dropped.insert(name)
        guard let address = addresses.removeValue(forKey: name) else { return }
        names[address] = nil
    }

    /// Functions that stand at one place, where no other stands.
    private mutating func acceptUnique() {
        var counts: [UInt32: Int] = [:]
        for index in table.functions.indices {
            for address in wholePlaces(index) { counts[address, default: 0] += 1 }
        }
        for (index, function) in table.functions.enumerated() {
            let own = wholePlaces(index)
            guard own.count == 1, counts[own[0]] == 1,
                scan.weight(at: own[0], tokens: function.tokens) >= Self.leastWeight
            else { continue }
            accept(function.name, own[0])
        }
    }

    /// Follows every named function that has not been, until there is none.
    private mutating func followAll() {
        var hasNew = true
        while hasNew {
            hasNew = false
            for (index, function) in table.functions.enumerated() where followed[index] == nil {
                guard let address = addresses[function.name] else { continue }
                followed[index] = scan.agreement(of: function, at: address)
                follow(function, at: address, tokens: followed[index] ?? 0)
            }
            hasNew = acceptClaims()
        }
    }

    private mutating func follow(_ function: FunctionSignature, at address: UInt32, tokens: Int) {
        for target in scan.targets(of: function, at: address, tokens: tokens)
        where isPlausible(target.address, target.kind) {
            claims[target.name, default: [:]][target.address, default: 0] += 1
        }
    }

    /// Whether a program could have at `address` what a reference of `kind` leads to: functions begin at multiples of 4.
    private func isPlausible(_ address: UInt32, _ kind: FunctionSignature.Reference.Kind) -> Bool {
        if kind == .call { return address & 3 == 0 && scan.code(at: address) != nil }
        return (0x3FFE_8000..<0x4030_0000).contains(address) && !(0x4000_0000..<0x4010_0000).contains(address)
    }

    /// Takes what references agree on; drops what they do not.
    private mutating func acceptClaims() -> Bool {
        var hasNew = false
        for name in claims.keys.sorted() {
            guard let claimed = claims[name], !dropped.contains(name) else { continue }
            if let known = addresses[name] {
                if claimed.keys.contains(where: { $0 != known }) { drop(name) }
                continue
            }
            guard claimed.count == 1, let address = claimed.keys.first else {
                dropped.insert(name)
                continue
            }
            if let other = names[address] {
                if other != name { dropped.insert(name) }
                continue
            }
            accept(name, address)
            hasNew = true
        }
        return hasNew
    }

    /// Of functions that could stand at several places, or several at one, takes those whose references confirm just one.
    private mutating func acceptConfirmed() -> Bool {
        var byFunction: [Int: [UInt32]] = [:]
        var byAddress: [UInt32: Int] = [:]
        for (index, function) in table.functions.enumerated()
        where addresses[function.name] == nil && !dropped.contains(function.name) {
            for address in wholePlaces(index) where names[address] == nil && confirms(function, at: address) {
                byFunction[index, default: []].append(address)
                byAddress[address, default: 0] += 1
            }
        }
        var hasNew = false
        for index in byFunction.keys.sorted() {
            guard let own = byFunction[index], own.count == 1, byAddress[own[0]] == 1 else { continue }
            accept(table.functions[index].name, own[0])
            hasNew = true
        }
        return hasNew
    }

    /// Whether a reference of `function` at `address` leads to what has its name, and none elsewhere.
    private func confirms(_ function: FunctionSignature, at address: UInt32) -> Bool {
        var agreements = 0
        for target in scan.targets(of: function, at: address, tokens: function.tokens) {
            if let known = addresses[target.name] {
                guard known == target.address else { return false }
                agreements += 1
            } else if let other = names[target.address], other != target.name {
                return false
            }
        }
        return agreements > 0
    }

    /// Functions that have changed behind a prefix: the place where the longest prefix stands, if it is one.
    private mutating func acceptPrefixes() -> Bool {
        var found: [(index: Int, address: UInt32)] = []
        for (index, function) in table.functions.enumerated()
        where addresses[function.name] == nil && !dropped.contains(function.name) {
            let longest = places[index].map(\.tokens).max() ?? 0
            let best = places[index].filter { $0.tokens == longest }
            guard longest >= Self.distinctPrefix, best.count == 1, names[best[0].address] == nil,
                !contradicts(function, at: best[0])
            else { continue }
            found.append((index, best[0].address))
        }
        let counts = Dictionary(found.map { ($0.address, 1) }, uniquingKeysWith: +)
        var hasNew = false
        for (index, address) in found where counts[address] == 1 {
            accept(table.functions[index].name, address)
            hasNew = true
        }
        return hasNew
    }

    private func contradicts(_ function: FunctionSignature, at place: SignatureScan.Place) -> Bool {
        scan.targets(of: function, at: place.address, tokens: place.tokens).contains { target in
            if let known = addresses[target.name] { return known != target.address }
            return names[target.address].map { $0 != target.name } ?? false
        }
    }
}
