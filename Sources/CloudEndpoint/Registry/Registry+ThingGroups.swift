extension Registry {
    /// A thing group by its name.
    func thingGroup(_ name: String) throws(APIError) -> ThingGroup {
        guard let group = tables.thingGroups[name] else { throw .missing("thing group", name) }
        return group
    }

    /// A group, and the groups above it, itself first.
    func lineage(of group: ThingGroup) -> [ThingGroup] {
        var groups = [group]
        while let parent = groups.last?.parent.flatMap({ tables.thingGroups[$0] }), groups.count < ThingGroup.mostLevels
        {
            groups.append(parent)
        }
        return groups
    }

    /// Makes a group; one that is there with the same properties will do.
    func createThingGroup(
        _ name: String,
        parent: String? = nil,
        description: String? = nil,
        attributes: [String: String] = [:],
        now: Int64
    ) throws(APIError) -> ThingGroup {
        if let group = tables.thingGroups[name] {
            let isSame = group.parent == parent && group.description == description && group.attributes == attributes
            guard isSame else {
                let resource = APIError.Resource(id: group.id, arn: settings.names.of(.thingGroup, name))
                throw APIError(
                    .resourceAlreadyExists,
                    "The thing group \(name.shown) already exists with other properties",
                    resource: resource
                )
            }
            return group
        }
        if let parent, lineage(of: try thingGroup(parent)).count >= ThingGroup.mostLevels {
            throw .invalid("Thing groups are nested at most \(ThingGroup.mostLevels) levels deep")
        }
        let group = ThingGroup(
            name: name,
            id: uuid(),
            parent: parent,
            description: description,
            attributes: attributes,
            created: now
        )
        put(group)
        publish(group, .created, now)
        publish(child: group, .added, now)
        return group
    }

    /// Changes a group, nil leaving as it is; the new version.
    func updateThingGroup(
        _ name: String,
        description: String?,
        attributes: [String: String]?,
        isMerged: Bool,
        expectedVersion: Int64?,
        now: Int64
    ) throws(APIError) -> Int64 {
        var group = try thingGroup(name)
        try checkVersion(expectedVersion, group.version, "thing group", name)
        group.description = description ?? group.description
        if let attributes { group.attributes = Self.merged(attributes, into: isMerged ? group.attributes : [:]) }
        group.version += 1
        put(group)
        publish(group, .updated, now)
        return group.version
    }

    /// Forgets a group without groups below it, if there is one; its things leave it.
    func deleteThingGroup(_ name: String, expectedVersion: Int64?, now: Int64) throws(APIError) {
        guard let group = tables.thingGroups[name] else { return }
        try checkVersion(expectedVersion, group.version, "thing group", name)
        guard !tables.thingGroups.values.contains(where: { $0.parent == name }) else {
            throw .invalid("The thing group \(name.shown) has groups below it that have to be deleted first")
        }
        for thing in things(in: [name]) { leave(thing, name, now) }
        remove(group)
        publish(child: group, .removed, now)
        publish(group, .deleted, now)
    }

    /// All groups, in the order of their names.
    func thingGroups() -> [ThingGroup] { tables.thingGroups.values.sorted { $0.name < $1.name } }

    /// The groups below `name`, on all levels if `isRecursive`, in the order of their names.
    func groups(below name: String, isRecursive: Bool) -> [ThingGroup] {
        thingGroups().filter { group in
            isRecursive ? lineage(of: group).dropFirst().contains { $0.name == name } : group.parent == name
        }
    }

    /// The things in any of `groups`, in the order of their names.
    func things(in groups: Set<String>) -> [Thing] { things().filter { !groups.isDisjoint(with: $0.groups) } }

    /// Puts a thing into a group, which it may be in already. It can be in one group of a tree only (developer guide,
    /// Static thing groups).
    func add(thing name: String, to group: String, now: Int64) throws(APIError) {
        var thing = try thing(name)
        let root = lineage(of: try thingGroup(group)).last?.name
        guard !thing.groups.contains(group) else { return }
        guard thing.groups.count < Thing.mostGroups else {
            throw .invalid("A thing is in at most \(Thing.mostGroups) thing groups")
        }
        let roots = thing.groups.compactMap { tables.thingGroups[$0] }.map { lineage(of: $0).last?.name }
        guard !roots.contains(root) else {
            throw .invalid("The thing \(name.shown) is already in a thing group of the same hierarchy")
        }
        thing.groups.append(group)
        put(thing)
        publish(thing, group: group, .added, now)
    }

    /// Takes a thing out of a group.
    func remove(thing name: String, from group: String, now: Int64) throws(APIError) {
        let thing = try thing(name)
        _ = try thingGroup(group)
        leave(thing, group, now)
    }

    private func leave(_ thing: Thing, _ group: String, _ now: Int64) {
        guard thing.groups.contains(group) else { return }
        var thing = thing
        thing.groups.removeAll { $0 == group }
        put(thing)
        publish(thing, group: group, .removed, now)
    }
}
