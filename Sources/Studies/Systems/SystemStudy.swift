import Emulation
import Inputs
import LX106
import Record

/// Runs systems under equal conditions, each twice: for its connection, and again with the session of the first.
public struct SystemStudy: Sendable {
    /// What is run.
    enum Subject: Sendable {
        /// A system of the tool's own guest.
        case system(DeviceSystem)
        /// A scenario or an image of somebody's own.
        case firmware(String)
    }

    /// Where the tool's own files are.
    public var locator: Locator
    /// How the core executes; without influence on the results.
    public var engine = Engine.generated
    private let subjects: [Subject]
    private let conditions: SystemComparison.Conditions
    private let overrides: [Override]

    /// - Parameters:
    ///   - firmware: files of somebody's own, run as they are but for `network`.
    ///   - network: what those are told of the network.
    public init(
        _ systems: [DeviceSystem],
        firmware: [String] = [],
        network: [Override] = [],
        _ conditions: SystemComparison.Conditions,
        locator: Locator
    ) {
        subjects = systems.map { .system($0) } + firmware.map { .firmware($0) }
        overrides = network
        self.conditions = conditions
        self.locator = locator
    }

    /// The firmware of `folder`: its scenarios, and images that none of those is named like. Sorted.
    public static func firmware(in folder: String) throws(EmulationError) -> [String] {
        let files = try FileAccess.names(in: folder).sorted()
        let scenarios = files.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
        let named = Set(scenarios.map(FileName.stem(of:)))
        let images = files.filter {
            ($0.hasSuffix(".bin") || $0.hasSuffix(".elf")) && !named.contains(String($0.dropLast(4)))
        }
        guard !(scenarios + images).isEmpty else {
            throw .notFound("\(folder): holds neither scenarios (.yml) nor images (.bin, .elf)")
        }
        return (scenarios + images).sorted().map { "\(folder)/\($0)" }
    }

    /// A pool that runs every system on at most `threads` threads.
    public func pool(threads: Int) -> WorkPool<SystemComparison.Entry> {
        WorkPool(count: subjects.count, threads: threads) { entry(subjects[$0]) }
    }

    private func entry(_ subject: Subject) -> SystemComparison.Entry {
        var entry: SystemComparison.Entry
        switch subject {
        case .system(let system):
            entry = SystemComparison.Entry(name: system.name, title: system.title)
            entry.own = system.own
        case .firmware(let file):
            entry = SystemComparison.Entry(name: FileName.stem(of: file), title: FileName.name(of: file))
            entry.isFirmware = true
        }
        do {
            entry.figures = try figures(subject)
        } catch {
            entry.fault = CheckResult.Fault(message: error.description, exitCode: error.exitCode)
        }
        return entry
    }

    private func figures(_ subject: Subject) throws(EmulationError) -> SystemComparison.Figures {
        switch subject {
        case .firmware(let file):
            let resolved = try ResolvedScenario(runnable: file, overrides: overrides, locator: locator)
            return SystemComparison.Figures(try run(resolved).record)
        case .system(let system):
            var scenario = under(conditions, system.scenario)
            let first = try run(ResolvedScenario(scenario, locator: locator))
            var figures = SystemComparison.Figures(first.record)
            figures.flashBytes = first.plan.own?.firmware.segments.reduce(0) { $0 + $1.bytes.count }
            scenario.tls.resume = true
            figures.resumption = try run(ResolvedScenario(scenario, locator: locator)).record.handshake.reconnect
            return figures
        }
    }

    /// The scenario of a system, with the conditions that it leaves open.
    private func under(_ conditions: SystemComparison.Conditions, _ own: Scenario) -> Scenario {
        var scenario = own
        scenario.clockMHz = conditions.clockMHz
        scenario.onTrip = .observe
        scenario.stop.conditions = [.connected]
        if scenario.credentials.cert == nil {
            let stem = conditions.key == "p-256" ? "device-p256" : "device-rsa-2048"
            scenario.credentials.cert = Locator.own("\(stem).pem")
            scenario.credentials.key = Locator.own("\(stem).key.pem")
        }
        if scenario.serverCertificate == nil {
            scenario.serverCertificate = Scenario.ServerCertificate(rawValue: conditions.serverCertificate)
        }
        return scenario
    }

    private func run(_ resolved: ResolvedScenario) throws(EmulationError) -> (record: RunRecord, plan: RunPlan) {
        var plan = try RunPlan(resolved, locator: locator)
        plan.engine = engine
        plan.collectsTraffic = true
        return (try Run(plan).record(), plan)
    }
}
