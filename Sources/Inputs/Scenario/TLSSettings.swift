import GuestABI
import Record

/// What a scenario asks of the device's TLS client beyond what its build does by itself.
public struct TLSSettings: Sendable, Equatable {
    /// Cipher suites offered, best first, IANA numbers; empty for the build's own.
    public var suites: [UInt16] = []
    /// Curves offered, best first, TLS numbers; empty for the build's own.
    public var curves: [UInt16] = []
    /// Maximum fragment length asked of the server, in bytes; nil for no request.
    public var maxFragmentLength: Int?
    /// Room for the content of an incoming record, bytes; nil for the build's own.
    public var inputBuffer: Int?
    /// Room for the content of an outgoing record, bytes; nil for the build's own.
    public var outputBuffer: Int?
    /// Whether the device first asks by a connection of its own if the server takes the fragment length.
    public var probesFragmentLength = false
    /// Whether the device takes any chain of the server.
    public var isInsecure = false
    /// SHA-1 of the server's certificate, by which alone the device judges its chain; nil to judge it by `credentials.ca`.
    public var fingerprint: [UInt8]?
    /// The device's clock at power-on, seconds since 1970-01-01 00:00:00 UTC, for clients that look at dates: as of
    /// `Scenario.Network`, so that it is as if SNTP had answered. A board that never asked has 0.
    public var time: UInt64 = 1_767_225_600
    /// What the application does between two steps of the handshake.
    public var betweenSteps = BetweenSteps.nothing
    /// Basic operations of elliptic curve arithmetic after which a restartable build returns; nil for no limit.
    public var ecpMaxOps: Int?
    /// How long the application waits for a handshake; nil for as long as the library does.
    public var handshakeTimeout: Seconds?
    /// Whether the device connects twice, the second time with the session of the first.
    public var resume = false
    /// Name of a firmware image with a changed mbedTLS setting; nil for the build as it is.
    public var image: String?

    /// What an application can do between two steps of a handshake.
    public enum BetweenSteps: String, Sendable, CaseIterable {
        /// Go on.
        case nothing
        /// Feed the watchdogs.
        case feed
        /// Give the SDK time.
        case yield

        /// The number in the configuration sector.
        package var code: BetweenStepsCode {
            switch self {
            case .nothing: .nothing
            case .feed: .feed
            case .yield: .yield
            }
        }
    }

    /// Nothing asked for.
    public init() {}

    /// The keys of what is asked for that only some libraries heed.
    package var special: Set<String> {
        let unset = TLSSettings()
        let all = [
            "tls.curves": curves != unset.curves, "tls.ecp_max_ops": ecpMaxOps != nil, "tls.image": image != nil,
            "tls.probe_fragment_length": probesFragmentLength, "tls.input_buffer": inputBuffer != nil,
            "tls.output_buffer": outputBuffer != nil, "tls.insecure": isInsecure, "tls.fingerprint": fingerprint != nil,
            "tls.time": time != unset.time,
        ]
        return Set(all.filter(\.value).keys)
    }

    /// Suites of TLS 1.2 that a scenario can name: those that AWS IoT serves (developer guide, transport security).
    package static let knownSuites: [UInt16] = [
        0xC02B, 0xC02C, 0xC023, 0xC024, 0xC009, 0xC00A, 0xC02F, 0xC030, 0xC027, 0xC028, 0xC013, 0xC014,
        0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035,
    ]
    /// TLS numbers of the curves that a scenario can name.
    package static let knownCurves: [String: UInt16] = ["secp256r1": 23, "secp384r1": 24, "secp521r1": 25]
    /// Sizes that a record's buffer can be given: those of BearSSL.
    package static let bufferSizes = 512...16_384
    /// Lengths that the extension of RFC 6066 has a code for.
    package static let fragmentLengths = [512, 1024, 2048, 4096]

    /// The number of the suite called `name`, one of `knownSuites`.
    package static func suite(_ name: String) -> UInt16? {
        knownSuites.first { CipherSuite.name($0) == name }
    }
}
