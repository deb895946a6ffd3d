extension SDKFamily {
    /// Espressif's ESP8266_NONOS_SDK, which Arduino, MicroPython and NodeMCU stand on.
    static let nonOS = SDKFamily(
        name: "NONOS",
        marks: [banner, "SDK version:%s"],
        symbols: ["system_get_sdk_version", "wDev_ProcessFiq"],
        settings: .nonos,
        version: \.vendorVersions.first,
        built: { $0.following(banner).first { !$0.isEmpty && !$0.contains("%") } }
    )

    /// What user_start prints; the date stands in it, except in 1.2 and before.
    private static let banner = "SDK ver: %s compiled @ "
}
