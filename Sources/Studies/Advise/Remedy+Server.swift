import Inputs

extension Remedy {
    /// What the server can do for firmware of the user's own; the built-in endpoint does it.
    static let server = [
        atServer(.serverECDSA, "ECDSA certificate at the server", [.key]) { situation, facts in
            guard facts.tls?.ciphersuite?.hasPrefix("TLS_ECDHE_ECDSA_") != true else {
                return .inEffect("the server's certificate has an EC key")
            }
            guard offers(facts, "TLS_ECDHE_ECDSA_") else { return .notAvailable("the device offers no such suite") }
            situation.scenario.serverCertificate = .ecdsa
            return nil
        },
        atServer(.serverShortChain, "two certificates in the server's chain", [.serverChain]) { situation, facts in
            guard situation.scenario.serverChain != .legacy else {
                return .inEffect("the server sends \(facts.tls?.chain.count ?? 2)")
            }
            situation.scenario.serverChain = .legacy
            return nil
        },
        atServer(.serverRSAExchange, "RSA key exchange at the server", [.suites], isCombined: false) {
            situation,
            facts in
            guard facts.tls?.ciphersuite?.hasPrefix("TLS_RSA_") != true else {
                return .inEffect("\(facts.tls?.ciphersuite ?? "it") is negotiated")
            }
            guard offers(facts, "TLS_RSA_") else { return .notAvailable("the device offers no such suite") }
            situation.scenario.serverKeyExchange = .rsa
            return nil
        },
        atServer(.serverAES128, "AES-128 at the server", [.suites]) { situation, facts in
            guard let suite = facts.tls?.ciphersuite, suite.contains("AES_256") else {
                return .inEffect("no longer key is used")
            }
            let exchange = suite.prefix(upTo: suite.range(of: "AES_256")?.lowerBound ?? suite.endIndex)
            let shorter = facts.tls?.offer?.suites.filter { $0.hasPrefix("\(exchange)AES_128") } ?? []
            let suites = shorter.compactMap(TLSSettings.suite)
            guard !suites.isEmpty else { return .notAvailable("the device offers no such suite") }
            situation.scenario.serverSuites = suites
            return nil
        },
        atServer(.serverCurveP256, "P-256 first at the server", [.curves]) { situation, facts in
            guard let curve = facts.tls?.curve else { return .notAvailable("the key exchange has no curve") }
            guard curve != "secp256r1" else { return .inEffect("secp256r1 is used") }
            guard facts.tls?.offer?.curves.contains("secp256r1") == true else {
                return .notAvailable("the device does not offer it")
            }
            situation.scenario.serverCurves = TLSSettings.knownCurves["secp256r1"].map { [$0] }
            return nil
        },
        atServer(.serverSessions, "sessions kept at the server", [.sessions], isCombined: false) { situation, _ in
            guard !situation.scenario.serverKeepsSessions else { return .inEffect("the scenario has it so") }
            situation.scenario.serverKeepsSessions = true
            return nil
        },
    ]

    private static func offers(_ facts: FirmwareFacts, _ prefix: String) -> Bool {
        facts.tls?.offer?.suites.contains { $0.hasPrefix(prefix) && TLSSettings.suite($0) != nil } == true
    }

    private static func atServer(
        _ id: RemedyID,
        _ name: String,
        _ subjects: Set<Subject>,
        isCombined: Bool = true,
        apply: @escaping @Sendable (inout ResolvedScenario, FirmwareFacts) -> Obstacle?
    ) -> Remedy {
        var remedy = Remedy(id: id, name: name, subjects: subjects) { situation, patient in
            guard let facts = patient.firmware else { return .notAvailable("the firmware is the tool's") }
            guard situation.scenario.tcp == nil else { return .notAvailable("the server is a real one") }
            guard facts.tls != nil else { return .notAvailable("no TLS handshake was seen") }
            return apply(&situation, facts)
        }
        remedy.isCombined = isCombined
        return remedy
    }

    /// What to write at the server.
    static func serverSetting(_ id: RemedyID) -> String? {
        switch id {
        case .serverECDSA: "A certificate with a P-256 key for the server."
        case .serverShortChain: "A chain of leaf and intermediate; the root stays out of it."
        case .serverRSAExchange: "Suites without ECDHE alone: whoever gets the server's key then reads everything."
        case .serverAES128: "Suites of AES-128 alone, or first with the server's own order."
        case .serverCurveP256:
            "secp256r1 first of its curves, with the server's own order; AWS IoT follows the device's."
        case .serverSessions:
            "A session cache; only a device that connects again by its session gains. AWS IoT promises none."
        default: nil
        }
    }
}
