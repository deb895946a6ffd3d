import ESP8266

extension SignatureTable {
    /// The signatures of libraries before they are linked: all functions of `objects` whose size is told.
    ///
    /// What the linker changes is not in a signature, so code of these objects is recognised wherever it was linked.
    package init(library: String, version: String, objects: [ELFObject]) {
        var found: [FunctionSignature] = []
        var aliases: [String: String] = [:]
        let shared = Self.sharedNames(objects)
        for object in objects {
            let names = ObjectNames(object, without: shared)
            for (section, contents) in object.sections.enumerated() where contents.isCode {
                let code = NormalCode(object, section: section, literals: names.literals)
                var firsts: [UInt32: String] = [:]
                for symbol in names.functions(in: section) {
                    if let first = firsts[symbol.value] {
                        aliases[symbol.name] = first
                        continue
                    }
                    firsts[symbol.value] = symbol.name
                    guard let signature = Self.signature(symbol, code, names, section) else { continue }
                    found.append(signature)
                }
            }
        }
        let table = SignatureTable(library: library, version: version, functions: found, aliases: aliases)
        self = table.withFewReferences()
    }

    /// Names of local symbols that another symbol has too: they tell nothing.
    private static func sharedNames(_ objects: [ELFObject]) -> Set<String> {
        var locals: Set<String> = []
        var others: Set<String> = []
        var shared: Set<String> = []
        for symbol in objects.lazy.flatMap(\.symbols) where symbol.isFunction || symbol.isObject {
            if symbol.isLocal {
                if !locals.insert(symbol.name).inserted { shared.insert(symbol.name) }
            } else {
                others.insert(symbol.name)
            }
        }
        return shared.union(locals.intersection(others))
    }

    private static func signature(
        _ symbol: ELFObject.Symbol,
        _ code: NormalCode,
        _ names: ObjectNames,
        _ section: Int
    ) -> FunctionSignature? {
        let start = Int(symbol.value)
        guard
            var signature = FunctionSignature(name: symbol.name, code: code, start: start, size: Int(symbol.size))
        else { return nil }
        var walk = code.walk(from: start)
        for number in 0..<signature.tokens {
            guard let token = walk.next() else { break }
            guard let (kind, name, addend) = names.reference(of: token, in: section) else { continue }
            signature.references.append(.init(token: number, kind: kind, name: name, addend: addend))
        }
        return signature
    }
}

extension NormalCode {
    /// The code of a section before it is linked. A literal that the linker has yet to write is none.
    init(_ object: ELFObject, section: Int, literals: ObjectLiterals) {
        self.init(object.sections[section].bytes) { offset, _ in
            guard let (section, place) = literals.place(of: offset, in: section),
                literals.words[section]?[place] == nil
            else { return nil }
            let bytes = object.sections[section].bytes
            return Int(place) + 4 <= bytes.count ? bytes.word(Int(place)) : nil
        }
    }
}

/// Where the literals that L32R load stand in an object file, and which of them the linker writes.
struct ObjectLiterals {
    private let symbols: [ELFObject.Symbol]
    /// By section and offset of an instruction: the relocation of its operand.
    private var operands: [Int: [UInt32: ELFObject.Relocation]] = [:]
    /// By section and offset of a word: what the linker writes into it.
    private(set) var words: [Int: [UInt32: ELFObject.Relocation]] = [:]

    init(_ object: ELFObject) {
        symbols = object.symbols
        for (section, relocations) in object.relocations.enumerated() {
            for relocation in relocations {
                switch relocation.kind {
                case .operand: operands[section, default: [:]][relocation.offset] = relocation
                case .word: words[section, default: [:]][relocation.offset] = relocation
                case .call: break
                }
            }
        }
    }

    /// The section and offset of the word that the L32R at `offset` of `section` loads.
    func place(of offset: Int, in section: Int) -> (section: Int, offset: UInt32)? {
        guard let operand = operands[section]?[UInt32(truncatingIfNeeded: offset)],
            symbols.indices.contains(operand.symbol), case .section(let target) = symbols[operand.symbol].place
        else { return nil }
        return (target, symbols[operand.symbol].value &+ operand.addend)
    }
}

/// The names of an object file, by where they stand and what leads to them.
struct ObjectNames {
    private let object: ELFObject
    /// By section, by offset; of several names for one place the first.
    private var named: [Int: [ELFObject.Symbol]] = [:]
    let literals: ObjectLiterals
    private var branches: [Int: [UInt32: ELFObject.Relocation]] = [:]

    init(_ object: ELFObject, without shared: Set<String>) {
        self.object = object
        literals = ObjectLiterals(object)
        for symbol in object.symbols where FunctionSignature.isName(symbol.name) && !symbol.name.hasPrefix(".") {
            guard case .section(let section) = symbol.place, symbol.isFunction || symbol.isObject,
                !shared.contains(symbol.name)
            else { continue }
            named[section, default: []].append(symbol)
        }
        named = named.mapValues { $0.sorted { ($0.value, $0.name) < ($1.value, $1.name) } }
        for (section, relocations) in object.relocations.enumerated() where object.sections[section].isCode {
            // The operand's own relocation leads to the literal, the call's to what is called.
            for relocation in relocations where relocation.kind != .word {
                guard relocation.kind == .call || branches[section]?[relocation.offset] == nil else { continue }
                branches[section, default: [:]][relocation.offset] = relocation
            }
        }
    }

    /// The functions of `section` by offset and name.
    func functions(in section: Int) -> [ELFObject.Symbol] {
        let size = object.sections[section].bytes.count
        return (named[section] ?? []).filter {
            $0.isFunction && $0.size > 0 && $0.value & 3 == 0 && Int($0.value) + Int($0.size) <= size
        }
    }

    /// What the instruction `token` of `section` leads to.
    func reference(
        of token: NormalCode.Token,
        in section: Int
    ) -> (kind: FunctionSignature.Reference.Kind, name: String, addend: UInt32)? {
        let offset = UInt32(truncatingIfNeeded: token.offset)
        if token.word == NormalCode.call0, token.length == 3 || branches[section]?[offset]?.kind == .call {
            guard let branch = branches[section]?[offset], let (name, addend) = name(branch), addend == 0 else {
                return nil
            }
            return (.call, name, 0)
        }
        guard token.word == NormalCode.call0 || token.word & 0xF == 1,
            let place = literals.place(of: token.offset, in: section),
            let word = literals.words[place.section]?[place.offset],
            let (name, addend) = name(word)
        else { return nil }
        return (token.word == NormalCode.call0 ? .call : .literal, name, addend)
    }

    /// The symbol that `relocation` leads to, and how far behind it.
    private func name(_ relocation: ELFObject.Relocation) -> (name: String, addend: UInt32)? {
        guard object.symbols.indices.contains(relocation.symbol) else { return nil }
        let symbol = object.symbols[relocation.symbol]
        switch symbol.place {
        case .absolute: return nil
        case .undefined, .common:
            return FunctionSignature.isName(symbol.name) && relocation.addend < 1 << 20
                ? (symbol.name, relocation.addend) : nil
        case .section(let section):
            let place = symbol.value &+ relocation.addend
            guard let last = named[section]?.last(where: { $0.value <= place }),
                let first = named[section]?.first(where: { $0.value == last.value })
            else { return nil }
            let addend = place - first.value
            guard addend == 0 || (first.isObject && addend < min(first.size, 1 << 20)) else { return nil }
            return (first.name, addend)
        }
    }
}
