import Inputs
import LX106
import Record

extension RunPlan {
    /// Every input of the run, in the order reports show them. Passwords and keys stay out.
    var parameters: [RunRecord.Parameter] {
        let groups = [
            ("run", runParameters), ("board", boardParameters), ("watchdogs", watchdogParameters),
            ("wifi", wifiParameters), ("endpoint", endpointParameters), ("link", linkParameters),
            ("tls", tlsParameters), ("timing", timingParameters),
        ]
        return groups.flatMap { group, values in
            values.map { RunRecord.Parameter(group: group, name: $0.name, value: $0.value, unit: $0.unit) }
        }
    }

    private typealias Value = (name: String, value: String, unit: String?)

    private var runParameters: [Value] {
        let conditions = scenario.stopConditions.map(\.rawValue).sorted().joined(separator: ", ")
        return [
            ("profile", profile.name, nil), ("seed", "\(scenario.seed)", nil),
            ("on_trip", scenario.onTrip.rawValue, nil), ("time_limit", exact(scenario.timeLimit), "s"),
            ("stop.conditions", conditions, nil), ("stop.boots", "\(scenario.stop.boots)", nil),
            ("mbedtls_debug", "\(debugLevel)", nil),
        ]
    }

    private var boardParameters: [Value] {
        [
            ("description", profile.description, nil), ("sdk.name", profile.sdk.name, nil),
            ("sdk.application", profile.sdk.application, nil), ("sdk.tls_library", profile.sdk.tlsLibrary, nil),
            ("sdk.tls_build", profile.sdk.tlsBuild, nil), ("sdk.log_style", profile.sdk.logStyle.rawValue, nil),
            ("sdk.family", profile.sdk.family.rawValue, nil), ("sdk.feeding", profile.sdk.feeding.rawValue, nil),
            ("clock", "\(profile.clockMHz)", "MHz"),
            ("flash.mode", profile.flashMode.rawValue, nil), ("flash.clock", "\(profile.flashMHz)", "MHz"),
            ("cache.size", "\(profile.cacheKB)", "KB"), ("cache.ways", "\(profile.cacheWays)", nil),
            ("heap", "\(profile.heapBytes)", "bytes"), ("stack", "\(profile.stackBytes)", "bytes"),
        ]
    }

    private var watchdogParameters: [Value] {
        let soft = profile.soft, hard = profile.hard
        return [
            ("soft.enabled", "\(soft.isEnabled)", nil), ("soft.interval", "\(soft.intervalMicroseconds)", "µs"),
            ("soft.timeout", exact(soft.timeout), "s"),
            ("hard.enabled", "\(hard.isEnabled)", nil), ("hard.op", "\(hard.stage0)", nil),
            ("hard.op_nd", "\(hard.stage1)", nil), ("hard.interrupt", hard.interrupt.rawValue, nil),
            ("hard.timeout", exact(hard.timeout), "s"),
        ]
    }

    private var wifiParameters: [Value] {
        [
            ("ssid", scenario.wifi.ssid, nil), ("fault", scenario.wifi.fault.rawValue, nil),
            ("scan", "\(profile.wifi.scanMilliseconds)", "ms"), ("join", "\(profile.wifi.joinMilliseconds)", "ms"),
            ("dhcp", "\(profile.wifi.dhcpMilliseconds)", "ms"),
        ]
    }

    private var endpointParameters: [Value] {
        func name(_ endpoint: Scenario.Endpoint) -> String { "\(endpoint.host):\(endpoint.port)" }
        let files = scenario.credentials
        let messages = scenario.messages.map { message -> Value in
            let delay = message.delay == .zero ? "" : " + \(exact(message.delay)) s"
            return ("message after \(message.after.rawValue)\(delay)", "\(message.topic): \(message.payload)", nil)
        }
        let builtIn: [Value] = [
            ("server_certificate", serverCertificate.rawValue, nil),
            ("server_chain", scenario.serverChain.rawValue, nil),
            ("server_flight", scenario.serverFlight.rawValue, nil),
            ("server_asks_certificate", "\(scenario.serverAsksForCertificate)", nil),
            ("server_key_exchange", scenario.serverKeyExchange.rawValue, nil),
        ]
        return [
            ("endpoint", name(scenario.endpoint), nil), ("credentials.ca", files.ca ?? "built-in", nil),
            ("credentials.cert", files.cert ?? "built-in", nil), ("credentials.key", files.key ?? "built-in", nil),
        ] + (scenario.tcp.map { [("tcp", name($0), nil)] } ?? builtIn + messages)
    }

    private var linkParameters: [Value] {
        [
            ("latency", "\(scenario.link.latencyMilliseconds)", "ms"),
            ("bandwidth", "\(scenario.link.bandwidthKbps)", "kbit/s"),
            ("loss", "\(scenario.link.lossPermille)", "‰"),
        ]
    }

    private var tlsParameters: [Value] {
        let tls = scenario.tls
        func names(_ numbers: [UInt16], _ name: (UInt16) -> String) -> String {
            numbers.isEmpty ? "the build's" : numbers.map(name).joined(separator: ", ")
        }
        let curves = TLSSettings.knownCurves
        return [
            ("suites", names(tls.suites) { CipherSuite.name($0) }, nil),
            ("curves", names(tls.curves) { number in curves.first { $0.value == number }?.key ?? "\(number)" }, nil),
            ("max_fragment_length", tls.maxFragmentLength.map(String.init) ?? "not asked for", "bytes"),
            ("between_steps", tls.betweenSteps.rawValue, nil),
            ("ecp_max_ops", tls.ecpMaxOps.map(String.init) ?? "no limit", nil),
            ("resume", "\(tls.resume)", nil), ("image", tls.image ?? "the build's", nil),
        ]
    }

    private var timingParameters: [Value] {
        TimingParameter.allCases.map { ($0.rawValue, "\(timing[keyPath: $0.path])", $0.unit) }
    }

    /// Seconds with as many decimals as they need.
    private func exact(_ seconds: Seconds) -> String {
        var text = seconds.text(digits: 6)
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
