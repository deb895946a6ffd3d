import JSON

/// The shadows of all things, and what requests about them lead to (developer guide, Device Shadow service).
struct ShadowService: Sendable {
    /// What a request leads to.
    struct Outcome: Sendable {
        /// The document that the sender gets.
        var answer: Result<JSONValue, ShadowError>
        /// What is published besides.
        var messages: [MQTTMessage] = []
    }

    var shadows: [ShadowName: ShadowDocument] = [:]
    /// Bytes that they count for.
    var bytes = 0
    /// Most of them (AWS has no such bound), and most deleted shadows whose versions are remembered.
    private let mostBytes, mostDeleted: Int
    /// Updates that were refused because there is no room.
    private(set) var refusals = 0
    /// Versions of shadows that were deleted, which a new one goes on from.
    var deleted: [ShadowName: Version] = [:]

    /// A version, and until when it is remembered.
    struct Version: Codable, Equatable, Sendable {
        var number: Int64
        var until: Int64
    }

    /// Seconds that the version of a deleted shadow is remembered (developer guide, Device Shadow versions).
    private static let memory: Int64 = 48 * 3600

    /// No shadows, and room for some.
    init(mostBytes: Int = 128 << 20, mostDeleted: Int = 10_000) {
        self.mostBytes = mostBytes
        self.mostDeleted = mostDeleted
    }

    /// Names of the named shadows of `thing`, in order.
    func names(of thing: String) -> [String] {
        shadows.keys.filter { $0.thing == thing }.compactMap(\.name).sorted()
    }

    /// Deals with a request that came by MQTT at `now`, seconds since 1970: what is published.
    mutating func take(_ request: ShadowRequest, _ payload: [UInt8], now: Int64) -> [MQTTMessage] {
        let outcome = perform(request, payload, now: now)
        let topic = "\(request.shadow.topic)/\(request.operation.rawValue)"
        switch outcome.answer {
        case .success(let document):
            return [MQTTMessage(topic: topic + "/accepted", document: document)] + outcome.messages
        case .failure(let error):
            let document = error.document(timestamp: now, clientToken: ShadowUpdate.clientToken(in: payload))
            return [MQTTMessage(topic: topic + "/rejected", document: document)]
        }
    }

    /// Deals with a request at `now`, seconds since 1970.
    mutating func perform(_ request: ShadowRequest, _ payload: [UInt8], now: Int64) -> Outcome {
        do throws(ShadowError) {
            switch request.operation {
            case .get: return Outcome(answer: .success(try get(request.shadow, payload, now)))
            case .update: return try update(request.shadow, payload, now)
            case .delete: return Outcome(answer: .success(try delete(request.shadow, payload, now)))
            }
        } catch {
            return Outcome(answer: .failure(error))
        }
    }

    private func get(_ name: ShadowName, _ payload: [UInt8], _ now: Int64) throws(ShadowError) -> JSONValue {
        let request = try ShadowUpdate.other(payload)
        guard let shadow = shadows[name] else { throw .missing(name) }
        guard case .object(var state) = shadow.state else { throw .missing(name) }
        if !shadow.delta.isEmpty { state["delta"] = .object(shadow.delta) }
        return Self.document(
            ["state": .object(state), "metadata": shadow.metadata, "version": .integer(shadow.version)],
            now,
            request.clientToken
        )
    }

    private mutating func update(_ name: ShadowName, _ payload: [UInt8], _ now: Int64) throws(ShadowError) -> Outcome {
        let update = try ShadowUpdate.update(payload)
        let before = shadows[name]
        var shadow = before ?? ShadowDocument(after: remembered(name, now))
        let (state, metadata) = try shadow.apply(update, now: now)
        let growth = shadow.weight - (before?.weight ?? 0)
        guard growth <= 0 || bytes + growth <= mostBytes else {
            refusals += 1
            throw .noRoom
        }
        bytes += growth
        shadows[name] = shadow
        deleted[name] = nil
        let token = update.clientToken, version = JSONValue.integer(shadow.version)
        let accepted = Self.document(["state": state, "metadata": metadata, "version": version], now, token)
        let both: [String: JSONValue] = ["previous": Self.version(before), "current": Self.version(shadow)]
        var messages = [
            MQTTMessage(topic: name.topic + "/update/documents", document: Self.document(both, now, token))
        ]
        if !shadow.delta.isEmpty {
            let delta: [String: JSONValue] = [
                "state": .object(shadow.delta), "metadata": shadow.deltaMetadata, "version": version,
            ]
            let topic = name.topic + "/update/delta"
            messages.insert(MQTTMessage(topic: topic, document: Self.document(delta, now, token)), at: 0)
        }
        return Outcome(answer: .success(accepted), messages: messages)
    }

    private mutating func delete(_ name: ShadowName, _ payload: [UInt8], _ now: Int64) throws(ShadowError) -> JSONValue
    {
        let request = try ShadowUpdate.other(payload)
        guard let shadow = shadows[name] else { throw .missing(name) }
        if let version = request.version, version != shadow.version { throw .versionConflict }
        bytes -= shadow.weight
        shadows[name] = nil
        if deleted.count >= mostDeleted { deleted = deleted.filter { $0.value.until > now } }
        // What is not remembered begins again with version 1.
        guard deleted.count < mostDeleted else {
            return Self.document(["version": .integer(shadow.version)], now, request.clientToken)
        }
        deleted[name] = Version(number: shadow.version, until: now + Self.memory)
        return Self.document(["version": .integer(shadow.version)], now, request.clientToken)
    }

    private func remembered(_ name: ShadowName, _ now: Int64) -> Int64 {
        guard let version = deleted[name], version.until > now else { return 0 }
        return version.number
    }

    private static func version(_ shadow: ShadowDocument?) -> JSONValue {
        guard let shadow else { return .object([:]) }
        return .object(["state": shadow.state, "metadata": shadow.metadata, "version": .integer(shadow.version)])
    }

    private static func document(_ members: [String: JSONValue], _ now: Int64, _ token: String?) -> JSONValue {
        var members = members
        members["timestamp"] = .integer(now)
        if let token { members["clientToken"] = .string(token) }
        return .object(members)
    }
}
