/// Which keys mean something to which guest.
extension Scenario {
    /// What only the tool's own guest heeds, mappings with all they hold.
    private static let ofOwnGuest: Set<String> = ["application", "credentials", "tls", "mbedtls_debug", "wifi.known"]
    /// What only firmware of the user's own heeds, keys or mappings.
    private static let ofUserFirmware: Set<String> = [
        "flash", "flash_size", "replace_root", "serial", "network", "cloud.device", "station", "clients",
        "link.reordering_permille",
    ]
    private static let ofRadio = Set(ScenarioKey.radio.map(\.path))
    /// What only the simulated network has, keys or mappings.
    private static let ofSimulatedNetwork: Set<String> = [
        "link", "clients", "messages", "replace_root", "cloud", "network.hosts", "network.dns", "network.dhcp",
        "network.time",
    ]
    private static let ofEndpoint = Set(ScenarioKey.endpoint.map(\.path))

    /// Refuses keys and changes without effect on the guest: whoever gives one expects it to do something.
    func checkGuest(_ overrides: [Override]) throws(EmulationError) {
        for key in ScenarioKey.all {
            if let fault = fault(ofKey: key.path), let origin, let line = origin.lines[key.path] {
                throw .badInput(file: origin.file, line: line, message: "key '\(key.path)' \(fault)")
            }
        }
        for case .scenario(let path, _) in overrides {
            if let fault = fault(ofKey: path) { throw .misuse("'\(path)' \(fault)") }
        }
        if firmware != nil, network.isReal, wifi.isUnnamed, station.ssid == nil {
            throw .misuse(
                "the real network is reached by Wi-Fi: say which the device knows, or that a station joins its own"
            )
        }
    }

    /// What is wrong with giving the key at `path`, if anything.
    private func fault(ofKey path: String) -> String? {
        let root = String(path.prefix { $0 != "." })
        if path == "stop.when" { return faultOfConditions }
        if firmware == nil {
            let isForeign = !Self.ofUserFirmware.isDisjoint(with: [root, path]) || Self.ofRadio.contains(path)
            return isForeign ? "concerns firmware of your own; the tool's has no such" : nil
        }
        let isSimulated = !Self.ofSimulatedNetwork.isDisjoint(with: [root, path]) || Self.ofEndpoint.contains(path)
        if network.isReal, isSimulated { return "concerns the simulated network; it has no effect on the real one" }
        let isOfOwnGuest = !Self.ofOwnGuest.isDisjoint(with: [root, path])
        return isOfOwnGuest ? "concerns the tool's own firmware; it has no effect on yours" : nil
    }

    private var faultOfConditions: String? {
        let conditions = stop.conditions ?? []
        guard firmware != nil else {
            let strange = conditions.intersection([.serial, .clients]).map(\.rawValue).min()
            return strange.map { "waits for '\($0)', which concerns firmware of your own" }
        }
        let strange = conditions.subtracting([.handshake, .serial, .clients, .arrivals, .time]).map(\.rawValue).min()
        return strange.map {
            "waits for '\($0)', which is not seen in firmware of your own; handshake, serial, clients, arrivals and time are"
        }
    }
}
