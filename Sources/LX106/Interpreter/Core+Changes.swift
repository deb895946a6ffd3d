/// What the chip around the core tells of changes beneath decoded code.
extension Core {
    /// Bytes that `region` shows have changed beneath the core; drops what was decoded there.
    public func changeBytes(of region: MemoryRegion, _ offsets: Range<UInt32>) {
        code.noteChange()
        if code.hasCode(in: region, offsets) { invalidateCode() }
    }

    /// The guest is likely to wait soon: a loop that only polls is looked for at once.
    public func expectPolling() { polls.hurry(at: now) }
}
