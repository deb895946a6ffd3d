/// Direct-mapped memory of where RET, JX and CALLX0 went.
final class JumpCache {
    struct Entry {
        var pc: UInt32
        var block: Int32
    }
    static let mask: UInt32 = 4095
    static var count: Int { Int(mask) + 1 }
    let entries: UnsafeMutablePointer<Entry>

    init() {
        entries = .allocate(capacity: Self.count)
        clear()
    }

    deinit { entries.deallocate() }

    func clear() { entries.update(repeating: Entry(pc: 0, block: 0), count: Self.count) }
}
