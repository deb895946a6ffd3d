import Inputs

extension Remedy {
    /// What can be changed about what is negotiated.
    static let negotiation = [
        Remedy(id: .curveP256, name: "P-256 first of the curves", subjects: [.curves]) {
            situation,
            patient in
            guard patient.library.ordersCurves else {
                return .inEffect("\(patient.library.library.name) has this order")
            }
            let others = ["secp384r1", "secp521r1"].filter(patient.curves.contains)
            guard !others.isEmpty else { return .inEffect("P-256 is the only curve of this TLS build") }
            let order = (["secp256r1"] + others).compactMap { TLSSettings.knownCurves[$0] }
            guard situation.scenario.tls.curves.first != order.first else { return .inEffect("P-256 comes first") }
            situation.scenario.tls.curves = order
            return nil
        },
        Remedy(
            id: .suiteECDHEECDSA,
            name: "ECDHE-ECDSA first of the suites",
            subjects: [.suites],
            note: { _ in serverNote },
            apply: { prefer(ecdsa, &$0, $1) }
        ),
        Remedy(
            id: .suiteRSA,
            name: "RSA key exchange first of the suites",
            subjects: [.suites],
            isCombined: false,
            note: { _ in "Without ECDHE, and so without forward secrecy: who gets the server's key reads everything." },
            apply: { prefer("TLS_RSA_WITH_AES_128_GCM_SHA256", &$0, $1) }
        ),
        Remedy(id: .suiteAES128, name: "AES-128 instead of AES-256", subjects: [.suites]) { situation, patient in
            guard let suite = patient.ciphersuite else { return .notAvailable("no suite was negotiated") }
            let shorter = suite.replacing("AES_256_GCM_SHA384", with: "AES_128_GCM_SHA256")
                .replacing("AES_256_CBC_SHA384", with: "AES_128_CBC_SHA256").replacing("AES_256", with: "AES_128")
            guard shorter != suite else { return .inEffect("\(suite) is negotiated") }
            return prefer(shorter, &situation, patient)
        },
        Remedy(
            id: .maxFragment2048,
            name: "fragments of 2048 bytes",
            subjects: [.fragments],
            note: { _ in "An mbedTLS 2 client needs the server's Certificate message in one record." },
            apply: { situation, patient in
                guard patient.knowsFragmentLength else {
                    return .notAvailable("this TLS build has no maximum fragment length extension")
                }
                guard (situation.scenario.tls.maxFragmentLength ?? 4097) > 2048 else {
                    return .inEffect("no longer one is asked for")
                }
                situation.scenario.tls.maxFragmentLength = 2048
                return nil
            }
        ),
        Remedy(
            id: .resume,
            name: "session resumption",
            subjects: [.sessions],
            isCombined: false,
            note: { _ in
                "Only a reconnection gets shorter: the first handshake after power-on stays. AWS IoT promises none."
            },
            apply: { situation, _ in
                guard !situation.scenario.tls.resume else { return .inEffect("the scenario has it so") }
                situation.scenario.tls.resume = true
                return nil
            }
        ),
    ]

    /// What can be changed about the TLS library.
    static let library = [
        window(.ecpWindow2, "ECP window 2, no table", 2, hasTable: false),
        window(.ecpWindow6, "ECP window 6, no table", 6, hasTable: false),
        window(.ecpWindow6Table, "ECP window 6, fixed-point table", 6, hasTable: true),
        Remedy(
            id: .nistOptim,
            name: "NIST optimisation",
            subjects: [.nist],
            apply: { situation, patient in
                guard patient.hasVariants else { return noSuchSetting(patient) }
                return situation.scenario.tls.image == "no-nist"
                    ? take(image: nil, &situation) : .inEffect("it is compiled in")
            },
            undo: { use(image: "no-nist", &$0, $1) }
        ),
        records(.records4096, 4096, 2048, "Needs a server whose records fit: its Certificate message above all."),
        records(.records16384, 16_384, 4096, "What a server may send by the standard; it costs heap."),
        Remedy(
            id: .ecpRestartable,
            name: "restartable ECC, 500 operations",
            subjects: [.suites, .steps],
            note: { _ in
                "For ECDHE-ECDSA handshakes of mbedTLS 2.14 or later; RSA operations are not divided. \(serverNote)"
            },
            apply: { situation, patient in
                if let obstacle = use(image: "restartable", &situation, patient) { return obstacle }
                situation.scenario.tls.ecpMaxOps = 500
                if patient.ciphersuite?.hasPrefix("TLS_ECDHE_ECDSA_") == true { return nil }
                return offer(ecdsa, &situation, patient)
            }
        ),
    ]

