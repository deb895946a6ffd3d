import ESP8266

extension FrameCiphers {
    /// The ciphers of the chip's MAC, but for WEP.
    static let software = FrameCiphers(
        seal: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.seal(frame, key: standardOrder(key, of: frame, isSent: true))
            case .ccmp: CCMP.seal(frame, key: key)
            }
        },
        open: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.open(frame, key: standardOrder(key, of: frame, isSent: false))
            case .ccmp: CCMP.open(frame, key: key)
            }
        }
    )

    /// A key of TKIP in the order of the standard, access point's Michael key first. Firmware stores the key for what it
    /// sends first, as its supplicant hands it over (assumed from wpa_supplicant, which the vendor's is made of).
    private static func standardOrder(_ key: [UInt8], of frame: [UInt8], isSent: Bool) -> [UInt8] {
        guard key.count >= 32, let header = WirelessFrame(frame) else { return key }
        let isFromAccessPoint = header.control.flags.contains(.fromDS)
        return isFromAccessPoint == isSent ? key : Array(key[..<16] + key[24..<32] + key[16..<24])
    }
}
