import Record

/// What vesp knows of a TLS library: one constant per library, each in a file of its own.
package struct TLSLibrary: Sendable {
    /// Its name in image files, `APPLICATION-LIBRARY-BUILD.elf`.
    package let id: String
    /// Its name for people.
    package let name: String
    /// Texts in an image, stripped or not, of which one is enough to know it.
    package let marks: [String]
    /// Texts that all have to be there in firmware on that platform, where a library has none of its own and no other is
    /// found.
    package let anonymous: (platform: String, marks: [String])?
    /// Beginnings of symbols of which one is enough to know it.
    package let symbols: [String]
    /// How the names of its functions begin; empty when they have no common beginning.
    package let functionPrefix: String
    /// How the names of those functions begin that compute: what a stretch of time is about.
    let computingPrefixes: [String]
    /// How the names of those of them begin that only drive the handshake and compute nothing.
    let driverPrefixes: [String]

    init(
        id: String,
        name: String,
        marks: [String] = [],
        anonymous: (platform: String, marks: [String])? = nil,
        symbols: [String],
        functionPrefix: String,
        computingPrefixes: [String]? = nil,
        driverPrefixes: [String] = []
    ) {
        self.id = id
        self.name = name
        self.marks = marks
        self.anonymous = anonymous
        self.symbols = symbols
        self.functionPrefix = functionPrefix
        self.computingPrefixes = computingPrefixes ?? [functionPrefix]
        self.driverPrefixes = driverPrefixes
    }

    /// Every library, in the order of their names.
    package static let all = [axTLS, bearSSL, mbedTLS, wolfSSL]

    /// What `chain`, innermost first, is about: the library's outermost function below those that drive the handshake,
    /// else the innermost of all.
    func computation(_ chain: [String]) -> String? { chain.last(where: computes) ?? chain.first }

    /// The same for firmware with any library, or with several.
    static func computation(_ chain: [String]) -> String? { computing(chain) ?? chain.first }

    /// The outermost function of any library below those that drive the handshake.
    static func computing(_ chain: [String]) -> String? {
        chain.last { function in all.contains { $0.computes(function) } }
    }

    private func computes(_ function: String) -> Bool {
        computingPrefixes.contains(where: function.hasPrefix) && !driverPrefixes.contains(where: function.hasPrefix)
    }

    /// What the record says of it.
    var record: RunRecord.TLSLibrary { RunRecord.TLSLibrary(name: name, functionPrefix: functionPrefix) }
}

extension TLSLibrary {
    static var allMarks: [String] { all.flatMap { $0.marks + ($0.anonymous?.marks ?? []) } }

    /// The libraries of a firmware that stands on `platforms`.
    static func found(in text: FirmwareText, platforms: [String]) -> [FirmwareIdentity.Finding] {
        let named = all.compactMap { library in
            (library.marks.first(where: text.holds) ?? library.symbols.lazy.compactMap(text.symbol(prefix:)).first)
                .map { FirmwareIdentity.Finding(name: library.name, evidence: $0) }
        }
        guard named.isEmpty else { return named }
        return all.compactMap { library in
            guard let signs = library.anonymous, let first = signs.marks.first, platforms.contains(signs.platform),
                signs.marks.allSatisfy(text.holds)
            else { return nil }
            let evidence = "'\(first)' in \(signs.platform), no other library"
            return FirmwareIdentity.Finding(name: library.name, evidence: evidence)
        }
    }
}
