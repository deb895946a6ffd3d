import ESP8266
import LX106

/// A key of a profile. A new one is a property of `Profile` and an entry of one of these tables.
public typealias ProfileKey = InputKey<Profile>

extension InputKey where Subject == Profile {
    /// Every key, a mapping before those it holds.
    public static let all: [ProfileKey] = sdk + board + watchdogs + rest

    /// The key called `path`.
    public static func named(_ path: String) -> ProfileKey? { all.first { $0.path == path } }

    private static let sdk: [ProfileKey] = [
        ProfileKey(
            "description",
            \.description,
            .text,
            "one line for people",
            row: .init(.board, "description", rank: -8)
        ),
        .section("sdk", "the SDK"),
        ProfileKey(
            "sdk.name",
            \.sdk.name,
            .text,
            "name and version as printed",
            isRequired: true,
            row: .init(.board, "sdk.name", rank: -7)
        ),
        ProfileKey(
            "sdk.log_style",
            \.sdk.logStyle,
            .choice,
            "which texts the SDK prints",
            isRequired: true,
            row: .init(.board, "sdk.log_style", rank: -3)
        ),
        ProfileKey(
            "sdk.application",
            \.sdk.application,
            .text,
            "the application, first part of the image's name APPLICATION-LIBRARY-BUILD.elf; aws_iot when absent",
            row: .init(.board, "sdk.application", rank: -6)
        ),
        ProfileKey(
            "sdk.tls_library",
            \.sdk.tlsLibrary,
            .text,
            "the TLS library, second part of the image's name; mbedtls when absent",
            row: .init(.board, "sdk.tls_library", rank: -5)
        ),
        ProfileKey(
            "sdk.tls_build",
            \.sdk.tlsBuild,
            .text,
            "the TLS library's configuration, third part of the image's name",
            isRequired: true,
            row: .init(.board, "sdk.tls_build", rank: -4)
        ),
        ProfileKey(
            "sdk.feeding",
            \.sdk.feeding,
            .choice,
            "what feeds the watchdogs",
            isRequired: true,
            row: .init(.board, "sdk.feeding", rank: -1)
        ),
        ProfileKey(
            "sdk.family",
            "whose settings vesp advise names; that of log_style when absent",
            rows: ParameterRows(.init(.board, "sdk.family", rank: -2)) { $0.profile.sdk.family.rawValue }
        ) { section, name, profile throws(EmulationError) in
            profile.sdk.family = try section.choice(name) ?? Profile.Family(profile.sdk.logStyle)
        },
    ]

    private static let board: [ProfileKey] = [
        ProfileKey("clock_mhz", \.clockMHz, .number(of: [80, 160]), "CPU clock", row: .init(.board, "clock", "MHz")),
        .section("flash", "SPI flash"),
        ProfileKey(
            "flash.mode",
            \.flashMode,
            .choice,
            "SPI mode",
            axis: .init(.device, "flash_mode", "SPI flash mode"),
            row: .init(.board, "flash.mode")
        ),
        ProfileKey(
            "flash.mhz",
            \.flashMHz,
            .number(of: [20, 26, 40, 80]),
            "SPI clock",
            axis: .init(.device, "flash_clock", "SPI flash clock in MHz"),
            row: .init(.board, "flash.clock", "MHz")
        ),
        .section("cache", "flash cache"),
        ProfileKey(
            "cache.size_kb",
            \.cacheKB,
            .number(of: [16, 32]),
            "its size",
            axis: .init(.device, "cache_kb", "flash cache in KB"),
            row: .init(.board, "cache.size", "KB")
        ),
        ProfileKey(
            "cache.ways",
            \.cacheWays,
            .number(of: [1, 2, 4, 8, 16]),
            "lines per set",
            row: .init(.board, "cache.ways")
        ),
        ProfileKey(
            "heap_bytes",
            \.heapBytes,
            .number(1024...81_920),
            "heap for the application",
            axis: .init(.device, "heap_bytes", "heap for the application"),
            row: .init(.board, "heap", "bytes")
        ),
        ProfileKey(
            "stack_bytes",
            \.stackBytes,
            .number(512...32_768),
            "stack of the application's task",
            axis: .init(.device, "stack_bytes", "stack of the application's task"),
            row: .init(.board, "stack", "bytes")
        ),
        ProfileKey(
            "start_ms",
            \.startMilliseconds,
            .number(0...10_000),
            "what the SDK takes to start, from the boot ROM's hand-over to the application",
            row: .init(.board, "start", "ms")
        ),
    ]

    private static let rest: [ProfileKey] = [
        .section("wifi", "how long joining takes"),
        ProfileKey(
            "wifi.scan_ms",
            \.wifi.scanMilliseconds,
            .number(0...60_000),
            "scan of all channels",
            row: .init(.wifi, "scan", "ms")
        ),
        ProfileKey(
            "wifi.join_ms",
            \.wifi.joinMilliseconds,
            .number(0...60_000),
            "authentication, association, key handshake",
            row: .init(.wifi, "join", "ms")
        ),
        ProfileKey(
            "wifi.dhcp_ms",
            \.wifi.dhcpMilliseconds,
            .number(0...60_000),
            "address by DHCP",
            row: .init(.wifi, "dhcp", "ms")
        ),
        // A record shows all prices, deviations or not: RunPlan does that.
        ProfileKey("timing", "deviations from the core's prices, in cycles") {
            root,
            name,
            profile throws(EmulationError) in
            // The ways of the cache have a key of their own, `cache: ways`.
            let names = TimingParameter.allCases.filter { $0 != .cacheWays }.map(\.rawValue)
            let section = try root.section(name, keys: names)
            for name in names { profile.timing[name] = try section.integer(name, in: 0...100) }
        },
    ]
}
