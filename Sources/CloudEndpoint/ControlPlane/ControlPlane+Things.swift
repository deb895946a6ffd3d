import JSON

/// Things.
extension ControlPlane {
    static let thingRoutes = [
        Route("CreateThing", "POST", "/things/{thingName}", ControlPlane.createThing),
        Route("DescribeThing", "GET", "/things/{thingName}", ControlPlane.describeThing),
        Route("UpdateThing", "PATCH", "/things/{thingName}", ControlPlane.updateThing),
        Route("DeleteThing", "DELETE", "/things/{thingName}", ControlPlane.deleteThing),
        Route("ListThings", "GET", "/things", ControlPlane.listThings),
    ]

    private func createThing(_ call: APICall) throws(APIError) -> APIResponse {
        if let group = try call.optional("billingGroupName") { throw .missing("billing group", group) }
        let name = try call.name("thingName", .thing)
        let thing = try registry.createThing(
            name,
            type: try call.optional("thingTypeName"),
            attributes: try Self.attributes(in: call.object("attributePayload"))?.filter { !$0.value.isEmpty } ?? [:],
            now: call.now
        )
        return .document([
            "thingName": .string(name), "thingArn": .string(registry.arn(ofThing: name)), "thingId": .string(thing.id),
        ])
    }

    /// The attributes of an `attributePayload`, within the service model's limits.
    static func attributes(in payload: JSONValue) throws(APIError) -> [String: String]? {
        guard let attributes = try APICall.map("attributes", in: payload) else { return nil }
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            guard (1...128).contains(name.utf8.count), isAttribute(name, also: "_.,@/:#-") else {
                throw .invalid("\(name.shown) cannot be an attribute's name")
            }
            guard value.utf8.count <= 800, isAttribute(value, also: "_.,@/:#=[]-") else {
                throw .invalid(
                    "The value of the attribute \(name.shown) is too long or has characters that it cannot have"
                )
            }
        }
        return attributes
    }

    private static func isAttribute(_ text: String, also others: String) -> Bool {
        text.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber) || others.contains(character)
        }
    }

    private func describeThing(_ call: APICall) throws(APIError) -> APIResponse {
        let thing = try registry.thing(call.name("thingName", .thing))
        return .document(
            .object(
                document(of: thing).merging([
                    "defaultClientId": .string(thing.name), "thingId": .string(thing.id),
                ]) { _, new in new }
            )
        )
    }

    private func document(of thing: Thing) -> [String: JSONValue] {
        var document: [String: JSONValue] = [
            "thingName": .string(thing.name), "thingArn": .string(registry.arn(ofThing: thing.name)),
            "attributes": .object(thing.attributes.mapValues { .string($0) }), "version": .integer(thing.version),
        ]
        document["thingTypeName"] = thing.type.map(JSONValue.string)
        return document
    }

    private func updateThing(_ call: APICall) throws(APIError) -> APIResponse {
        let payload = try call.object("attributePayload")
        let update = Registry.ThingUpdate(
            type: try call.optional("thingTypeName"),
            removesType: try APICall.flag("removeThingType", in: call.document),
            attributes: try Self.attributes(in: payload),
            isMerged: try APICall.flag("merge", in: payload),
            expectedVersion: try call.expectedVersion()
        )
        try registry.updateThing(call.name("thingName", .thing), update, now: call.now)
        return .document([:])
    }

    private func deleteThing(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("thingName", .thing)
        try registry.deleteThing(name, expectedVersion: call.expectedVersion(), now: call.now)
        return .document([:])
    }

    private func listThings(_ call: APICall) throws(APIError) -> APIResponse {
        let attribute = call.parameter("attributeName"), value = call.parameter("attributeValue")
        let type = call.parameter("thingTypeName"), isPrefix = try call.flag("usePrefixAttributeValue")
        let things = registry.things().filter { thing in
            guard type == nil || thing.type == type else { return false }
            guard let attribute else { return true }
            guard let found = thing.attributes[attribute] else { return false }
            guard let value else { return true }
            return isPrefix ? found.hasPrefix(value) : found == value
        }
        return try call.tokenPage(things) { $0.name }.document("things", next: "nextToken") {
            .object(document(of: $0))
        }
    }
}
