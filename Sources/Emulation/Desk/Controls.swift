/// Answers those who use a board's controls.
final class Controls {
    private let sources: [any ControlSource]
    private var users: [any ControlLine] = []
    /// Further users are turned away: their line is let go of at once.
    private static let mostUsers = 64
    private static let greeting = #"{"vesp":"board","schema":1}"#

    init(_ sources: [any ControlSource]) { self.sources = sources }

    /// What to wait for.
    var descriptors: [Int32] { sources.flatMap(\.descriptors) }

    /// Greets who came, and answers what was said.
    func listen() {
        for line in sources.flatMap({ $0.arrivals() }) where users.count < Self.mostUsers {
            users.append(line)
            line.send(Self.greeting)
        }
        users.removeAll { user in
            guard let requests = user.receive() else { return true }
            for _ in requests { user.send(#"{"error":"no request is known yet","ok":false}"#) }
            return false
        }
    }
}
