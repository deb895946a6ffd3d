/// The probe at 0x60004400, a device of the virtual board: what the firmware tells the observer.
public final class Probe: Peripheral {
    /// Registers of the window; write-only but for ON_TRIP.
    public enum Register: UInt32, Sendable {
        /// mbedTLS state number; 0xFFFFFFFF outside a handshake.
        case tlsState = 0x00
        /// The application's loop was serviced.
        case serviced = 0x04
        /// Lowest address of the stack.
        case stackBase = 0x08
        /// Bytes of the stack.
        case stackSize = 0x0C
        /// The stack ran over; the value is the stack pointer.
        case stackOverflow = 0x10
        /// An allocation failed; the value is the size asked for.
        case allocationFailed = 0x14
        /// Progress of the application, `AppState`; bit 31 with a negated error on failure.
        case appState = 0x18
        /// IANA number of the negotiated cipher suite.
        case ciphersuite = 0x1C
        /// mbedtls_ecp_group_id of the key exchange.
        case curve = 0x20
        /// 0 stopped, 1 fed, 2 first expiry, 3 bite, 4 armed.
        case softWatchdog = 0x24
        /// Nominal time from feed to bite in µs.
        case softWatchdogTimeout = 0x28
        /// Read: 0 reset, 1 observe.
        case onTrip = 0x2C
        /// Free heap bytes at a new low-water.
        case heapFree = 0x30
        /// Largest free block at a new low-water.
        case heapLargest = 0x34
        /// Bytes the heap was given.
        case heapCapacity = 0x38
        /// rst_info.reason of this boot.
        case resetReason = 0x3C
        /// 0 or a negated mbedTLS error.
        case handshakeResult = 0x40
    }

    private let onTrip: TripAction
    private let onProbe: (Register, UInt32, Ticks) -> Void

    init(onTrip: TripAction, onProbe: @escaping (Register, UInt32, Ticks) -> Void) {
        self.onTrip = onTrip
        self.onProbe = onProbe
    }

    func reset(now: Ticks) {}

    func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        return register == .onTrip && onTrip == .observe ? 1 : 0
    }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        onProbe(register, value, now)
        return true
    }
}
