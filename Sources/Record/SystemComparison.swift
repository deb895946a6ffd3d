/// What `vesp compare-systems` found out: systems side by side under equal conditions.
public struct SystemComparison: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// What kind of file this is.
    public var kind = Kind.systems
    /// What all systems had in common.
    public var conditions: Conditions
    /// The systems, in their order.
    public var systems: [Entry] = []
    /// Whether a signal ended the comparison early.
    public var interrupted = false

    /// The kind of a saved comparison.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Of `vesp compare-systems`.
        case systems
    }

    /// What all systems had in common.
    public struct Conditions: Sendable, Equatable, Codable {
        /// CPU clock in MHz.
        public var clockMHz: Int
        /// The device's key: `p-256` or `rsa-2048`.
        public var key: String
        /// The endpoint's certificates: `rsa` or `ecdsa`.
        public var serverCertificate: String

        package init(clockMHz: Int, key: String, serverCertificate: String) {
            self.clockMHz = clockMHz
            self.key = key
            self.serverCertificate = serverCertificate
        }

        enum CodingKeys: String, CodingKey {
            case clockMHz = "clock_mhz"
            case key
            case serverCertificate = "server_certificate"
        }
    }

    /// One system.
    public struct Entry: Sendable, Equatable, Codable {
        /// Name of its file.
        public var name: String
        /// What people call it.
        public var title: String
        /// Whether it is a build of somebody's own that was found in a folder.
        public var isFirmware = false
        /// What it decides by itself, whatever the conditions are.
        public var own: [String] = []
        /// Why it could not be run, or null.
        @Nullable public var fault: CheckResult.Fault?
        /// What its run came to, or null.
        @Nullable public var figures: Figures?

        package init(name: String, title: String) {
            self.name = name
            self.title = title
        }

        enum CodingKeys: String, CodingKey {
            case name, title
            case isFirmware = "is_firmware"
            case own, fault, figures
        }
    }

    /// What a run came to; null for what is not known of it.
    public struct Figures: Sendable, Equatable, Codable {
        /// The profile.
        public var profile: String
        /// The CPU clock in MHz at the end of the run.
        public var clockMHz: Int
        /// The TLS library.
        @Nullable public var library: String?
        /// Whether MQTT accepted the connection.
        public var connected: Bool
        /// The reasons of a bad verdict, worst first.
        public var reasons: [String]
        /// From power-on until MQTT accepted the connection, or null when it did not.
        @Nullable public var connect: Seconds?
        /// The first completed TLS handshake.
        @Nullable public var handshake: Seconds?
        /// The longest stall.
        @Nullable public var stall: Seconds?
        /// Whether it may have been longer, as a watchdog's reset ended it.
        public var stallIsLowerBound: Bool
        /// The watchdog that bit first: `none`, `soft` or `hard`.
        public var watchdog: String
        /// Most heap in use, bytes.
        @Nullable public var heapPeak: Int?
        /// Most of the application's stack in use, bytes.
        @Nullable public var stackPeak: Int?
        /// Bytes of the image that stand in the flash.
        @Nullable public var flashBytes: Int?
        /// Bytes that TCP carried both ways until then.
        @Nullable public var bytesOnAir: Int?
        /// A second handshake with the session of the first, or null without resumption.
        @Nullable public var resumption: Seconds?
        /// IANA name of the cipher suite.
        @Nullable public var ciphersuite: String?

        enum CodingKeys: String, CodingKey {
            case profile
            case clockMHz = "clock_mhz"
            case library, connected, reasons
            case connect = "connect_s"
            case handshake = "handshake_s"
            case stall = "stall_s"
            case stallIsLowerBound = "stall_is_lower_bound"
            case watchdog
            case heapPeak = "heap_peak"
            case stackPeak = "stack_peak"
            case flashBytes = "flash_bytes"
            case bytesOnAir = "bytes_on_air"
            case resumption = "resumption_s"
            case ciphersuite
        }

        /// The figures of a run that ended when MQTT accepted the connection, if it did.
        package init(_ record: RunRecord) {
            let measurement = Measurement(record)
            profile = record.profile
            clockMHz = record.clockMHz
            library = record.tlsLibrary?.name
            connected = record.connected
            reasons = record.verdict.reasons
            connect = record.connected ? record.duration : nil
            handshake = record.handshake.completed ? record.handshake.seconds : nil
            stall = measurement.value(of: .wholeStall).map { Seconds(microseconds: Int64($0)) }
            stallIsLowerBound = measurement.stallIsLowerBound == true
            watchdog = measurement.watchdog
            heapPeak = measurement.value(of: .heapPeak)
            stackPeak = measurement.value(of: .stackPeak)
            bytesOnAir = record.traffic?.segments.reduce(0) { $0 + $1.payload.count }
            ciphersuite = record.handshake.ciphersuite
        }
    }

    package init(_ conditions: Conditions) {
        self.conditions = conditions
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case kind, conditions, systems, interrupted
    }

    /// 0 when every system was run, 1 when not, the code of the first fault when a run was impossible. What a run came to is no
    /// fault: a comparison asks, it does not judge.
    public var exitCode: Int32 {
        if let fault = systems.lazy.compactMap(\.fault).first { return fault.exitCode }
        return interrupted ? 1 : 0
    }
}
