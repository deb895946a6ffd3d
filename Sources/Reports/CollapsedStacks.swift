import Record

/// The call profile as collapsed stacks: one line per call stack, outermost function first, and its cycles. Read by
/// flamegraph.pl, speedscope and inferno.
public enum CollapsedStacks {
    /// The lines of `profile`, each ending in a newline.
    public static func text(_ profile: RunRecord.CallProfile) -> String {
        var text = ""
        for stack in profile.stacks {
            text += stack.frames.map(frame).joined(separator: ";") + " \(stack.cycles)\n"
        }
        return text
    }

    /// A name that cannot be mistaken for two frames.
    private static func frame(_ name: String) -> String {
        String(name.map { $0 == ";" ? ":" : $0.isNewline || $0 == " " ? "_" : $0 })
    }
}
