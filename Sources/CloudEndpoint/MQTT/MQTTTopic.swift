/// Topic names and filters (MQTT 3.1.1 section 4.7) within the limits of AWS IoT.
enum MQTTTopic {
    private static let maximumBytes = 256
    private static let maximumLevels = 8

    /// Whether one may publish to `topic`.
    static func isName(_ topic: String) -> Bool {
        isWithinLimits(topic) && !topic.utf8.contains(UInt8(ascii: "#")) && !topic.utf8.contains(UInt8(ascii: "+"))
    }

    /// Whether one may subscribe to `filter`: wildcards fill a level, `#` only the last one.
    static func isFilter(_ filter: String) -> Bool {
        let levels = levels(of: filter)
        return isWithinLimits(filter)
            && levels.enumerated().allSatisfy { index, level in
                if level == "#" { return index == levels.count - 1 }
                return level == "+" || !(level.contains("#") || level.contains("+"))
            }
    }

    /// Whether `filter` takes `topic`. As at AWS IoT, `a/#` does not take `a`; a wildcard in front takes no `$` topic.
    static func matches(filter: String, topic: String) -> Bool {
        let pattern = levels(of: filter)
        let levels = levels(of: topic)
        if topic.hasPrefix("$"), pattern.first == "#" || pattern.first == "+" { return false }
        for (index, part) in pattern.enumerated() {
            guard index < levels.count else { return false }
            if part == "#" { return true }
            guard part == "+" || part == levels[index] else { return false }
        }
        return pattern.count == levels.count
    }

    private static func levels(of topic: String) -> [Substring] {
        topic.split(separator: "/", omittingEmptySubsequences: false)
    }

    private static func isWithinLimits(_ topic: String) -> Bool {
        !topic.isEmpty && topic.utf8.count <= maximumBytes && levels(of: topic).count <= maximumLevels
    }
}
