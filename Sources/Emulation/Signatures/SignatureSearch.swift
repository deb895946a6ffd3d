import ESP8266
import Inputs

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

    /// What one table's functions come to.
    private struct Match {
        var title: String
        /// Hashes of whole functions by name.
        var wholes: [String: UInt64]
        /// The functions that stand in the image.
        var functions: Set<String>
        var symbols: [String: UInt32]

        /// Whether this one fits better: of the functions that both tables have and that differ, more are its own. A table
        /// of more libraries would win otherwise, whatever their version.
        func isBetter(than other: Match) -> Bool {
            let differing = wholes.filter { name, hash in other.wholes[name].map { $0 != hash } ?? false }.keys
            let own = differing.count { functions.contains($0) }
            let others = differing.count { other.functions.contains($0) }
            return own != others ? own > others : functions.count > other.functions.count
        }
    }

    /// The functions in `regions` by the table that fits best.
    public static func symbols(in regions: [CodeRegion], tables: [SignatureTable]) -> Findings {
        let scan = SignatureScan(regions: regions, tables: tables)
        var best: Match?
        for (number, table) in tables.enumerated() {
            var matching = SignatureMatching(table: table, number: number, scan: scan)
            matching.run()
            let functions = matching.wholeMatches
            guard !functions.isEmpty, functions.count * 100 >= table.functions.count * leastPercent else { continue }
            let match = Match(
                title: table.title,
                wholes: Dictionary(table.functions.map { ($0.name, $0.whole) }) { first, _ in first },
                functions: functions,
                symbols: matching.symbols
            )
            if best.map(match.isBetter(than:)) ?? true { best = match }
        }
        return Findings(
            library: best?.title,
            matched: best?.functions.count ?? 0,
            functions: best?.wholes.count ?? 0,
            symbols: best?.symbols ?? [:],
            tried: tables.map(\.title)
        )
    }

    /// The functions of the application in `dump`, which was read from `bytes`.
    public static func symbols(of dump: FlashDump, bytes: [UInt8], tables: [SignatureTable]) -> Findings {
        symbols(in: dump.codeRegions(bytes: bytes), tables: tables)
    }

    /// The functions of the firmware at `path`: a linked ELF file, whose own symbols are not asked, or a flash image.
    ///
    /// - Throws: `EmulationError.badInput` for what is no firmware.
    public static func symbols(
        ofFile path: String,
        tables: [SignatureTable]
    ) throws(EmulationError) -> Findings {
        let bytes = try FileAccess.bytes(path)
        do {
            guard !bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
                let program = try ELFImage(bytes: bytes)
                try program.checkChip()
                return symbols(in: program.codeRegions, tables: tables)
            }
            return symbols(of: try FlashDump(bytes: bytes), bytes: bytes, tables: tables)
        } catch let error as ELFError {
            throw .badInput(file: path, line: nil, message: error.description)
        } catch let error as FlashDumpError {
            throw .badInput(file: path, line: nil, message: error.description)
        } catch {
            throw .inconsistent("\(path): \(error)")
        }
    }
}
