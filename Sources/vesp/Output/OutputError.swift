/// Why an output did not get where it should.
enum OutputError: Error {
    /// The system refused it. The message names the output and the reason; exit code 73.
    case refused(String)
    /// Whoever read stdout went away, as `head` does when it has seen enough. No message; exit code 141, which is what a
    /// shell shows for a program that SIGPIPE ends.
    case readerGone

    /// The documented exit code.
    var exitCode: Int32 {
        switch self {
        case .refused: 73
        case .readerGone: 128 + 13
        }
    }

    /// One line about an output that cannot be written.
    static func refused(_ name: String, _ refusal: WriteRefusal) -> OutputError {
        .refused("\(name): cannot be written: \(refusal.reason)")
    }
}
