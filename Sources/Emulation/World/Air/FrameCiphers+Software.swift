import ESP8266

extension FrameCiphers {
    /// The ciphers of the chip's MAC, but for WEP. A station's key table has TKIP's keys in the order of the standard, the
    /// access point's Michael key first (observed: MicroPython 1.9.4 joins networks of WPA).
    static let software = FrameCiphers(
        seal: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.seal(frame, key: key)
            case .ccmp: CCMP.seal(frame, key: key)
            }
        },
        open: { cipher, frame, key in
            switch cipher {
            case .wep: nil
            case .tkip: TKIP.open(frame, key: key)
            case .ccmp: CCMP.open(frame, key: key)
            }
        }
    )
}
