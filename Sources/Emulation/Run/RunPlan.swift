import CloudEndpoint
import ESP8266
import GuestABI
import Inputs
import LX106

/// Everything a run is a function of, read and checked.
public struct RunPlan: Sendable {
    /// Scenario and profile.
    package internal(set) var resolved: ResolvedScenario
    /// The device's credentials.
    public let credentials: ClientCredentials
    /// The boot ROM.
    public let rom: ELFImage
    /// The application for the profile's TLS build.
    public let firmware: ELFImage
    /// The TLS library of the firmware.
    package let library: TLSLibrary
    /// The files of the built-in endpoint.
    public let endpoint: EndpointFiles
    /// The prices.
    public internal(set) var timing: TimingModel
    /// How the core executes; without influence on the record.
    public var engine = Engine.generated
    /// Whether the record gets its `callProfile`: exact, at the price of a slower run.
    public var collectsCallProfile = false
    /// Whether the record gets its `traffic`.
    public var collectsTraffic = false

    /// PEM texts of the built-in endpoint.
    public struct EndpointFiles: Sendable, Equatable {
        /// Chain and key for RSA suites.
        public var rsaChain = "", rsaKey = ""
        /// Chain and key for ECDSA suites.
        public var ecdsaChain = "", ecdsaKey = ""
        /// What it trusts in devices.
        public var deviceCA = ""
    }

    /// Reads the files that a scenario and its profile name.
    public init(_ resolved: ResolvedScenario, locator: Locator) throws(EmulationError) {
        let scenario = resolved.scenario, profile = resolved.profile
        self.resolved = resolved
        timing = profile.timingModel
        let files = ClientCredentials.Files(
            ca: try locator.certificate(scenario.credentials.ca, or: "root-ca.pem"),
            cert: try locator.certificate(scenario.credentials.cert, or: "device-rsa-2048.pem"),
            key: try locator.certificate(scenario.credentials.key, or: "device-rsa-2048.key.pem")
        )
        library = try Self.library(profile)
        credentials = try ClientCredentials.read(files, locator)
        rom = try Self.image(locator.firmware("rom.elf"))
        let image = profile.sdk.imageFile(variant: scenario.tls.image)
        firmware = try Self.image(Self.application(image, of: scenario, locator))
        endpoint = scenario.tcp == nil ? try Self.endpointFiles(locator, scenario.serverChain) : EndpointFiles()
        try credentials.checkCurves(of: firmware, library, named: image, files)
    }

    private static func library(_ profile: Profile) throws(EmulationError) -> TLSLibrary {
        let id = profile.sdk.tlsLibrary
        if let library = TLSLibrary.named(id) { return library }
        let known = TLSLibrary.all.map(\.id).joined(separator: ", ")
        throw .badInput(file: profile.name, line: nil, message: "key 'sdk.tls_library': '\(id)' is not one of \(known)")
    }

    /// The path of the application's image; a scenario that asks for one that is missing is told where it does.
    private static func application(
        _ image: String,
        of scenario: Scenario,
        _ locator: Locator
    ) throws(EmulationError) -> String {
        do {
            return try locator.firmware(image)
        } catch .notFound(let message) where scenario.tls.image != nil {
            throw .notFound(scenario.about("tls.image", message))
        }
    }

    /// Reads an ELF file.
    public static func image(_ path: String) throws(EmulationError) -> ELFImage {
        let bytes = try FileAccess.bytes(path)
        do {
            return try ELFImage(bytes: bytes)
        } catch {
            throw .badInput(file: path, line: nil, message: error.description)
        }
    }

    private static func endpointFiles(
        _ locator: Locator,
        _ chain: Scenario.ServerChain
    ) throws(EmulationError) -> EndpointFiles {
        let ending = chain == .ats ? "-ats.chain.pem" : ".chain.pem"
        return EndpointFiles(
            rsaChain: try FileAccess.text(locator.certificate("server-rsa-2048\(ending)")),
            rsaKey: try FileAccess.text(locator.certificate("server-rsa-2048.key.pem")),
            ecdsaChain: try FileAccess.text(locator.certificate("server-p256\(ending)")),
            ecdsaKey: try FileAccess.text(locator.certificate("server-p256.key.pem")),
            deviceCA: try FileAccess.text(locator.certificate("device-ca.pem"))
        )
    }

