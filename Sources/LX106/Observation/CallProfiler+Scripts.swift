/// What generated code noted. Most scripts leave the call stack as it was: what such a one does in a node of the tree is
/// worked out once, and then only counted.
extension CallProfiler {
    /// What one script does in one node.
    struct Effect {
        /// The node it begins and ends in; -1 for none.
        var node: Int32 = -1
        /// How often it began elsewhere.
        var misses: Int32 = 0
        var count: UInt64 = 0
        /// Cycles spent in the script's stretch.
        var stretched: Cycles = 0
        /// Costs of the first and the last step, and of those around the stretch.
        var firstCost: Int32 = 0
        var lastCost: Int32 = 0
        var beforeStretch: Int32 = 0
        var behindStretch: Int32 = 0
        /// Whether the first step lies before a stretch, and the last one behind all.
        var beginsEarly = false
        var endsLate = true
    }

    /// The script of an effect, and the node it is in behind each step.
    struct Way {
        var script = CallScript()
        var nodes: [Int32] = []
    }

    /// Times a script begins elsewhere before its effect is worked out anew.
    private static let patience: Int32 = 16

    /// Counts what `host` noted since it was entered; its budget would have been full at cycle `origin`.
    func absorb(_ host: HostCode, origin: Cycles) {
        if effectsGeneration != host.generation { forgetScripts(host.generation) }
        for note in host.notes {
            let number = Int(note.script)
            guard number < ways.count, effects[number].node == current else {
                follow(note, host.scripts[number], origin: origin)
                continue
            }
            let effect = effects + number
            let early = effect.pointee.beginsEarly ? note.first : note.last
            let late = effect.pointee.endsLate ? note.last : note.first
            let begin = origin &+ Cycles(truncatingIfNeeded: Int(effect.pointee.firstCost) &- Int(early))
            tree[Int(current)].cycles &+= begin &- last
            last = origin &+ Cycles(truncatingIfNeeded: Int(effect.pointee.lastCost) &- Int(late))
            effect.pointee.count &+= 1
            let stretch = Int(effect.pointee.behindStretch &- effect.pointee.beforeStretch)
            effect.pointee.stretched &+= Cycles(truncatingIfNeeded: stretch &+ Int(note.first) &- Int(note.last))
        }
    }

    /// Adds what was counted to the tree.
    func settleScripts() {
        for number in ways.indices { settle(script: number) }
    }

    private func forgetScripts(_ generation: Int) {
        settleScripts()
        ways.removeAll(keepingCapacity: true)
        effectsGeneration = generation
    }

    /// Goes through one script step by step.
    @inline(never)
    private func follow(_ note: CallNote, _ script: CallScript, origin: Cycles) {
        let begin = current
        let depth = stackCount
        var nodes: [Int32] = []
        for (index, step) in script.steps.enumerated() {
            let now = script.time(of: index, in: note, origin: origin)
            let target = step.target ?? note.target
            switch step.kind {
            case .call: called(target, depth: stackCount, now: now)
            case .return:
                returned(depth: stackCount &- 2, now: now)
                jumped(to: target, now: now)
            case .jump: jumped(to: target, now: now)
            }
            nodes.append(current)
        }
        guard current == begin, stackCount == depth, isClosed(script, nodes) else { return }
        learn(Int(note.script), Way(script: script, nodes: nodes))
    }

    /// Whether the script only calls and returns, and each return leads to where the call came from.
    private func isClosed(_ script: CallScript, _ nodes: [Int32]) -> Bool {
        var callers: [Int32] = []
        var node = nodes.last
        for (step, next) in zip(script.steps, nodes) {
            switch step.kind {
            case .call: callers.append(node ?? 0)
            case .return: guard callers.popLast() == next else { return false }
            case .jump: return false
            }
            node = next
        }
        return callers.isEmpty
    }

    private func learn(_ number: Int, _ way: Way) {
        while ways.count <= number { addEffect() }
        effects[number].misses &+= 1
        guard effects[number].node < 0 || effects[number].misses > Self.patience, let begin = way.nodes.last else {
            return
        }
        settle(script: number)
        let steps = way.script.steps
        var effect = Effect()
        effect.node = begin
        effect.firstCost = Int32(steps[0].cost)
        effect.lastCost = Int32(steps[steps.count - 1].cost)
        if let stretch = way.script.stretch {
            effect.beginsEarly = true
            effect.endsLate = stretch < steps.count
            effect.beforeStretch = Int32(steps[stretch - 1].cost)
            effect.behindStretch = Int32(steps[min(stretch, steps.count - 1)].cost)
        }
        effects[number] = effect
        ways[number] = way
    }

    private func addEffect() {
        if ways.count == effectRoom {
            let larger = UnsafeMutablePointer<Effect>.allocate(capacity: 2 * effectRoom)
            larger.moveInitialize(from: effects, count: ways.count)
            effects.deallocate()
            effects = larger
            effectRoom *= 2
        }
        (effects + ways.count).initialize(to: Effect())
        ways.append(Way())
    }

    /// Adds what was counted of one script to the tree.
    private func settle(script number: Int) {
        let effect = effects[number]
        let way = ways[number]
        guard effect.count > 0 else { return }
        for (index, step) in way.script.steps.enumerated() {
            let node = Int(way.nodes[index])
            if step.kind == .call { tree[node].calls &+= effect.count }
            guard index + 1 < way.script.steps.count else { break }
            let length = Cycles(truncatingIfNeeded: way.script.steps[index + 1].cost &- step.cost)
            tree[node].cycles &+= way.script.stretch == index + 1 ? effect.stretched : effect.count &* length
        }
        effects[number].count = 0
        effects[number].stretched = 0
    }
}
