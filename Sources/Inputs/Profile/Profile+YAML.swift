import ESP8266
import LX106
import Record

extension Profile {
    private static let keys = [
        "description", "sdk", "clock_mhz", "flash", "cache", "heap_bytes", "stack_bytes", "soft_watchdog",
        "hard_watchdog", "wifi", "timing",
    ]

    /// Reads a profile; unknown keys are refused, absent ones keep the chip's values.
    ///
    /// - Parameter file: the name errors and the profile itself are called by.
    public init(yaml text: String, file: String) throws(EmulationError) {
        try self.init(yaml: text, file: file, notes: nil)
    }

    init(yaml text: String, file: String, notes: SchemaNotes?) throws(EmulationError) {
        self.init(name: FileName.stem(of: file))
        let root = try YAMLReader(text: text, file: file, keys: Self.keys, notes: notes)
        description = try root.string("description") ?? ""
        sdk = try Self.sdk(root)
        clockMHz = try root.clock("clock_mhz") ?? clockMHz
        heapBytes = try root.integer("heap_bytes", in: 1024...81_920) ?? heapBytes
        stackBytes = try root.integer("stack_bytes", in: 512...32_768) ?? stackBytes
        try readFlash(root)
        try readWatchdogs(root)
        try readWiFi(root)
        timing = try Self.timing(root)
    }

    private static func sdk(_ root: YAMLReader) throws(EmulationError) -> SDK {
        let section = try root.section(
            "sdk",
            keys: ["name", "log_style", "application", "tls_library", "tls_build", "feeding", "family"]
        )
        var sdk = SDK()
        sdk.name = try section.require("name", section.string("name"))
        sdk.application = try section.string("application") ?? sdk.application
        sdk.tlsLibrary = try section.string("tls_library") ?? sdk.tlsLibrary
        sdk.tlsBuild = try section.require("tls_build", section.string("tls_build"))
        sdk.logStyle = try section.require("log_style", section.choice("log_style"))
        sdk.family = try section.choice("family") ?? Family(sdk.logStyle)
        sdk.feeding = try section.require("feeding", section.choice("feeding"))
        return sdk
    }

    private mutating func readFlash(_ root: YAMLReader) throws(EmulationError) {
        let flash = try root.section("flash", keys: ["mode", "mhz"])
        flashMode = try flash.choice("mode") ?? flashMode
        flashMHz = try flash.number("mhz", of: [20, 26, 40, 80]) ?? flashMHz
        let cache = try root.section("cache", keys: ["size_kb", "ways"])
        cacheKB = try cache.number("size_kb", of: [16, 32]) ?? cacheKB
        cacheWays = try cache.number("ways", of: [1, 2, 4, 8, 16]) ?? cacheWays
    }

    private mutating func readWatchdogs(_ root: YAMLReader) throws(EmulationError) {
        let softSection = try root.section("soft_watchdog", keys: ["enabled", "interval_us"])
        soft.isEnabled = try softSection.boolean("enabled") ?? root.has("soft_watchdog")
        soft.intervalMicroseconds =
            try softSection.integer("interval_us", in: 1_000...100_000_000) ?? soft.intervalMicroseconds
        let hardSection = try root.section("hard_watchdog", keys: ["enabled", "op", "op_nd", "interrupt"])
        hard.isEnabled = try hardSection.boolean("enabled") ?? hard.isEnabled
        hard.stage0 = try hardSection.integer("op", in: 0...15) ?? hard.stage0
        hard.stage1 = try hardSection.integer("op_nd", in: 0...15) ?? hard.stage1
        hard.interrupt = try hardSection.choice("interrupt") ?? hard.interrupt
    }

    private mutating func readWiFi(_ root: YAMLReader) throws(EmulationError) {
        let section = try root.section("wifi", keys: ["scan_ms", "join_ms", "dhcp_ms"])
        wifi.scanMilliseconds = try section.integer("scan_ms", in: 0...60_000) ?? wifi.scanMilliseconds
        wifi.joinMilliseconds = try section.integer("join_ms", in: 0...60_000) ?? wifi.joinMilliseconds
        wifi.dhcpMilliseconds = try section.integer("dhcp_ms", in: 0...60_000) ?? wifi.dhcpMilliseconds
    }

    private static func timing(_ root: YAMLReader) throws(EmulationError) -> [String: Int] {
        // The ways of the cache have a key of their own, `cache: ways`.
        let names = TimingParameter.allCases.filter { $0 != .cacheWays }.map(\.rawValue)
        let section = try root.section("timing", keys: names)
        var values: [String: Int] = [:]
        for name in names { values[name] = try section.integer(name, in: 0...100) }
        return values
    }

    /// The prices with this profile's deviations.
    public var timingModel: TimingModel {
        var model = TimingModel.lx106
        model.cacheWays = cacheWays
        for parameter in TimingParameter.allCases {
            if let value = timing[parameter.rawValue] { model[parameter] = value }
        }
        return model
    }
}

extension YAMLReader {
    /// A CPU clock.
    package func clock(_ key: String) throws(EmulationError) -> Int? {
        try number(key, of: [80, 160])
    }
}
