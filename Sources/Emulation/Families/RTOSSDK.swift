extension SDKFamily {
    /// Espressif's ESP8266_RTOS_SDK 3, in the manner of ESP-IDF. Its version is git's description of the commit.
    static let rtosSDK = SDKFamily(
        name: "ESP8266_RTOS_SDK",
        marks: ["2nd stage bootloader", "ESP8266_RTOS_SDK", "Task watchdog got triggered."],
        symbols: ["esp_task_wdt_init"],
        versionMarks: ["v3."],
        settings: .rtosSDK,
        version: { text in text.beginning(with: "v3.").first { $0.wholeMatch(of: /v3\.[\w.-]+/) != nil } }
    )

    /// Its forerunners 1 and 2.
    static let rtosSDK1 = SDKFamily(
        name: "ESP8266_RTOS_SDK",
        marks: ["OS SDK ver: "],
        symbols: [],
        version: \.vendorVersions.first
    )
}
