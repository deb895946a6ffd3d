import CloudEndpoint
import ESP8266
import GuestABI
import Inputs
import LX106

/// Everything a run is a function of, read and checked.
public struct RunPlan: Sendable {
    /// Scenario and profile.
    package internal(set) var resolved: ResolvedScenario
    /// The boot ROM.
    public let rom: ELFImage
    /// What the board executes.
    package let guest: Guest
    /// The files of the built-in endpoint; empty where a real server takes its place.
    package internal(set) var endpoint = EndpointFiles()
    /// The prices.
    public internal(set) var timing: TimingModel
    /// How the core executes; without influence on the record.
    public var engine = Engine.generated
    /// Whether passes of polling loops are counted instead of executed. Changes no record.
    public var skipsPolling = true
    /// Whether the record gets its `callProfile`: exact, at the price of a slower run.
    public var collectsCallProfile = false
    /// The crystal of the board, MHz: 26 or 40.
    var crystalMegahertz = 40
    /// Whether the record gets its `traffic`.
    public var collectsTraffic = false
    /// Whether the record gets its `air`. Only firmware of the user's own has a radio.
    public var collectsAir = false

    /// A guest of the tool's own, or the user's.
    package enum Guest: Sendable {
        case own(OwnGuest)
        case user(UserFirmware)
    }

    /// Reads the files that a scenario and its profile name.
    public init(_ resolved: ResolvedScenario, locator: Locator) throws(EmulationError) {
        let rom = try Self.image(locator.firmware("rom.elf"))
        if let firmware = resolved.scenario.firmware {
            self.init(resolved, .user(try UserFirmware(firmware, resolved.scenario, locator)), rom: rom)
        } else {
            self.init(resolved, .own(try OwnGuest(resolved, locator: locator)), rom: rom)
        }
        if scenario.tcp == nil { endpoint = try EndpointFiles(scenario, locator) }
    }

    /// A run of firmware that has been read.
    init(_ resolved: ResolvedScenario, _ firmware: UserFirmware, locator: Locator) throws(EmulationError) {
        self.init(resolved, .user(firmware), rom: try Self.image(locator.firmware("rom.elf")))
        if scenario.tcp == nil { endpoint = try EndpointFiles(scenario, locator) }
    }

    /// A run of a guest that has been read.
    init(_ resolved: ResolvedScenario, _ guest: Guest, rom: ELFImage) {
        self.resolved = resolved
        self.guest = guest
        self.rom = rom
        timing = resolved.profile.timingModel
        if case .user(let user) = guest { user.describe(&self.resolved) }
    }

    /// The tool's own guest; nil for firmware of the user's.
    package var own: OwnGuest? { if case .own(let guest) = guest { guest } else { nil } }

    /// The user's firmware; nil for a guest of the tool's own.
    package var user: UserFirmware? { if case .user(let guest) = guest { guest } else { nil } }

    /// The program whose functions have names.
    var program: ELFImage {
        switch guest {
        case .own(let guest): guest.firmware
        case .user(let guest): guest.program
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

    /// The scenario.
    public internal(set) var scenario: Scenario {
        get { resolved.scenario }
        set { resolved.scenario = newValue }
    }

    /// Whether nothing outside takes part, so that every run is the same.
    var isRepeatable: Bool { scenario.tcp == nil && !scenario.network.isReal }

    /// The profile, with the clock that the scenario asks for.
    public var profile: Profile { resolved.profile }

    /// The chains of the built-in endpoint. AWS's ATS hosts serve RSA; the example of esp-open-rtos speaks ECDSA only.
    var serverCertificate: Scenario.ServerCertificate {
        scenario.serverCertificate ?? (profile.sdk.tlsBuild == "eor" ? .ecdsa : .rsa)
    }

    /// The board as the profile describes it.
    var boardConfiguration: BoardConfiguration {
        var board = BoardConfiguration()
        if user == nil {
            board.megahertz = profile.clockMHz
        } else {
            board.heldCacheKB = resolved.overridden.contains("cache.size_kb") ? profile.cacheKB : nil
        }
        board.flashMode = profile.flashMode
        board.flashMegahertz = profile.flashMHz
        board.seed = scenario.seed
        board.accessPoint = accessPoint
        board.scanMicroseconds = UInt64(profile.wifi.scanMilliseconds) * 1000
        board.joinMicroseconds = UInt64(profile.wifi.joinMilliseconds) * 1000
        board.dhcpMicroseconds = UInt64(profile.wifi.dhcpMilliseconds) * 1000
        board.crystalMegahertz = crystalMegahertz
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

    /// What stands in the flash.
    func flash() throws(EmulationError) -> FlashContents {
        switch guest {
        case .user(let user): return user.flash
        case .own(let own):
            let area = try configSector(own)
            do {
                return try FlashContents(program: own.firmware, configuration: boardConfiguration, area: area)
            } catch {
                let file = profile.sdk.imageFile(variant: scenario.tls.image)
                throw .badInput(file: file, line: nil, message: error.description)
            }
        }
    }
}
