/// Remembers what a program read and what became of what it wrote, so that it finds the same when it is run again, and
/// nothing is written twice.
final class StreamLog {
    private enum Entry {
        case read([UInt8]?)
        case write(Exec.Write)
    }

    /// Called when there is too much to remember.
    var onOverflow: () -> Void = {}
    private let outside: Exec.Streams
    private var entries: [Entry] = []
    private var bytes = 0
    private var next = 0

    /// Most calls, and bytes read, that are remembered.
    private static let mostEntries = 1 << 20
    private static let mostBytes = 1 << 26

    init(_ outside: Exec.Streams) { self.outside = outside }

    /// The program begins anew.
    func rewind() { next = 0 }

    var streams: Exec.Streams {
        Exec.Streams(
            read: { [unowned self] descriptor, count in read(descriptor, count) },
            write: { [unowned self] descriptor, bytes in write(descriptor, bytes) }
        )
    }

    private func read(_ descriptor: UInt32, _ count: Int) -> [UInt8]? {
        if case .read(let bytes) = remembered { return bytes }
        let got = outside.read(descriptor, count)
        remember(.read(got), got?.count ?? 0)
        return got
    }

    private func write(_ descriptor: UInt32, _ bytes: [UInt8]) -> Exec.Write {
        if case .write(let result) = remembered { return result }
        let result = outside.write(descriptor, bytes)
        remember(.write(result), 0)
        return result
    }

    private var remembered: Entry? {
        guard next < entries.count else { return nil }
        defer { next += 1 }
        return entries[next]
    }

    private func remember(_ entry: Entry, _ count: Int) {
        bytes += count
        guard entries.count < Self.mostEntries, bytes <= Self.mostBytes else { return onOverflow() }
        entries.append(entry)
        next = entries.count
    }
}
