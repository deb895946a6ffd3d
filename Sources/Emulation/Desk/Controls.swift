import ESP8266
import JSON

/// Those who use a board's controls: what they ask is answered in order, what they follow is told.
final class Controls {
    /// Does what is asked, or says what is wrong with it; what the answer has besides.
    var perform: (ControlRequest) throws(ControlRequest.Refusal) -> [String: JSONValue] = { _ in [:] }

    private struct User {
        let line: any ControlLine
        var follows: Set<BoardEvent.Kind> = []
        var period: Duration?
        var nextState = ContinuousClock.now
    }

    private let sources: [any ControlSource]
    private var users: [User] = []
    /// Pin events since the last `listen`.
    private var pinEvents = 0

    /// Longest request, bytes.
    static let longestLine = 1 << 16
    /// Further users are turned away: their line is let go of at once.
    private static let mostUsers = 64
    /// Pin events between two calls of `listen`, a few ms of simulated time; of further ones only the number is told.
    static let mostPinEvents = 1000
    private static let greeting = #"{"vesp":"board","schema":1}"#

    init(_ sources: [any ControlSource]) { self.sources = sources }

    /// What to wait for.
    var descriptors: [Int32] { sources.flatMap(\.descriptors) }

    /// Answers what was said, and tells how the board is to those for whom it is time.
    ///
    /// - Parameter isReadable: whether one of `descriptors` is.
    func listen(isReadable: Bool, now: ContinuousClock.Instant = .now) {
        if isReadable { greet() }
        tellOfLostPinEvents()
        guard !users.isEmpty else { return }
        for index in users.indices.reversed() {
            guard let requests = users[index].line.receive() else {
                users.remove(at: index)
                continue
            }
            for request in requests { users[index].line.send(ControlMessage.line(answer(request, of: index, now))) }
            guard let period = users[index].period, now >= users[index].nextState else { continue }
            users[index].nextState = now + period
            guard let state = try? perform(.state) else { continue }
            users[index].line.send(ControlMessage.line(state.merging(["event": "state"]) { first, _ in first }))
        }
    }

    private func greet() {
        for line in sources.flatMap({ $0.arrivals() }) where users.count < Self.mostUsers {
            users.append(User(line: line))
            line.send(Self.greeting)
        }
    }

    private func answer(
        _ text: String,
        of user: Int,
        _ now: ContinuousClock.Instant
    ) -> [String: JSONValue] {
        guard text.utf8.count <= Self.longestLine, let fields = ControlMessage.object(reading: text) else {
            return ["ok": false, "error": "not an object of JSON"]
        }
        var answer: [String: JSONValue] = ["ok": true]
        do {
            let request = try ControlRequest(fields)
            if case .follow(let following) = request {
                follow(following, user, now)
            } else {
                answer.merge(try perform(request)) { first, _ in first }
            }
        } catch {
            answer = ["ok": false, "error": .text(error.message)]
        }
        answer["id"] = fields["id"]
        return answer
    }

    private func follow(_ following: ControlRequest.Following, _ user: Int, _ now: ContinuousClock.Instant) {
        let changes: [(BoardEvent.Kind, Bool?)] = [
            (.console, following.console), (.pins, following.pins), (.events, following.events),
        ]
        for (kind, isWanted) in changes {
            guard let isWanted else { continue }
            if isWanted { users[user].follows.insert(kind) } else { users[user].follows.remove(kind) }
        }
        guard let period = following.statePeriod else { return }
        users[user].period = period.map { Duration.seconds($0) }
        users[user].nextState = now
    }

    /// Tells those who follow it of an event on a board that had been there for `past` before it began to count time.
    func tell(_ event: BoardEvent, after past: Ticks) {
        let kind = event.kind
        guard users.contains(where: { $0.follows.contains(kind) }) else { return }
        if kind == .pins {
            pinEvents += 1
            guard pinEvents <= Self.mostPinEvents else { return }
        }
        send(event.message(after: past), to: kind)
    }

    private func tellOfLostPinEvents() {
        let lost = pinEvents - Self.mostPinEvents
        pinEvents = 0
        if lost > 0 { send(["event": "lost", "what": "pin", "count": .integer(Int64(lost))], to: .pins) }
    }

    private func send(_ message: [String: JSONValue], to kind: BoardEvent.Kind) {
        let text = ControlMessage.line(message)
        for user in users where user.follows.contains(kind) { user.line.send(text) }
    }
}
