import ESP8266
import Inputs
import Record

/// What the radio of firmware of the user's own reaches: the air with an access point in it, and the network behind that.
final class UserWorld {
    private let medium: Medium
    private let accessPoint: VirtualAccessPoint
    /// Who joins the device's own access point.
    private let visitor: VirtualStation?
    /// What is behind the access point.
    let network: ScenarioNetwork

    /// Puts the world of `plan` around the antenna of `board`.
    init(_ plan: RunPlan, around board: Board) throws(EmulationError) {
        let wifi = plan.scenario.wifi
        medium = Medium(air: board.air, queue: board.queue, seed: plan.scenario.seed)
        var configuration = VirtualAccessPoint.Configuration(ssid: wifi.ssid, passphrase: wifi.network)
        configuration.faults.isAbsent = wifi.fault == .noAccessPoint
        configuration.seed = plan.scenario.seed
        accessPoint = VirtualAccessPoint(configuration, on: medium, queue: board.queue)
        visitor = plan.scenario.deviceAccessPoint.visitor(seed: plan.scenario.seed).map {
            VirtualStation($0, on: medium, queue: board.queue)
        }
        network = try ScenarioNetwork(plan, queue: board.queue)
        board.air.ciphers = .all
        let local = network.local
        accessPoint.onEthernet = { [unowned local] frame, at in local.receive(frame, at: at) }
        visitor?.onEthernet = { [unowned local] frame, at in local.receive(frame, at: at) }
        local.onFrame = { [accessPoint, visitor] frame, at in
            if let visitor, EUI48(frame, at: 6) == visitor.configuration.address {
                visitor.send(frame, at: at)
            } else {
                accessPoint.send(frame, at: at)
            }
        }
        accessPoint.start(at: board.now)
        visitor?.start(at: board.now)
    }
}

extension Scenario.DeviceAccessPoint {
    /// The station that looks for it, if somebody is to.
    fileprivate func visitor(seed: UInt64) -> VirtualStation.Configuration? {
        ssid.map { ssid in
            var configuration = VirtualStation.Configuration(ssid: ssid, passphrase: password)
            configuration.address = LocalNetwork.Configuration().visitorHardware
            configuration.seed = seed
            return configuration
        }
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
