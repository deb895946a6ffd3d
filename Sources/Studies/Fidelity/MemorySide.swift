import LX106
import Record

/// Prices of the memory side, as they are tried against the rows that identify them.
struct MemorySide: Sendable, Equatable {
    var straddlePenalty: Int
    var flashLoadWait: Int
    var loadStraddlePenalty: Int
    var ramStoreWait: Int

    /// The model of the chip with these prices.
    var timing: TimingModel {
        var timing = TimingModel.lx106
        timing.straddlePenalty = straddlePenalty
        timing.flashLoadWait = flashLoadWait
        timing.loadStraddlePenalty = loadStraddlePenalty
        timing.ramStoreWait = ramStoreWait
        return timing
    }

    /// Every combination that is tried.
    static let candidates = (0...2).flatMap { straddle in
        (0...8).flatMap { load in
            (0...1).flatMap { loadStraddle in
                (0...1).map {
                    MemorySide(
                        straddlePenalty: straddle,
                        flashLoadWait: load,
                        loadStraddlePenalty: loadStraddle,
                        ramStoreWait: $0
                    )
                }
            }
        }
    }

    /// What one combination gives: the errors of both halves of the rows, in percent.
    struct Trial: Sendable {
        var side: MemorySide
        var halves: [[Double]]
    }

    /// The combination with the least sum of squared errors in each half, and its errors in both.
    static func crossValidation(_ trials: [Trial]) -> CrossValidation {
        var choices: [CrossValidation.Choice] = []
        for half in 0..<2 {
            guard let best = trials.min(by: { squares($0.halves[half]) < squares($1.halves[half]) }) else { continue }
            choices.append(
                CrossValidation.Choice(
                    values: [
                        (.straddlePenalty, best.side.straddlePenalty), (.flashLoadWait, best.side.flashLoadWait),
                        (.loadStraddlePenalty, best.side.loadStraddlePenalty), (.ramStoreWait, best.side.ramStoreWait),
                    ].map { (parameter: TimingParameter, value) in "`\(parameter.rawValue)` \(value)" },
                    chosenBy: best.halves[half],
                    leftOut: best.halves[1 - half]
                )
            )
        }
        return CrossValidation(choices: choices)
    }

    private static func squares(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 } }
}
