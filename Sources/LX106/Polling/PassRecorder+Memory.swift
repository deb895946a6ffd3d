/// Loads and stores of a pass.
extension PassRecorder {
    func access(_ record: Record, _ core: Core) -> Effect? {
        guard form(record.s).isPlain else { return nil }
        let address = core.a[Int(record.s)] &+ record.imm
        let width = record.operation.accessWidth
        guard address & UInt32(width.rawValue - 1) == 0 else { return nil }
        guard let region = core.memoryRegion(address) else {
            guard !core.memoryPages.mayHold(address) else { return nil }
            return record.operation.isStore
                ? busStore(record, address, width, core) : busLoad(record, address, width, core)
        }
        if record.operation.isStore { return store(record, address, width, region, core) }
        if region.isCached, let cache = core.cache { lines.append(address >> cache.lineShift) }
        guard let form = read(address & ~3, core, Self.mask(address, width)) else { return nil }
        if form.isPlain || width == .word { return .register(record.t, form) }
        return core.memoryWord(address & ~3).flatMap { loadedPart(record, address, $0, form) }
    }

    /// The bits of a word that an access reaches.
    private static func mask(_ address: UInt32, _ width: AccessWidth) -> UInt32 {
        width == .word ? .max : ((1 << UInt32(8 * width.rawValue)) - 1) << (8 * (address & 3))
    }

    /// The form of the word at `address`, of which those bits are read; nil outside memory.
    func read(_ address: UInt32, _ core: Core, _ mask: UInt32 = .max) -> TimeForm? {
        guard let region = core.memoryRegion(address), core.memoryWord(address) != nil else { return nil }
        let form = memory[address] ?? .plain
        if region.isWritable { noteRead(address, core, mask) }
        return form
    }

    private func store(
        _ record: Record,
        _ address: UInt32,
        _ width: AccessWidth,
        _ region: MemoryRegion,
        _ core: Core
    ) -> Effect? {
        let word = address & ~3
        let form = form(record.t)
        // A word that hangs on time does so as a whole.
        guard width == .word || form.isPlain && (memory[word] ?? .plain).isPlain else { return nil }
        noteWrite(word, core, Self.mask(address, width))
        return .memory(word, form)
    }

    private func busLoad(_ record: Record, _ address: UInt32, _ width: AccessWidth, _ core: Core) -> Effect? {
        switch core.bus.steadiness(of: address, now: core.now) {
        case .changing: return nil
        case .counting: return width == .word ? .time(record.t, clock: clock(address, core)) : nil
        case .steady:
            guard let value = core.bus.read(address, width: width, now: core.now) else { return nil }
            loads.append(PollPass.Load(address: address, width: width, value: value))
            return .register(record.t, .plain)
        }
    }

    private func busStore(_ record: Record, _ address: UInt32, _ width: AccessWidth, _ core: Core) -> Effect? {
        let value = core.a[Int(record.t)]
        guard form(record.t).isPlain, core.bus.canRepeatStore(address, value, now: core.now) else { return nil }
        // Whoever is told of stores is told of all of one kind at once, so that their order must not matter.
        let kind = core.kindOfStore?(core) ?? 0
        let isOneKind = calls.allSatisfy {
            guard case .store(address, _, _, let other) = $0.call else { return true }
            return other == kind
        }
        return isOneKind ? .store(address, width, value, kind: kind) : nil
    }
}
