import JSON

/// Kinds of registry events that can be switched on (API reference, UpdateEventConfigurations), those with a message that
/// the developer guide, Registry events, describes.
enum RegistryEventKind: String, CaseIterable, Sendable {
    case thing = "THING"
    case thingGroup = "THING_GROUP"
    case thingType = "THING_TYPE"
    case thingGroupMembership = "THING_GROUP_MEMBERSHIP"
    case thingGroupHierarchy = "THING_GROUP_HIERARCHY"
    case thingTypeAssociation = "THING_TYPE_ASSOCIATION"

    /// Kinds that the API knows and this endpoint has no events of; they are always off.
    static let others = ["JOB", "JOB_EXECUTION", "POLICY", "CERTIFICATE", "CA_CERTIFICATE"]
}

/// What happened to an entity.
enum RegistryOperation: String, Sendable {
    case created = "CREATED"
    case updated = "UPDATED"
    case deleted = "DELETED"
    case added = "ADDED"
    case removed = "REMOVED"
}

extension Registry {
    /// Switches kinds of events on and off.
    func configureEvents(_ configuration: [RegistryEventKind: Bool], now: Int64) {
        var account = account
        for (kind, isOn) in configuration { account.events[kind.rawValue] = isOn }
        account.eventsCreated = account.eventsCreated ?? now
        account.eventsModified = now
        put(account)
    }

    private func publish(
        _ kind: RegistryEventKind,
        _ operation: RegistryOperation,
        to topic: String,
        _ now: Int64,
        _ members: [String: JSONValue]
    ) {
        guard let onEvent, account.events[kind.rawValue] == true else { return }
        var document = members
        document["eventType"] = .string("\(kind.rawValue)_EVENT")
        document["eventId"] = .string(uuid())
        document["timestamp"] = .integer(now)
        document["operation"] = .string(operation.rawValue)
        document["accountId"] = .string(settings.names.account)
        onEvent(MQTTMessage(topic: "$aws/events/\(topic)", document: .object(document)))
    }

    func publish(_ thing: Thing, _ operation: RegistryOperation, _ now: Int64) {
        let document: [String: JSONValue] = [
            "thingId": .string(thing.id), "thingName": .string(thing.name), "versionNumber": .integer(thing.version),
            "thingTypeName": .text(thing.type), "attributes": .object(thing.attributes.mapValues { .string($0) }),
        ]
        publish(.thing, operation, to: "thing/\(thing.name)/\(operation.rawValue.lowercased())", now, document)
    }

    /// A thing was given a type, or is not of that type any more.
    func publish(_ thing: Thing, type: String, _ operation: RegistryOperation, _ now: Int64) {
        let document: [String: JSONValue] = [
            "thingId": .string(thing.id), "thingName": .string(thing.name), "thingTypeName": .string(type),
        ]
        let topic = "thingTypeAssociation/thing/\(thing.name)/\(type)"
        publish(.thingTypeAssociation, operation, to: topic, now, document)
    }

    func publish(_ type: ThingType, _ operation: RegistryOperation, _ now: Int64) {
        let document: [String: JSONValue] = [
            "thingTypeId": .string(type.id), "thingTypeName": .string(type.name),
            "isDeprecated": .bool(type.deprecated != nil),
            "deprecationDate": type.deprecated.map(JSONValue.integer) ?? .null,
            "searchableAttributes": .array(type.searchable.map(JSONValue.string)),
            "description": .text(type.description),
        ]
        publish(.thingType, operation, to: "thingType/\(type.name)/\(operation.rawValue.lowercased())", now, document)
    }

    func publish(_ group: ThingGroup, _ operation: RegistryOperation, _ now: Int64) {
        let parents = lineage(of: group).dropFirst()
        let path: [JSONValue] = parents.map { parent in
            ["groupName": .string(parent.name), "groupArn": .string(settings.names.of(.thingGroup, parent.name))]
        }
        let document: [String: JSONValue] = [
            "thingGroupId": .string(group.id), "thingGroupName": .string(group.name),
            "versionNumber": .integer(group.version), "parentGroupName": .text(group.parent),
            "parentGroupId": .text(parents.first?.id), "description": .text(group.description),
            "rootToParentThingGroups": path.isEmpty ? .null : .array(path),
            "attributes": .object(group.attributes.mapValues { .string($0) }),
        ]
        publish(
            .thingGroup,
            operation,
            to: "thingGroup/\(group.name)/\(operation.rawValue.lowercased())",
            now,
            document
        )
    }

    /// A group with a parent came to be, or went.
    func publish(child: ThingGroup, _ operation: RegistryOperation, _ now: Int64) {
        guard let parent = child.parent.flatMap({ tables.thingGroups[$0] }) else { return }
        let document: [String: JSONValue] = [
            "thingGroupId": .string(parent.id), "thingGroupName": .string(parent.name),
            "childGroupId": .string(child.id), "childGroupName": .string(child.name),
        ]
        let topic = "thingGroupHierarchy/thingGroup/\(parent.name)/childThingGroup/\(child.name)"
        publish(.thingGroupHierarchy, operation, to: "\(topic)/\(operation.rawValue.lowercased())", now, document)
    }

    /// A thing was put into a group, or taken out.
    func publish(_ thing: Thing, group name: String, _ operation: RegistryOperation, _ now: Int64) {
        let document: [String: JSONValue] = [
            "groupArn": .string(settings.names.of(.thingGroup, name)), "groupId": .text(tables.thingGroups[name]?.id),
            "thingArn": .string(arn(ofThing: thing.name)), "thingId": .string(thing.id),
            "membershipId": .string(uuid()),
        ]
        let topic = "thingGroupMembership/thingGroup/\(name)/thing/\(thing.name)"
        publish(.thingGroupMembership, operation, to: "\(topic)/\(operation.rawValue.lowercased())", now, document)
    }
}
