import JSON

/// A shadow: what is wanted of a device, what it reports, and when each value was set
/// (developer guide, Device Shadow service documents).
struct ShadowDocument: Equatable, Sendable, Codable {
    typealias Members = [String: JSONValue]

    private(set) var desired: Members = [:]
    private(set) var reported: Members = [:]
    private var desiredTimes: Members = [:]
    private var reportedTimes: Members = [:]
    private(set) var version: Int64
    /// When it was changed last, seconds since 1970.
    private(set) var timestamp: Int64 = 0

    /// An empty shadow behind one of `version` that was deleted; 0: there was none.
    init(after version: Int64) { self.version = version }

    /// What differs between what is wanted and what is reported: the wanted values.
    var delta: Members { Self.difference(desired, reported) }

    /// Takes an update at `now`; what it changed, as `update/accepted` says it.
    mutating func apply(_ update: ShadowUpdate, now: Int64) throws(ShadowError) -> (
        state: JSONValue, metadata: JSONValue
    ) {
        if let wanted = update.version, wanted != version { throw .versionConflict }
        var next = self
        Self.merge(update.desired, into: &next.desired, times: &next.desiredTimes, now)
        Self.merge(update.reported, into: &next.reported, times: &next.reportedTimes, now)
        guard next.size <= ShadowUpdate.mostBytes else { throw .tooLarge }
        next.version += 1
        next.timestamp = now
        self = next
        var state: Members = [:], metadata: Members = [:]
        for (name, section) in [("desired", update.desired), ("reported", update.reported)] {
            guard let section else { continue }
            state[name] = section
            if case .object = section { metadata[name] = Self.times(of: section, now) }
        }
        return (.object(state), .object(metadata))
    }

    /// Bytes that it counts for: each value has a time beside it.
    var weight: Int { 512 + Self.weight(.object(desired)) + Self.weight(.object(reported)) }

    private static func weight(_ value: JSONValue) -> Int {
        switch value {
        case .object(let members): members.reduce(64) { $0 + $1.key.utf8.count + 64 + weight($1.value) }
        case .array(let values): values.reduce(64) { $0 + weight($1) }
        case .string(let text): 256 + text.utf8.count
        default: 256
        }
    }

    private var size: Int { JSONValue.object(desired).bytes.count + JSONValue.object(reported).bytes.count }

    /// Sections that are there, as `state` of a document.
    var state: JSONValue { .object(Self.sections(desired, reported)) }

    /// When they were set.
    var metadata: JSONValue { .object(Self.sections(desiredTimes, reportedTimes)) }

    /// When the values of `delta` were wanted.
    var deltaMetadata: JSONValue { Self.selected(.object(desiredTimes), by: .object(delta)) }

    private static func sections(_ desired: Members, _ reported: Members) -> Members {
        var members: Members = [:]
        if !desired.isEmpty { members["desired"] = .object(desired) }
        if !reported.isEmpty { members["reported"] = .object(reported) }
        return members
    }

    /// Values replace values, null takes a key away, objects are merged; so are their times.
    private static func merge(_ change: JSONValue?, into members: inout Members, times: inout Members, _ now: Int64) {
        guard let change else { return }
        guard case .object(let changes) = change else {
            (members, times) = ([:], [:])
            return
        }
        for (key, value) in changes {
            switch value {
            case .null:
                members[key] = nil
                times[key] = nil
            case .object:
                var inner: Members = [:], innerTimes: Members = [:]
                if case .object(let old)? = members[key] { inner = old }
                if case .object(let old)? = times[key], members[key]?.isObject == true { innerTimes = old }
                merge(value, into: &inner, times: &innerTimes, now)
                members[key] = inner.isEmpty ? nil : .object(inner)
                times[key] = inner.isEmpty ? nil : .object(innerTimes)
            default:
                members[key] = value
                times[key] = Self.times(of: value, now)
            }
        }
    }

    /// `{"timestamp": now}` for every value.
    private static func times(of value: JSONValue, _ now: Int64) -> JSONValue {
        switch value {
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues { times(of: $0, now) })
        case .array(let values): .array(values.map { times(of: $0, now) })
        default: .object(["timestamp": .integer(now)])
        }
    }

    private static func difference(_ desired: Members, _ reported: Members) -> Members {
        var result: Members = [:]
        for (key, wanted) in desired {
            if case .object(let inner) = wanted, case .object(let given)? = reported[key] {
                let rest = difference(inner, given)
                if !rest.isEmpty { result[key] = .object(rest) }
            } else if reported[key] != wanted {
                result[key] = wanted
            }
        }
        return result
    }

    /// Of `value`, what `pattern` has keys for.
    private static func selected(_ value: JSONValue, by pattern: JSONValue) -> JSONValue {
        guard case .object(let members) = value, case .object(let keys) = pattern else { return value }
        var result: Members = [:]
        for (key, inner) in keys { result[key] = members[key].map { selected($0, by: inner) } }
        return .object(result)
    }
}

extension JSONValue {
    fileprivate var isObject: Bool { if case .object = self { true } else { false } }
}
