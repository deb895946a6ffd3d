import Inputs
import Record

extension Baseline {
    /// Reads a saved baseline.
    public static func saved(at file: String) throws(EmulationError) -> Baseline {
        try SavedFile.read(Baseline.self, file, version: 1)
    }

    /// Takes over the measurements of `results` that were measured, and forgets scenarios whose file is gone.
    public mutating func update(with results: [CheckResult], file: String) {
        for result in results {
            guard let measurement = result.measurement else { continue }
            scenarios[Self.name(of: result.scenario, from: file)] = measurement
        }
        let folder = FileName.folder(of: file)
        scenarios = scenarios.filter { FileAccess.exists(FileName.resolve($0.key, from: folder)) }
    }
}
