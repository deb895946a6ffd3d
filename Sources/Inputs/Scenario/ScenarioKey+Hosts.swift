import Record

extension InputKey where Subject == Scenario {
    /// The network behind the access point, for firmware of the user's own.
    static let hosts: [ScenarioKey] = [
        .section("network", "what there is behind the access point for firmware of your own") {
            root,
            name,
            scenario throws(EmulationError) in
            if let fault = scenario.network.fault { throw root.bad(name, fault) }
        },
        .list(
            "network.hosts",
            \.network.hosts,
            of: Scenario.Host.keys,
            blank: Scenario.Host(),
            "hosts beside that of endpoint",
            rows: ParameterRows(.network) { resolved in resolved.scenario.network.hosts.flatMap(\.rows) }
        ),
        ScenarioKey(
            "network.dns",
            "names that are not looked up as they should be: nxdomain, servfail or silent; *. for all below",
            rows: ParameterRows(.network) { resolved in
                resolved.scenario.network.dns.sorted { $0.key < $1.key }.map { name, fault in
                    .init(
                        group: ParameterRows.Group.network.rawValue,
                        name: "dns \(name)",
                        value: fault.rawValue,
                        unit: nil
                    )
                }
            }
        ) { reader, name, scenario throws(EmulationError) in
            let section = try reader.section(name, keys: nil)
            for host in section.names {
                guard let fault: Scenario.Network.NameFault = try section.choice(host) else { continue }
                scenario.network.dns[host.lowercased()] = fault
            }
        },
        ScenarioKey(
            "network.dhcp",
            \.network.dhcp,
            .choice,
            "whether stations are given an address"
        ).shown(
            by: ParameterRows(.init(.network, "dhcp")) { resolved in
                let dhcp = resolved.scenario.network.dhcp
                return dhcp == .on ? nil : dhcp.rawValue
            }
        ),
        ScenarioKey(
            "network.time",
            \.network.time,
            .time,
            "UTC when the run begins, YYYY-MM-DDTHH:MM:SSZ, told by NTP at every address"
        ).shown(
            by: ParameterRows(.init(.network, "time")) { resolved in
                resolved.scenario.firmware.map { _ in InputValue.time.show(resolved.scenario.network.time) }
            }
        ),
        ScenarioKey(
            "network.nat",
            \.network.usesNAT,
            .boolean,
            "whether the host's own network is behind the access point, by NAT, in place of the simulated one"
        ).shown(
            by: ParameterRows(.init(.network, "nat")) { $0.scenario.network.isReal ? "true" : nil }
        ),
        ScenarioKey(
            "network.forward",
            \.network.forwards,
            .forwards,
            "ports of the host that lead to the device, [ADDRESS:]HOSTPORT:GUESTPORT[/udp]"
        ).shown(
            by: ParameterRows(.init(.network, "forward")) { resolved in
                let forwards = resolved.scenario.network.forwards
                return forwards.isEmpty ? nil : InputValue.forwards.show(forwards)
            }
        ),
        .list(
            "clients",
            \.clients,
            of: Scenario.Client.keys,
            blank: Scenario.Client(),
            "who fetches pages from the device",
            rows: ParameterRows(.network) { resolved in
                resolved.scenario.clients.enumerated().map { $1.row(number: $0 + 1) }
            }
        ),
    ]
}

extension Scenario.Network {
    /// What is wrong with the hosts as a whole.
    fileprivate var fault: String? {
        var names: Set<String> = [], addresses: Set<String> = []
        for (index, host) in hosts.enumerated() {
            guard host.name != nil || host.address != nil else {
                return "hosts[\(index)] has neither name nor address: nobody could reach it"
            }
            if let name = host.name, !names.insert(name.lowercased()).inserted {
                return "host '\(name)' is given twice"
            }
            if let address = host.address, !addresses.insert(address).inserted {
                return "address \(address) is given twice"
            }
            var ports: Set<Int> = []
            for service in host.services {
                guard service.kind != nil else {
                    return
                        "port \(service.port) of hosts[\(index)] does nothing; it may have http, echo, silent or reset"
                }
                if !ports.insert(service.port).inserted {
                    return "port \(service.port) of hosts[\(index)] is given twice"
                }
            }
        }
        return nil
    }
}

