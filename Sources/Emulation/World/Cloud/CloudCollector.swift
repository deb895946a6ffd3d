import CloudEndpoint
import ESP8266
import Inputs
import JSON
import Record

/// Notes what an account sees of its clients.
struct CloudCollector {
    private var connections = BoundedList<Entry>(limit: mostConnections)
    private var messages = BoundedList<RunRecord.Cloud.Message>(limit: mostMessages)
    private var arrivals: [Awaited]
    /// The client id that was accepted last.
    private(set) var clientID: String?

    private struct Entry {
        var connection: RunRecord.Cloud.Connection
        var events = BoundedList<RunRecord.Cloud.Event>(limit: mostEvents)
    }

    fileprivate struct Awaited {
        var wish: Scenario.Cloud.Arrival
        var json: JSONValue?
        var count = 0
    }

    /// What is kept: first and last, half of it each.
    private static let mostConnections = 64, mostEvents = 32, mostMessages = 256
    /// Bytes of a payload, of a topic and of other texts that are kept.
    private static let mostBytes = 512

    init(_ wishes: [Scenario.Cloud.Arrival]) {
        arrivals = wishes.map { Awaited(wish: $0, json: $0.json.flatMap { JSONValue(Array($0.utf8)) }) }
    }

    /// A connection begins.
    mutating func begin(_ number: Int, fault: String?, at now: Ticks) {
        let connection = RunRecord.Cloud.Connection(number: number, at: Seconds(ticks: now), fault: fault)
        connections.append(Entry(connection: connection))
    }

    /// A connection is over.
    mutating func end(_ number: Int, _ reason: String, isRefused: Bool = false, at now: Ticks) {
        change(number) { entry in
            guard entry.connection.end == nil else { return }
            entry.connection.end = Seconds(ticks: now)
            entry.connection.reason = reason
            entry.connection.refused = isRefused
        }
    }

    /// Something happened on a connection.
    mutating func note(_ event: EndpointEvent, certificate: String?, _ number: Int, at now: Ticks) {
        let text = event.text
        change(number) { entry in
            entry.connection.certificate = certificate.map { String($0.prefix(8)) }
            entry.events.append(.init(at: Seconds(ticks: now), name: text.name, detail: Self.cut(text.detail)))
        }
        switch event {
        case .connected(let id): clientID = id
        case .tlsFailed(let error): end(number, Self.cut(text.detail), isRefused: error.isRefusal, at: now)
        case .disconnected(let why): end(number, Self.cut(text.detail), isRefused: why.isRefusal, at: now)
        case .tlsEstablished, .subscribed, .published, .acknowledged, .answered, .refused: break
        }
    }

    /// A message was published.
    mutating func take(_ message: MQTTMessage, at now: Ticks) {
        for index in arrivals.indices where arrivals[index].takes(message, at: now) { arrivals[index].count += 1 }
        messages.append(
            RunRecord.Cloud.Message(
                at: Seconds(ticks: now),
                topic: Self.cut(message.topic),
                qos: Int(message.qos),
                retained: message.isRetained,
                bytes: message.payload.count,
                payload: String(decoding: message.payload.prefix(Self.mostBytes), as: UTF8.self)
            )
        )
    }

    /// Whether everything has arrived or can arrive no more.
    func isDone(at now: Ticks) -> Bool {
        arrivals.allSatisfy { $0.count >= $0.wish.count || $0.wish.by.map { $0.ticks <= now } ?? false }
    }

    /// What was noted.
    var result: RunRecord.Cloud {
        var cloud = RunRecord.Cloud()
        cloud.connections = connections.elements.map { entry in
            var connection = entry.connection
            connection.events = entry.events.elements
            connection.eventsDropped = entry.events.dropped
            return connection
        }
        cloud.connectionsDropped = connections.dropped
        cloud.messages = messages.elements
        cloud.messagesDropped = messages.dropped
        cloud.expected = arrivals.map(\.result)
        return cloud
    }

    private mutating func change(_ number: Int, _ change: (inout Entry) -> Void) {
        guard var last = connections.last else { return }
        guard last.connection.number != number else {
            change(&last)
            connections.last = last
            return
        }
        connections.update(where: { $0.connection.number == number }, change)
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= mostBytes ? text : String(decoding: text.utf8.prefix(mostBytes), as: UTF8.self) + "…"
    }
}

extension CloudCollector.Awaited {
    fileprivate func takes(_ message: MQTTMessage, at now: Ticks) -> Bool {
        guard MQTTTopic.matches(filter: wish.topic, topic: message.topic), wish.by.map({ now <= $0.ticks }) ?? true
        else { return false }
        if let text = wish.payload, !String(decoding: message.payload, as: UTF8.self).contains(text) { return false }
        guard wish.json != nil else { return true }
        guard let json, let found = JSONValue(message.payload) else { return false }
        return found.has(json)
    }

    fileprivate var result: RunRecord.Cloud.Arrival {
        let isGood = wish.count == 0 ? count == 0 : count >= wish.count
        let text = wish.text
        return .init(wanted: text, count: count, error: isGood ? nil : "\(count) arrived instead of \(text)")
    }
}

extension JSONValue {
    /// Whether it is `part`, or an object whose members have those of it.
    fileprivate func has(_ part: JSONValue) -> Bool {
        guard case .object(let members) = part else { return self == part }
        guard case .object = self else { return false }
        return members.allSatisfy { name, value in self[name]?.has(value) ?? false }
    }
}

extension EndpointError {
    /// Whether it is the endpoint that did not want the device.
    fileprivate var isRefusal: Bool {
        switch self {
        case .certificateMissing, .certificateRefused, .noCommonSuite, .serverName, .noCommonProtocol, .oldVersion,
            .mqtt:
            true
        case .unusableIdentity, .outOfMemory, .closedByDevice, .alertReceived, .tls: false
        }
    }
}

extension Disconnection {
    /// Whether it is the endpoint that did not want the device.
    fileprivate var isRefusal: Bool {
        switch self {
        case .packet: false
        case .failed(let error): error.isRefusal
        case .refused, .denied, .evicted, .ordered, .revoked, .signedTooLong, .silent: true
        }
    }
}

extension EndpointEvent {
    /// As a record has it.
    fileprivate var text: (name: RunRecord.Cloud.Event.Name, detail: String) {
        switch self {
        case .tlsEstablished(let suite, let curve): (.tlsEstablished, suite + (curve.map { ", \($0)" } ?? ""))
        case .tlsFailed(let error): (.tlsFailed, error.description)
        case .connected(let clientID): (.connected, clientID)
        case .subscribed(let topic): (.subscribed, topic)
        case .published(let topic, _): (.published, topic)
        case .acknowledged(let packetID): (.acknowledged, "\(packetID)")
        case .answered(let method, let path, let status): (.answered, "\(method) \(path): \(status)")
        case .refused(let request, let reason): (.refused, "\(request): \(reason)")
        case .disconnected(let why): (.disconnected, why.description)
        }
    }
}
