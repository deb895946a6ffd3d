import Emulation
import Inputs
import Record

/// Runs unmodified firmware and the stand-in of its SDK through the same steps.
public struct StandInStudy: Sendable {
    /// Scenarios of one step.
    struct Step: Sendable, Equatable {
        /// That of the unmodified firmware.
        var real: String
        /// That of the stand-in.
        var standIn: String
    }

    /// A firmware with its stand-in.
    struct Pair: Sendable, Equatable {
        /// The unmodified firmware, for people.
        var real: String
        /// What a reader should know.
        var notes: [String]
        /// Both join a network and idle.
        var join: Step
        /// Both hang until the soft watchdog bites.
        var softBite: Step?
        /// Both hang until the hardware watchdog bites.
        var hardBite: Step?
    }

    private let pairs: [Pair]
    private let folder: String
    private let locator: Locator

    /// The pairs of `stand-in.yml` in `Resources/fidelity`, whose scenarios are in the folder `stand-in` beside it.
    public init(locator: Locator) throws(EmulationError) {
        let file = try locator.resource("fidelity/stand-in.yml")
        pairs = try Self.pairs(yaml: FileAccess.text(file), file: file)
        folder = try locator.resource("fidelity/stand-in")
        self.locator = locator
    }

    /// Reads a file of pairs.
    static func pairs(yaml text: String, file: String) throws(EmulationError) -> [Pair] {
        let keys = ["real", "notes", "join", "soft_bite", "hard_bite"]
        var pairs: [Pair] = []
        for item in try YAMLReader(text: text, file: file, keys: ["pairs"]).list("pairs", keys: keys) {
            pairs.append(
                Pair(
                    real: try item.require("real", item.string("real")),
                    notes: try item.texts("notes"),
                    join: try item.require("join", step(item, "join")),
                    softBite: try step(item, "soft_bite"),
                    hardBite: try step(item, "hard_bite")
                )
            )
        }
        return pairs
    }

    private static func step(_ item: YAMLReader, _ key: String) throws(EmulationError) -> Step? {
        guard item.has(key) else { return nil }
        let section = try item.section(key, keys: ["real", "stand_in"])
        return Step(
            real: try section.require("real", section.string("real")),
            standIn: try section.require("stand_in", section.string("stand_in"))
        )
    }

    /// Runs every pair; `onProgress` gets the scenario that is run next. Where firmware is missing nothing is run.
    public func table(onProgress: (String) -> Void = { _ in }) throws(EmulationError) -> StandInTable {
        let missing = try missingFirmware()
        guard missing.isEmpty else { return StandInTable(pairs: [], missing: missing) }
        var results: [StandInTable.Pair] = []
        for pair in pairs { results.append(try result(pair, onProgress)) }
        return StandInTable(pairs: results)
    }

    /// The firmware that scenarios name and that is not there, by file name, each once.
    private func missingFirmware() throws(EmulationError) -> [String] {
        var missing: [String] = []
        for step in pairs.flatMap({ [$0.join, $0.softBite, $0.hardBite] }) {
            guard let step, let file = try resolved(step.real).scenario.firmware else { continue }
            let name = String(file.split(separator: "/").last ?? "")
            if !FileAccess.exists(file), !missing.contains(name) { missing.append(name) }
        }
        return missing
    }

    private func result(_ pair: Pair, _ onProgress: (String) -> Void) throws(EmulationError) -> StandInTable.Pair {
        var real = StandInRecord(try run(pair.join.real, onProgress)).joining
        let joined = try run(pair.join.standIn, onProgress)
        var standIn = StandInRecord(joined).joining
        let first = try run(pair.join.standIn, isNetworkKnown: false, onProgress)
        standIn[.newKey] = StandInRecord(first).joining[.knownKey]
        if let step = pair.softBite {
            real.merge(StandInRecord(try run(step.real, onProgress)).softBite) { $1 }
            standIn.merge(StandInRecord(try run(step.standIn, onProgress)).softBite) { $1 }
        }
        if let step = pair.hardBite {
            real.merge(StandInRecord(try run(step.real, onProgress)).hardBite) { $1 }
            standIn.merge(StandInRecord(try run(step.standIn, onProgress)).hardBite) { $1 }
        }
        return StandInTable.Pair(
            real: pair.real,
            profile: joined.profile,
            notes: pair.notes,
            realValues: real,
            standInValues: standIn
        )
    }

    private func resolved(_ file: String) throws(EmulationError) -> ResolvedScenario {
        try ResolvedScenario(file: "\(folder)/\(file)", locator: locator)
    }

    private func run(
        _ file: String,
        isNetworkKnown: Bool = true,
        _ onProgress: (String) -> Void
    ) throws(EmulationError) -> RunRecord {
        onProgress(file)
        var resolved = try resolved(file)
        resolved.scenario.wifi.isKnown = isNetworkKnown
        var plan = try RunPlan(resolved, locator: locator)
        plan.collectsTraffic = true
        return try Run(plan).record()
    }
}
