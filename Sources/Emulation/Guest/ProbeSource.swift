import ESP8266
import GuestABI
import Record

/// Guest events from the probe of our own firmware.
struct ProbeSource {
    private let library: OwnTLSLibrary?
    private var stackBase: UInt32 = 0
    private var secondStackBase: UInt32 = 0

    init(library: OwnTLSLibrary?) {
        self.library = library
    }

    /// What it means that the firmware stored `value` to `register`; nil for what is no event, or not yet.
    mutating func event(_ register: Probe.Register, _ value: UInt32) -> GuestEvent? {
        switch register {
        case .tlsState: .handshake(value == PROBE_NO_TLS_STATE ? .none : library?.progress(value) ?? .none)
        case .handshakeResult: .handshakeReturned(error: -Int(Int32(bitPattern: value)))
        case .ciphersuite: .cipherSuite(UInt16(truncatingIfNeeded: value))
        case .curve: .curve(library?.curve(value))
        case .serviced: .serviced
        case .softWatchdog: SoftWatchdogState(number: value).map(GuestEvent.softWatchdog)
        case .softWatchdogTimeout: value > 0 ? .softWatchdogTimeout(Seconds(microseconds: Int64(value))) : nil
        case .appState: Self.application(value)
        case .resetReason: .resetReason(Int(value))
        case .stackBase: stackBegins(at: value)
        case .stackSize: .stack(base: stackBase, bytes: Int(value))
        case .secondStackBase: secondStackBegins(at: value)
        case .secondStackSize: .secondStack(base: secondStackBase, bytes: Int(value))
        case .stackOverflow: .stackOverflow
        case .heapCapacity: .heapCapacity(Int(value))
        case .heapFree: .heapFree(Int(value))
        case .heapLargest: .heapLargestBlock(Int(value))
        case .allocationFailed: .allocationFailed(Int(value))
        }
    }

    /// The firmware tells the address first.
    private mutating func stackBegins(at base: UInt32) -> GuestEvent? {
        stackBase = base
        return nil
    }

    private mutating func secondStackBegins(at base: UInt32) -> GuestEvent? {
        secondStackBase = base
        return nil
    }

    private static func application(_ value: UInt32) -> GuestEvent? {
        guard value & PROBE_APP_FAILED == 0 else { return .applicationFailed(code: value & ~PROBE_APP_FAILED) }
        return AppState(number: value).map(GuestEvent.application)
    }
}

// The initializers of imported enumerations take any number; these take known ones only.

extension AppState {
    init?(number: UInt32) {
        guard (Self.wifiConnecting.rawValue...UInt32(APP_LAST_STATE)).contains(number) else { return nil }
        self.init(rawValue: number)
    }
}

extension SoftWatchdogState {
    init?(number: UInt32) {
        guard number <= SOFT_WDT_LAST_STATE else { return nil }
        self.init(rawValue: number)
    }
}
