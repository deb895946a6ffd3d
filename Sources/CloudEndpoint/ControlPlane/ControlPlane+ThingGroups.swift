import JSON

/// Static thing groups.
extension ControlPlane {
    static let thingGroupRoutes = [
        Route("CreateThingGroup", "POST", "/thing-groups/{thingGroupName}", ControlPlane.createThingGroup),
        Route("DescribeThingGroup", "GET", "/thing-groups/{thingGroupName}", ControlPlane.describeThingGroup),
        Route("UpdateThingGroup", "PATCH", "/thing-groups/{thingGroupName}", ControlPlane.updateThingGroup),
        Route("DeleteThingGroup", "DELETE", "/thing-groups/{thingGroupName}", ControlPlane.deleteThingGroup),
        Route("ListThingGroups", "GET", "/thing-groups", ControlPlane.listThingGroups),
        Route("AddThingToThingGroup", "PUT", "/thing-groups/addThingToThingGroup", ControlPlane.addThing),
        Route("RemoveThingFromThingGroup", "PUT", "/thing-groups/removeThingFromThingGroup", ControlPlane.removeThing),
        Route("UpdateThingGroupsForThing", "PUT", "/thing-groups/updateThingGroupsForThing", ControlPlane.updateGroups),
        Route("ListThingsInThingGroup", "GET", "/thing-groups/{thingGroupName}/things", ControlPlane.listMembers),
        Route("ListThingGroupsForThing", "GET", "/things/{thingName}/thing-groups", ControlPlane.listGroupsOfThing),
    ]

    private func createThingGroup(_ call: APICall) throws(APIError) -> APIResponse {
        let properties = try call.object("thingGroupProperties")
        let group = try registry.createThingGroup(
            try call.name("thingGroupName", .thing),
            parent: try call.optional("parentGroupName"),
            description: try APICall.optional("thingGroupDescription", in: properties),
            attributes: try Self.attributes(in: properties["attributePayload"] ?? [:]) ?? [:],
            now: call.now
        )
        return .document([
            "thingGroupName": .string(group.name), "thingGroupArn": .string(arn(ofGroup: group.name)),
            "thingGroupId": .string(group.id),
        ])
    }

    private func arn(ofGroup name: String) -> String { registry.settings.names.of(.thingGroup, name) }

    private func shortDocument(ofGroup name: String) -> JSONValue {
        ["groupName": .string(name), "groupArn": .string(arn(ofGroup: name))]
    }

    private func describeThingGroup(_ call: APICall) throws(APIError) -> APIResponse {
        let group = try registry.thingGroup(call.name("thingGroupName", .thing))
        let attributes = JSONValue.object(group.attributes.mapValues { .string($0) })
        var properties: [String: JSONValue] = ["attributePayload": ["attributes": attributes]]
        properties["thingGroupDescription"] = group.description.map(JSONValue.string)
        var metadata: [String: JSONValue] = ["creationDate": .time(group.created)]
        if let parent = group.parent {
            let path = registry.lineage(of: group).dropFirst().reversed()
            metadata["parentGroupName"] = .string(parent)
            metadata["rootToParentThingGroups"] = .array(path.map { shortDocument(ofGroup: $0.name) })
        }
        return .document([
            "thingGroupName": .string(group.name), "thingGroupId": .string(group.id),
            "thingGroupArn": .string(arn(ofGroup: group.name)), "version": .integer(group.version),
            "thingGroupProperties": .object(properties), "thingGroupMetadata": .object(metadata),
        ])
    }

    private func updateThingGroup(_ call: APICall) throws(APIError) -> APIResponse {
        let properties = try call.object("thingGroupProperties"), payload = properties["attributePayload"] ?? [:]
        let version = try registry.updateThingGroup(
            try call.name("thingGroupName", .thing),
            description: try APICall.optional("thingGroupDescription", in: properties),
            attributes: try Self.attributes(in: payload),
            isMerged: try APICall.flag("merge", in: payload),
            expectedVersion: try call.expectedVersion(),
            now: call.now
        )
        return .document(["version": .integer(version)])
    }

    private func deleteThingGroup(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("thingGroupName", .thing)
        try registry.deleteThingGroup(name, expectedVersion: call.expectedVersion(), now: call.now)
        return .document([:])
    }

    private func listThingGroups(_ call: APICall) throws(APIError) -> APIResponse {
        let prefix = call.parameter("namePrefixFilter") ?? ""
        var groups = registry.thingGroups()
        if let parent = call.parameter("parentGroup") {
            let name = try registry.thingGroup(parent).name
            groups = registry.groups(below: name, isRecursive: try call.flag("recursive"))
        } else if call.parameter("recursive") == "false" {
            groups = groups.filter { $0.parent == nil }
        }
        return try call.tokenPage(groups.filter { $0.name.hasPrefix(prefix) }) { $0.name }
            .document("thingGroups", next: "nextToken") { shortDocument(ofGroup: $0.name) }
    }

    /// A name in the document, or the one in an ARN there.
    private func name(
        _ kind: ResourceName.Kind,
        _ parameter: String,
        _ arnParameter: String,
        _ call: APICall
    ) throws(APIError) -> String {
        let arn = try call.optional(arnParameter).flatMap { registry.settings.names.name(kind, in: $0) }
        guard let name = try call.optional(parameter) ?? arn else {
            throw .invalid("Either \(parameter) or \(arnParameter) must be given")
        }
        guard arn == nil || arn == name else { throw .invalid("\(parameter) and \(arnParameter) name different ones") }
        return name
    }

    private func addThing(_ call: APICall) throws(APIError) -> APIResponse {
        let group = try name(.thingGroup, "thingGroupName", "thingGroupArn", call)
        try registry.add(thing: name(.thing, "thingName", "thingArn", call), to: group, now: call.now)
        return .document([:])
    }

    private func removeThing(_ call: APICall) throws(APIError) -> APIResponse {
        let group = try name(.thingGroup, "thingGroupName", "thingGroupArn", call)
        try registry.remove(thing: name(.thing, "thingName", "thingArn", call), from: group, now: call.now)
        return .document([:])
    }

    private func updateGroups(_ call: APICall) throws(APIError) -> APIResponse {
        let thing = try call.text("thingName")
        for group in try APICall.texts("thingGroupsToRemove", in: call.document) {
            try registry.remove(thing: thing, from: group, now: call.now)
        }
        for group in try APICall.texts("thingGroupsToAdd", in: call.document) {
            try registry.add(thing: thing, to: group, now: call.now)
        }
        return .document([:])
    }

    private func listMembers(_ call: APICall) throws(APIError) -> APIResponse {
        let group = try registry.thingGroup(call.name("thingGroupName", .thing))
        var groups: Set<String> = [group.name]
        if try call.flag("recursive") {
            groups.formUnion(registry.groups(below: group.name, isRecursive: true).map(\.name))
        }
        return try call.tokenPage(registry.things(in: groups)) { $0.name }
            .document("things", next: "nextToken") { .string($0.name) }
    }

    private func listGroupsOfThing(_ call: APICall) throws(APIError) -> APIResponse {
        let thing = try registry.thing(call.name("thingName", .thing))
        return try call.tokenPage(thing.groups.sorted()) { $0 }
            .document("thingGroups", next: "nextToken") { shortDocument(ofGroup: $0) }
    }
}
