import JSON

/// Thing types.
extension ControlPlane {
    static let thingTypeRoutes = [
        Route("CreateThingType", "POST", "/thing-types/{thingTypeName}", ControlPlane.createThingType),
        Route("DescribeThingType", "GET", "/thing-types/{thingTypeName}", ControlPlane.describeThingType),
        Route("DeprecateThingType", "POST", "/thing-types/{thingTypeName}/deprecate", ControlPlane.deprecateThingType),
        Route("DeleteThingType", "DELETE", "/thing-types/{thingTypeName}", ControlPlane.deleteThingType),
        Route("ListThingTypes", "GET", "/thing-types", ControlPlane.listThingTypes),
    ]

    private func createThingType(_ call: APICall) throws(APIError) -> APIResponse {
        let properties = try call.object("thingTypeProperties")
        let searchable = try APICall.texts("searchableAttributes", in: properties)
        guard searchable.count <= 3 else { throw .invalid("At most 3 searchableAttributes") }
        guard properties["mqtt5Configuration"] == nil else {
            throw APIError(.notImplemented, "mqtt5Configuration is not implemented by this endpoint")
        }
        let type = try registry.createThingType(
            try call.name("thingTypeName", .thing),
            description: try APICall.optional("thingTypeDescription", in: properties),
            searchable: searchable,
            now: call.now
        )
        return .document([
            "thingTypeName": .string(type.name), "thingTypeArn": .string(arn(of: type)),
            "thingTypeId": .string(type.id),
        ])
    }

    private func arn(of type: ThingType) -> String { registry.settings.names.of(.thingType, type.name) }

    private func document(of type: ThingType) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [
            "searchableAttributes": .array(type.searchable.map(JSONValue.string))
        ]
        properties["thingTypeDescription"] = type.description.map(JSONValue.string)
        var metadata: [String: JSONValue] = [
            "deprecated": .bool(type.deprecated != nil), "creationDate": .time(type.created),
        ]
        metadata["deprecationDate"] = type.deprecated.map(JSONValue.time)
        return [
            "thingTypeName": .string(type.name), "thingTypeArn": .string(arn(of: type)),
            "thingTypeProperties": .object(properties), "thingTypeMetadata": .object(metadata),
        ]
    }

    private func describeThingType(_ call: APICall) throws(APIError) -> APIResponse {
        let type = try registry.thingType(call.name("thingTypeName", .thing))
        var document = document(of: type)
        document["thingTypeId"] = .string(type.id)
        return .document(.object(document))
    }

    private func deprecateThingType(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("thingTypeName", .thing)
        try registry.deprecateThingType(name, undo: APICall.flag("undoDeprecate", in: call.document), now: call.now)
        return .document([:])
    }

    private func deleteThingType(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.deleteThingType(call.name("thingTypeName", .thing), now: call.now)
        return .document([:])
    }

    private func listThingTypes(_ call: APICall) throws(APIError) -> APIResponse {
        let name = call.parameter("thingTypeName")
        let types = registry.thingTypes().filter { name == nil || $0.name == name }
        return try call.tokenPage(types) { $0.name }.document("thingTypes", next: "nextToken") {
            .object(document(of: $0))
        }
    }
}
