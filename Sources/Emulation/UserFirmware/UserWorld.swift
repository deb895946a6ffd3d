import ESP8266
import Inputs
import Record

/// What the radio of firmware of the user's own reaches: the air with an access point in it, and the network behind that.
final class UserWorld {
    private let medium: Medium
    private let accessPoint: VirtualAccessPoint
    /// Who joins the device's own access point.
    private let visitor: VirtualStation?
    private let join: JoinSource
    private let airRecorder: AirRecorder?
    /// What is behind the access point.
    let network: any StationNetwork
    /// The same, where it is the simulated one.
    let simulated: ScenarioNetwork?
    /// Told of every Ethernet frame of the device's.
    private var onSent: ([UInt8], Ticks) -> Void = { _, _ in }

    /// What was on the air; nil unless the plan asks for it.
    var air: RunRecord.Air? { airRecorder?.air }

    /// Puts the world of `plan` around the antenna of `board`.
    ///
    /// - Parameter real: the host's network, where that takes the place of the simulated one.
    init(
        _ plan: RunPlan,
        around board: Board,
        _ recorder: RunRecorder,
        real: RealNetwork? = nil
    ) throws(EmulationError) {
        let scenario = plan.scenario, faults = Medium.Faults(scenario)
        let medium = Medium(air: board.air, queue: board.queue, seed: scenario.seed, faults: faults)
        self.medium = medium
        airRecorder = plan.collectsAir ? AirRecorder(medium) : nil
        let configuration = VirtualAccessPoint.Configuration(scenario)
        hasAccessPoint = !scenario.wifi.isUnnamed
        accessPoint = VirtualAccessPoint(configuration, on: medium, queue: board.queue)
        visitor = VirtualStation.Configuration(scenario).map { found in
            var configuration = found
            if let real { configuration.address = real.hardware }
            return VirtualStation(configuration, on: medium, queue: board.queue)
        }
        let network: any StationNetwork
        if let real {
            real.begin(board.queue, at: board.now, collectsTraffic: plan.collectsTraffic)
            (network, simulated) = (real, nil)
        } else {
            let scripted = try ScenarioNetwork(plan, queue: board.queue)
            (network, simulated) = (scripted, scripted)
        }
        self.network = network
        board.air.ciphers = .software
        let isSecured = configuration.security != .open
        join = JoinSource(bssid: configuration.bssid, isSecured: isSecured) { [unowned recorder] phase, at in
            recorder.timeline.enter(.wifi, phase?.rawValue, at: at)
        }
        recorder.join = join
        medium.observe { [unowned join] frame, direction, at in join.take(frame, direction, at: at) }
        accessPoint.onJoined = { [unowned join] address, at in join.joined(address, at: at) }
        network.onAddress = { [unowned join] address, at in join.addressed(address, at: at) }
        accessPoint.onEthernet = { [unowned self] frame, at in sent(frame, at: at) }
        visitor?.onEthernet = { [unowned self] frame, at in sent(frame, at: at) }
        network.onFrame = { [accessPoint, visitor] frame, at in
            if let visitor, EUI48(frame, at: 6) == visitor.configuration.address {
                visitor.send(frame, at: at)
            } else {
                accessPoint.send(frame, at: at)
            }
        }
        accessPoint.start(at: board.now)
        visitor?.start(at: board.now)
    }

    /// Whether there is an access point that could be there: one with a name.
    let hasAccessPoint: Bool

    /// Whether it is there.
    var isAccessPointPresent: Bool { accessPoint.isRunning }

    /// Pulls the access point away, or brings it back.
    func setAccessPoint(isPresent: Bool, at ticks: Ticks) {
        guard hasAccessPoint, isPresent != accessPoint.isRunning else { return }
        if isPresent { accessPoint.appear(at: ticks) } else { accessPoint.vanish(at: ticks) }
    }

    /// Whether the device may send data to the access point, as both see it.
    var isJoined: Bool { join.isJoined && accessPoint.stations.contains { $0.state == .authorized } }

    private func sent(_ frame: [UInt8], at ticks: Ticks) {
        onSent(frame, ticks)
        network.receive(frame, at: ticks)
    }

    /// Has `source` see what the device does late.
    func tell(_ source: DelaySource) {
        medium.onMissed = { [unowned source] in source.missed($0, comesAgain: $1, at: $2) }
        accessPoint.onReached = { [unowned source] in source.received($0, at: $1) }
        visitor?.onReached = { [unowned source] in source.received($0, at: $1) }
        accessPoint.onUnanswered = { [unowned source] in source.unanswered($0, since: $1, at: $2) }
        onSent = { [unowned source] in source.sent($0, at: $1) }
    }
}
