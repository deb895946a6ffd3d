import Inputs

extension Remedy {
    /// Every remedy for firmware of the user's own with `libraries`: what can be run without a build, and what only a build
    /// can change.
    package static func ofFirmware(with libraries: [String]) -> [Remedy] {
        chip + server + builds.filter { !$0.libraries.isDisjoint(with: libraries) }.map(\.remedy)
    }

    /// What the chip and its flash can be told.
    private static let chip = [
        forFirmware(.clock160) { situation, facts in
            guard facts.clockMHz != 160 else { return .inEffect("the firmware chooses 160 MHz") }
            guard !facts.countsTimeInCycles else { return .needsBuild("its SDK counts time in CPU cycles") }
            situation.scenario.clockMHz = 160
            return nil
        },
        forFirmware(.flashQIO80) { situation, facts in
            guard facts.flashMode != .qio || facts.flashMHz != 80 else {
                return .inEffect("the flash is read in QIO at 80 MHz")
            }
            situation.override("flash.mode") { $0.flashMode = .qio }
            situation.override("flash.mhz") { $0.flashMHz = 80 }
            return nil
        },
        forFirmware(.cache32) { _, facts in
            facts.cacheKB == 32
                ? .inEffect("the flash cache has 32 KB")
                : .needsBuild("the instruction RAM that it takes is the firmware's")
        },
    ]

    /// What only a build can change: settings of its TLS library, its key, its use of the SDK.
    private static let builds: [(libraries: Set<String>, remedy: Remedy)] = [
        build(.p256, of: ["mbedTLS", "BearSSL", "wolfSSL"]) { facts in
            ["no", "P-256"].contains(facts.keyKind) ? "the firmware shows \(facts.keyKind) client key" : nil
        },
        build(.curveP256, of: ["mbedTLS", "BearSSL", "wolfSSL"]) { facts in
            facts.tls?.curve.map { $0 == "secp256r1" } ?? true ? "no longer curve is used" : nil
        },
        build(.suiteECDHEECDSA, of: ["mbedTLS", "BearSSL", "wolfSSL"]) { facts in
            facts.tls?.ciphersuite?.hasPrefix("TLS_ECDHE_ECDSA_") == true ? "one is negotiated" : nil
        },
        build(.suiteAES128, of: ["mbedTLS", "BearSSL", "wolfSSL"]) { facts in
            facts.tls?.ciphersuite?.contains("AES_256") == true ? nil : "no longer key is used"
        },
        build(.maxFragment2048, of: ["mbedTLS", "BearSSL", "wolfSSL"]) { facts in
            facts.tls?.offer?.fragmentLength.map { "it asks for fragments of \($0) bytes" }
        },
        build(.resume, of: ["mbedTLS", "BearSSL", "axTLS", "wolfSSL"]) { _ in nil },
        build(.ecpWindow6Table, of: ["mbedTLS"]) { _ in nil },
        build(.nistOptim, of: ["mbedTLS"]) { _ in nil },
        build(.records4096, of: ["mbedTLS", "BearSSL"]) { _ in nil },
        build(.ecpRestartable, of: ["mbedTLS"]) { _ in nil },
        build(.yieldBetweenSteps, of: ["mbedTLS"]) { _ in nil },
        build(.secureElement, of: ["mbedTLS"]) { _ in nil },
    ]

    /// The remedy called `id` as firmware of the user's own has it.
    static func forFirmware(
        _ id: RemedyID,
        apply: @escaping @Sendable (inout ResolvedScenario, FirmwareFacts) -> Obstacle?
    ) -> Remedy {
        let model = named(id.rawValue)
        var remedy = Remedy(id: id, name: model?.name ?? id.rawValue, subjects: model?.subjects ?? []) {
            situation,
            patient in
            guard let facts = patient.firmware else { return .notAvailable("the firmware is the tool's") }
            return apply(&situation, facts)
        }
        if let note = model?.note { remedy.note = note }
        return remedy
    }

    /// A setting of `libraries`; `inEffect` says what makes it needless.
    private static func build(
        _ id: RemedyID,
        of libraries: Set<String>,
        inEffect: @escaping @Sendable (FirmwareFacts) -> String?
    ) -> (libraries: Set<String>, remedy: Remedy) {
        let remedy = forFirmware(id) { _, facts in
            guard facts.tls != nil else { return .notAvailable("no TLS handshake was seen") }
            let names = facts.libraries.filter(libraries.contains).joined(separator: " or ")
            return inEffect(facts).map(Obstacle.inEffect) ?? .needsBuild("a setting of \(names)")
        }
        return (libraries, remedy)
    }
}
