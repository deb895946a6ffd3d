/// What generated code noted. What a script does in a node of the tree is worked out once, and then only counted, if it
/// changes no more of the call stack than its innermost call and one new one.
extension CallProfiler {
    /// What one script does in one node. One has the size of a line of the host's cache.
    struct Effect {
        /// Number of the script, and above bit 31 the node it begins in; all bits for none.
        var key = UInt64.max
        /// The node it ends in.
        var end: Int32 = -1
        /// How it leaves the call stack; `isClosed`: as it was.
        var isClosed = true
        var pops = false
        var pushes = false
        /// Whether `target` must be the note's.
        var isComputed = false
        /// Where a note has the time of the first step, and of the last one.
        var early = CallNote.Offset.last
        var late = CallNote.Offset.last
        /// The node below the one that it pops.
        var caller: Int32 = -1
        var target: UInt32 = 0
        /// Costs of the first and the last step.
        var firstCost: Int32 = 0
        var lastCost: Int32 = 0
        var count: UInt64 = 0
        /// Cycles that the host spent in the script's stretch beyond those of its steps.
        var stretched: Cycles = 0
        /// How often something else wanted its place since it was worked out.
        var misses: Int32 = 0
        /// Where its steps begin in `waypoints`.
        var way: Int32 = 0
    }

    /// How many steps an effect has; what only settling needs.
    struct Way {
        var steps: Int32 = 0
        /// How many there is room for.
        var room: Int32 = 0
        /// Number of steps in front of the stretch; 0 for none.
        var stretch: Int32 = 0
    }

    /// A step of an effect: the node the script is in behind it, the step's cost, and whether it was a call.
    struct Waypoint {
        var node: Int32
        var cost: Int32
        var isCall: Bool
    }

    /// Places for effects.
    static let effectCount = 1 << 14
    /// Times something else wants the place of an effect before it gets it.
    private static let patience: Int32 = 16

    /// Where the effect of a script in a node is kept.
    @inline(__always)
    private func effect(of key: UInt64) -> UnsafeMutablePointer<Effect> {
        let hash = UInt32(truncatingIfNeeded: key) &+ UInt32(truncatingIfNeeded: key >> 32) &* 33
        return effects + Int(hash & UInt32(Self.effectCount - 1))
    }

    private static func key(_ script: UInt32, in node: Int32) -> UInt64 {
        UInt64(script) | UInt64(UInt32(bitPattern: node)) << 32
    }

    /// Counts what `host` noted since it was entered; its budget would have been full at cycle `origin`.
    func absorb(_ host: HostCode, origin: Cycles) {
        if effectsGeneration != host.generation { forgetScripts(host.generation) }
        // In registers while the notes are gone through, and put back for whoever else needs them. Times count from
        // `origin`.
        var node = current
        var since = Int(truncatingIfNeeded: last &- origin)
        var own = 0
        var place = Self.key(0, in: node)
        let notes = host.notes
        guard var note = notes.baseAddress else { return }
        let behind = note + notes.count
        while note < behind {
            defer { note += 1 }
            let effect = effect(of: place | UInt64(note.pointee.script))
            guard effect.pointee.key == place | UInt64(note.pointee.script),
                effect.pointee.isClosed || fits(effect, note.pointee)
            else {
                tree[Int(node)].cycles &+= Cycles(truncatingIfNeeded: own)
                (current, last) = (node, origin &+ Cycles(truncatingIfNeeded: since))
                follow(note.pointee, host, origin: origin)
                (node, since, own) = (current, Int(truncatingIfNeeded: last &- origin), 0)
                place = Self.key(0, in: node)
                continue
            }
            let fields = UnsafeRawPointer(note)
            let early = fields.load(fromByteOffset: Int(effect.pointee.early), as: Int32.self)
            let late = fields.load(fromByteOffset: Int(effect.pointee.late), as: Int32.self)
            own &+= Int(effect.pointee.firstCost) &- Int(early) &- since
            since = Int(effect.pointee.lastCost) &- Int(late)
            effect.pointee.count &+= 1
            effect.pointee.stretched &+= Cycles(truncatingIfNeeded: Int(note.pointee.first) &- Int(note.pointee.last))
            guard !effect.pointee.isClosed else { continue }
            tree[Int(node)].cycles &+= Cycles(truncatingIfNeeded: own)
            (node, own) = (effect.pointee.end, 0)
            place = Self.key(0, in: node)
            if effect.pointee.pops { stackCount &-= 1 }
            if effect.pointee.pushes { push(node) }
        }
        tree[Int(node)].cycles &+= Cycles(truncatingIfNeeded: own)
        (current, last) = (node, origin &+ Cycles(truncatingIfNeeded: since))
    }

    /// Whether the innermost call and the note's target are those of a script that changes the call stack.
    @inline(__always)
    private func fits(_ effect: UnsafeMutablePointer<Effect>, _ note: CallNote) -> Bool {
        if effect.pointee.isComputed && effect.pointee.target != note.target { return false }
        return !effect.pointee.pops || (stackCount > 1 && stack[stackCount &- 2] == effect.pointee.caller)
    }

