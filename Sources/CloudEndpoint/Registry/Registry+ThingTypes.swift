extension Registry {
    /// A thing type by its name.
    func thingType(_ name: String) throws(APIError) -> ThingType {
        guard let type = tables.thingTypes[name] else { throw .missing("thing type", name) }
        return type
    }

    /// Makes a thing type; one that is there with the same properties will do.
    func createThingType(
        _ name: String,
        description: String? = nil,
        searchable: [String] = [],
        now: Int64
    ) throws(APIError) -> ThingType {
        if let type = tables.thingTypes[name] {
            guard type.description == description, type.searchable == searchable else {
                let resource = APIError.Resource(id: type.id, arn: settings.names.of(.thingType, name))
                throw APIError(
                    .resourceAlreadyExists,
                    "The thing type \(name.shown) already exists with other properties",
                    resource: resource
                )
            }
            return type
        }
        let type = ThingType(name: name, id: uuid(), description: description, searchable: searchable, created: now)
        put(type)
        publish(type, .created, now)
        return type
    }

    /// Keeps new things from having a type, or lets them again.
    func deprecateThingType(_ name: String, undo: Bool, now: Int64) throws(APIError) {
        var type = try thingType(name)
        guard undo != (type.deprecated == nil) else { return }
        type.deprecated = undo ? nil : now
        put(type)
        publish(type, .updated, now)
    }

    /// Forgets a type that was deprecated five minutes ago and that no thing has.
    func deleteThingType(_ name: String, now: Int64) throws(APIError) {
        let type = try thingType(name)
        guard let deprecated = type.deprecated else {
            throw .invalid("The thing type \(name.shown) has to be deprecated first")
        }
        guard now >= deprecated, now - deprecated >= ThingType.deletionDelay else {
            throw .invalid("The thing type \(name.shown) was deprecated less than five minutes ago")
        }
        guard !tables.things.values.contains(where: { $0.type == name }) else {
            throw .invalid("The thing type \(name.shown) still has things")
        }
        remove(type)
        publish(type, .deleted, now)
    }

    /// All thing types, in the order of their names.
    func thingTypes() -> [ThingType] { tables.thingTypes.values.sorted { $0.name < $1.name } }
}
