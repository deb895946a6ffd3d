import ESP8266

extension SignatureTable {
    /// The signatures of a linked program: all functions whose size its symbol table tells.
    package init(library: String, version: String, program: ELFImage) {
        let all = program.codeRegions
        let regions = all.map { (region: $0, code: NormalCode($0, among: all)) }
        let names = ProgramNames(program)
        var firsts: [UInt32: String] = [:]
        var aliases: [String: String] = [:]
        var found: [FunctionSignature] = []
        for symbol in names.symbols where symbol.isFunction {
            guard symbol.address & 3 == 0,
                let place = regions.first(where: { $0.region.holds(symbol.address, count: symbol.size) })
            else { continue }
            if let first = firsts[symbol.address] {
                aliases[symbol.name] = first
                continue
            }
            firsts[symbol.address] = symbol.name
            let start = Int(symbol.address - place.region.address)
            let signature = FunctionSignature(
                name: symbol.name,
                code: place.code,
                start: start,
                size: Int(symbol.size)
            )
            guard var signature else { continue }
            var walk = place.code.walk(from: start)
            for token in 0..<signature.tokens {
                guard let next = walk.next() else { break }
                guard let target = place.region.target(of: next, in: place.code),
                    let (name, addend) = names.name(of: target.address, called: target.kind == .call)
                else { continue }
                signature.references.append(.init(token: token, kind: target.kind, name: name, addend: addend))
            }
            found.append(signature)
        }
        let table = SignatureTable(library: library, version: version, functions: found, aliases: aliases)
        self = table.withFewReferences()
    }
}

/// What stands at the addresses of a program.
private struct ProgramNames {
    /// Functions and data of a known size whose name no other has, by address and name.
    let symbols: [ELFImage.Symbol]
    /// The first name of each place.
    private let places: [ELFImage.Symbol]

    init(_ program: ELFImage) {
        let all = program.symbols.filter { symbol in
            !symbol.isAbsolute && symbol.size > 0 && (symbol.isFunction || symbol.isObject)
                && FunctionSignature.isName(symbol.name)
        }
        let counts = Dictionary(all.map { ($0.name, 1) }, uniquingKeysWith: +)
        // What is local to one file may have the name of what is local to another.
        symbols = all.filter { counts[$0.name] == 1 }
        var places: [ELFImage.Symbol] = []
        for symbol in symbols where places.last?.address != symbol.address { places.append(symbol) }
        self.places = places
    }

    /// The symbol that begins at `address`, or, of data, that holds it.
    func name(of address: UInt32, called: Bool) -> (name: String, addend: UInt32)? {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let symbol = places[low - 1]
        let addend = address - symbol.address
        guard addend == 0 || (!called && symbol.isObject && addend < min(symbol.size, 1 << 20)) else { return nil }
        return (symbol.name, addend)
    }
}
