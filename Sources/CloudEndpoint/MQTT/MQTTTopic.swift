/// Topic names and filters (MQTT 3.1.1 section 4.7).
package enum MQTTTopic {
    /// Whether one may publish to `topic`.
    package static func isName(_ topic: String) -> Bool {
        !topic.isEmpty && !topic.utf8.contains(UInt8(ascii: "#")) && !topic.utf8.contains(UInt8(ascii: "+"))
    }

    /// Whether one may subscribe to `filter`: wildcards fill a level, `#` only the last one.
    package static func isFilter(_ filter: String) -> Bool {
        let levels = levels(of: filter)
        return !filter.isEmpty
            && levels.enumerated().allSatisfy { index, level in
                if level == "#" { return index == levels.count - 1 }
                return level == "+" || !(level.contains("#") || level.contains("+"))
            }
    }

    /// Whether `filter` takes `topic`; a wildcard in front takes no `$` topic. At AWS IoT `a/#` does not take `a`, in MQTT it
    /// does: `takesParent`.
    package static func matches(filter: String, topic: String, takesParent: Bool = false) -> Bool {
        let pattern = levels(of: filter)
        let levels = levels(of: topic)
        if topic.hasPrefix("$"), pattern.first == "#" || pattern.first == "+" { return false }
        for (index, part) in pattern.enumerated() {
            if part == "#" { return index < levels.count || takesParent }
            guard index < levels.count, part == "+" || part == levels[index] else { return false }
        }
        return pattern.count == levels.count
    }

    /// Whether `filter` has wildcards.
    static func hasWildcards(_ filter: String) -> Bool {
        filter.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
    }

    /// What stands between the slashes.
    static func levels(of topic: String) -> [Substring] {
        topic.split(separator: "/", omittingEmptySubsequences: false)
    }
}
