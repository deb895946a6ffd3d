import ArgumentParser

/// The outputs of one command, which may be several: one that cannot be written is named, and keeps neither the others
/// from being written nor the verdict from being told.
final class Delivery {
    private let hasFiles: Bool
    private var failure: OutputError?
    private var isStdoutLost = false

    /// A delivery that also writes files, or none but to stdout.
    init(files: [String?]) {
        hasFiles = files.contains { $0 != nil && $0 != "-" }
    }

    /// Writes one output. A reader of stdout that went away ends the command at once, unless there are files to write.
    func attempt(_ write: () throws -> Void) throws {
        do {
            try write()
        } catch OutputError.readerGone where !hasFiles {
            throw OutputError.readerGone
        } catch let error as OutputError {
            _ = Failure.told(error)
            if case .refused = failure { return }
            failure = error
        }
    }

    /// Writes text for people to stdout, until that fails.
    func print(_ text: @autoclosure () -> String) throws {
        guard !isStdoutLost else { return }
        try attempt {
            isStdoutLost = true
            try Output.print(text())
            isStdoutLost = false
        }
    }

    /// The exit code of a command that came to `verdict`.
    func exitCode(_ verdict: Int32) -> Int32 { verdict != 0 ? verdict : failure?.exitCode ?? 0 }
}
