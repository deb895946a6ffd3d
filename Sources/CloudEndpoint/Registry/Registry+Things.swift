extension Registry {
    /// A thing by its name.
    func thing(_ name: String) throws(APIError) -> Thing {
        guard let thing = tables.things[name] else { throw .missing("thing", name) }
        return thing
    }

    /// The ARN of the thing `name`.
    func arn(ofThing name: String) -> String { settings.names.of(.thing, name) }

    /// Makes a thing; one that is there with the same type and attributes will do.
    @discardableResult
    func createThing(
        _ name: String,
        type: String? = nil,
        attributes: [String: String] = [:],
        now: Int64
    ) throws(APIError) -> Thing {
        if let thing = tables.things[name] {
            guard thing.type == type, thing.attributes == attributes else {
                let resource = APIError.Resource(id: thing.id, arn: arn(ofThing: name))
                throw APIError(
                    .resourceAlreadyExists,
                    "The thing \(name.shown) already exists with another type or other attributes",
                    resource: resource
                )
            }
            return thing
        }
        try checkType(type)
        let thing = Thing(name: name, id: uuid(), type: type, attributes: attributes)
        try check(thing)
        put(thing)
        publish(thing, .created, now)
        if let type { publish(thing, type: type, .created, now) }
        return thing
    }

    /// Whether things may be made of a type.
    private func checkType(_ name: String?) throws(APIError) {
        guard let name else { return }
        guard try thingType(name).deprecated == nil else {
            throw .invalid("The thing type \(name.shown) is deprecated")
        }
    }

    private func check(_ thing: Thing) throws(APIError) {
        let most = thing.type == nil ? Thing.mostAttributes.plain : Thing.mostAttributes.typed
        guard thing.attributes.count <= most else {
            throw .invalid("A thing \(thing.type == nil ? "without" : "with a") type has at most \(most) attributes")
        }
    }

    /// What UpdateThing is asked for; nil leaves as it is.
    struct ThingUpdate {
        var type: String?
        var removesType = false
        /// Values to set; an empty one takes its attribute away.
        var attributes: [String: String]?
        /// Whether the other attributes stay.
        var isMerged = false
        var expectedVersion: Int64?
    }

    /// Changes a thing.
    func updateThing(_ name: String, _ update: ThingUpdate, now: Int64) throws(APIError) {
        var thing = try thing(name)
        let before = thing
        try checkVersion(update.expectedVersion, thing.version, "thing", name)
        guard update.type == nil || !update.removesType else {
            throw .invalid("Either thingTypeName or removeThingType, not both")
        }
        try checkType(update.type)
        thing.type = update.removesType ? nil : update.type ?? thing.type
        if let attributes = update.attributes {
            thing.attributes = Self.merged(attributes, into: update.isMerged ? thing.attributes : [:])
        }
        try check(thing)
        thing.version += 1
        put(thing)
        publish(thing, .updated, now)
        guard before.type != thing.type else { return }
        if let type = before.type { publish(thing, type: type, .deleted, now) }
        if let type = thing.type { publish(thing, type: type, .created, now) }
    }

    /// `attributes` over `old`; an empty value takes its attribute away.
    static func merged(_ attributes: [String: String], into old: [String: String]) -> [String: String] {
        old.merging(attributes) { _, new in new }.filter { !$0.value.isEmpty }
    }

    /// Whether somebody has changed what the sender knows.
    func checkVersion(_ expected: Int64?, _ version: Int64, _ what: String, _ name: String) throws(APIError) {
        guard let expected, expected != version else { return }
        throw APIError(.versionConflict, "The \(what) \(name.shown) has the version \(version), not \(expected)")
    }

    /// Forgets a thing that no principal is attached to, if there is one.
    func deleteThing(_ name: String, expectedVersion: Int64? = nil, now: Int64) throws(APIError) {
        guard let thing = tables.things[name] else { return }
        try checkVersion(expectedVersion, thing.version, "thing", name)
        guard principals(of: name).isEmpty else {
            throw .invalid("The thing \(name.shown) is still attached to principals")
        }
        remove(thing)
        publish(thing, .deleted, now)
    }

    /// All things, in the order of their names.
    func things() -> [Thing] { tables.things.values.sorted { $0.name < $1.name } }

    /// Attaches a certificate to a thing, which it may be attached to already.
    /// - Parameter isExclusive: the certificate may not be attached to other things.
    func attach(principal arn: String, to name: String, isExclusive: Bool = false) throws(APIError) {
        _ = try thing(name)
        var certificate = try certificate(arn: arn)
        let others = certificate.things.filter { $0.name != name }
        guard !others.contains(where: \.isExclusive), !isExclusive || others.isEmpty else {
            throw .invalid("The principal is attached to another thing, one of them exclusively")
        }
        let link = RegisteredCertificate.ThingLink(name: name, isExclusive: isExclusive)
        if let index = certificate.things.firstIndex(where: { $0.name == name }) {
            certificate.things[index] = link
        } else {
            certificate.things.append(link)
        }
        put(certificate)
    }

    /// Detaches a certificate from a thing.
    func detach(principal arn: String, from name: String) throws(APIError) {
        _ = try thing(name)
        var certificate = try certificate(arn: arn)
        guard certificate.things.contains(where: { $0.name == name }) else {
            throw APIError(.resourceNotFound, "The principal is not attached to the thing \(name.shown)")
        }
        certificate.things.removeAll { $0.name == name }
        put(certificate)
    }

    /// The certificates that a thing is attached to, in the order of their ids.
    func principals(of thing: String) -> [RegisteredCertificate] {
        tables.certificates.values.filter { $0.things.contains { $0.name == thing } }.sorted { $0.id < $1.id }
    }
}
