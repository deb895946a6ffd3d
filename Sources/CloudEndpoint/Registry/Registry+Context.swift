extension Registry {
    /// Most values of an attribute of a certificate (developer guide, X.509 certificate policy variables).
    private static let mostValues = 5

    /// What policies can ask about a client: its certificate, and the thing of its name that is attached to it.
    public func context(
        certificateID: String,
        clientID: String,
        sourceIP: String?,
        lastWill: Bool = false,
        persistent: Bool = false
    ) -> PolicyContext {
        var context = PolicyContext()
        context.connect(clientID: clientID, sourceIP: sourceIP, lastWill: lastWill, persistent: persistent)
        guard let certificate = tables.certificates[certificateID] else {
            context.attach(thing: nil)
            return context
        }
        let thing = certificate.things.contains { $0.name == clientID } ? tables.things[clientID] : nil
        context.attach(thing: thing.map { ($0.name, $0.type, $0.attributes) })
        context["iot:CertificateId"] = [certificateID]
        if let parsed = X509Certificate(pem: certificate.pem) { Self.describe(parsed, in: &context) }
        return context
    }

    private static func describe(_ certificate: X509Certificate, in context: inout PolicyContext) {
        var available: [String] = []
        func set(_ name: String, _ values: [String]) {
            let values = Array(values.prefix(mostValues))
            guard !values.isEmpty else { return }
            let key = "iot:Certificate.\(name)"
            context[key] = [values[0]]
            context["\(key).List"] = values
            for (index, value) in values.enumerated() { context["\(key).\(index)"] = [value] }
            available.append(key)
        }
        for attribute in NameAttribute.allCases {
            set("Subject.\(attribute.rawValue)", certificate.subject(attribute))
            set("Issuer.\(attribute.rawValue)", certificate.issuer(attribute))
        }
        let alternatives = Dictionary(grouping: certificate.alternativeNames, by: \.kind)
        for kind in alternatives.keys.sorted() {
            set("Subject.AlternativeName.\(kind)", alternatives[kind].map { $0.map(\.value) } ?? [])
        }
        set("SerialNumber", [certificate.serialNumber])
        context["iot:Certificate.AvailableKeys"] = available
    }
}
