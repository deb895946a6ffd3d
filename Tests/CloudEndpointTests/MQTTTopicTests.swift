import Testing

@testable import CloudEndpoint

@Suite struct MQTTTopicTests {
    @Test(
        arguments: [
            ("a/b", "a/b", true), ("a/+", "a/b", true), ("a/#", "a/b/c", true), ("#", "a", true), ("+/b", "a/b", true),
            ("a/+/c", "a/b/c", true), ("a/+", "a/", true), ("/a", "/a", true), ("+/+", "/a", true),
            ("$aws/#", "$aws/x", true),
            ("a/+", "a/b/c", false), ("a", "a/b", false), ("a/b", "a", false), ("+", "a/b", false), ("a", "A", false),
            ("#", "$aws/x", false), ("+/x", "$aws/x", false),
        ])
    func `topic filters match as section 4.7 says`(filter: String, topic: String, isMatch: Bool) {
        #expect(MQTTTopic.matches(filter: filter, topic: topic) == isMatch)
    }

    @Test func `unlike in MQTT, a filter that ends in a wildcard does not take its parent`() {
        #expect(!MQTTTopic.matches(filter: "sensor/#", topic: "sensor"))
        #expect(MQTTTopic.matches(filter: "sensor/#", topic: "sensor/"))
        #expect(MQTTTopic.matches(filter: "sensor/#", topic: "sensor", takesParent: true))
        #expect(!MQTTTopic.matches(filter: "sensor/+/#", topic: "sensor", takesParent: true))
    }

    @Test(
        arguments: [
            ("a", true), ("#", true), ("+", true), ("a/+/b/#", true), ("/", true), ("a/b/c/d/e/f/g/h", true),
            ("", false), ("a#", false), ("a/#/b", false), ("a+", false),
        ])
    func `filters have wildcards as whole levels`(filter: String, isFilter: Bool) {
        #expect(MQTTTopic.isFilter(filter) == isFilter)
    }

    @Test func `topics have no wildcard, and at AWS at most 256 bytes and 7 slashes`() {
        let rules = BrokerRules.aws
        #expect(rules.allows(topic: String(repeating: "a", count: 256)) && rules.allows(topic: "a/b/c/d/e/f/g/h"))
        #expect(!rules.allows(topic: String(repeating: "a", count: 257)) && !rules.allows(topic: "a/b/c/d/e/f/g/h/i"))
        #expect(BrokerRules.generic.allows(topic: "a/b/c/d/e/f/g/h/i"))
        #expect(!MQTTTopic.isName("a/+"))
        #expect(!MQTTTopic.isName(""))
    }
}
