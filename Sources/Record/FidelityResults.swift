/// A figure that someone measured on a real chip and published.
public struct PublishedFigure: Sendable, Equatable {
    /// What a published figure counts.
    public enum Unit: String, Sendable, CaseIterable {
        /// CPU cycles.
        case cycles
        /// Microseconds.
        case microseconds = "us"
        /// Milliseconds.
        case milliseconds = "ms"
        /// Seconds.
        case seconds = "s"
        /// How often per second.
        case perSecond = "per_s"
    }

    /// What a figure is used for.
    public enum Use: String, Sendable, CaseIterable {
        /// A value of the timing model was chosen by it.
        case fitted
        /// It is of the kind that values were chosen by, and was left out while choosing.
        case leftOut = "left_out"
        /// Nothing was chosen by it.
        case reported
    }

    /// The `compiler` of what no compiler built.
    public static let assembly = "assembly"

    /// What was measured, as a heading for people.
    public var title: String
    /// Quality of the measurement, A to D.
    public var grade: String
    /// Where it was published.
    public var source: String
    /// CPU clock in MHz.
    public var clockMHz: Int
    /// What the figure counts.
    public var unit: Unit
    /// The figure as published, in `unit`.
    public var value: Double
    /// What the last published digit counts.
    public var unitInLastPlace = 0.0
    /// The published band, when there is one; inside it the error is nought.
    public var band: ClosedRange<Double>?
    /// What the figure is used for.
    public var use: Use
    /// The compiler that built what was measured: a version of GCC, or `assembly` where none did.
    public var compiler: String
    /// Name of the case that this one is a twin of: the same measurement at another clock or size, which counts once.
    public var twinOf: String?
    /// What a reader should know.
    public var note: String

    /// A figure without a band and without a twin.
    public init(
        title: String,
        grade: String,
        source: String,
        clockMHz: Int,
        unit: Unit,
        value: Double,
        use: Use,
        compiler: String,
        note: String = ""
    ) {
        self.title = title
        self.grade = grade
        self.source = source
        self.clockMHz = clockMHz
        self.unit = unit
        self.value = value
        self.use = use
        self.compiler = compiler
        self.note = note
    }

    /// `cycles` at the figure's clock in its unit.
    public func value(cycles: Double) -> Double {
        let microseconds = cycles / Double(clockMHz)
        return switch unit {
        case .cycles: cycles
        case .microseconds: microseconds
        case .milliseconds: microseconds / 1000
        case .seconds: microseconds / 1_000_000
        case .perSecond: 1_000_000 / microseconds
        }
    }

    /// The values that are rounded to `value`.
    public var precision: ClosedRange<Double> {
        let half = 0.5 * unitInLastPlace
        return value - half...value + half
    }

    /// How far `ours` is off, in percent of the published figure.
    public func error(of ours: Double) -> Double {
        if let band, band.contains(ours) { return 0 }
        let nearest = band.map { ours < $0.lowerBound ? $0.lowerBound : $0.upperBound } ?? value
        return (ours - nearest) / nearest * 100
    }
}

/// A published measurement with ours.
public struct FidelityResult: Sendable, Equatable {
    /// What one compiler's build of our program gives.
    public struct Build: Sendable, Equatable {
        /// Version of GCC.
        public var compiler: String
        /// Our figure in the published one's unit.
        public var value: Double

        package init(compiler: String, value: Double) {
            self.compiler = compiler
            self.value = value
        }
    }

    /// The figure that ours is held to.
    public var figure: PublishedFigure
    /// What every compiler's build gives, in the order of the compilers.
    public var builds: [Build]
    /// The build that counts: the one whose compiler is closest to the published one.
    public var counting: Build
    /// Between which values ours lies within what is assumed.
    public var bounds: ClosedRange<Double>

    /// How far the counting build is off, in percent of the published figure.
    public var error: Double { figure.error(of: counting.value) }

    /// Whether the published figure, to the digits it was given with, lies within `bounds`.
    public var isWithinBounds: Bool {
        let published = figure.band ?? figure.precision
        return bounds.overlaps(published)
    }

    /// The results with the bounds of those wider that a compiler built whose like we do not have: by as much as its oldest
    /// and its newest compiler differ on nine of ten programs.
    package static func widened(_ results: [FidelityResult]) -> [FidelityResult] {
        let spreads = results.compactMap(\.spread).sorted()
        guard !spreads.isEmpty else { return results }
        let spread = spreads[min(spreads.count - 1, spreads.count * 9 / 10)]
        return results.map { result in
            guard result.isOfForeignCompiler else { return result }
            var wider = result
            wider.bounds = result.bounds.lowerBound * (1 - spread)...result.bounds.upperBound * (1 + spread)
            return wider
        }
    }

    /// How much the values by the first and the last compiler differ, as a share; nil for assembly.
    private var spread: Double? {
        guard figure.compiler != PublishedFigure.assembly, let first = builds.first?.value,
            let last = builds.last?.value, first > 0
        else { return nil }
        return abs(last / first - 1)
    }

    /// Whether no compiler of ours has the published one's major version.
    private var isOfForeignCompiler: Bool {
        let major = figure.compiler.prefix { $0 != "." }
        return figure.compiler != PublishedFigure.assembly
            && !builds.contains { $0.compiler.prefix { $0 != "." } == major }
    }

    package init(figure: PublishedFigure, builds: [Build], counting: Build, bounds: ClosedRange<Double>) {
        self.figure = figure
        self.builds = builds
        self.counting = counting
        self.bounds = bounds
    }
}

/// A duration published in a field report, with ours.
public struct FieldResult: Sendable, Equatable {
    /// Scenario, without its ending.
    public var scenario: String
    /// Profile and clock it ran with.
    public var setting: String
    /// The duration that ours is held to.
    public var published: PublishedDuration
    /// Ours; nil when the run did not get there.
    public var seconds: Seconds?
    /// Between which times ours lies within what is assumed, for a whole handshake.
    public var bounds: ClosedRange<Seconds>?

    /// A result as yet without bounds.
    public init(scenario: String, setting: String, published: PublishedDuration, seconds: Seconds?) {
        self.scenario = scenario
        self.setting = setting
        self.published = published
        self.seconds = seconds
    }

    /// How far ours is off, in percent of the published one.
    public var error: Double? {
        seconds.map {
            Double($0.microseconds - published.seconds.microseconds) / Double(published.seconds.microseconds) * 100
        }
    }
}

/// What each assumed parameter of the timing model adds to a handshake at the ends of its range.
public struct AssumptionTable: Sendable {
    /// One parameter at one end of its range.
    public struct Row: Sendable, Equatable {
        /// Name of the parameter.
        public var parameter: String
        /// Its value in the profile.
        public var value: Int
        /// The end of its range.
        public var end: Int
        /// Duration of each scenario's handshake there; nil when it did not complete.
        public var seconds: [Seconds?]

        package init(parameter: String, value: Int, end: Int, seconds: [Seconds?]) {
            self.parameter = parameter
            self.value = value
            self.end = end
            self.seconds = seconds
        }
    }

    /// Names of the scenarios.
    public let scenarios: [String]
    /// Duration and bounds of each scenario's handshake as the profile has it.
    public let handshakes: [RunRecord.Handshake]
    /// Parameters in order, the slow end last.
    public let rows: [Row]

    package init(scenarios: [String], handshakes: [RunRecord.Handshake], rows: [Row]) {
        self.scenarios = scenarios
        self.handshakes = handshakes
        self.rows = rows
    }
}
