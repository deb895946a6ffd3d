import Record

extension Scenario {
    /// The account at AWS IoT that the built-in endpoint belongs to. Without a word of it there is none: the endpoint lets the
    /// device do everything.
    public struct Cloud: Sendable, Equatable {
        /// Whose manners the endpoint has; nil for those of today.
        public var givenEra: Era?
        /// The device's certificate, PEM; nil for that of the tool's own device, and for the first that firmware of the user's own shows.
        public var device: String?
        /// What the account knows of that certificate; nil for ACTIVE, or for nothing where a CA registers it.
        public var givenCertificate: CertificateState?
        /// Where a certificate that is not ACTIVE is refused; nil for what the era has.
        public var refusesAt: RefusalPlace?
        /// What becomes of a message with RETAIN; nil for what the era has.
        public var retain: Retain?
        /// What becomes of the name that the device asks for (SNI); nil for what the era has.
        public var serverName: ServerName?
        /// Whether a maximum fragment length is heard; nil for what the era has.
        public var takesFragmentLength: Bool?
        /// Versions and cipher suites; nil for those of `TLS12_1_2_2022_10`.
        public var securityPolicy: SecurityPolicy?
        /// The key that signed requests have to be signed with; nil to take every signature.
        public var accessKey: AccessKey?
        /// Whether devices are given session tickets, which AWS IoT does not do.
        public var givesTickets = false
        /// The policy that is attached to the certificate; nil for one that allows everything.
        public var givenPolicy: Policy?
        /// A thing of the account.
        public var thing: Thing?
        /// A CA of the account.
        public var authority: Authority?
        /// What goes wrong between endpoint and device.
        public var fault: Fault?
        /// Messages of somebody else.
        public var publications: [Publication] = []
        /// When somebody else connects with the client id that the device has then.
        public var duplicateAt: Seconds?
        /// What is to arrive at the endpoint.
        public var expectations: [Arrival] = []

        /// No account.
        public init() {}

        /// Whether there is an account.
        public var isGiven: Bool { self != Cloud() }
        /// Whose manners the endpoint has.
        public var era: Era { givenEra ?? .current }
        /// What the account knows of the device's certificate.
        public var certificate: CertificateState {
            givenCertificate ?? (authority.map { $0.registration != .none } ?? false ? .unregistered : .active)
        }
        /// The policy that is attached to it.
        public var policy: Policy { givenPolicy ?? .everything }
    }
}

extension Scenario.Cloud {
    /// AWS IoT's behaviour then.
    public enum Era: String, Sendable, CaseIterable {
        /// The hosts under VeriSign's root.
        case legacy2016 = "legacy-2016"
        /// The ATS hosts until August 2021.
        case ats2020 = "ats-2020"
        /// Today.
        case current

        /// Length of the endpoint's chains.
        public var chain: Scenario.ServerChain { self == .legacy2016 ? .legacy : .ats }
        /// How its first flight is put into records.
        public var flight: Scenario.ServerFlight { self == .legacy2016 ? .oneRecord : .recordPerGroup }
    }

    /// What the account knows of a certificate: `CertificateStatus` of AWS's API, or nothing.
    public enum CertificateState: String, Sendable, CaseIterable {
        /// The only one that lets a device in.
        case active = "ACTIVE"
        /// Switched off for the time being.
        case inactive = "INACTIVE"
        /// Switched off for good.
        case revoked = "REVOKED"
        /// On its way to another account.
        case pendingTransfer = "PENDING_TRANSFER"
        /// Registered and switched off, deprecated.
        case registerInactive = "REGISTER_INACTIVE"
        /// Not yet switched on.
        case pendingActivation = "PENDING_ACTIVATION"
        /// The account does not have it.
        case unregistered
    }

    /// Where a certificate that is not ACTIVE is refused.
    public enum RefusalPlace: String, Sendable, CaseIterable {
        /// With an alert in the handshake.
        case handshake
        /// By an end without CONNACK.
        case connect
    }