    /// Adds what was counted to the tree.
    func settleScripts() {
        for number in 0..<Self.effectCount { settle(effects + number) }
    }

    private func forgetScripts(_ generation: Int) {
        settleScripts()
        effects.update(repeating: Effect(), count: Self.effectCount)
        for index in ways.indices { ways[index] = Way() }
        waypoints.removeAll(keepingCapacity: true)
        effectsGeneration = generation
    }

    /// Goes through one script step by step. The nodes on the way are then in `passed`.
    @inline(never)
    private func follow(_ note: CallNote, _ host: HostCode, origin: Cycles) {
        let scripts = host.scripts
        let script = scripts.scripts[Int(note.script)]
        let steps = UnsafeBufferPointer(start: scripts.steps.elements + Int(script.first), count: Int(script.count))
        let begin = current
        let caller = stackCount > 1 ? stack[stackCount &- 2] : -1
        let depth = stackCount
        for index in 0..<script.count {
            let step = steps[Int(index)]
            let now = script.time(of: index, cost: step.cost, in: note, origin: origin)
            let target = step.isComputed ? note.target : step.target
            switch step.kind {
            case .call: called(target, depth: stackCount, now: now)
            case .return:
                returned(depth: stackCount &- 2, now: now)
                jumped(to: target, now: now)
            case .jump: jumped(to: target, now: now)
            }
            passed[Int(index & Self.passedMask)] = current
        }
        let effect = effect(of: Self.key(note.script, in: begin))
        effect.pointee.misses &+= 1
        // Some scripts change more: not every time is worth a look.
        guard effect.pointee.misses % Self.patience == 1, depth > 1 else { return }
        guard effect.pointee.key == .max || effect.pointee.misses > Self.patience else { return }
        guard 1...Int(Self.passedMask) ~= steps.count, let change = change(steps, from: begin, caller: caller) else {
            return
        }
        let known = Effect(
            key: Self.key(note.script, in: begin),
            end: current,
            isClosed: !change.pops && !change.pushes,
            pops: change.pops,
            pushes: change.pushes,
            isComputed: steps[steps.count - 1].isComputed,
            early: script.stretch > 0 ? CallNote.Offset.first : CallNote.Offset.last,
            late: script.stretch < script.count ? CallNote.Offset.last : CallNote.Offset.first,
            caller: caller,
            target: note.target,
            firstCost: steps[0].cost,
            lastCost: steps[steps.count - 1].cost
        )
        learn(known, at: effect, script, steps)
    }

    /// Whether the script that was followed ends the innermost call, which began in `begin`, and leaves another one behind;
    /// nil when it does more, or does not return to where a call came from.
    private func change(
        _ steps: UnsafeBufferPointer<CallScripts.Step>,
        from begin: Int32,
        caller: Int32
    ) -> (pops: Bool, pushes: Bool)? {
        var callers: [Int32] = []
        var pops = false
        var node = begin
        for (index, step) in steps.enumerated() {
            switch step.kind {
            case .call: callers.append(node)
            case .return where callers.isEmpty:
                guard !pops, passed[index] == caller else { return nil }
                pops = true
            case .return: guard callers.popLast() == passed[index] else { return nil }
            case .jump: return nil
            }
            node = passed[index]
        }
        return callers.count < 2 ? (pops, callers.count == 1) : nil
    }

    /// Puts `known` in the place of `effect`, with the steps just passed.
    private func learn(
        _ known: Effect,
        at effect: UnsafeMutablePointer<Effect>,
        _ script: CallScripts.Script,
        _ steps: UnsafeBufferPointer<CallScripts.Step>
    ) {
        settle(effect)
        let number = effect - effects
        var way = effect.pointee.way
        if ways[number].room < script.count {
            way = Int32(waypoints.count)
            ways[number].room = script.count
            waypoints += steps.map { _ in Waypoint(node: 0, cost: 0, isCall: false) }
        }
        ways[number].steps = script.count
        ways[number].stretch = script.stretch
        for (index, step) in steps.enumerated() {
            waypoints[Int(way) + index] = Waypoint(node: passed[index], cost: step.cost, isCall: step.kind == .call)
        }
        effect.pointee = known
        effect.pointee.way = way
    }

    /// Adds what was counted of one script to the tree.
    private func settle(_ effect: UnsafeMutablePointer<Effect>) {
        let count = effect.pointee.count
        guard count > 0 else { return }
        let way = ways[effect - effects]
        let first = Int(effect.pointee.way), behind = first + Int(way.steps)
        for index in first..<behind {
            let node = Int(waypoints[index].node)
            if waypoints[index].isCall { tree[node].calls &+= count }
            guard index + 1 < behind else { break }
            let length = Cycles(truncatingIfNeeded: Int(waypoints[index + 1].cost &- waypoints[index].cost))
            tree[node].cycles &+= count &* length
            if index - first + 1 == Int(way.stretch) { tree[node].cycles &+= effect.pointee.stretched }
        }
        effect.pointee.count = 0
        effect.pointee.stretched = 0
    }
}
