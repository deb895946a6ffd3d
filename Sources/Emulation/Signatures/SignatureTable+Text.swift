import Inputs
import Record

/// The text form: one function a line, sorted, hashes and names only.
///
/// ```
/// vesp-signatures 1
/// library NONOS
/// version 2.0.0(656edbf)
/// NAME TOKENS PREFIX... WHOLE [TOKEN>NAME | TOKEN=NAME[+ADDEND]]...
/// NAME = OTHER
/// ```
/// TOKENS counts the instructions in normal form; a PREFIX (8 hexadecimal digits) is the hash of the first 8, 16, 32 ... of
/// them, WHOLE (16 digits) that of all; `TOKEN>NAME` says that instruction TOKEN calls NAME, `TOKEN=NAME+ADDEND` that it
/// loads that address. `NAME = OTHER` is a further name of a function. Empty lines and lines that begin with # say nothing.
extension SignatureTable {
    private static let format = "vesp-signatures 1"

    /// The table as text.
    public var text: String {
        let named =
            functions.map { (name: $0.name, line: Self.line($0)) }
            + aliases.map { (name: $0.key, line: "\($0.key) = \($0.value)") }
        let lines =
            [Self.format, "library \(library)", "version \(version)"]
            + named.sorted { $0.name < $1.name }.map(\.line)
        return lines.map { $0 + "\n" }.joined()
    }

    private static func line(_ function: FunctionSignature) -> String {
        let hashes = function.prefixes.map { digits(UInt64($0), 8) } + [digits(function.whole, 16)]
        let references = function.references.map { reference in
            let addend = reference.addend == 0 ? "" : "+\(reference.addend)"
            return "\(reference.token)\(reference.kind.rawValue)\(reference.name)\(addend)"
        }
        return ([function.name, "\(function.tokens)"] + hashes + references).joined(separator: " ")
    }

    private static func digits(_ value: UInt64, _ count: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// Reads `text` of the file called `file`.
    ///
    /// - Throws: `EmulationError.badInput` with the line that is wrong.
    public init(text: String, file: String) throws(EmulationError) {
        var reader = SignatureReader(file: file)
        var number = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            reader.line = number
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            try reader.read(String(Substring(line)))
        }
        self = try reader.table()
    }

    /// Reads the table at `path`.
    public init(path: String) throws(EmulationError) {
        try self.init(text: try FileAccess.text(path), file: path)
    }

    /// The tables that vesp brings, by the names of their files; with `sdk`, those of its name whose version begins with
    /// the same two numbers, such as `2.0`, which are none for an SDK without a version.
    public static func shipped(
        by locator: Locator,
        of sdk: FirmwareIdentity.Finding? = nil
    ) throws(EmulationError) -> [SignatureTable] {
        var tables: [SignatureTable] = []
        for path in try locator.resources(in: "signatures", ending: ".txt") {
            let text = try FileAccess.text(path)
            if let sdk {
                guard let series = series(sdk.version), text.hasPrefix("\(format)\nlibrary \(sdk.name)\n"),
                    Self.series(String(text.split(separator: "\n", maxSplits: 3).dropFirst(2).first ?? "")) == series
                else { continue }
            }
            tables.append(try SignatureTable(text: text, file: path))
        }
        return tables
    }

    /// The first two numbers of a version.
    private static func series(_ version: String?) -> String? {
        (version?.firstMatch(of: /\d+\.\d+/)?.0).map(String.init)
    }

    /// Whether `line`, the first of a file, begins a table.
    static func begins(_ line: some StringProtocol) -> Bool { line == format }
}

/// Reads a table line by line.
private struct SignatureReader {
    let file: String
    var line = 0
    private var isTable = false
    private var library: String?
    private var version: String?
    private var functions: [FunctionSignature] = []
    private var aliases: [String: (name: String, line: Int)] = [:]
    private var names: Set<String> = []

    init(file: String) { self.file = file }

    /// More functions than any library has, and longer names.
    private static let mostFunctions = 20_000
    private static let longestName = 256

    mutating func read(_ text: String) throws(EmulationError) {
        guard isTable else {
            guard SignatureTable.begins(text) else {
                throw text.hasPrefix("vesp-signatures ")
                    ? bad("a table of another format than 1") : bad("not a table of signatures")
            }
            isTable = true
            return
        }
        guard library != nil else { return library = try value(of: "library", in: text) }
        guard version != nil else { return version = try value(of: "version", in: text) }
        guard names.count < Self.mostFunctions else { throw bad("more than \(Self.mostFunctions) functions") }
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
        guard words.count >= 3 else { throw bad("a function has a name, a count and hashes") }
        let name = try name(words[0])
        guard names.insert(name).inserted else { throw bad("a second function '\(name)'") }
        if words[1] == "=", words.count == 3 {
            aliases[name] = (try self.name(words[2]), line)
        } else {
            functions.append(try function(name, words))
        }
    }

