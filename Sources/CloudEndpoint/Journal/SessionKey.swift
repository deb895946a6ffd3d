/// Names a row that belongs to a session: the client id with its length in front, and what it is of the session.
struct SessionKey {
    var clientID: String
    var part: String

    init(_ clientID: String, _ part: String) {
        self.clientID = clientID
        self.part = part
    }

    /// Reads `text`; nil when it is none.
    init?(_ text: String) {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let length = Int(text[..<colon]), length >= 0,
            let end = bytes.index(bytes.index(after: colon), offsetBy: length, limitedBy: bytes.endIndex),
            let clientID = String(bytes[bytes.index(after: colon)..<end]), let part = String(bytes[end...])
        else { return nil }
        self.init(clientID, part)
    }

    /// `3:espa/#`
    var text: String { "\(clientID.utf8.count):\(clientID)\(part)" }
}
