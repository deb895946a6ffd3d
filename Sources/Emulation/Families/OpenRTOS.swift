extension SDKFamily {
    /// SuperHouse's esp-open-rtos, which gives the vendor's functions a prefix (EOR:core/app_main.c).
    static let openRTOS = SDKFamily(
        name: "esp-open-rtos",
        marks: [banner],
        symbols: ["sdk_wDev_ProcessFiq", "sdk_system_get_sdk_version"],
        settings: .espOpenRTOS,
        version: { _ in nil },
        built: { $0.following(banner).first { $0.contains(/\d/) && !$0.contains("%") } }
    )

    private static let banner = "ESP-Open-SDK ver: "
}
