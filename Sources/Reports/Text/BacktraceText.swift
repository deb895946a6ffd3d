import Record

/// Frames of a backtrace for a terminal.
enum BacktraceText {
    /// One line a frame, innermost first.
    static func lines(_ frames: [RunRecord.Frame]) -> [String] {
        frames.enumerated().map { depth, frame in
            let number = "#\(depth)"
            return
                "  \(number)\(String(repeating: " ", count: max(1, 4 - number.count)))\(frame.address)  \(name(frame))"
        }
    }

    /// `function+0x1c`, or `?`.
    private static func name(_ frame: RunRecord.Frame) -> String {
        frame.function.map { "\($0)+0x" + String(frame.offset, radix: 16) } ?? "?"
    }

    /// The function with its offset where it has a name, else the address.
    static func place(_ frame: RunRecord.Frame) -> String { frame.function == nil ? frame.address : name(frame) }
}