    private static let ecdsa = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    private static let serverNote =
        "Needs a server with an ECDSA certificate; the built-in endpoint then has both kinds."

    /// Puts a suite first that the firmware can speak, if need be with the image that can.
    private static func prefer(_ suite: String, _ situation: inout ResolvedScenario, _ patient: Patient) -> Obstacle? {
        guard patient.ciphersuite != suite else { return .inEffect("\(suite) is negotiated") }
        if !patient.suites.contains(suite) {
            guard suite == ecdsa else { return .notAvailable("this TLS build leaves the suite out") }
            if let obstacle = use(image: "ecdsa", &situation, patient) { return obstacle }
        }
        return offer(suite, &situation, patient)
    }

    private static func offer(_ suite: String, _ situation: inout ResolvedScenario, _ patient: Patient) -> Obstacle? {
        let names = [suite] + [patient.ciphersuite].compactMap { $0 }.filter { $0 != suite }
        situation.scenario.tls.suites = names.compactMap(TLSSettings.suite)
        if situation.scenario.tcp == nil { situation.scenario.serverCertificate = .both }
        return nil
    }

    private static func window(_ id: RemedyID, _ name: String, _ size: Int, hasTable: Bool) -> Remedy {
        Remedy(id: id, name: name, subjects: [.ecpWindow]) { situation, patient in
            let build = TLSBuild.known[situation.profile.sdk.tlsBuild]
            guard build?.window != size || build?.hasTable != hasTable else {
                return .inEffect("the TLS build has these windows")
            }
            return use(image: "window\(size)\(hasTable ? "-table" : "")", &situation, patient)
        }
    }

    private static func records(_ id: RemedyID, _ input: Int, _ output: Int, _ note: String) -> Remedy {
        Remedy(
            id: id,
            name: "record buffers of \(input)/\(output)",
            subjects: [.records],
            note: { _ in note },
            apply: { situation, patient in
                guard patient.hasVariants else { return setBuffers(input, output, &situation, patient) }
                let build = TLSBuild.known[situation.profile.sdk.tlsBuild]
                guard build?.input != input || build?.output != output else {
                    return .inEffect("the TLS build has these buffers")
                }
                return use(image: "records\(input)", &situation, patient)
            }
        )
    }

    /// Buffers of a library that is told their sizes when it connects.
    private static func setBuffers(
        _ input: Int,
        _ output: Int,
        _ situation: inout ResolvedScenario,
        _ patient: Patient
    ) -> Obstacle? {
        guard !patient.library.unheeded.contains("tls.input_buffer") else { return noSuchSetting(patient) }
        let tls = situation.scenario.tls
        guard tls.inputBuffer != input || tls.outputBuffer != output else { return .inEffect("the scenario has it so") }
        situation.scenario.tls.inputBuffer = input
        situation.scenario.tls.outputBuffer = output
        return nil
    }

    private static func noSuchSetting(_ patient: Patient) -> Obstacle {
        .notAvailable("\(patient.library.library.name) has no such setting")
    }

    private static func use(image: String, _ situation: inout ResolvedScenario, _ patient: Patient) -> Obstacle? {
        guard patient.hasVariants else { return noSuchSetting(patient) }
        guard situation.scenario.tls.image != image else { return .inEffect("the scenario names this image") }
        guard situation.scenario.tls.image == nil else { return .conflict }
        return take(image: image, &situation) { patient.hasImage($0) }
    }

    private static func take(
        image: String?,
        _ situation: inout ResolvedScenario,
        exists: (String) -> Bool = { _ in true }
    ) -> Obstacle? {
        situation.scenario.tls.image = image
        let file = situation.profile.sdk.imageFile(variant: image)
        return exists(file) ? nil : .notBuilt("\(file) is missing; run make firmware")
    }
}
