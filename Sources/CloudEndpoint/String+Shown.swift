extension String {
    /// In quotes, short enough for one line, without what a terminal would take for an order.
    package var shown: String { "'" + String(prefix(64)).plain + "'" }

    /// Without what a terminal, or whoever reads line by line, would take for an order.
    package var plain: String { String(map { $0.isASCII && $0 >= " " && $0 != "\u{7F}" ? $0 : "?" }) }
}
