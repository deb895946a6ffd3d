extension WirelessCipher {
    /// Encrypts a data frame under `key` with packet `number` of key `keyID`.
    func seal(_ frame: WirelessFrame, key: [UInt8], number: UInt64, keyID: Int) -> [UInt8] {
        var frame = frame
        frame.control.flags.insert(.protected)
        switch self {
        case .ccmp:
            frame.body = CCMP.header(number: number, keyID: keyID) + frame.body
            return CCMP.seal(frame.bytes, key: key)
        case .tkip:
            frame.body = TKIP.header(number: number, keyID: keyID) + frame.body
            return TKIP.seal(frame.bytes, key: key)
        }
    }

    /// The body of an encrypted data frame in clear; nil when it does not open with `key`, or when `isFresh` says that its
    /// packet number was there before.
    func open(_ frame: WirelessFrame, key: [UInt8], isFresh: (UInt64) -> Bool) -> [UInt8]? {
        let bytes = frame.bytes
        guard let length = WirelessFrame.headerLength(bytes) else { return nil }
        let number = self == .ccmp ? CCMP.number(bytes, at: length) : TKIP.number(bytes, at: length)
        let opened = self == .ccmp ? CCMP.open(bytes, key: key) : TKIP.open(bytes, key: key)
        // Both have a header of 8 bytes.
        guard let number, let opened, opened.count >= length + 8, isFresh(number) else { return nil }
        return Array(opened[(length + 8)...])
    }

    /// The key number in the header of an encrypted frame's body.
    static func keyID(_ frame: WirelessFrame) -> Int? { frame.body.count > 3 ? Int(frame.body[3] >> 6) : nil }
}
