import Emulation
import Foundation
import Inputs
import Record

/// Runs the scenarios that repeat published field reports.
public struct FieldReports: Sendable {
    private let folder: String
    private let locator: Locator

    /// The scenarios in `Resources/fidelity/field`.
    public init(locator: Locator) throws(EmulationError) {
        folder = try locator.resource("fidelity/field")
        self.locator = locator
    }

    /// Runs every scenario, in order of its name, which `onProgress` gets before.
    public func results(onProgress: (String) -> Void = { _ in }) throws(EmulationError) -> [FieldResult] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var results: [FieldResult] = []
        for file in files.sorted() where file.hasSuffix(".yml") {
            onProgress(file)
            results += try run("\(folder)/\(file)")
        }
        return results
    }

    private func run(_ file: String) throws(EmulationError) -> [FieldResult] {
        let resolved = try ResolvedScenario(file: file, locator: locator)
        let record = try Run(RunPlan(resolved, locator: locator)).recordWithBounds()
        let handshake = record.handshake
        return resolved.scenario.published.map { published in
            let seconds: Seconds? =
                switch published.what {
                case "handshake": handshake.completed ? handshake.seconds : nil
                case "hard watchdog": record.watchdog.hard.sinceFeed
                case "soft watchdog": record.watchdog.soft.sinceFeed
                default: handshake.states.first { $0.name == published.what }?.seconds
                }
            var result = FieldResult(
                scenario: FileName.stem(of: file),
                setting: "\(resolved.profile.name), \(resolved.profile.clockMHz) MHz",
                published: published,
                seconds: seconds
            )
            if published.what == "handshake", let low = handshake.secondsLow, let high = handshake.secondsHigh {
                result.bounds = low...high
            }
            return result
        }
    }
}
