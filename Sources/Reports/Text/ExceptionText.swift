import Record

/// Exceptions that ended the firmware's lives, in the order of what a developer asks: what, of what address, from where.
enum ExceptionText {
    /// The block of the text report: the first in full, the others in a line each.
    static func lines(_ exceptions: [RunRecord.Exception]) -> [String] {
        guard let first = exceptions.first else { return [] }
        return [title(first), "  \(access(first))"] + BacktraceText.lines(first.backtrace)
            + exceptions.dropFirst().map { exception in
                let place = exception.backtrace.first.map { ", in \(BacktraceText.place($0))" } ?? ""
                return "  then \(title(exception)): \(access(exception))\(place)"
            }
    }

    /// `exception 28, LoadProhibited, at 1.23 s`.
    static func title(_ exception: RunRecord.Exception) -> String {
        "exception \(exception.cause), \(exception.name), at \(exception.at.text()) s"
    }

    /// What the program did to raise it.
    static func access(_ exception: RunRecord.Exception) -> String {
        let address = exception.address.map { " \($0)" } ?? " an address that is not known"
        return switch exception.cause {
        case 0: "executed what is no instruction"
        case 1: "executed SYSCALL"
        case 2: "fetched an instruction where none can be read"
        case 3: "accessed\(address) by less than a word, where only words can be"
        case 6: "divided by zero"
        case 8: "executed a privileged instruction"
        case 9: "accessed\(address), which is not aligned to the access"
        case 20: "fetched an instruction from\(address), where no code may be"
        case 28: "read\(address), where nothing may be read"
        case 29: "wrote to\(address), where nothing may be written"
        default: exception.address.map { "accessed \($0)" } ?? "for a reason that has no name"
        }
    }
}
