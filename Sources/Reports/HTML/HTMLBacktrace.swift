import Record

/// Frames of a backtrace as a list.
enum HTMLBacktrace {
    /// The list under its heading, innermost first.
    static func group(_ frames: [RunRecord.Frame]) -> HTML {
        let items = frames.map { frame -> HTML in
            let offset = frame.offset > 0 ? "+\(frame.offset)" : ""
            return "<li><code>\(frame.address) \(frame.function.map { $0 + offset } ?? "")</code></li>\n"
        }
        return "<section class=\"group\"><h3>Backtrace</h3><ol>\(items)</ol></section>"
    }
}