    func table() throws(EmulationError) -> SignatureTable {
        guard isTable else { throw bad("not a table of signatures", at: nil) }
        guard let library, let version else { throw bad("names no library and version", at: nil) }
        guard !functions.isEmpty else { throw bad("holds no function", at: nil) }
        let known = Set(functions.map(\.name))
        let stray = aliases.filter { !known.contains($0.value.name) }.map(\.value).min { $0.line < $1.line }
        if let stray { throw bad("no function '\(stray.name)'", at: stray.line) }
        let others = aliases.mapValues(\.name)
        return SignatureTable(library: library, version: version, functions: functions, aliases: others)
    }

    private func value(of key: String, in text: String) throws(EmulationError) -> String {
        let value = text.hasPrefix(key + " ") ? text.dropFirst(key.count + 1) : ""
        let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard !value.isEmpty, value.first != " ", isPlain, value.utf8.count <= Self.longestName else {
            throw bad("must be '\(key)' and its name")
        }
        return String(value)
    }

    private func function(_ name: String, _ words: [Substring]) throws(EmulationError) -> FunctionSignature {
        guard let tokens = number(words[1], upTo: FunctionSignature.mostTokens),
            tokens >= FunctionSignature.fewestTokens
        else { throw bad("'\(name)' counts \(shown(words[1])) instructions") }
        let count = FunctionSignature.prefixCount(tokens)
        let hashes = words.dropFirst(2).prefix(count + 1)
        var prefixes: [UInt32] = []
        for word in hashes.prefix(count) {
            guard let hash = hexadecimal(word, digits: 8) else { throw bad("\(shown(word)) is no hash of 8 digits") }
            prefixes.append(UInt32(truncatingIfNeeded: hash))
        }
        guard prefixes.count == count, let last = hashes.dropFirst(count).first else {
            throw bad("'\(name)' of \(tokens) instructions has \(count + 1) hashes")
        }
        guard let whole = hexadecimal(last, digits: 16) else { throw bad("\(shown(last)) is no hash of 16 digits") }
        var references: [FunctionSignature.Reference] = []
        for word in words.dropFirst(3 + count) {
            let reference = try reference(word, tokens: tokens)
            guard references.last.map({ $0.token < reference.token }) ?? true else {
                throw bad("\(shown(word)) stands behind what comes after it")
            }
            references.append(reference)
        }
        return FunctionSignature(name: name, tokens: tokens, prefixes: prefixes, whole: whole, references: references)
    }

    private func reference(_ word: Substring, tokens: Int) throws(EmulationError) -> FunctionSignature.Reference {
        let digits = Substring(word.utf8.prefix { (0x30...0x39).contains($0) })
        let rest = word[digits.endIndex...]
        guard let token = number(digits, upTo: tokens - 1), let sign = rest.first,
            let kind = FunctionSignature.Reference.Kind(rawValue: sign)
        else { throw bad("\(shown(word)) is no reference") }
        let target = rest.dropFirst()
        let plus = target.utf8.firstIndex(of: UInt8(ascii: "+"))
        var addend: UInt32 = 0
        if let plus {
            guard let value = number(target[plus...].dropFirst(), upTo: 1 << 20), value > 0 else {
                throw bad("\(shown(word)) is no reference")
            }
            addend = UInt32(value)
        }
        return .init(token: token, kind: kind, name: try name(target[..<(plus ?? target.endIndex)]), addend: addend)
    }

    private func name(_ word: Substring) throws(EmulationError) -> String {
        let name = String(word)
        guard FunctionSignature.isName(name) else { throw bad("\(shown(word)) is no name") }
        return name
    }

    private func number(_ word: Substring, upTo limit: Int) -> Int? {
        guard (1...6).contains(word.utf8.count), word.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(word), value <= limit
        else { return nil }
        return value
    }

    private func hexadecimal(_ word: Substring, digits: Int) -> UInt64? {
        let isHash = word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return word.utf8.count == digits && isHash ? UInt64(word, radix: 16) : nil
    }

    private func shown(_ word: Substring) -> String { "'\(String(word.prefix(40)).printable)'" }

    private func bad(_ message: String) -> EmulationError { bad(message, at: line) }

    private func bad(_ message: String, at line: Int?) -> EmulationError {
        .badInput(file: file, line: line, message: message)
    }
}

extension FunctionSignature {
    /// Whether a table can hold `name`: printable ASCII without what separates.
    static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard (1...256).contains(bytes.count), bytes.first != UInt8(ascii: "#") else { return false }
        return bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }
}
