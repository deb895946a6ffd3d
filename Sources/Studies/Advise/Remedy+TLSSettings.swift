import Inputs

extension Remedy {
    static func resumption(_ family: Profile.Family) -> String {
        let calls = "mbedtls_ssl_get_session after the handshake, mbedtls_ssl_set_session before the next"
        return switch family {
        case .arduino: "BearSSL::Session session; client.setSession(&session); before the first connect."
        case .rtosSDK: "\(calls); for tickets CONFIG_MBEDTLS_CLIENT_SSL_SESSION_TICKETS=y."
        case .nonos, .espOpenRTOS, .mongoose: "\(calls)."
        }
    }

    static func curve(_ family: Profile.Family) -> String {
        family == .arduino
            ? "br_ssl_engine_set_ec(&cc->eng, &br_ec_p256_m15); in the core's WiFiClientSecureBearSSL.cpp: P-256 alone."
            : "static const mbedtls_ecp_group_id curves[] = { MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1, "
                + "MBEDTLS_ECP_DP_NONE }; mbedtls_ssl_conf_curves(&conf, curves);"
    }

    static func fragments(_ family: Profile.Family) -> String {
        family == .arduino
            ? "client.setBufferSizes(2048, 512); after client.probeMaxFragmentLength(host, port, 2048)."
            : "mbedtls_ssl_conf_max_frag_len(&conf, MBEDTLS_SSL_MAX_FRAG_LEN_2048);"
    }

    static func suite(_ name: String, _ family: Profile.Family) -> String {
        family == .arduino ? "client.setCiphers({BR_\(name)});" : suites("MBEDTLS_\(name)", family)
    }

    static func shorterSuite(_ family: Profile.Family) -> String {
        family == .arduino
            ? "client.setCiphers with the suites of AES_128 only."
            : suites("the negotiated suite's name with AES_128_GCM_SHA256", family)
    }

    private static func suites(_ first: String, _ family: Profile.Family) -> String {
        switch family {
        case .espOpenRTOS: "mbedtls/config.h of the application: MBEDTLS_SSL_CIPHERSUITES begins with \(first)."
        case .mongoose: "ssl_cipher_suites of struct mg_connect_opts begins with \(first)."
        case .nonos, .arduino, .rtosSDK:
            "mbedtls_ssl_conf_ciphersuites(&conf, suites); suites[] begins with \(first) and ends with 0."
        }
    }

    static func window(_ size: Int, hasTable: Bool, _ family: Profile.Family) -> String {
        define(["MBEDTLS_ECP_WINDOW_SIZE \(size)", "MBEDTLS_ECP_FIXED_POINT_OPTIM \(hasTable ? 1 : 0)"], family)
    }

    static func nist(_ family: Profile.Family) -> String {
        family == .rtosSDK
            ? "menuconfig: Component config > mbedTLS > NIST 'modulo p' optimisations (CONFIG_MBEDTLS_ECP_NIST_OPTIM=y)."
            : define(["MBEDTLS_ECP_NIST_OPTIM"], family)
    }

    static func records(_ input: Int, _ output: Int, _ family: Profile.Family) -> String {
        switch family {
        case .arduino: "client.setBufferSizes(\(input), \(output));"
        case .rtosSDK:
            "menuconfig: Component config > mbedTLS > TLS maximum incoming and outgoing fragment length "
                + "(CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN=\(input), CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN=\(output))."
        case .nonos, .espOpenRTOS, .mongoose:
            define(["MBEDTLS_SSL_IN_CONTENT_LEN \(input)", "MBEDTLS_SSL_OUT_CONTENT_LEN \(output)"], family)
        }
    }

    static func restartable(_ family: Profile.Family) -> String {
        let definitions = define(["MBEDTLS_ECP_RESTARTABLE", "MBEDTLS_ECDH_LEGACY_CONTEXT"], family)
        return family == .arduino
            ? definitions
            : "\(definitions) mbedtls_ecp_set_max_ops(500); and go on after MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS "
                + "when the SDK has had time."
    }

    /// Where an SDK's mbedTLS is configured.
    private static func define(_ definitions: [String], _ family: Profile.Family) -> String {
        let lines = definitions.map { "#define \($0)" }.joined(separator: ", ")
        return switch family {
        case .nonos: "third_party/include/mbedtls/config_esp.h: \(lines)."
        case .espOpenRTOS: "mbedtls/config.h of the application: \(lines)."
        case .rtosSDK: "components/mbedtls/port/include/mbedtls/esp_config.h: \(lines)."
        case .mongoose: "include/mbedtls/config.h of the mbedtls library: \(lines)."
        case .arduino: "BearSSL has no such setting; the run is that of mbedTLS in its place."
        }
    }
}
