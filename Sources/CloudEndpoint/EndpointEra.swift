/// How AWS IoT behaved when devices were written against it. What it does today is the default everywhere else.
public enum EndpointEra: String, CaseIterable, Sendable {
    /// The hosts under VeriSign's root: one record for the server's first flight, an alert in the handshake for a certificate
    /// that is not active, RETAIN disconnects.
    case legacy2016 = "legacy-2016"
    /// The ATS hosts until August 2021. Where a bad certificate was refused then is not known; assumed: in the handshake.
    case ats2020 = "ats-2020"
    /// Handshakes succeed with any certificate; one that is not active ends the connection after CONNECT.
    case current

    /// Whether a certificate is judged at CONNECT instead of in the handshake.
    public var refusesAtConnect: Bool { self == .current }

    /// Whether the server's chain is that of the ATS hosts.
    public var isATS: Bool { self != .legacy2016 }

    /// How the server's first flight is put into records.
    public var serverFlight: EndpointConfiguration.ServerFlight { isATS ? .recordPerGroup : .oneRecord }

    /// Which host the API names without being asked for a type.
    public var defaultEndpoint: RegistrySettings.DefaultEndpoint { self == .current ? .ats : .legacy }

    /// What TLS makes of extensions. `ats-2020` goes by the developer guide of 2020 to 2022, which has connections without SNI
    /// refused; `current` by that of 2024. AWS took MFLN up between March 2017 and the middle of 2019, as developers report.
    public var tls: TLSRules {
        var rules = TLSRules()
        rules.serverName = self == .legacy2016 ? .ignored : self == .ats2020 ? .required : .optional
        rules.takesFragmentLength = isATS
        rules.hasExtendedMasterSecret = isATS
        return rules
    }

    /// The broker's rules.
    public var rules: BrokerRules {
        var rules = BrokerRules.aws
        if self != .current { rules.retaining = .disconnects }
        return rules
    }
}
