/// Everything a load, store or line check does when the fast path does not apply.
///
/// Each returns whether the block may go on. If not, `pc`, `now` and `instructions` are committed and the loop must leave.
extension Core {
    @inline(never)
    func slowLoad(_ ip: UnsafeMutablePointer<Record>, _ address: UInt32, _ width: AccessWidth, signed: Bool) -> Bool {
        let record = ip.pointee
        now = cycles &+ Cycles(record.cost)
        pc = record.pc
        if address & UInt32(width.rawValue - 1) != 0 { return fault(record, .unaligned, address) }
        if let region = view.region(at: address, count: UInt32(width.rawValue)) {
            let value = region._withUnsafeGuaranteedRef { load(ip, $0, address, width, signed: signed) }
            guard let value else { return fault(record, .loadStoreError, address) }
            a[Int(record.t)] = value
        } else {
            guard let value = bus.read(address, width: width, now: now) else {
                return fault(record, .loadProhibited, address)
            }
            a[Int(record.t)] = Self.extend(value, width, signed: signed)
            cycles &+= peripheralCost
            ip.pointee.noteBus()
        }
        noteAccess(record, address, width)
        return finishAccess(ip)
    }

    /// The load at `ip` of `region`, with what it costs; nil when the region does not take its width.
    @inline(__always)
    private func load(
        _ ip: UnsafeMutablePointer<Record>,
        _ region: MemoryRegion,
        _ address: UInt32,
        _ width: AccessWidth,
        signed: Bool
    ) -> UInt32? {
        guard width == .word || region.allowsNarrowAccess else { return nil }
        if region.isCached {
            fillLine(of: address)
            if ip.pointee.operation == .l32i { ip.pointee.noteCache() }
        }
        cycles &+= loadWait(region, ip.pointee)
        return Self.load(region, address, width, signed: signed)
    }

    @inline(never)
    func slowStore(_ ip: UnsafeMutablePointer<Record>, _ address: UInt32, _ width: AccessWidth) -> Bool {
        let record = ip.pointee
        now = cycles &+ Cycles(record.cost)
        pc = record.pc
        if address & UInt32(width.rawValue - 1) != 0 { return fault(record, .unaligned, address) }
        if let index = regionIndex(at: address, count: UInt32(width.rawValue)) {
            let region = regions[index]
            if !region.isWritable || (width != .word && !region.allowsNarrowAccess) {
                return fault(record, .loadStoreError, address)
            }
            Self.store(region, address, width, a[Int(record.t)])
            if code.hasCode(region: index, address: address) { invalidateCode() }
        } else {
            guard bus.write(address, a[Int(record.t)], width: width, now: now) else {
                return fault(record, .storeProhibited, address)
            }
            cycles &+= noteBusStore(before: record.pc &+ record.accessLength)
            ip.pointee.noteBus()
        }
        noteAccess(record, address, width)
        return finishAccess(ip)
    }

    /// Counts a store to a peripheral; the cycles it takes beyond its issue, with the instruction at `next` behind it.
    @inline(__always)
    func noteBusStore(before next: UInt32) -> Cycles {
        counts.peripheralStores &+= 1
        return busStoreCost(before: next)
    }

    /// The cycles a store to a peripheral takes beyond its issue, with the instruction at `next` behind it.
    @inline(__always)
    func busStoreCost(before next: UInt32) -> Cycles {
        timing.writeBufferOverlap > 0 ? peripheralCost &- hiddenStoreCost(before: next) : peripheralCost
    }

    /// Wait states of a data load from `region` beyond those its price already holds.
    private func loadWait(_ region: MemoryRegion, _ record: Record) -> Cycles {
        if record.operation == .l32rPlain || record.operation == .l32rCached { return 0 }
        return Cycles(code.loadWait(region, at: record.pc, length: record.accessLength))
    }

    /// What the write buffer hides of a peripheral store, unless the next instruction waits for it.
    private func hiddenStoreCost(before next: UInt32) -> Cycles {
        guard let region = region(at: next, count: 3) else { return 0 }
        let word = region.storage.loadUnaligned(fromByteOffset: Int(next &- region.base), as: UInt32.self)
        let instruction = Decoder.decode(UInt32(littleEndian: word), pc: next, litbase: 0)
        return instruction.barrier == .memory ? 0 : min(peripheralCost, Cycles(timing.writeBufferOverlap))
    }

    /// The instruction stream enters another cache line.
    @inline(never)
    func slowLine(_ ip: UnsafeMutablePointer<Record>, single: Bool) -> Bool {
        let record = ip.pointee
        guard let cache else { return true }
        if cache.touch(record.imm) {
            let fill = lineFill(cache)
            cycles &+= fill
            if single { for register in 0..<16 { readyAt[register] &+= fill } }
        }
        if cycles <= limit { return true }
        now = cycles &+ Cycles(record.cost)
        instructions &+= UInt64(record.count)
        pc = record.pc
        if !single && record.count > 0 { restoreInterlock(ip - 1) }
        let first = record.pc >> cache.lineShift
        if first != record.imm {
            // The instruction lies in two lines and will be fetched again: its second line counts then.
            currentLine = first
            cache.accesses &-= 1
        }
        return false
    }

