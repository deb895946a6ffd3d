import CloudEndpoint
import CloudStore
import Logging
import NIOCore

/// Puts what changes into a file, and holds back what is said until it is there. All that the clients of one turn of the event
/// loop brought is one transaction. Belongs to that loop.
///
/// When the file cannot be written, nothing that depends on it is confirmed any more, until all that there is was written anew.
final class Journal {
    private let store: CloudStore
    private let loop: any EventLoop
    private let log: Logger
    private var changes: [KeptChange] = []
    /// What is to be said, or taken back, when it is known whether the changes are in the file.
    private var held: [(Bool) -> Void] = []
    /// Whether nothing has changed that is not in the file.
    private(set) var isClear = true
    /// Since the last attempt to write failed: the time until the next.
    private var pause: TimeAmount?
    /// While clients are sent away because of a failure: what comes of that confirms nothing.
    private var isTakingBack = false
    /// All that there is to keep.
    var snapshot: () -> [KeptChange] = { [] }

    private static let pauses = (first: TimeAmount.seconds(1), longest: TimeAmount.seconds(60))

    init(_ store: CloudStore, _ log: Logger, _ loop: any EventLoop) {
        self.store = store
        self.log = log
        self.loop = loop
    }

    /// Whether the file cannot be written at present.
    var isFailing: Bool { pause != nil }

    /// Something has changed.
    func take(_ change: KeptChange) {
        guard !isTakingBack else { return }
        if !isFailing { changes.append(change) }
        guard isClear else { return }
        isClear = false
        loop.assumeIsolated().execute { [weak self] in self?.commit() }
    }

    /// Calls `body` when it is known whether everything that has changed so far is in the file.
    func whenKept(_ body: @escaping (Bool) -> Void) {
        if isClear { body(true) } else { held.append(body) }
    }

    /// Writes what is left, and closes the file.
    func close() {
        commit()
        if isFailing { writeAnew() }
        if isFailing { log.error("\(store.path): what changed of late is lost") }
        store.close()
    }

    private func commit() {
        guard !isClear else { return }
        let isKept = write()
        isClear = true
        let waiting = held
        held = []
        isTakingBack = !isKept
        for body in waiting { body(isKept) }
        isTakingBack = false
    }

    private func write() -> Bool {
        guard !isFailing else { return false }
        defer { changes.removeAll(keepingCapacity: changes.count < 10_000) }
        do throws(StoreError) {
            try store.write(changes)
            return true
        } catch {
            log.error("\(error): changes are refused until it can")
            wait(Self.pauses.first)
            return false
        }
    }

    private func wait(_ time: TimeAmount) {
        pause = time
        loop.assumeIsolated().scheduleTask(in: time) { [weak self] in self?.tryAgain(after: time) }
    }

    private func tryAgain(after time: TimeAmount) {
        writeAnew()
        if isFailing { wait(min(time * 2, Self.pauses.longest)) }
    }

    private func writeAnew() {
        guard (try? store.replace(with: snapshot())) != nil else { return }
        pause = nil
        log.notice("\(store.path): can be written again")
    }
}
