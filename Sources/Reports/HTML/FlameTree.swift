import Record

/// The call stacks of a profile as a tree; children of a function stand together, costliest first.
struct FlameTree {
    /// One function called through one chain.
    struct Node {
        var name: String
        var depth: Int
        /// Cycles in it and in what it called.
        var total: UInt64 = 0
        /// Cycles in itself.
        var own: UInt64 = 0
        /// Where it begins, in cycles from the left.
        var start: UInt64 = 0
        fileprivate var children: [String: Int] = [:]
    }

    /// All nodes, parents before their children; the first one stands for the whole run.
    private(set) var nodes: [Node]
    /// Deeper frames are counted as their ancestor's.
    static let deepest = 100

    init(_ stacks: [RunRecord.CallProfile.CallStack], root: String) {
        nodes = [Node(name: root, depth: 0)]
        for stack in stacks {
            var at = 0
            nodes[0].total &+= stack.cycles
            for frame in stack.frames.prefix(Self.deepest) {
                at = child(of: at, named: frame)
                nodes[at].total &+= stack.cycles
            }
            nodes[at].own &+= stack.cycles
        }
        place()
    }

    /// Levels there are.
    var depth: Int { (nodes.map(\.depth).max() ?? 0) + 1 }

    private mutating func child(of parent: Int, named name: String) -> Int {
        if let known = nodes[parent].children[name] { return known }
        nodes.append(Node(name: name, depth: nodes[parent].depth + 1))
        nodes[parent].children[name] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func place() {
        for index in nodes.indices {
            var start = nodes[index].start
            let children = nodes[index].children.values.sorted {
                (nodes[$1].total, nodes[$0].name) < (nodes[$0].total, nodes[$1].name)
            }
            for child in children {
                nodes[child].start = start
                start &+= nodes[child].total
            }
        }
    }
}
