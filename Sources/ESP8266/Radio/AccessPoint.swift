/// The access point the station can find.
public struct AccessPoint: Sendable, Equatable {
    /// Network name.
    public var ssid: String
    /// WPA2 passphrase.
    public var password: String

    /// An access point.
    public init(ssid: String, password: String) {
        self.ssid = ssid
        self.password = password
    }
}
