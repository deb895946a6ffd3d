/// The configuration area of the virtual flash: how credentials and settings reach firmware that has none compiled in.
///
/// Layout, little-endian: `VCFG`, version 1, total bytes, then entries {key, length, bytes padded to 4}, end key 0.
public struct ConfigSector: Sendable, Equatable {
    /// What an entry is about.
    public enum Key: UInt32, Sendable, CaseIterable {
        /// Network name.
        case ssid = 1
        /// Network password.
        case password = 2
        /// Server name.
        case host = 3
        /// Server port.
        case port = 4
        /// Trusted certificates, PEM.
        case certificateAuthority = 5
        /// The device's certificate, PEM.
        case certificate = 6
        /// The device's key, PEM.
        case privateKey = 7
        /// mbedTLS debug level 0…4.
        case debugLevel = 8
        /// CPU clock in MHz.
        case clockMHz = 9
        /// 0 cooperative, 1 priority task, 2 idle, 3 poll loop.
        case feedingRule = 10
        /// Heap size.
        case heapBytes = 11
        /// Stack size of the application.
        case stackBytes = 12
        /// Soft watchdog interval, µs; the bite comes at the second.
        case softWatchdogInterval = 13
        /// Stage-0 exponent of the hardware watchdog.
        case hardWatchdogStage0 = 14
        /// Stage-1 exponent of the hardware watchdog.
        case hardWatchdogStage1 = 15
        /// Bit 0: soft watchdog on; bit 1: hardware watchdog on.
        case flags = 16
        /// Name the SDK prints.
        case sdkName = 17
        /// Seed of the guest's own random numbers.
        case seed = 18
        /// 0 NONOS, 1 esp-open-rtos, 2 ESP8266_RTOS_SDK, 3 Mongoose OS.
        case logStyle = 19
        /// 0 none, 1 record the reason only, 2 panic.
        case hardWatchdogInterrupt = 20
        /// Size of the flash cache: 16384 or 32768.
        case cacheBytes = 21
        /// Cipher suites to offer, best first: numbers of 4 bytes.
        case tlsSuites = 22
        /// TLS numbers of the curves to offer, best first: numbers of 4 bytes.
        case tlsCurves = 23
        /// Maximum fragment length to ask for, bytes.
        case tlsFragmentLength = 24
        /// 0 nothing, 1 feed the watchdogs, 2 give the SDK time between steps of the handshake.
        case tlsBetweenSteps = 25
        /// Operations after which restartable elliptic curve arithmetic returns.
        case tlsECPOperations = 26
        /// 1: connect, then connect again with the session of the first connection.
        case tlsResume = 27
    }

    /// Room in flash.
    public static let capacity = 16 * 1024

    private var entries: [(key: Key, bytes: [UInt8])] = []

    /// An empty configuration.
    public init() {}

    /// Adds a number.
    public mutating func set(_ key: Key, _ value: UInt32) {
        entries.append((key, Self.bytes(value)))
    }

    /// Adds a list of numbers.
    public mutating func set(_ key: Key, _ values: [UInt32]) {
        entries.append((key, values.flatMap(Self.bytes)))
    }

    /// Adds text.
    public mutating func set(_ key: Key, _ text: String) {
        entries.append((key, Array(text.utf8)))
    }

    /// The bytes for the flash, or an error when they do not fit.
    public func encoded() throws(EmulationError) -> [UInt8] {
        var body: [UInt8] = []
        for entry in entries {
            body += Self.bytes(entry.key.rawValue) + Self.bytes(UInt32(truncatingIfNeeded: entry.bytes.count))
            body += entry.bytes + [UInt8](repeating: 0, count: (4 - entry.bytes.count % 4) % 4)
        }
        body += Self.bytes(0)
        let total = body.count + 12
        guard total <= Self.capacity else {
            throw .badInput(
                file: "configuration",
                line: nil,
                message: "certificates and settings take \(total) bytes, the flash has room for \(Self.capacity)"
            )
        }
        return Array("VCFG".utf8) + Self.bytes(1) + Self.bytes(UInt32(total)) + body
    }

    /// Entries with the same keys and bytes in the same order are equal.
    public static func == (left: ConfigSector, right: ConfigSector) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.bytes == $1.bytes }
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
