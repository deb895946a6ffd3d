import GuestABI

/// The Wi-Fi station, a device of the virtual board with the SDK's status codes.
final class WiFiStation: Peripheral {
    typealias Register = StationRegister

    private static let reasonNoAccessPoint: UInt32 = 201
    private static let reasonHandshakeTimeout: UInt32 = 204
    private let configuration: BoardConfiguration
    private let queue: EventQueue
    private let memory: MemoryMap
    private var status = StationStatus.idle
    private let onPhase: (WiFiPhase, Ticks) -> Void
    private var phase = WiFiPhase.none
    private var reason: UInt32 = 0
    private var pointers: [Register: UInt32] = [:]
    private var event: EventHandle?

    init(
        configuration: BoardConfiguration,
        queue: EventQueue,
        memory: MemoryMap,
        onPhase: @escaping (WiFiPhase, Ticks) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.queue = queue
        self.memory = memory
        self.onPhase = onPhase
    }

    convenience init(on board: Board) {
        self.init(configuration: board.configuration, queue: board.queue, memory: board.memory) {
            [unowned board] phase, at in board.observer?.wifiEntered(phase, at: at)
        }
    }

    var isUp: Bool { status == .gotIP }

    override func reset(now: Ticks) {
        queue.cancel(event)
        status = .idle
        enter(.none, now)
        reason = 0
        pointers = [:]
    }

    private func enter(_ new: WiFiPhase, _ now: Ticks) {
        guard phase != new else { return }
        phase = new
        onPhase(new, now)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(offset: offset) else { return nil }
        switch register {
        case .cmd: return 0
        case .status: return status.rawValue
        case .ip: return isUp ? 0x6401_A8C0 : 0
        case .gateway: return isUp ? 0x0101_A8C0 : 0
        case .netmask: return isUp ? 0x00FF_FFFF : 0
        case .reason: return reason
        case .channel: return 6
        case .aid: return 1
        case .phase: return phase.rawValue
        case .ssidPointer, .passwordPointer: return pointers[register] ?? 0
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(offset: offset) else { return false }
        switch register {
        case .cmd:
            switch StationCommand(number: value) {
            case .connect: connect(now)
            case .disconnect: reset(now: now)
            case nil: break
            }
        case .ssidPointer, .passwordPointer: pointers[register] = value
        case .status, .ip, .gateway, .netmask, .reason, .channel, .aid, .phase: break
        }
        return true
    }

    private func connect(_ now: Ticks) {
        let ssid = memory.string(at: pointers[.ssidPointer] ?? 0)
        let password = memory.string(at: pointers[.passwordPointer] ?? 0)
        status = .connecting
        enter(.scan, now)
        after(configuration.scanMicroseconds, now) { [unowned self] at in
            if ssid != configuration.accessPoint.ssid {
                fail(.noAccessPoint, Self.reasonNoAccessPoint, at)
            } else {
                join(password: password, now: at)
            }
        }
    }

    private func join(password: String, now: Ticks) {
        enter(.join, now)
        after(configuration.joinMicroseconds, now) { [unowned self] at in
            if password != configuration.accessPoint.password {
                fail(.wrongPassword, Self.reasonHandshakeTimeout, at)
                return
            }
            enter(.dhcp, at)
            after(configuration.dhcpMicroseconds, at) { [unowned self] at in
                enter(.up, at)
                status = .gotIP
            }
        }
    }

    private func fail(_ status: StationStatus, _ reason: UInt32, _ now: Ticks) {
        self.status = status
        self.reason = reason
        enter(.none, now)
    }

    private func after(_ microseconds: UInt64, _ now: Ticks, _ action: @escaping (Ticks) -> Void) {
        queue.cancel(event)
        event = queue.schedule(at: now &+ microseconds &* Clock.ticksPerMicrosecond, action)
    }
}
