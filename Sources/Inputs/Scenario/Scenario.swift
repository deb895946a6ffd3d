import ESP8266
import Record

/// What happens in a run: the device's credentials, the world around it, and when to stop.
public struct Scenario: Sendable, Equatable {
    /// Firmware of the user's own, ELF or flash image, seen from the working folder; nil for one of the tool's.
    public var firmware: String?
    /// Further parts of its flash.
    public var flash: [FlashPart] = []
    /// Bytes of its flash chip; nil for what the firmware's header says.
    public var flashSize: Int?
    /// Whether the root certificates in it are exchanged for the endpoint's.
    public var replacesRoot = false
    /// What is typed on its serial line.
    public var serial: [SerialStep] = []
    /// Name or file of the profile; nil for the default.
    public var profile: String?
    /// CPU clock that overrides the profile's.
    public var clockMHz: Int?
    /// Files of the credentials, seen from the working folder; nil for those of the tool.
    public var credentials = Credentials()
    /// Server name and port the device is configured with.
    public var endpoint = Endpoint(host: Scenario.defaultHost, port: 8883)
    /// Certificates of the built-in endpoint; nil for what AWS serves: RSA, but to a TLS build that speaks ECDSA only.
    public var serverCertificate: ServerCertificate?
    /// Length of its chains, where it is given.
    public private(set) var givenServerChain: ServerChain?
    /// Length of its chains: by itself as the account's era has it.
    public var serverChain: ServerChain {
        get { givenServerChain ?? (cloud.isGiven ? cloud.era.chain : .legacy) }
        set { givenServerChain = newValue }
    }
    /// How its first flight is put into records, where that is given.
    public private(set) var givenServerFlight: ServerFlight?
    /// How its first flight is put into records: by itself as the account's era has it.
    public var serverFlight: ServerFlight {
        get { givenServerFlight ?? (cloud.isGiven ? cloud.era.flight : .recordPerGroup) }
        set { givenServerFlight = newValue }
    }
    /// Whether the endpoint wants the device's certificate; without it no MQTT follows.
    public var serverAsksForCertificate = true
    /// Key exchanges that the endpoint serves.
    public var serverKeyExchange = ServerKeyExchange.any
    /// Those of the cipher suites that AWS IoT serves which the endpoint serves, IANA numbers; nil for all.
    public var serverSuites: [UInt16]?
    /// Curves that the endpoint prefers to the device's first, best first, TLS numbers; nil for none.
    public var serverCurves: [UInt16]?
    /// Whether the endpoint keeps sessions for devices that resume them.
    public var serverKeepsSessions = false
    /// The account that the built-in endpoint belongs to.
    public var cloud = Cloud()
    /// Real server to connect to instead of the built-in endpoint.
    public var tcp: Endpoint?
    /// The network.
    public var wifi = WiFi()
    /// Who joins the device's own network.
    public var station = Station()
    /// The way to the server.
    public var link = Link()
    /// What else is in the network of firmware of the user's own.
    public var network = Network()
    /// Who fetches pages from the device.
    public var clients: [Client] = []
    /// What the device's TLS client is asked for.
    public var tls = TLSSettings()
    /// What the tool's own application is configured with.
    public var application = Application()
    /// What a watchdog trip does.
    public var onTrip = TripAction.reset
    /// Most simulated time a run may take.
    public var timeLimit = Seconds(microseconds: 60_000_000)
    /// Seed of everything random.
    public var seed: UInt64 = 1
    /// What the endpoint says to the device, as given; nil for what the tool's own application waits for.
    private var givenMessages: [Message]?
    /// What has the tool's own application of the profile switch its LED on.
    package var usualMessages = Message.usual(of: "aws_iot")
    /// Buttons that are pressed.
    public var buttons: [ButtonPress] = []
    /// mbedTLS debug level of the guest, 0…4; its lines take time on the UART.
    public var debugLevel = 0
    /// When the run is over.
    public var stop = StopRule()
    /// What someone measured on a real device in this situation; without effect on the run.
    public var published: [PublishedDuration] = []
    /// What the run is to be like; `vesp check` judges by it.
    public var expect = Expectations()
    /// Where the scenario comes from; nil for one that no file gives.
    package var origin: Origin?