    /// The scenario.
    public internal(set) var scenario: Scenario {
        get { resolved.scenario }
        set { resolved.scenario = newValue }
    }

    /// The profile, with the clock that the scenario asks for.
    public var profile: Profile { resolved.profile }

    /// The chains of the built-in endpoint. AWS's ATS hosts serve RSA; the example of esp-open-rtos speaks ECDSA only.
    var serverCertificate: Scenario.ServerCertificate {
        scenario.serverCertificate ?? (profile.sdk.tlsBuild == "eor" ? .ecdsa : .rsa)
    }

    /// The board as the profile describes it.
    var boardConfiguration: BoardConfiguration {
        var board = BoardConfiguration()
        board.megahertz = profile.clockMHz
        board.flashMode = profile.flashMode
        board.flashMegahertz = profile.flashMHz
        board.seed = scenario.seed
        board.accessPoint = accessPoint
        board.scanMicroseconds = UInt64(profile.wifi.scanMilliseconds) * 1000
        board.joinMicroseconds = UInt64(profile.wifi.joinMilliseconds) * 1000
        board.dhcpMicroseconds = UInt64(profile.wifi.dhcpMilliseconds) * 1000
        board.resetsOnBite = scenario.onTrip == .reset
        board.timing = timing
        board.engine = engine
        return board
    }

    private var accessPoint: AccessPoint {
        let wifi = scenario.wifi
        return switch wifi.fault {
        case .none: AccessPoint(ssid: wifi.ssid, password: wifi.password)
        case .noAccessPoint: AccessPoint(ssid: "", password: "")
        case .wrongPassword: AccessPoint(ssid: wifi.ssid, password: wifi.password + "?")
        }
    }

    /// What the firmware finds in its flash.
    func configSector() throws(EmulationError) -> [UInt8] {
        var sector = ConfigSector()
        sector.set(.ssid, scenario.wifi.ssid)
        sector.set(.password, scenario.wifi.password)
        sector.set(.host, scenario.endpoint.host)
        sector.set(.port, UInt32(scenario.endpoint.port))
        sector.set(.certificateAuthority, credentials.caPEM)
        sector.set(.certificate, credentials.certificatePEM)
        sector.set(.privateKey, credentials.keyPEM)
        sector.set(.debugLevel, UInt32(scenario.debugLevel))
        sector.set(.clockMHz, UInt32(profile.clockMHz))
        sector.set(.feedingRule, profile.sdk.feeding.code.rawValue)
        sector.set(.heapBytes, UInt32(profile.heapBytes))
        sector.set(.stackBytes, UInt32(profile.stackBytes))
        sector.set(.softWatchdogInterval, profile.soft.isEnabled ? UInt32(profile.soft.intervalMicroseconds) : 0)
        sector.set(.hardWatchdogStage0, UInt32(profile.hard.stage0))
        sector.set(.hardWatchdogStage1, UInt32(profile.hard.stage1))
        let soft = profile.soft.isEnabled ? CONFIG_SOFT_WDT_ON : 0
        sector.set(.flags, soft | (profile.hard.isEnabled ? CONFIG_HARD_WDT_ON : 0))
        sector.set(.sdkName, profile.sdk.name)
        sector.set(.seed, UInt32(truncatingIfNeeded: scenario.seed ^ scenario.seed >> 32))
        sector.set(.logStyle, profile.sdk.logStyle.code.rawValue)
        sector.set(.hardWatchdogInterrupt, profile.hard.interrupt.code.rawValue)
        sector.set(.cacheBytes, UInt32(profile.cacheKB * 1024))
        scenario.tls.write(to: &sector)
        return try sector.encoded()
    }
}
