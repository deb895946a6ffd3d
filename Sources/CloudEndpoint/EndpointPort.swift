/// What clients speak on a port, and how they say who they are (developer guide, Device communication protocols).
public enum EndpointPort: String, CaseIterable, Sendable {
    /// 8883: MQTT, with the client's certificate.
    case mqtt
    /// 443: MQTT or HTTPS with the client's certificate, by ALPN; without it HTTPS and WebSockets whose requests are signed, and
    /// nobody is asked for a certificate.
    case https
    /// 8443: HTTPS with the client's certificate.
    case httpsPublish
    /// 443 and 8443 in one, for a desk that has one port for both: a certificate is asked for, and need not be shown.
    case anyHTTPS

    /// Protocols that clients can ask for by ALPN (as above).
    enum ApplicationProtocol: String, CaseIterable {
        case mqtt = "x-amzn-mqtt-ca"
        case https = "x-amzn-http-ca"
        case plain = "http/1.1"
    }

    /// The port that AWS has under this number, `mqtt` for all others.
    public init(number: Int) {
        switch number {
        case 443: self = .https
        case 8443: self = .httpsPublish
        default: self = .mqtt
        }
    }

    /// The protocol for a client that offers `protocols`, and whether it is served at all; nil where nothing is to be agreed on.
    func choice(among protocols: [String]) -> ApplicationProtocol? {
        let known = self == .mqtt ? [ApplicationProtocol.mqtt] : ApplicationProtocol.allCases
        return known.first { protocols.contains($0.rawValue) }
    }

    /// Whether a client that offers protocols of which none is known is turned away.
    var insistsOnProtocol: Bool { self != .mqtt }

    /// Whether MQTT follows the handshake, not HTTP.
    func isMQTT(_ choice: ApplicationProtocol?) -> Bool { self == .mqtt || choice == .mqtt }

    /// Who is asked for a certificate.
    func asking(_ choice: ApplicationProtocol?) -> Asking {
        switch (self, choice) {
        case (.mqtt, _), (_, .mqtt), (_, .https), (.httpsPublish, _): .everybody
        case (.https, _): .nobody
        case (.anyHTTPS, _): .whoeverHasOne
        }
    }

    /// Who is asked for a certificate.
    enum Asking {
        case nobody
        case whoeverHasOne
        case everybody
    }
}