extension Scenario.Host {
    /// The keys of an item of `network.hosts`.
    static let keys: [InputKey<Scenario.Host>] = [
        InputKey("name", \.name, .hostName, "what DNS calls it"),
        InputKey("address", \.address, .address, "its address of IPv4; one of 198.51.100.0/24 when absent"),
        .list(
            "services",
            \.services,
            of: Scenario.Service.keys,
            blank: Scenario.Service(),
            "what answers at its ports; the others refuse"
        ),
    ]

    /// What a record says of it.
    fileprivate var rows: [RunRecord.Parameter] {
        let place = ParameterRows.Group.network.rawValue
        let host = [name, address].compactMap { $0 }.joined(separator: " ")
        let own = RunRecord.Parameter(
            group: place,
            name: "host \(host)",
            value: "\(services.count) services",
            unit: nil
        )
        return [own]
            + services.map { .init(group: place, name: "host \(host) port \($0.port)", value: $0.text, unit: nil) }
    }
}

extension Scenario.Service {
    /// The keys of an item of `network.hosts[].services`.
    static let keys: [InputKey<Scenario.Service>] = [
        InputKey("port", \.port, .number(1...65_535), "port of TCP, for an echo of UDP too", isRequired: true),
        InputKey("http", "a web server: texts by path, 404 for others") {
            reader,
            name,
            service throws(EmulationError) in
            guard reader.has(name) else { return }
            var pages: [String: String] = [:]
            let section = try reader.section(name, keys: nil)
            for path in section.names {
                pages[path.hasPrefix("/") ? path : "/" + path] = try section.string(path) ?? ""
            }
            try service.take(.http(pages), name, reader)
        },
        kind("echo", .echo, "true: what comes goes back"),
        kind("silent", .silent, "true: connections are accepted, and nothing is said"),
        kind("reset", .reset, "true: connections are accepted and reset"),
    ]

    private static func kind(_ name: String, _ kind: Kind, _ meaning: String) -> InputKey<Scenario.Service> {
        InputKey(name, meaning) { reader, name, service throws(EmulationError) in
            if try reader.boolean(name) == true { try service.take(kind, name, reader) }
        }
    }

    private mutating func take(_ new: Kind, _ name: String, _ reader: YAMLReader) throws(EmulationError) {
        guard kind == nil else { throw reader.bad(name, "the port does something else already") }
        kind = new
    }

    fileprivate var text: String {
        switch kind {
        case .http(let pages):
            pages.sorted { $0.key < $1.key }.map { "\($0.key.shown): \($0.value.shown)" }.joined(separator: ", ")
        case .echo: "echo"
        case .silent: "silent"
        case .reset: "reset"
        case nil: ""
        }
    }
}

extension Scenario.Client {
    /// The keys of an item of `clients`.
    static let keys: [InputKey<Scenario.Client>] = [
        InputKey("at", \.at, .seconds, "not before this time, nor before the device has an address"),
        InputKey("get", \.url, .deviceURL, "http://HOST[:PORT]/PATH, HOST an address or device", isRequired: true),
        InputKey("expect", \.expect, .text(bytes: 1...4096), "what the answer must contain"),
    ]

    /// What a record says of it, the `number`th.
    fileprivate func row(number: Int) -> RunRecord.Parameter {
        let wish = expect.map { ", expects '\($0.shown)'" } ?? ""
        return .init(
            group: ParameterRows.Group.network.rawValue,
            name: "client \(number) at \(at.shortText) s",
            value: url.text + wish,
            unit: nil
        )
    }
}
