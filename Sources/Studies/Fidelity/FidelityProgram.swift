import ESP8266
import Emulation
import Foundation
import Inputs
import LX106
import Record

/// One build of a program of the fidelity suite on one board.
struct FidelityProgram: Sendable, Equatable {
    /// The image.
    var path: String
    /// CPU clock in MHz.
    var clockMHz: Int
    /// SPI flash mode, at 40 MHz.
    var flashMode: FlashMode
    /// Flash cache in KB.
    var cacheKB = 32
    /// The prices.
    var timing: TimingModel

    /// Runs it; the cycles it prints by name, and `cycles` for the whole of it.
    func measure() throws(EmulationError) -> [String: UInt64] {
        var settings = Exec.Settings()
        settings.clockMHz = clockMHz
        settings.flashMode = flashMode
        settings.cacheKB = cacheKB
        settings.hasRegisters = true
        settings.timing = timing
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

    /// Runs each of `programs` once, on as many threads as there are; what each printed, in their order.
    static func measure(
        _ programs: [FidelityProgram],
        onProgress: (String) -> Void
    ) throws(EmulationError) -> [[String: UInt64]] {
        var distinct: [FidelityProgram] = []
        let places = programs.map { program in
            if let known = distinct.firstIndex(of: program) { return known }
            distinct.append(program)
            return distinct.count - 1
        }
        let work = distinct
        let pool = WorkPool(count: work.count, threads: ProcessInfo.processInfo.activeProcessorCount) { index in
            Result { () throws(EmulationError) in try work[index].measure() }
        }
        var printed: [Result<[String: UInt64], EmulationError>?] = Array(repeating: nil, count: work.count)
        var done = 0
        _ = pool.run { index, result in
            done += 1
            onProgress("program \(done) of \(work.count)")
            printed[index] = result
        }
        var results: [[String: UInt64]] = []
        for place in places { results.append(try printed[place]?.get() ?? [:]) }
        return results
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
