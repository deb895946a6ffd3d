/// Cache lines, loads and stores: DRAM inline, peripherals by a call of the core, other memory through the interpreter.
extension TraceTranslator {
    /// The instruction stream reaches the line in `record`.
    mutating func enterLine(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        let line = record.imm
        guard line != trace.line, cache != nil else { return }
        let isEntry = path.visited.count == 1 && trace.count == 0 && path.entry.line == nil && record.count == 0
        if trace.line == nil {
            // Booked here rather than at the end, as it happens only now and then.
            let same = emitter.emitLineComparison(line)
            if isEntry { path.entry.entryFromOtherLine = emitter.position }
            let site = emitter.emitFrontCheck(line)
            trace.line = LineCache.empty
            resume(at: number, sites: [site], &path, probe: (line, emitter.position))
            emitter.emitFoundLine()
            emitter.patch(same, to: emitter.position)
            if isEntry {
                path.entry.entryFromSameLine = emitter.position
                path.entry.line = line
            }
        } else {
            findLine(line, resumingAt: number, &path)
        }
        trace.line = line
    }

    /// Checks that `line` is the most recently used of its set, and counts it as found.
    private mutating func findLine(_ line: UInt32, resumingAt number: Int32, _ path: inout TracePath) {
        guard let cache else { return }
        if !trace.foundLines.contains(line) {
            let site = emitter.emitFrontCheck(line)
            resume(at: number, sites: [site], &path, probe: (line, emitter.position))
            // Finding it among the older ones displaced the most recently used one.
            trace.foundLines.removeAll { $0 & cache.setMask == line & cache.setMask }
            trace.foundLines.append(line)
        }
        trace.accesses += 1
    }

    mutating func translateAccess(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        let known = trace.reach[Int(record.s)]
        if known?.covers(record.reach) == true {
            _ = emitter.emitAccess(record, checking: nil)
        } else if record.marks != 0 || isOutsideMemory(record, path.code) {
            translateAccessElsewhere(number, record, &path)
        } else {
            let wanted = wantedReach(number, record, path.code)
            let isPossible = wanted.high - wanted.low < Int(dram.size)
            let sites = isPossible ? emitter.emitAccess(record, checking: wanted) : [emitter.emitJump()]
            leave(.missed(record: number, head: path.head, marks: record.marks), sites: sites, &path)
            if isPossible { trace.reach[Int(record.s)] = wanted }
        }
        trace.pass(record)
    }

    /// What is checked for an access in one go: the accesses that follow it in the block and use the same base, too. If a
    /// later one does not stay in DRAM, the block goes to the interpreter all the same.
    private func wantedReach(_ number: Int32, _ record: Record, _ code: CodeStore) -> TraceState.Reach {
        var wanted = record.reach
        for other in code.accessesSharingBase(after: number) { wanted.add(other.reach) }
        if let known = trace.reach[Int(record.s)] { wanted.add(known) }
        return wanted
    }

    /// An access that has been seen outside DRAM, or must be there.
    private mutating func translateAccessElsewhere(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        beginStretch()
        let isPeripheral = isOutsideMemory(record, path.code)
        let window = record.reachesCache ? cachedWindow(path.code, record) : nil
        let call = OuterAccess(
            cost: trace.cost + Int(record.cost),
            frames: trace.frames,
            mayBeDRAM: !isPeripheral,
            window: window,
            mayBePeripheral: isPeripheral || record.reachesBus
        )
        let (refused, left) = emitter.emitOuterAccess(record, call)
        leave(.missed(record: number, head: path.head, marks: record.marks), sites: refused, &path)
        leave(.accessed(record: number), sites: left, &path)
        // Another line may be the most recently used of its set now, whichever it is.
        if window != nil { trace.foundLines = [] }
    }

    /// The cached memory that the load in `record` may reach.
    private func cachedWindow(_ code: CodeStore, _ record: Record) -> CachedWindow? {
        guard let cache, let region = code.regions.first(where: { $0.isCached && $0.isEnabled }) else { return nil }
        let wait = code.loadWait(region, at: record.pc, length: record.accessLength)
        return CachedWindow(region: region, lineShift: cache.lineShift, wait: wait)
    }

    /// Whether the address is constant, and that of a peripheral.
    private func isOutsideMemory(_ record: Record, _ code: CodeStore) -> Bool {
        guard let base = trace.constants[Int(record.s)] else { return false }
        return !code.regions.contains { $0.contains(base &+ record.imm) }
    }

    mutating func translateLiteral(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        if record.operation == .l32rCached, let cache {
            findLine(record.imm >> cache.lineShift, resumingAt: number, &path)
        }
        let region = path.code.regions[Int(record.r)]
        let source = region.storage + Int(record.imm &- region.base)
        if region.isWritable {
            emitter.emitLoad(record.t, from: source)
            trace.forget(record.t)
        } else {
            let value = UInt32(littleEndian: source.load(as: UInt32.self))
            emitter.emitConstant(record.t, value)
            trace.set(record.t, to: value)
        }
    }
}
