import Emulation
import Inputs
import LX106
import Record

/// Runs the programs behind published measurements and compares.
public struct FidelitySuite: Sendable {
    private let cases: [FidelityCase]
    private let locator: Locator

    /// The cases of the file `cases.yml` in `Resources/fidelity`, or of another file.
    public init(file: String? = nil, locator: Locator) throws(EmulationError) {
        let path = if let file { file } else { try locator.resource("fidelity/cases.yml") }
        cases = try FidelityCase.cases(yaml: FileAccess.text(path), file: path)
        self.locator = locator
    }

    /// Every case in order; without `long` those that take seconds. `onProgress` gets what is going on.
    public func results(
        long: Bool,
        onProgress: (String) -> Void = { _ in }
    ) throws(EmulationError) -> [FidelityResult] {
        let wanted = cases.filter { long || !$0.isLong }
        let ends = [TimingModel.lx106.quickest, .lx106.slowest]
        var programs: [FidelityProgram] = []
        for item in wanted {
            for compiler in FidelityCompiler.allCases { programs.append(try program(item, compiler)) }
            for end in ends { programs.append(try program(item, item.compiler, timing: end)) }
        }
        let printed = try FidelityProgram.measure(programs, onProgress: onProgress)
        let perCase = FidelityCompiler.allCases.count + ends.count
        var results: [FidelityResult] = []
        for (number, item) in wanted.enumerated() {
            var values: [Double] = []
            for lines in printed[number * perCase..<(number + 1) * perCase] { values.append(try item.value(in: lines)) }
            results.append(result(item, values))
        }
        return FidelityResult.widened(results)
    }

    /// `values`: by compiler, then with everything assumed at its quick and at its slow end.
    private func result(_ item: FidelityCase, _ values: [Double]) -> FidelityResult {
        let builds = zip(FidelityCompiler.allCases, values).map { compiler, value in
            FidelityResult.Build(compiler: compiler.rawValue, value: value)
        }
        let counting = builds.first { $0.compiler == item.compiler.rawValue } ?? builds[0]
        let low = values.min() ?? counting.value, high = values.max() ?? counting.value
        let rest = Double(TimingModel.unexplainedPermille) / 1000
        return FidelityResult(
            figure: item.figure,
            builds: builds,
            counting: counting,
            bounds: low * (1 - rest)...high * (1 + rest)
        )
    }

    /// Chooses the prices of the memory side by one half of the rows that were made for it, and reports the other half.
    public func crossValidation(onProgress: (String) -> Void = { _ in }) throws(EmulationError) -> CrossValidation {
        let fitted = cases.filter { $0.isOfMemorySide && $0.figure.use == .fitted }
        let leftOut = cases.filter { $0.isOfMemorySide && $0.figure.use == .leftOut }
        let candidates = MemorySide.candidates
        var programs: [FidelityProgram] = []
        for candidate in candidates {
            for item in fitted + leftOut { programs.append(try program(item, item.compiler, timing: candidate.timing)) }
        }
        let printed = try FidelityProgram.measure(programs, onProgress: onProgress)
        let perCandidate = fitted.count + leftOut.count
        var trials: [MemorySide.Trial] = []
        for (number, candidate) in candidates.enumerated() {
            var errors: [Double] = []
            for (item, lines) in zip(fitted + leftOut, printed[number * perCandidate..<(number + 1) * perCandidate]) {
                errors.append(item.figure.error(of: try item.value(in: lines)))
            }
            trials.append(
                MemorySide.Trial(
                    side: candidate,
                    halves: [Array(errors.prefix(fitted.count)), Array(errors.suffix(leftOut.count))]
                )
            )
        }
        return MemorySide.crossValidation(trials)
    }

    private func program(
        _ item: FidelityCase,
        _ compiler: FidelityCompiler,
        timing: TimingModel = .lx106
    ) throws(EmulationError) -> FidelityProgram {
        FidelityProgram(
            path: try locator.firmware("\(compiler.folder)/\(item.program).elf"),
            clockMHz: item.figure.clockMHz,
            flashMode: item.flashMode,
            timing: timing
        )
    }
}