    /// The default run.
    public init() {}

    /// Name of the built-in endpoint, of the shape AWS gives.
    public static let defaultHost = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"
    /// Profile of a run that names none.
    public static let defaultProfile = "nodemcu-nonos-2.2"

    /// Which certificate chains the built-in endpoint has.
    public enum ServerCertificate: String, Sendable, CaseIterable {
        /// RSA-2048.
        case rsa
        /// P-256.
        case ecdsa
        /// Either, as the cipher suite wants; the device's first choice wins.
        case both
    }

    /// Certificates that the built-in endpoint sends.
    public enum ServerChain: String, Sendable, CaseIterable {
        /// Leaf and intermediate, as AWS sent until about 2020.
        case legacy
        /// As ATS hosts send: for RSA with two cross-signed roots, 4.9 KB.
        case ats
        /// As ATS hosts send, without the last: the RSA chain ends with the root as an older one cross-signed it.
        case crossSigned = "cross-signed"
    }

    /// Records of the built-in endpoint's first flight.
    public enum ServerFlight: String, Sendable, CaseIterable {
        /// Each message in its own.
        case recordPerMessage = "record-per-message"
        /// ServerHello; Certificate; the rest: AWS since about 2020.
        case recordPerGroup = "record-per-group"
        /// All in one: AWS until then.
        case oneRecord = "one-record"
    }

    /// Key exchanges of the built-in endpoint.
    public enum ServerKeyExchange: String, Sendable, CaseIterable {
        /// The device's first choice.
        case any
        /// RSA only, without ECDHE.
        case rsa
    }

    /// Files in PEM.
    public struct Credentials: Sendable, Equatable {
        /// Certificates the device trusts.
        public var ca: String?
        /// The device's certificate.
        public var cert: String?
        /// The device's key.
        public var key: String?

        /// Given files; nil for those of the tool.
        public init(ca: String? = nil, cert: String? = nil, key: String? = nil) {
            self.ca = ca
            self.cert = cert
            self.key = key
        }
    }

    /// A name and a port.
    public struct Endpoint: Sendable, Equatable {
        /// Host name or address.
        public var host: String
        /// TCP port.
        public var port: Int

