import ESP8266
import Emulation
import Inputs

extension Remedy {
    /// Every remedy, in the order in which an engineer would think of them.
    public static let all: [Remedy] = board + key + negotiation + library + application

    /// The remedy that files call `id`.
    package static func named(_ id: String) -> Remedy? { all.first { $0.id.rawValue == id } }

    /// What can be changed about clock and flash.
    static let board = [
        Remedy(id: .clock160, name: "160 MHz", subjects: [.clock]) { situation, _ in
            guard situation.profile.clockMHz != 160 else { return .inEffect("the CPU runs at 160 MHz") }
            situation.profile.clockMHz = 160
            situation.scenario.clockMHz = 160
            return nil
        },
        Remedy(
            id: .flashQIO80,
            name: "flash in QIO at 80 MHz",
            subjects: [.flash],
            note: { _ in "The module's flash chip must be able to do it; some boot in DIO only." },
            apply: { situation, _ in
                guard situation.profile.flashMode != .qio || situation.profile.flashMHz != 80 else {
                    return .inEffect("the flash is read in QIO at 80 MHz")
                }
                situation.profile.flashMode = .qio
                situation.profile.flashMHz = 80
                return nil
            }
        ),
        Remedy(
            id: .cache32,
            name: "32 KB flash cache",
            subjects: [.cache],
            note: { _ in "Takes 16 KB of instruction RAM." },
            apply: { situation, _ in
                guard situation.profile.cacheKB != 32 else { return .inEffect("the flash cache has 32 KB") }
                situation.profile.cacheKB = 32
                return nil
            }
        ),
    ]

    /// What can be changed about the device's key.
    static let key = [
        Remedy(
            id: .p256,
            name: "P-256 client key",
            subjects: [.key],
            note: { patient in
                patient.hasOwnP256
                    ? nil
                    : "Run with a stand-in key of the fixtures: --p256-cert and --p256-key run it with yours."
            },
            apply: { situation, patient in
                guard patient.keyKind != "P-256" else { return .inEffect("the client key is a P-256 key") }
                situation.scenario.credentials.cert = patient.p256.cert
                situation.scenario.credentials.key = patient.p256.key
                return nil
            }
        ),
        Remedy(id: .secureElement, name: "secure element (ATECC508A)", subjects: [.secureElement]) { _, _ in
            .notAvailable("the virtual board has none yet")
        },
    ]

    /// What the application and its SDK can do about it.
    static let application = [
        steps(id: .feedBetweenSteps, name: "feed between handshake steps", .feed),
        steps(id: .yieldBetweenSteps, name: "yield between handshake steps", .yield),
        Remedy(
            id: .softWatchdogOff,
            name: "disable the soft watchdog",
            subjects: [.softWatchdog],
            isCombined: false,
            note: { _ in "No cure: it hides the stall, and on these SDKs it is what feeds the hardware watchdog." },
            apply: { situation, _ in
                guard situation.profile.soft.isEnabled else { return .inEffect("there is no soft watchdog") }
                situation.profile.soft.isEnabled = false
                return nil
            }
        ),
    ]

    private static func steps(id: RemedyID, name: String, _ what: TLSSettings.BetweenSteps) -> Remedy {
        Remedy(id: id, name: name, subjects: [.steps]) { situation, _ in
            guard situation.scenario.tls.betweenSteps != what else { return .inEffect("the scenario has it so") }
            situation.scenario.tls.betweenSteps = what
            return nil
        }
    }
}
