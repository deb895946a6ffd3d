import Emulation
import Inputs
import LX106
import Record

extension AssumptionTable {
    /// Runs the scenarios called `names` in `Resources/fidelity/assumptions`. `onProgress` gets the name of the parameter
    /// that is varied next.
    public init(
        scenarios names: [String],
        locator: Locator,
        onProgress: (String) -> Void = { _ in }
    ) throws(EmulationError) {
        var plans: [RunPlan] = []
        for name in names {
            let file = try locator.resource("fidelity/assumptions/\(name).yml")
            plans.append(try RunPlan(ResolvedScenario(file: file, locator: locator), locator: locator))
        }
        let handshakes = try plans.map { plan throws(EmulationError) in
            try Run(plan.handshakeOnly(timing: plan.timing)).recordWithBounds().handshake
        }
        let model = plans.first?.timing ?? .lx106
        var rows: [Row] = []
        for parameter in TimingParameter.allCases {
            guard let range = parameter.range else { continue }
            onProgress(parameter.rawValue)
            for end in [range.lowerBound, range.upperBound] where end != model[parameter] {
                let seconds = try plans.map { plan throws(EmulationError) in
                    try Self.seconds(plan, parameter, end)
                }
                rows.append(Row(parameter: parameter.rawValue, value: model[parameter], end: end, seconds: seconds))
            }
        }
        self.init(scenarios: names, handshakes: handshakes, rows: rows)
    }

    private static func seconds(
        _ plan: RunPlan,
        _ parameter: TimingParameter,
        _ value: Int
    ) throws(EmulationError) -> Seconds? {
        var timing = plan.timing
        timing[parameter] = value
        let handshake = try Run(plan.handshakeOnly(timing: timing)).record().handshake
        return handshake.completed ? handshake.seconds : nil
    }
}
