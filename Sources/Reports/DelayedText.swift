import Record

extension RunRecord.Delayed {
    /// `24 beacons missed, 31 events of SDK tasks (longest wait 2.43 s)`; `nothing` for nothing.
    var text: String {
        let parts = [
            Self.count(beaconsMissed, "beacon", "missed"), Self.count(framesMissed, "frame", "missed"),
            Self.count(framesAgain, "frame", "sent again"), Self.count(eapolAgain, "EAPOL message", "sent again"),
            Self.count(sentAway, "deauthentication"), Self.count(segmentsAgain, "TCP segment", "sent again"),
            Self.count(ownSegmentsAgain, "TCP segment", "of its own sent again"),
            Self.count(requestsAgain, "request", "of its own made again"), Self.count(lateAnswers, "late answer"),
            Self.count(lateKeepAlives, "late keep-alive"), tasks,
        ]
        let known = parts.compactMap { $0 }
        return known.isEmpty ? "nothing" : known.joined(separator: ", ")
    }

    private var tasks: String? {
        let wait = longestTaskWait.map { " (longest wait \($0.text()) s)" } ?? ""
        return Self.count(taskEvents, "event of SDK tasks", plural: "events of SDK tasks").map { $0 + wait }
    }

    private static func count(_ count: Int, _ what: String, _ how: String? = nil, plural: String? = nil) -> String? {
        guard count > 0 else { return nil }
        let noun = count == 1 ? what : plural ?? what + "s"
        return (["\(grouped(count)) \(noun)"] + (how.map { [$0] } ?? [])).joined(separator: " ")
    }
}
