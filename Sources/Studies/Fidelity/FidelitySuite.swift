import ESP8266
import Emulation
import Inputs
import Record

/// Runs the programs behind published measurements and compares.
public struct FidelitySuite: Sendable {
    private struct Key: Hashable {
        var program: String
        var clockMHz: Int
        var flashMode: FlashMode
    }

    private let cases: [FidelityCase]
    private let locator: Locator

    /// The cases of the file `cases.yml` in `Resources/fidelity`, or of another file.
    public init(file: String? = nil, locator: Locator) throws(EmulationError) {
        let path = if let file { file } else { try locator.resource("fidelity/cases.yml") }
        cases = try FidelityCase.cases(yaml: FileAccess.text(path), file: path)
        self.locator = locator
    }

    /// Every case in order; without `long` those that take seconds. `onProgress` gets the name of what is measured next.
    public func results(
        long: Bool,
        onProgress: (String) -> Void = { _ in }
    ) throws(EmulationError) -> [FidelityResult] {
        var printed: [Key: [String: UInt64]] = [:]
        var results: [FidelityResult] = []
        for item in cases where long || !item.isLong {
            let key = Key(program: item.program, clockMHz: item.figure.clockMHz, flashMode: item.flashMode)
            onProgress(item.program)
            let lines: [String: UInt64] = if let known = printed[key] { known } else { try measure(key) }
            printed[key] = lines
            guard let cycles = lines[item.measure] else {
                throw .inconsistent("\(item.program).elf prints no '\(item.measure)'")
            }
            results.append(item.result(cycles: cycles))
        }
        return results
    }

    /// Runs one program; the cycles it prints by name, and `cycles` for the whole of it.
    private func measure(_ key: Key) throws(EmulationError) -> [String: UInt64] {
        let path = try locator.firmware("fidelity/\(key.program).elf")
        var settings = Exec.Settings()
        settings.clockMHz = key.clockMHz
        settings.flashMode = key.flashMode
        settings.hasRegisters = true
        let output = Transcript()
        let image = try RunPlan.image(path)
        let program: Exec
        do {
            program = try Exec(image: image, streams: output.streams, settings: settings)
        } catch {
            throw .badInput(file: path, line: nil, message: "\(error)")
        }
        let ending = program.run(limits: Exec.Limits(cycles: Self.cycleLimit))
        guard ending == .exited(0) else { throw .inconsistent("\(path) ended with \(ending)") }
        var lines = output.lines
        lines["cycles"] = program.record(ending).cycles
        return lines
    }

    /// More than any program takes.
    private static let cycleLimit: UInt64 = 200_000_000_000
}

/// What a program printed.
private final class Transcript {
    private var bytes: [UInt8] = []

    var streams: Exec.Streams {
        Exec.Streams(read: { _, _ in nil }) { [self] _, output in
            bytes += output
            return .taken(output.count)
        }
    }

    /// Lines of a name and a number.
    var lines: [String: UInt64] {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.reduce(into: [:]) { result, line in
            let words = line.split(separator: " ")
            if words.count == 2, let value = UInt64(words[1]) { result[String(words[0])] = value }
        }
    }
}
