import ESP8266
import LX106
import Record

/// Names what a profiler counted after the functions of the guest's images.
final class CallProfileCollector {
    /// To be attached to the core.
    let profiler: CallProfiler
    private let images: [ELFImage]

    init(_ images: [ELFImage]) {
        self.images = images
        profiler = CallProfiler { address in
            images.lazy.compactMap { $0.functionSymbol(containing: address)?.address }.first
        }
    }

    /// The functions of the call stack that a node stands for, innermost first.
    func chains() -> (Int) -> [String] {
        let nodes = profiler.nodes
        return { [self] node in
            var chain: [String] = []
            var at = node
            while nodes.indices.contains(at) && nodes[at].place != .root {
                chain.append(name(nodes[at].place))
                at = nodes[at].parent
            }
            return chain
        }
    }

    /// What was counted up to cycle `now`.
    func result(at now: Cycles) -> RunRecord.CallProfile {
        profiler.settle(at: now)
        let nodes = profiler.nodes
        let named = NamedTree(nodes, name: name)
        var profile = RunRecord.CallProfile()
        profile.functions = named.functions.filter { $0.totalCycles > 0 }.sorted {
            ($1.selfCycles, $1.totalCycles, $0.name) < ($0.selfCycles, $0.totalCycles, $1.name)
        }
        profile.stacks = named.stacks
        return profile
    }

    private func name(_ place: CallProfiler.Place) -> String {
        switch place {
        case .root: "[other]"
        case .idle: RunRecord.CallProfile.idle
        case .interrupt: "[interrupt]"
        case .exception: "[exception]"
        case .nonMaskable: "[NMI]"
        case .debug: "[debug exception]"
        case .function(let address):
            images.lazy.compactMap { $0.function(containing: address) }.first
                ?? "0x" + String(address, radix: 16)
        }
    }
}

/// The profiler's tree with functions of one name made one.
private struct NamedTree {
    private struct Node {
        let name: Int
        let parent: Int
        var cycles: UInt64 = 0
        var children: [Int] = []
    }

    private(set) var functions: [RunRecord.CallProfile.Function] = []
    private var nodes: [Node] = []
    /// The node that was last found to hold each function, so that one that calls itself is counted once per stack.
    private var seen: [Int] = []

    init(_ counted: [CallProfiler.Node], name: (CallProfiler.Place) -> String) {
        var places: [CallProfiler.Place: Int] = [:]
        var names: [String: Int] = [:]
        var merged: [Int] = []
        merged.reserveCapacity(counted.count)
        for node in counted {
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
        seen.append(-1)
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
        var at = node
        repeat {
            let name = nodes[at].name
            if seen[name] != node { functions[name].totalCycles &+= cycles }
            seen[name] = node
            at = nodes[at].parent
        } while at > 0
        // Two nodes of the profiler may be one here.
        at = node
        repeat {
            seen[nodes[at].name] = -1
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
