import Record

extension InputKey where Subject == Scenario {
    /// The account at AWS IoT behind the built-in endpoint.
    static let cloud: [ScenarioKey] = [
        .section("cloud", "the account at AWS IoT that the built-in endpoint belongs to; none when absent") {
            root,
            name,
            scenario throws(EmulationError) in
            let cloud = scenario.cloud
            if root.has(name), !cloud.isGiven { throw root.bad(name, "says nothing") }
            if let flaw = cloud.fault?.flaw { throw root.bad(name, "fault \(flaw)") }
            if let flaw = cloud.authority?.flaw { throw root.bad(name, "ca \(flaw)") }
        },
        ScenarioKey(
            "cloud.era",
            \.cloud.givenEra,
            .choice,
            "AWS IoT's behaviour then",
            axis: .init(.world, "era", "AWS IoT's behaviour then"),
            row: .init(.endpoint, "cloud.era", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.device",
            \.cloud.device,
            .file,
            "the device's certificate, for firmware of your own; the first that it shows when absent",
            row: .init(.endpoint, "cloud.device", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.certificate",
            \.cloud.givenCertificate,
            .choice,
            "what the account knows of the device's certificate",
            axis: .init(.world, "certificate", "what the account knows of the device's certificate"),
            row: .init(.endpoint, "cloud.certificate", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.refuses_at",
            \.cloud.refusesAt,
            .choice,
            "where a certificate that is not ACTIVE is refused; as the era has it when absent",
            axis: .init(.world, "refuses_at", "where a certificate that is not ACTIVE is refused"),
            row: .init(.endpoint, "cloud.refuses_at", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.retain",
            \.cloud.retain,
            .choice,
            "what becomes of messages with RETAIN; as the era has it when absent",
            row: .init(.endpoint, "cloud.retain", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.sni",
            \.cloud.serverName,
            .choice,
            "what becomes of the name that the device asks for (SNI); as the era has it when absent",
            axis: .init(.world, "sni", "what becomes of the name that the device asks for (SNI)"),
            row: .init(.endpoint, "cloud.sni", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.mfln",
            \.cloud.takesFragmentLength,
            .boolean,
            "whether a maximum fragment length is heard; as the era has it when absent",
            row: .init(.endpoint, "cloud.mfln", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.security_policy",
            \.cloud.securityPolicy,
            .choice,
            "versions and cipher suites by a name of AWS IoT",
            row: .init(.endpoint, "cloud.security_policy", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.session_tickets",
            \.cloud.givesTickets,
            .boolean,
            "whether devices are given session tickets, which AWS IoT does not do",
            row: .init(.endpoint, "cloud.session_tickets", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "cloud.access_key",
            \.cloud.accessKey,
            .accessKey,
            "ID:SECRET[:TOKEN] that signed requests have to be signed with; every signature is taken when absent"
        ).shown(by: rows { $0.accessKey.map { [("cloud.access_key", $0.id)] } ?? [] }),
        ScenarioKey(
            "cloud.policy",
            \.cloud.givenPolicy,
            .policy,
            "what the certificate may do: everything, none for no policy, or a file .json",
            axis: .init(.world, "policy", "what the certificate may do"),
            row: .init(.endpoint, "cloud.policy", isOfBuiltInEndpoint: true)
        ),
        .mapping("cloud.thing", \.cloud.thing, of: Scenario.Cloud.Thing.keys, blank: .init(), "a thing of the account")
            .shown(by: rows { $0.thing.map { [("cloud.thing", $0.text)] } ?? [] }),
        .mapping(
            "cloud.ca",
            \.cloud.authority,
            of: Scenario.Cloud.Authority.keys,
            blank: .init(),
            "a CA of the account's owner"
        ).shown(by: rows { $0.authority.map { [("cloud.ca", $0.text)] } ?? [] }),
        .mapping(
            "cloud.fault",
            \.cloud.fault,
            of: Scenario.Cloud.Fault.keys,
            blank: .init(),
            "what goes wrong between endpoint and device"
        ).shown(by: rows { $0.fault.map { [("cloud.fault", $0.text)] } ?? [] }),
        .list(
            "cloud.publish",
            \.cloud.publications,
            of: Scenario.Cloud.Publication.keys,
            blank: .init(),
            "messages that somebody else publishes",
            rows: rows { cloud in
                cloud.publications.enumerated().map { number, publication in
                    let name = "cloud.publish \(number + 1) at \(publication.at.shortText) s"
                    return (name, "\(publication.topic): \(publication.payload)")
                }
            }
        ),
        ScenarioKey(
            "cloud.duplicate_at",
            \.cloud.duplicateAt,
            .seconds,
            "when somebody else connects with the device's client id",
            row: .init(.endpoint, "cloud.duplicate_at", "s", isOfBuiltInEndpoint: true)
        ),
        .list(
            "cloud.expect",
            \.cloud.expectations,
            of: Scenario.Cloud.Arrival.keys,
            blank: .init(),
            "what is to arrive at the endpoint; the verdict is bad without",
            rows: rows { cloud in
                cloud.expectations.enumerated().map { ("cloud.expect \($0 + 1)", $1.text) }
            }
        ),
    ]

    private static func rows(
        _ rows: @escaping @Sendable (Scenario.Cloud) -> [(name: String, value: String)]
    ) -> ParameterRows {
        ParameterRows(.endpoint) { resolved in
            guard resolved.scenario.tcp == nil else { return [] }
            return rows(resolved.scenario.cloud).map {
                .init(group: ParameterRows.Group.endpoint.rawValue, name: $0.name, value: $0.value, unit: nil)
            }
        }
    }
}

extension Scenario.Cloud.Thing {
    /// The keys of `cloud.thing`.
    static let keys: [InputKey<Self>] = [
        InputKey("name", \.name, .text(bytes: 1...128), "its name", isRequired: true),
        InputKey("type", \.type, .text(bytes: 1...128), "its type"),
        InputKey("attributes", "its attributes by name") { reader, name, thing throws(EmulationError) in
            let section = try reader.section(name, keys: nil)
            for attribute in section.names { thing.attributes[attribute] = try section.string(attribute) ?? "" }
        },
        InputKey("attached", \.isAttached, .boolean, "whether the device's certificate is attached to it"),
    ]

    fileprivate var text: String {
        let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([name] + [type].compactMap { $0 } + attributes + (isAttached ? [] : ["not attached"])).joined(
            separator: ", "
        )
    }
}

extension Scenario.Cloud.Authority {
    /// The keys of `cloud.ca`.
    static let keys: [InputKey<Self>] = [
        InputKey("file", \.file, .file, "its certificate, PEM; that of the tool's devices when absent"),
        InputKey("active", \.isActive, .boolean, "whether it is ACTIVE"),
        InputKey("registers", \.registration, .choice, "what becomes of certificates that nobody registered"),
        InputKey(
            "activates_after_s",
            \.activatesAfter,
            .seconds,
            "how long after their event jitr's certificates are activated; never when absent"
        ),
        InputKey("policy", \.policy, .policy, "what they may do then: everything, or a file .json"),
        InputKey("template", \.template, .file, "the provisioning template of jitp, JSON"),
    ]

    /// What is wrong with the whole; nil for nothing.
    fileprivate var flaw: String? {
        if (registration == .jitp) != (template != nil) { return "jitp and template belong together" }
        if registration != .jitr, activatesAfter != nil { return "activates_after_s belongs to jitr" }
        return policy == .none ? "attaches a policy when it activates" : nil
    }

    fileprivate var text: String {
        let activation = activatesAfter.map { "activates after \($0.shortText) s" }
        return ([isActive ? "ACTIVE" : "INACTIVE", registration.rawValue] + [activation, file].compactMap { $0 })
            .joined(separator: ", ")
    }
}

extension Scenario.Cloud.Fault {
    /// The keys of `cloud.fault`.
    static let keys: [InputKey<Self>] = [
        InputKey("kind", \.kind, .choice, "what goes wrong", isRequired: true),
        InputKey("at", \.at, .choice, "the endpoint's message that it befalls: the record in which it begins"),
        InputKey("for_s", \.duration, .seconds, "how long a stall lasts; for ever when absent"),
        InputKey("after_sent", \.sentBytes, .number(0...1_000_000), "close: bytes that the endpoint has sent"),
        InputKey("after_received", \.receivedBytes, .number(1...1_000_000), "close: bytes that it has received"),
        InputKey("alert", \.alert, .number(0...255), "number of the alert"),
        InputKey("first", \.first, .number(1...1_000_000), "the first connection that it befalls"),
        InputKey(
            "connections",
            \.connections,
            .number(1...1_000_000),
            "how many connections it befalls; all when absent"
        ),
    ]

    fileprivate var text: String {
        let place: String? =
            switch kind {
            case .stall: "at \(at.rawValue)" + (duration.map { " for \($0.shortText) s" } ?? "")
            case .close:
                sentBytes.map { "after \($0) bytes sent" } ?? receivedBytes.map { "after \($0) bytes received" }
                    ?? "at \(at.rawValue)"
            case .garbage, .truncatedRecord: "at \(at.rawValue)"
            case .alert: "\(alert) at \(at.rawValue)"
            case .wrongChain, .expiredChain, .notYetValidChain, .refuse, .noSuchHost: nil
            }
        let which = [
            first > 1 ? "from \(first)" : nil, connections.map { first > 1 ? "\($0) of them" : "first \($0)" },
        ]
        .compactMap { $0 }
        let number = which.isEmpty ? nil : "(\(which.joined(separator: ", ")))"
        return ([kind.rawValue] + [place, number].compactMap { $0 }).joined(separator: " ")
    }
}

extension Scenario.Cloud.Publication {
    /// The keys of an item of `cloud.publish`.
    static let keys: [InputKey<Self>] = [
        InputKey("at", \.at, .seconds, "when"),
        InputKey("topic", \.topic, .text(bytes: 1...256), "topic", isRequired: true),
        InputKey("payload", \.payload, .text(bytes: 0...131_072), "payload"),
        InputKey("qos", \.qos, .number(0...1), "QoS"),
        InputKey("retain", \.isRetained, .boolean, "whether it is kept for those who subscribe later"),
    ]
}

extension Scenario.Cloud.Arrival {
    /// The keys of an item of `cloud.expect`.
    static let keys: [InputKey<Self>] = [
        InputKey("topic", \.topic, .text(bytes: 1...256), "topic filter", isRequired: true),
        InputKey("payload", \.payload, .text(bytes: 1...4096), "text that the payload contains"),
        InputKey("json", \.json, .text(bytes: 1...4096), "JSON that the payload has, its members among others"),
        InputKey("count", \.count, .number(0...1_000_000), "least number of such messages; 0: there are none"),
        InputKey("by", \.by, .seconds, "when they are there; at the end of the run when absent"),
    ]

    /// One line.
    package var text: String {
        let wishes = [
            payload.map { "with '\($0.shown)'" }, json.map { "with \($0.shown)" }, by.map { "by \($0.shortText) s" },
        ]
        return (["\(count) on \(topic)"] + wishes.compactMap { $0 }).joined(separator: " ")
    }
}
