import Record

extension InputValue where Value == [Scenario.FlashPart] {
    /// Files with their places, `FILE@OFFSET`; offsets in decimal or, with 0x, hexadecimal.
    static var flashParts: Self {
        var value = Self(
            .texts,
            words: { words throws(Refusal) in
                var parts: [Scenario.FlashPart] = []
                for word in words { parts.append(try part(word)) }
                return parts
            },
            show: { parts in
                parts.map { "\($0.file)@0x\(String($0.offset, radix: 16))" }.joined(separator: ", ")
            }
        )
        value.resolve = { parts, folder in
            parts.map { .init(file: FileName.resolve($0.file, from: folder), offset: $0.offset) }
        }
        return value
    }

    private static func part(_ text: String) throws(Refusal) -> Scenario.FlashPart {
        guard let sign = text.lastIndex(of: "@"), sign > text.startIndex else {
            throw Refusal("'\(text.shown)' is not FILE@OFFSET")
        }
        let number = String(text[text.index(after: sign)...])
        let offset = number.hasPrefix("0x") ? Int(number.dropFirst(2), radix: 16) : Int(number)
        guard let offset, (0..<16 << 20).contains(offset) else {
            throw Refusal("'\(text.shown)': '\(number.shown)' is no offset within 16 MB of flash")
        }
        return Scenario.FlashPart(file: String(text[..<sign]), offset: offset)
    }
}

extension InputValue where Value == Int {
    /// The size of a flash chip, as esptool writes it.
    static var flashSize: Self {
        let sizes = ["512KB", "1MB", "2MB", "4MB", "8MB", "16MB"]
        return InputValue(.choice(sizes), show: { $0 >= 1 << 20 ? "\($0 >> 20)MB" : "\($0 >> 10)KB" }) {
            text throws(Refusal) in
            let word = try InputValue<String>.word(of: sizes).parse([text])
            return (Int(word.prefix(while: \.isNumber)) ?? 0) << (word.hasSuffix("KB") ? 10 : 20)
        }
    }
}