    /// Leaves a block after the instruction at `ip` has completed.
    func leave(after ip: UnsafeMutablePointer<Record>) {
        now = cycles &+ Cycles(ip.pointee.cost)
        instructions &+= UInt64(ip.pointee.count)
        pc = ip.pointee.pc &+ ip.pointee.accessLength
        restoreInterlock(ip)
    }

    /// Leaves a block for the address in its last record, at `ip`, with results that are still late.
    func leave(before ip: UnsafeMutablePointer<Record>) {
        now = cycles &+ Cycles(ip.pointee.cost)
        instructions &+= UInt64(ip.pointee.count)
        pc = ip.pointee.imm
        restoreInterlock(ip - 1)
    }

    /// Cycles the running instruction still waits for results that were late when its block began.
    @inline(never)
    func hazardStall(_ record: Record) -> Cycles {
        var reads = record.imm
        var ready = cycles
        while reads != 0 {
            ready = max(ready, readyAt[reads.trailingZeroBitCount])
            reads &= reads &- 1
        }
        if record.t == 1 { for register in 0..<16 { readyAt[register] = 0 } }
        return ready &- cycles
    }

    /// Makes the results of the last records of a block, `ip` the last of them, known to the next block's interlock.
    func restoreInterlock(_ ip: UnsafeMutablePointer<Record>) {
        var current = ip
        var seen: UInt32 = 0
        while current.pointee.count > 0, cycles &+ Cycles(current.pointee.cost) &+ longestStall > now {
            let record = current.pointee
            let stall = timing.resultStall(of: record.operation)
            if stall > 0, let destination = record.destination {
                let ready = cycles &+ Cycles(record.cost) &+ Cycles(stall)
                if ready > now, seen >> destination & 1 == 0 { readyAt[Int(destination)] = ready }
                seen |= 1 << destination
            }
            if record.count == 1 && record.operation != .line { return }
            current -= 1
        }
    }

    private func finishAccess(_ ip: UnsafeMutablePointer<Record>) -> Bool {
        if cycles <= limit && !signals.changed { return true }
        leave(after: ip)
        return false
    }

    private func fault(_ record: Record, _ cause: ExceptionCause, _ address: UInt32) -> Bool {
        instructions &+= UInt64(record.count) &- 1
        raise(cause, at: record.pc, virtualAddress: address)
        return false
    }

    private func fillLine(of address: UInt32) {
        guard let cache, cache.touch(address >> cache.lineShift) else { return }
        cycles &+= lineFill(cache)
    }

    /// Cycles the core waits for a line.
    private func lineFill(_ cache: LineCache) -> Cycles {
        Cycles(max(0, cache.fillCycles * timing.lineFillWait / 100))
    }

    private func regionIndex(at address: UInt32, count: UInt32) -> Int? {
        for index in regions.indices where regions[index].isEnabled && regions[index].contains(address, count: count) {
            return index
        }
        return nil
    }

    private func region(at address: UInt32, count: UInt32) -> MemoryRegion? {
        regionIndex(at: address, count: count).map { regions[$0] }
    }

    private static func load(_ region: MemoryRegion, _ address: UInt32, _ width: AccessWidth, signed: Bool) -> UInt32 {
        let offset = Int(address &- region.base)
        switch width {
        case .byte: return UInt32(region.storage.load(fromByteOffset: offset, as: UInt8.self))
        case .half:
            let half = UInt32(UInt16(littleEndian: region.storage.load(fromByteOffset: offset, as: UInt16.self)))
            return extend(half, .half, signed: signed)
        case .word: return UInt32(littleEndian: region.storage.load(fromByteOffset: offset, as: UInt32.self))
        }
    }

    private static func store(_ region: MemoryRegion, _ address: UInt32, _ width: AccessWidth, _ value: UInt32) {
        let offset = Int(address &- region.base)
        switch width {
        case .byte:
            region.storage.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
        case .half:
            region.storage.storeBytes(
                of: UInt16(truncatingIfNeeded: value).littleEndian,
                toByteOffset: offset,
                as: UInt16.self
            )
        case .word: region.storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
        }
    }

    private static func extend(_ value: UInt32, _ width: AccessWidth, signed: Bool) -> UInt32 {
        switch width {
        case .byte: value & 0xFF
        case .half: signed ? Decoder.signExtend(value & 0xFFFF, bits: 16) : value & 0xFFFF
        case .word: value
        }
    }
}

extension TimingModel {
    /// Cycles an immediate user of the operation's result waits.
    func resultStall(of operation: Operation) -> Int {
        switch operation {
        case .l8ui, .l16ui, .l16si, .l32i, .l32rPlain, .l32rCached, .l32rSlow: loadUseStall
        case .mul16u, .mul16s: mul16UseStall
        case .mull: mullUseStall
        case .rsr: rsrUseStall
        default: 0
        }
    }

    /// The largest of them.
    var longestResultStall: Int { max(loadUseStall, mul16UseStall, mullUseStall, rsrUseStall) }
}
