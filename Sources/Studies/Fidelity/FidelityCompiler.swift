/// A compiler that builds the programs of the fidelity suite (`Sources/Firmware/fidelity/fidelity.mk`).
enum FidelityCompiler: String, CaseIterable {
    /// Debian bullseye's.
    case gcc1021 = "10.2.1"
    /// The same with the corrections of the Arduino core's GCC 10.3.
    case gcc103 = "10.3"
    /// Debian bookworm's.
    case gcc122 = "12.2.0"
    /// Debian trixie's.
    case gcc133 = "13.3.0"

    /// Where its programs are among the firmware.
    var folder: String { "fidelity/gcc-\(rawValue)" }

    /// Whether `text` is a version such as 4.8.2.
    static func isVersion(_ text: String) -> Bool { number(text) != nil }

    /// The compiler whose version is closest to `version`; any one for what no compiler built.
    static func closest(to version: String) -> FidelityCompiler {
        guard let wanted = number(version) else { return .gcc122 }
        return allCases.min { distance($0, wanted) < distance($1, wanted) } ?? .gcc122
    }

    private static func distance(_ compiler: FidelityCompiler, _ wanted: Int) -> Int {
        abs((number(compiler.rawValue) ?? 0) - wanted)
    }

    /// A version as a number in which a major version weighs more than any minor one.
    private static func number(_ version: String) -> Int? {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...3).contains(parts.count), parts.allSatisfy({ (0..<1000).contains($0 ?? -1) }) else { return nil }
        return (0..<3).reduce(0) { $0 * 1000 + (($1 < parts.count ? parts[$1] : nil) ?? 0) }
    }
}
