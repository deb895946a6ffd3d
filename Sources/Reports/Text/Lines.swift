import Record

/// Lines of text, each ending in a newline. None is broken by a name in it, and none that begins with a name is taken for
/// a command by GitHub Actions, which look for them behind spaces, too.
func text(ofLines lines: [String]) -> String {
    lines.map { line in
        let start = line.unicodeScalars.drop { $0.properties.isWhitespace }
        let isCommand = ["::", "##["].contains { start.starts(with: $0.unicodeScalars) }
        let indent = String(line.unicodeScalars.prefix(upTo: start.startIndex))
        return (indent + (isCommand ? "\\" : "") + String(start)).printable + "\n"
    }.joined()
}
