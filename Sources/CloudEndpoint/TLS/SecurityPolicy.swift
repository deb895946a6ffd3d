/// Which versions and cipher suites an endpoint speaks, by AWS IoT's names (developer guide, Transport security in AWS IoT
/// Core, security policies).
public enum SecurityPolicy: String, CaseIterable, Sendable {
    /// TLS 1.3 alone, which this endpoint does not speak: it refuses every client as such an endpoint refuses those of TLS 1.2.
    case tls13Only = "IoTSecurityPolicy_TLS13_1_3_2022_10"
    /// TLS 1.2 and 1.3; of these, this endpoint speaks 1.2. AWS's choice for new domain configurations.
    case tls13 = "IoTSecurityPolicy_TLS13_1_2_2022_10"
    /// TLS 1.2.
    case tls12 = "IoTSecurityPolicy_TLS12_1_2_2022_10"
    /// TLS 1.0 to 1.2: the default of regions that began in 2016 or later.
    case tls10Of2016 = "IoTSecurityPolicy_TLS12_1_0_2016_01"
    /// As that, with DHE-RSA-AES256-SHA: the default of the oldest six regions.
    case tls10Of2015 = "IoTSecurityPolicy_TLS12_1_0_2015_01"

    /// Whether clients that speak at most TLS 1.2 are served.
    var takesTLS12: Bool { self != .tls13Only }

    /// Whether clients that speak at most TLS 1.0 or 1.1 are served.
    var takesOldVersions: Bool { self == .tls10Of2016 || self == .tls10Of2015 }

    /// IANA numbers of the suites.
    public var suites: Set<UInt16> {
        self == .tls10Of2015 ? EndpointConfiguration.awsSuites.union([0x0039]) : EndpointConfiguration.awsSuites
    }
}
