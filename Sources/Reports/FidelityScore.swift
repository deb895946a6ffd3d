import Record

/// What the cases say together. Twins, the same measurement at another clock or size, count once; a published band is met
/// by any value inside it, which is worth less, and counts apart.
struct FidelityScore {
    private let independent: [FidelityResult]
    private let all: [FidelityResult]

    init(_ results: [FidelityResult]) {
        all = results
        independent = results.filter { $0.figure.twinOf == nil }
    }

    /// The rows of the score.
    var lines: [String] {
        let points = independent.filter { $0.figure.band == nil }
        let free = points.filter { $0.figure.use != .fitted }
        let bands = independent.filter { $0.figure.band != nil }
        let held = all.filter { $0.figure.use != .fitted }
        var lines = [
            "**Of \(free.count) measurements that chose nothing, \(Self.count(free, within: 5)) are within 5 %, "
                + "\(Self.count(free, within: 10)) within 10 %**", "",
            "The published value lies within our bounds in \(held.count(where: \.isWithinBounds)) of the \(held.count) rows "
                + "that chose nothing. The bounds",
            "take everything assumed at its ends, every compiler, and 2 % for the rest; where the published compiler is of",
            "another major version, what two compilers differ by in nine of ten programs.",
        ]
        if !bands.isEmpty {
            lines.append(
                "\(bands.count(where: { $0.error == 0 })) of \(bands.count) published bands contain our value."
            )
        }
        lines += [
            "", "| independent measurements | | within 5 % | within 10 % | median error | worst |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for use in PublishedFigure.Use.allCases {
            lines.append(
                Self.line(use.rawValue.replacing("_", with: " "), points.filter { $0.figure.use == use }.map(\.error))
            )
        }
        for (number, build) in (points.first?.builds ?? []).enumerated() {
            let errors = points.map { $0.figure.error(of: $0.builds[number].value) }
            lines.append(Self.line("all of them, by GCC \(build.compiler)", errors))
        }
        return lines
    }

    private static func line(_ name: String, _ errors: [Double]) -> String {
        let five = errors.count { abs($0) <= 5 }, ten = errors.count { abs($0) <= 10 }
        return "| \(name) | \(errors.count) | \(five) | \(ten) | \(median(errors)) | \(worst(errors)) |"
    }

    private static func count(_ results: [FidelityResult], within limit: Double) -> Int {
        results.count { abs($0.error) <= limit }
    }

    /// The median of the errors' sizes.
    static func median(_ errors: [Double]) -> String {
        let sizes = errors.map(abs).sorted()
        guard !sizes.isEmpty else { return "" }
        let middle = sizes.count / 2
        let value = sizes.count % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2
        return String(FidelityReport.percent(value).dropFirst())
    }

    /// The error that is farthest off, with its sign.
    static func worst(_ errors: [Double]) -> String {
        errors.max { abs($0) < abs($1) }.map(FidelityReport.percent) ?? ""
    }
}
