/// Who has subscribed to what, by level of the topic: a message finds its subscribers without asking all of them.
struct SubscriptionTree {
    private struct Node {
        var children: [Substring: Int] = [:]
        /// QoS by session.
        var takers: [Int: UInt8] = [:]
    }

    private var nodes = [Node()]
    /// Nodes that nothing leads to any more.
    private var free: [Int] = []
    private let takesParent: Bool

    /// - Parameter takesParent: whether `a/#` takes `a`.
    init(takesParent: Bool) { self.takesParent = takesParent }

    /// Bytes that a filter costs: itself, and a node of the tree for each level (measured: some 250 bytes).
    static func weight(_ filter: String) -> Int { filter.utf8.count + 250 * MQTTTopic.levels(of: filter).count }

    /// `session` takes what `filter` takes, at most at `qos`.
    mutating func insert(_ filter: String, _ session: Int, qos: UInt8) {
        var place = 0
        for level in MQTTTopic.levels(of: filter) {
            place = nodes[place].children[level] ?? grow(level, at: place)
        }
        nodes[place].takers[session] = qos
    }

    private mutating func grow(_ level: Substring, at place: Int) -> Int {
        // A copy: the level must not keep the filter that it was cut from.
        let level = Substring(String(level))
        if let free = free.popLast() {
            nodes[place].children[level] = free
            return free
        }
        nodes.append(Node())
        nodes[place].children[level] = nodes.count - 1
        return nodes.count - 1
    }

    /// `session` takes it no longer.
    mutating func remove(_ filter: String, _ session: Int) {
        var path: [(place: Int, level: Substring)] = []
        var place = 0
        for level in MQTTTopic.levels(of: filter) {
            guard let next = nodes[place].children[level] else { return }
            path.append((place, level))
            place = next
        }
        nodes[place].takers[session] = nil
        while let (parent, level) = path.popLast(), nodes[place].children.isEmpty, nodes[place].takers.isEmpty {
            nodes[parent].children[level] = nil
            free.append(place)
            place = parent
        }
    }

    /// Sessions that take `topic`, in order, each once with its best QoS.
    func takers(of topic: String) -> [(session: Int, qos: UInt8)] {
        let levels = MQTTTopic.levels(of: topic)
        var found: [Int: UInt8] = [:]
        func take(_ node: Int) {
            for (session, qos) in nodes[node].takers { found[session] = max(found[session] ?? 0, qos) }
        }
        var places = [0]
        for (index, level) in levels.enumerated() {
            var next: [Int] = []
            for place in places {
                let children = nodes[place].children
                if let child = children[level] { next.append(child) }
                // A wildcard in front takes no $ topic (section 4.7.2).
                guard index > 0 || !topic.hasPrefix("$") else { continue }
                if let child = children["+"] { next.append(child) }
                if let child = children["#"] { take(child) }
            }
            places = next
        }
        for place in places {
            take(place)
            if takesParent, let child = nodes[place].children["#"] { take(child) }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
