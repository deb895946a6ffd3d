import Inputs
import LX106
import Record

extension RunPlan {
    /// Every input of the run, in the order reports show them. Passwords and keys stay out, and for firmware of the user's
    /// own what it does not heed.
    var parameters: [RunRecord.Parameter] {
        var shown = resolved
        shown.scenario.serverCertificate = serverCertificate
        guard user != nil else { return shown.parameters + prices }
        return shown.parameters.filter { !isWithoutEffect($0) } + prices
    }

    /// Whether firmware of the user's own does not notice a parameter: it is alone on the air, or only the tool's own guest
    /// heeds it.
    private func isWithoutEffect(_ parameter: RunRecord.Parameter) -> Bool {
        let isOfNetwork = ["wifi", "endpoint", "link", "network"].contains(parameter.group)
        return Self.isOfOwnGuest(parameter) || isOfNetwork && scenario.wifi.isUnnamed && !scenario.network.isReal
            || scenario.network.isReal && Self.isOfSimulatedNetwork(parameter)
    }

    /// Whether only the tool's own guest heeds a parameter: what the configuration sector says, and how long the SDK that
    /// the guest stands for takes to join.
    private static func isOfOwnGuest(_ parameter: RunRecord.Parameter) -> Bool {
        ["watchdogs", "tls"].contains(parameter.group)
            || parameter.group == "wifi" && ["scan", "join", "dhcp", "known"].contains(parameter.name)
            || ["mbedtls_debug", "heap", "stack", "start"].contains(parameter.name)
            || ["sdk.", "credentials."].contains(where: parameter.name.hasPrefix)
    }

    private static func isOfSimulatedNetwork(_ parameter: RunRecord.Parameter) -> Bool {
        ["endpoint", "link"].contains(parameter.group)
            || parameter.group == "network" && !["nat", "forward"].contains(parameter.name)
    }

    private var prices: [RunRecord.Parameter] {
        TimingParameter.allCases.map {
            .init(group: "timing", name: $0.rawValue, value: "\(timing[keyPath: $0.path])", unit: $0.unit)
        }
    }
}
