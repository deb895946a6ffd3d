import ArgumentParser
import Foundation
import Inputs
import Reports
import Studies
import Synchronization

/// Pages of single runs beside the page about all of them.
struct PageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the page of every run into this folder; the page of --html links to them.",
            valueName: "folder"
        )
    )
    var pages: String?

    /// What writes them, and what went wrong first; nil when none are asked for.
    func writer() throws -> (write: PageWriter, failure: () -> (any Error)?)? {
        guard let pages else { return nil }
        do {
            try FileManager.default.createDirectory(atPath: pages, withIntermediateDirectories: true)
        } catch {
            throw EmulationError.notFound("\(pages): cannot be written: \(error.localizedDescription)")
        }
        let failures = PageFailures()
        let write: PageWriter = { record, name in
            let path = "\(pages)/\(name).html"
            do {
                try Output.save(HTMLReport.text(record), to: path)
                return path
            } catch {
                failures.note(error)
                return nil
            }
        }
        return (write, { failures.first })
    }
}

/// The first thing that kept a page from being written.
private final class PageFailures: Sendable {
    private let state = Mutex<(any Error)?>(nil)

    var first: (any Error)? { state.withLock { $0 } }
    func note(_ error: any Error) { state.withLock { $0 = $0 ?? error } }
}
