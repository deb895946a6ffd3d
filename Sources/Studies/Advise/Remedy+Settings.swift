import Inputs

extension Remedy {
    /// What to write where, for firmware of the user's own: one sentence; nil where nobody can write it.
    func setting(for firmware: FirmwareFacts) -> String? {
        if let setting = Self.serverSetting(id) { return setting }
        if id == .clock160, firmware.platforms.contains("MicroPython") { return "In boot.py: machine.freq(160000000)." }
        if id == .flashQIO80, firmware.family == nil { return "esptool write_flash -fm qio -ff 80m." }
        return firmware.family.map(setting)
    }

    /// What to write where, for an SDK of `family`: one sentence.
    public func setting(for family: Profile.Family) -> String {
        switch id {
        case .serverECDSA, .serverShortChain, .serverRSAExchange, .serverAES128, .serverCurveP256, .serverSessions:
            Self.serverSetting(id) ?? ""
        case .clock160: Self.clock(family)
        case .flashQIO80: Self.flash(family)
        case .cache32: Self.cache(family)
        case .p256: Self.deviceKey
        case .secureElement: Self.secureElement(family)
        case .softWatchdogOff: Self.noSoftWatchdog(family)
        case .feedBetweenSteps: Self.feeding(family)
        case .yieldBetweenSteps: Self.yielding(family)
        case .resume: Self.resumption(family)
        case .curveP256: Self.curve(family)
        case .maxFragment2048: Self.fragments(family)
        case .suiteECDHEECDSA: Self.suite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", family)
        case .suiteRSA: Self.suite("TLS_RSA_WITH_AES_128_GCM_SHA256", family)
        case .suiteAES128: Self.shorterSuite(family)
        case .ecpWindow2: Self.window(2, hasTable: false, family)
        case .ecpWindow6: Self.window(6, hasTable: false, family)
        case .ecpWindow6Table: Self.window(6, hasTable: true, family)
        case .nistOptim: Self.nist(family)
        case .records4096: Self.records(4096, 2048, family)
        case .records16384: Self.records(16_384, 4096, family)
        case .ecpRestartable: Self.restartable(family)
        }
    }

    private static func clock(_ family: Profile.Family) -> String {
        switch family {
        case .nonos: "In user_init: system_update_cpu_freq(SYS_CPU_160MHZ);"
        case .arduino: "Board menu: CPU Frequency 160 MHz (PlatformIO: board_build.f_cpu = 160000000L)."
        case .espOpenRTOS: "In user_init: sdk_system_update_cpu_freq(SYS_CPU_160MHZ);"
        case .rtosSDK:
            "menuconfig: Component config > ESP8266-specific > CPU frequency 160 MHz "
                + "(CONFIG_ESP8266_DEFAULT_CPU_FREQ_160=y)."
        case .mongoose: "In mgos_app_init: system_update_cpu_freq(SYS_CPU_160MHZ); it is the default."
        }
    }

    private static func flash(_ family: Profile.Family) -> String {
        switch family {
        case .nonos: "gen_misc.sh: SPI_SPEED=80 SPI_MODE=QIO, or esptool.py write_flash -fm qio -ff 80m."
        case .arduino:
            "Board menu: Flash Mode QIO, Flash Frequency 80 MHz "
                + "(PlatformIO: board_build.flash_mode = qio, board_build.f_flash = 80000000L)."
        case .espOpenRTOS: "make FLASH_MODE=qio FLASH_SPEED=80."
        case .rtosSDK:
            "menuconfig: Serial flasher config > Flash SPI mode QIO, Flash SPI speed 80 MHz "
                + "(CONFIG_ESPTOOLPY_FLASHMODE_QIO=y, CONFIG_ESPTOOLPY_FLASHFREQ_80M=y)."
        case .mongoose: "mos flash --esp-flash-params qio,32m,80m (32m: a chip of 4 MB)."
        }
    }

    private static func cache(_ family: Profile.Family) -> String {
        switch family {
        case .rtosSDK:
            "menuconfig: Component config > ESP8266-specific > Enable full cache mode (CONFIG_SOC_FULL_ICACHE=y)."
        case .arduino: "Board menu: MMU 32KB cache + 32KB IRAM; it is the default."
        case .nonos, .espOpenRTOS, .mongoose: "Cache_Read_Enable(odd_even, mb, 1) at start-up; it is the default."
        }
    }

    private static let deviceKey =
        "openssl ecparam -name prime256v1 -genkey -noout -out device.key.pem, and have a certificate issued for it "
        + "(AWS: create-certificate-from-csr); it takes the place of the RSA pair."

    private static func secureElement(_ family: Profile.Family) -> String {
        family == .mongoose
            ? "mos.yml: libs: atca, and sys.atca.enable: true; ssl key ATCA:0."
            : "MBEDTLS_ECDSA_SIGN_ALT and MBEDTLS_ECDH_GEN_PUBLIC_ALT with calls of cryptoauthlib."
    }

    private static func noSoftWatchdog(_ family: Profile.Family) -> String {
        switch family {
        case .nonos: "system_soft_wdt_stop(); and nothing feeds the hardware watchdog any more."
        case .arduino: "ESP.wdtDisable(); and nothing feeds the hardware watchdog any more."
        case .espOpenRTOS: "sdk_system_soft_wdt_stop(); and nothing feeds the hardware watchdog any more."
        case .rtosSDK: "This SDK has none."
        case .mongoose: "mgos_wdt_disable() is about the hardware watchdog; the soft one is off."
        }
    }

    private static let steps =
        "while (ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER) { mbedtls_ssl_handshake_step(&ssl); "

    private static func feeding(_ family: Profile.Family) -> String {
        switch family {
        case .arduino: bearSSLYields("ESP.wdtFeed")
        case .nonos: "\(steps)system_soft_wdt_feed(); }"
        case .espOpenRTOS: "\(steps)sdk_system_soft_wdt_feed(); }"
        case .rtosSDK: "\(steps)esp_task_wdt_reset(); }"
        case .mongoose: "\(steps)mgos_wdt_feed(); }"
        }
    }

    private static func yielding(_ family: Profile.Family) -> String {
        switch family {
        case .arduino: bearSSLYields("yield")
        case .nonos:
            "One mbedtls_ssl_handshake_step per call of a task of one's own; "
                + "system_os_post for the next step, and return."
        case .espOpenRTOS, .rtosSDK: "\(steps)vTaskDelay(1); }"
        case .mongoose: "One mbedtls_ssl_handshake_step per poll of mongoose.c instead of mbedtls_ssl_handshake."
        }
    }

    private static func bearSSLYields(_ call: String) -> String {
        "BearSSL does it by itself: the core calls optimistic_yield while the engine runs; "
            + "with mbedTLS: \(steps)\(call)(); }"
    }
}
