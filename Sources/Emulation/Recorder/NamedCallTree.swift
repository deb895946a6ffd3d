import LX106
import Record

/// The profiler's tree with functions of one name made one.
struct NamedCallTree {
    private struct Node {
        let name: Int
        let parent: Int
        var cycles: UInt64 = 0
        var children: [Int] = []
    }

    private(set) var functions: [RunRecord.CallProfile.Function] = []
    private var nodes: [Node] = []
    /// The stack that each function was last counted in: one that calls itself is counted once.
    private var counted: [Int] = []
    private var stackNumber = 0

    init(_ profile: [CallProfiler.Node], name: (CallProfiler.Place) -> String) {
        var places: [CallProfiler.Place: Int] = [:]
        var names: [String: Int] = [:]
        var merged: [Int] = []
        merged.reserveCapacity(profile.count)
        for node in profile {
            let number = places[node.place] ?? number(of: name(node.place), in: &names)
            places[node.place] = number
            merged.append(node.place == .root ? place(number, under: nil) : place(number, under: merged[node.parent]))
            functions[number].calls &+= node.calls
            if node.cycles > 0 { add(node.cycles, to: merged[merged.count - 1]) }
        }
    }

    private mutating func number(of name: String, in names: inout [String: Int]) -> Int {
        if let known = names[name] { return known }
        names[name] = functions.count
        functions.append(.init(name: name, selfCycles: 0, totalCycles: 0, calls: 0))
        counted.append(0)
        return functions.count - 1
    }

    /// The node of function `name` under `parent`; the first node is the root.
    private mutating func place(_ name: Int, under parent: Int?) -> Int {
        if let parent, let known = nodes[parent].children.first(where: { nodes[$0].name == name }) { return known }
        nodes.append(Node(name: name, parent: parent ?? -1))
        if let parent { nodes[parent].children.append(nodes.count - 1) }
        return nodes.count - 1
    }

    private mutating func add(_ cycles: UInt64, to node: Int) {
        nodes[node].cycles &+= cycles
        functions[nodes[node].name].selfCycles &+= cycles
        stackNumber += 1
        var at = node
        repeat {
            let name = nodes[at].name
            if counted[name] != stackNumber { functions[name].totalCycles &+= cycles }
            counted[name] = stackNumber
            at = nodes[at].parent
        } while at > 0
    }

    /// Every stack that spent cycles, in the order of its names. The root is not part of a stack, but stands alone.
    var stacks: [RunRecord.CallProfile.CallStack] {
        var result: [RunRecord.CallProfile.CallStack] = []
        var order = [Int](repeating: 0, count: functions.count)
        for (rank, function) in functions.indices.sorted(by: { functions[$0].name < functions[$1].name }).enumerated() {
            order[function] = rank
        }
        var pending: [(node: Int, path: [String])] = nodes.isEmpty ? [] : [(0, [])]
        while let (node, path) = pending.popLast() {
            if nodes[node].cycles > 0 {
                let frames = path.isEmpty ? [functions[nodes[node].name].name] : path
                result.append(.init(frames: frames, cycles: nodes[node].cycles))
            }
            for child in nodes[node].children.sorted(by: { order[nodes[$0].name] > order[nodes[$1].name] }) {
                pending.append((child, path + [functions[nodes[child].name].name]))
            }
        }
        return result
    }
}
