import ESP8266
import Inputs
import Record

/// What the radio of firmware of the user's own reaches: the air with an access point in it, and the network behind that.
final class UserWorld {
    private let medium: Medium
    private let accessPoint: VirtualAccessPoint
    private let network: LocalNetwork
    /// What the endpoint said of its connections.
    private(set) var findings = EndpointFindings()

    /// Puts the world of `plan` around the antenna of `board`.
    init(_ plan: RunPlan, around board: Board) throws(EmulationError) {
        let wifi = plan.scenario.wifi
        medium = Medium(air: board.air, queue: board.queue, seed: plan.scenario.seed)
        var configuration = VirtualAccessPoint.Configuration(ssid: wifi.ssid, passphrase: wifi.network)
        configuration.faults.isAbsent = wifi.fault == .noAccessPoint
        configuration.seed = plan.scenario.seed
        accessPoint = VirtualAccessPoint(configuration, on: medium, queue: board.queue)
        var note: (any ServerConnection) -> Void = { _ in }
        network = try Run.localNetwork(plan, queue: board.queue) { note($0) }
        note = { [unowned self] in findings.note($0) }
        board.air.ciphers = .all
        accessPoint.onEthernet = { [unowned self] frame, at in network.receive(frame, at: at) }
        network.onFrame = { [unowned self] frame, at in accessPoint.send(frame, at: at) }
        accessPoint.start(at: board.now)
    }
}

extension Scenario.WiFi {
    /// The passphrase that the access point has; the device has `password`.
    fileprivate var network: String { fault == .wrongPassword ? password + "?" : password }
}

extension FrameCiphers {
    /// Those that access points still have.
    static let all = FrameCiphers(
        seal: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.seal(frame, key: key)
            case .ccmp: CCMP.seal(frame, key: key)
            }
        },
        open: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.open(frame, key: key)
            case .ccmp: CCMP.open(frame, key: key)
            }
        }
    )
}
