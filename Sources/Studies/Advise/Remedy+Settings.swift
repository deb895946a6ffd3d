import Inputs

extension Remedy {
    /// What to write where, for an SDK of `family`: one sentence.
    public func setting(for family: Profile.Family) -> String {
        switch id {
        case "clock-160": Self.clock(family)
        case "flash-qio-80": Self.flash(family)
        case "cache-32": Self.cache(family)
        case "p-256", "secure-element", "soft-watchdog-off": device(family)
        case "feed-between-steps", "yield-between-steps", "resume": application(family)
        case "curve-p-256", "suite-ecdhe-ecdsa", "suite-rsa", "suite-aes-128", "max-fragment-2048":
            negotiation(family)
        default: library(family)
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

    private func device(_ family: Profile.Family) -> String {
        switch id {
        case "p-256":
            "openssl ecparam -name prime256v1 -genkey -noout -out device.key.pem, and have a certificate issued for it "
                + "(AWS: create-certificate-from-csr); it takes the place of the RSA pair."
        case "secure-element":
            family == .mongoose
                ? "mos.yml: libs: atca, and sys.atca.enable: true; ssl key ATCA:0."
                : "MBEDTLS_ECDSA_SIGN_ALT and MBEDTLS_ECDH_GEN_PUBLIC_ALT with calls of cryptoauthlib."
        default: stop(family)
        }
    }

    private func stop(_ family: Profile.Family) -> String {
        switch family {
        case .nonos: "system_soft_wdt_stop(); and nothing feeds the hardware watchdog any more."
        case .arduino: "ESP.wdtDisable(); and nothing feeds the hardware watchdog any more."
        case .espOpenRTOS: "sdk_system_soft_wdt_stop(); and nothing feeds the hardware watchdog any more."
        case .rtosSDK: "This SDK has none."
        case .mongoose: "mgos_wdt_disable() is about the hardware watchdog; the soft one is off."
        }
    }

    private func application(_ family: Profile.Family) -> String {
        let loop = "while (ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER) { mbedtls_ssl_handshake_step(&ssl); "
        switch (id, family) {
        case ("resume", .arduino):
            return "BearSSL::Session session; client.setSession(&session); before the first connect."
        case ("resume", .rtosSDK):
            return "mbedtls_ssl_get_session after the handshake, mbedtls_ssl_set_session before the next; "
                + "for tickets CONFIG_MBEDTLS_CLIENT_SSL_SESSION_TICKETS=y."
        case ("resume", _):
            return "mbedtls_ssl_get_session after the handshake, mbedtls_ssl_set_session before the next."
        case (_, .arduino):
            return "BearSSL does it by itself: the core calls optimistic_yield while the engine runs; "
                + "with mbedTLS: \(loop)\(id == "feed-between-steps" ? "ESP.wdtFeed" : "yield")(); }"
        case ("feed-between-steps", .nonos): return "\(loop)system_soft_wdt_feed(); }"
        case ("feed-between-steps", .espOpenRTOS): return "\(loop)sdk_system_soft_wdt_feed(); }"
        case ("feed-between-steps", .rtosSDK): return "\(loop)esp_task_wdt_reset(); }"
        case ("feed-between-steps", .mongoose): return "\(loop)mgos_wdt_feed(); }"
        case (_, .nonos):
            return "One mbedtls_ssl_handshake_step per call of a task of one's own; "
                + "system_os_post for the next step, and return."
        case (_, .espOpenRTOS), (_, .rtosSDK): return "\(loop)vTaskDelay(1); }"
        case (_, .mongoose):
            return "One mbedtls_ssl_handshake_step per poll of mongoose.c instead of mbedtls_ssl_handshake."
        }
    }

    private func negotiation(_ family: Profile.Family) -> String {
        if family == .arduino { return arduinoNegotiation }
        switch id {
        case "curve-p-256":
            return "static const mbedtls_ecp_group_id curves[] = { MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1, "
                + "MBEDTLS_ECP_DP_NONE }; mbedtls_ssl_conf_curves(&conf, curves);"
        case "max-fragment-2048": return "mbedtls_ssl_conf_max_frag_len(&conf, MBEDTLS_SSL_MAX_FRAG_LEN_2048);"
        default: return suites(family)
        }
    }

    private func suites(_ family: Profile.Family) -> String {
        let first =
            switch id {
            case "suite-ecdhe-ecdsa": "MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
            case "suite-rsa": "MBEDTLS_TLS_RSA_WITH_AES_128_GCM_SHA256"
            default: "the negotiated suite's name with AES_128_GCM_SHA256"
            }
        return switch family {
        case .espOpenRTOS: "mbedtls/config.h of the application: MBEDTLS_SSL_CIPHERSUITES begins with \(first)."
        case .mongoose: "ssl_cipher_suites of struct mg_connect_opts begins with \(first)."
        default:
            "mbedtls_ssl_conf_ciphersuites(&conf, suites); suites[] begins with \(first) and ends with 0."
        }
    }

    private var arduinoNegotiation: String {
        switch id {
        case "curve-p-256":
            "br_ssl_engine_set_ec(&cc->eng, &br_ec_p256_m15); in the core's WiFiClientSecureBearSSL.cpp: P-256 alone."
        case "max-fragment-2048":
            "client.setBufferSizes(2048, 512); after client.probeMaxFragmentLength(host, port, 2048)."
        case "suite-ecdhe-ecdsa": "client.setCiphers({BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256});"
        case "suite-rsa": "client.setCiphers({BR_TLS_RSA_WITH_AES_128_GCM_SHA256});"
        default: "client.setCiphers with the suites of AES_128 only."
        }
    }

    private func library(_ family: Profile.Family) -> String {
        switch (id, family) {
        case ("records-4096-2048", .arduino): return "client.setBufferSizes(4096, 2048);"
        case ("records-16384-4096", .arduino): return "client.setBufferSizes(16384, 4096);"
        case (_, .arduino): return "BearSSL has no such setting; the run is that of mbedTLS in its place."
        case ("records-4096-2048", .rtosSDK): return Self.records(4096, 2048)
        case ("records-16384-4096", .rtosSDK): return Self.records(16_384, 4096)
        case ("nist-optim", .rtosSDK):
            return
                "menuconfig: Component config > mbedTLS > NIST 'modulo p' optimisations (CONFIG_MBEDTLS_ECP_NIST_OPTIM=y)."
        case ("ecp-restartable", _):
            return "\(define(["MBEDTLS_ECP_RESTARTABLE", "MBEDTLS_ECDH_LEGACY_CONTEXT"], family)) "
                + "mbedtls_ecp_set_max_ops(500); and go on after MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS when the SDK has had time."
        default: return define(definitions, family)
        }
    }

    private static func records(_ input: Int, _ output: Int) -> String {
        "menuconfig: Component config > mbedTLS > TLS maximum incoming and outgoing fragment length "
            + "(CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN=\(input), CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN=\(output))."
    }

    private var definitions: [String] {
        switch id {
        case "ecp-window-2": ["MBEDTLS_ECP_WINDOW_SIZE 2", "MBEDTLS_ECP_FIXED_POINT_OPTIM 0"]
        case "ecp-window-6": ["MBEDTLS_ECP_WINDOW_SIZE 6", "MBEDTLS_ECP_FIXED_POINT_OPTIM 0"]
        case "ecp-window-6-table": ["MBEDTLS_ECP_WINDOW_SIZE 6", "MBEDTLS_ECP_FIXED_POINT_OPTIM 1"]
        case "records-4096-2048": ["MBEDTLS_SSL_IN_CONTENT_LEN 4096", "MBEDTLS_SSL_OUT_CONTENT_LEN 2048"]
        case "records-16384-4096": ["MBEDTLS_SSL_IN_CONTENT_LEN 16384", "MBEDTLS_SSL_OUT_CONTENT_LEN 4096"]
        default: ["MBEDTLS_ECP_NIST_OPTIM"]
        }
    }

    private func define(_ definitions: [String], _ family: Profile.Family) -> String {
        let lines = definitions.map { "#define \($0)" }.joined(separator: ", ")
        return switch family {
        case .nonos: "third_party/include/mbedtls/config_esp.h: \(lines)."
        case .espOpenRTOS: "mbedtls/config.h of the application: \(lines)."
        case .rtosSDK: "components/mbedtls/port/include/mbedtls/esp_config.h: \(lines)."
        case .mongoose: "include/mbedtls/config.h of the mbedtls library: \(lines)."
        case .arduino: ""
        }
    }
}