    /// What becomes of a message with RETAIN.
    public enum Retain: String, Sendable, CaseIterable {
        /// Its client is disconnected.
        case disconnect
        /// It is kept.
        case keep
    }

    /// What becomes of the name that a device asks for: it must be that of `endpoint`.
    public enum ServerName: String, Sendable, CaseIterable {
        /// Nobody looks at it.
        case ignored
        /// A wrong one is refused.
        case optional
        /// It must be there, too.
        case required
    }

    /// AWS IoT's names of versions and cipher suites that are served.
    public enum SecurityPolicy: String, Sendable, CaseIterable {
        /// TLS 1.3 alone, which refuses every device of this chip's kind.
        case tls13Only = "IoTSecurityPolicy_TLS13_1_3_2022_10"
        /// TLS 1.2 of 1.2 and 1.3.
        case tls13 = "IoTSecurityPolicy_TLS13_1_2_2022_10"
        /// TLS 1.2.
        case tls12 = "IoTSecurityPolicy_TLS12_1_2_2022_10"
        /// TLS 1.0 to 1.2.
        case tls10Of2016 = "IoTSecurityPolicy_TLS12_1_0_2016_01"
        /// TLS 1.0 to 1.2, with DHE-RSA-AES256-SHA.
        case tls10Of2015 = "IoTSecurityPolicy_TLS12_1_0_2015_01"
    }

    /// What a certificate may do.
    public enum Policy: Sendable, Equatable {
        /// A policy that allows everything.
        case everything
        /// No policy.
        case none
        /// The document in a file, JSON.
        case file(String)
    }

    /// A thing.
    public struct Thing: Sendable, Equatable {
        /// Its name.
        public var name = ""
        /// Its type; nil for none.
        public var type: String?
        /// Its attributes.
        public var attributes: [String: String] = [:]
        /// Whether the device's certificate is attached to it.
        public var isAttached = true

        /// A thing that is to be read.
        public init() {}
    }

    /// A CA of the account's owner.
    public struct Authority: Sendable, Equatable {
        /// Its certificate, PEM; nil for the one that issued the certificate of the tool's own device.
        public var file: String?
        /// Whether it is ACTIVE.
        public var isActive = true
        /// What becomes of certificates that it issued and nobody registered.
        public var registration = Registration.none
        /// How long after their event they are activated, by what stands in for a function behind a rule; nil: they are not.
        public var activatesAfter: Seconds?
        /// The policy that is attached to them then.
        public var policy = Policy.everything
        /// The provisioning template, JSON.
        public var template: String?

        /// A CA that is to be read.
        public init() {}

        /// What becomes of certificates that nobody registered.
        public enum Registration: String, Sendable, CaseIterable {
            /// Nothing: auto-registration is off.
            case none
            /// Just-in-time registration.
            case jitr
            /// Just-in-time provisioning with a template.
            case jitp
        }
    }

    /// A message that somebody else publishes.
    public struct Publication: Sendable, Equatable {
        /// When.
        public var at = Seconds.zero
        /// Topic.
        public var topic = ""
        /// Payload.
        public var payload = ""
        /// 0 or 1.
        public var qos = 0
        /// Whether it has RETAIN.
        public var isRetained = false

        /// A message that is to be read.
        public init() {}
    }

    /// Messages that are to arrive at the endpoint.
    public struct Arrival: Sendable, Equatable {
        /// A topic filter of MQTT.
        public var topic = "#"
        /// What their payload is to contain; nil for anything.
        public var payload: String?
        /// What their payload is to have as JSON, members of objects among others; nil for anything.
        public var json: String?
        /// Least number of them.
        public var count = 1
        /// When they are to be there; nil for the end of the run.
        public var by: Seconds?

        /// An expectation that is to be read.
        public init() {}
    }
}