        /// An endpoint.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Reads `HOST` or `HOST:PORT`; nil when it is neither.
        public init?(text: String, defaultPort: Int?) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard let host = parts.first, !host.isEmpty, parts.count <= 2, host.utf8.count <= 253,
                host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return nil }
            let port = parts.count == 2 ? Int(parts[1]) : defaultPort
            guard let port, (1...65_535).contains(port) else { return nil }
            self.init(host: String(host), port: port)
        }
    }

    /// The access point and what the device is told about it.
    public struct WiFi: Sendable, Equatable {
        /// Name of the network, where one is given.
        public private(set) var givenSSID: String?
        /// Name the device looks for.
        public var ssid: String {
            get { givenSSID ?? "vesp" }
            set { givenSSID = newValue }
        }
        /// Password the device has.
        public var password = "virtual-esp8266"
        /// Whether the device has joined the network before, so that its SDK has the key in flash.
        public var isKnown = true
        /// What is wrong with the network, if anything.
        public var fault = Fault.none
        /// How the access point is on the air.
        public var radio = Radio()

        /// What may be wrong.
        public enum Fault: String, Sendable, CaseIterable {
            /// Nothing.
            case none
            /// The access point is not there.
            case noAccessPoint = "no-access-point"
            /// The access point has another password.
            case wrongPassword = "wrong-password"
        }

        /// A network without faults.
        public init() {}

        /// Whether nothing is said of it. Then firmware of the user's own is alone on the air.
        public var isUnnamed: Bool { self == WiFi() }
    }

    /// The way to the server. What holds without a word in the scenario is assumed: a home network and an endpoint on
    /// some distance, 80 ms there and back.
    public struct Link: Sendable, Equatable {
        /// One way, in ms.
        public var latencyMilliseconds = 40
        /// Each direction, in kbit/s.
        public var bandwidthKbps = 2000
        /// Lost segments in a thousand; each costs a retransmission.
        public var lossPermille = 0
        /// Frames in a thousand that others overtake.
        public var reorderingPermille = 0

        /// A quick link.
        public init() {}
    }

    /// A message from the endpoint to the device.
    public struct Message: Sendable, Equatable {
        /// What it waits for.
        public var after: Trigger
        /// How long after that.
        public var delay: Seconds
        /// Topic.
        public var topic: String
        /// Payload.
        public var payload: String

        /// What a message can wait for.
        public enum Trigger: String, Sendable, CaseIterable {
            /// The device's subscription.
            case subscribed
            /// The device's first publication.
            case published
        }

        /// A message.
        public init(after: Trigger, delay: Seconds = .zero, topic: String, payload: String) {
            self.after = after
            self.delay = delay
            self.topic = topic
            self.payload = payload
        }
    }

    /// What the endpoint says to the device.
    public var messages: [Message] {
        get { givenMessages ?? (firmware == nil ? usualMessages : []) }
        set { givenMessages = newValue }
    }

    /// What must have happened before the run is over: by default a publication and, when the built-in endpoint sends
    /// messages that switch it, the LED; for firmware of the user's own the serial dialogue and the clients, or nothing without either.
    public var stopConditions: Set<StopRule.Condition> {
        if firmware != nil { return stop.conditions ?? conditionsOfUserFirmware }
        let hasMessages = tcp == nil && !messages.isEmpty && !usualMessages.isEmpty
        let usual: Set<StopRule.Condition> = hasMessages ? [.published, .ledOn] : [.published]
        return stop.conditions ?? usual.union(arrivals)
    }

    private var arrivals: Set<StopRule.Condition> { tcp == nil && !cloud.expectations.isEmpty ? [.arrivals] : [] }

    private var conditionsOfUserFirmware: Set<StopRule.Condition> {
        let conditions: [StopRule.Condition] = (hasDialogue ? [.serial] : []) + (clients.isEmpty ? [] : [.clients])
        let all = arrivals.union(conditions)
        return all.isEmpty ? [.time] : all
    }

    private var hasDialogue: Bool { !serial.isEmpty || !expect.serialTexts.isEmpty }

    /// A file at a place in the flash.
    public struct FlashPart: Sendable, Equatable {
        /// The file.
        public var file: String
        /// Flash offset of its first byte.
        public var offset: Int

        /// `file` at `offset`.
        public init(file: String, offset: Int) {
            self.file = file
            self.offset = offset
        }
    }

    /// Something typed on UART0, once the step before has been typed.
    public struct SerialStep: Sendable, Equatable {
        /// Not before this time; nil when it waits for a text only.
        public var at: Seconds?
        /// Not before the device has printed this since the last step; nil when it waits for a time only.
        public var after: String?
        /// What is typed, at the pace of the line.
        public var send: String

        /// A step.
        public init(at: Seconds? = nil, after: String? = nil, send: String) {
            self.at = at
            self.after = after
            self.send = send
        }
    }

    /// When a run is over.
    public struct StopRule: Sendable, Equatable {
        /// What must have happened, all of it; nil for what the scenario's kind suggests.
        public var conditions: Set<Condition>?
        /// Starts of the chip after which a device that keeps tripping is given up.
        public var boots = 3

        /// What can have happened.
        public enum Condition: String, Sendable, CaseIterable {
            /// The TLS handshake completed.
            case handshake
            /// MQTT accepted.
            case connected
            /// A publication acknowledged.
            case published
            /// The LED went on.
            case ledOn = "led_on"
            /// Everything that is to be typed was typed, and every text that is expected was printed.
            case serial
            /// Everybody who fetches a page from the device has an answer, or the lack of one.
            case clients
            /// Everything that is expected at the endpoint has arrived, or can arrive no more.
            case arrivals
            /// Nothing ends the run but the time limit, which then is no fault.
            case time
        }

        /// The default rule.
        public init() {}
    }
}
