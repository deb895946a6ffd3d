import ESP8266

/// Finds the functions of known libraries in firmware without symbols.
public enum SignatureSearch {
    /// What was found.
    public struct Findings: Sendable, Equatable {
        /// The library whose functions fit best; nil when none fits.
        public var library: String?
        /// How many of its functions stand in the image instruction for instruction.
        public var matched: Int
        /// How many functions its table has.
        public var functions: Int
        /// Addresses of functions and data by name: those of matched functions, and what they lead to.
        public var symbols: [String: UInt32]
        /// The libraries that were tried, in the order of the tables.
        public var tried: [String]

        /// One line, lower case, without the file's name.
        public var description: String {
            guard let library else {
                return tried.isEmpty
                    ? "no signatures to recognise its functions by"
                    : "functions of no known library; tried " + tried.joined(separator: ", ")
            }
            return "\(matched) of \(functions) functions of \(library), \(symbols.count) names"
        }
    }

    /// With a smaller share of its functions in the image a library is another one: the same compiler's helpers and a few
    /// short functions are in all.
    private static let leastPercent = 10

    /// The functions in `regions` by the table that fits best.
    public static func symbols(in regions: [CodeRegion], tables: [SignatureTable]) -> Findings {
        let scan = SignatureScan(regions: regions, tables: tables)
        var best = Findings(library: nil, matched: 0, functions: 0, symbols: [:], tried: tables.map(\.title))
        for (number, table) in tables.enumerated() {
            var matching = SignatureMatching(table: table, number: number, scan: scan)
            matching.run()
            let matched = matching.wholeMatches
            guard matched * 100 >= table.functions.count * leastPercent, matched > best.matched else { continue }
            best.library = table.title
            best.matched = matched
            best.functions = table.functions.count
            best.symbols = matching.symbols
        }
        return best
    }

    /// The functions of the application in `dump`, which was read from `bytes`.
    public static func symbols(of dump: FlashDump, bytes: [UInt8], tables: [SignatureTable]) -> Findings {
        symbols(in: dump.codeRegions(bytes: bytes), tables: tables)
    }
}
