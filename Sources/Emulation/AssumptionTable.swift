import LX106

/// What each assumed parameter of the timing model adds to a handshake at the ends of its range.
public struct AssumptionTable: Sendable {
    /// One parameter at one end of its range.
    public struct Row: Sendable, Equatable {
        /// The parameter.
        public var parameter: TimingParameter
        /// Its value in the profile.
        public var value: Int
        /// The end of its range.
        public var end: Int
        /// Duration of each scenario's handshake there; nil when it did not complete.
        public var seconds: [Seconds?]
    }

    /// Names of the scenarios.
    public let scenarios: [String]
    /// Duration and bounds of each scenario's handshake as the profile has it.
    public let handshakes: [RunRecord.Handshake]
    /// Parameters in order, the slow end last.
    public let rows: [Row]

    /// Runs the scenarios called `names` in `Resources/fidelity/assumptions`.
    public init(scenarios names: [String], locator: Locator) throws(EmulationError) {
        scenarios = names
        var plans: [RunPlan] = []
        for name in names { plans.append(try Self.plan(locator.resource("fidelity/assumptions/\(name).yml"), locator)) }
        handshakes = try plans.map { plan throws(EmulationError) in
            try Run(plan.handshakeOnly(timing: plan.timing)).recordWithBounds().handshake
        }
        let model = plans.first?.timing ?? .lx106
        var rows: [Row] = []
        for parameter in TimingParameter.allCases {
            guard let range = parameter.range else { continue }
            for end in [range.lowerBound, range.upperBound] where end != model[parameter] {
                let seconds = try plans.map { plan throws(EmulationError) in
                    try Self.seconds(plan, parameter, end)
                }
                rows.append(Row(parameter: parameter, value: model[parameter], end: end, seconds: seconds))
            }
        }
        self.rows = rows
    }

    private static func plan(_ file: String, _ locator: Locator) throws(EmulationError) -> RunPlan {
        let scenario = try Scenario(yaml: FileAccess.text(file), file: file)
        var profile = try locator.profile(scenario.profile ?? Scenario.defaultProfile)
        if let clock = scenario.clockMHz { profile.clockMHz = clock }
        return try RunPlan(scenario: scenario, profile: profile, locator: locator)
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
