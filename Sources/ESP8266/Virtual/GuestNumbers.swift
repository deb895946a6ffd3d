import GuestABI

// The initializers of imported enumerations take any number; these take known ones only.

extension ProbeRegister {
    init?(offset: UInt32) {
        guard offset % 4 == 0, offset / 4 < PROBE_REGISTERS else { return nil }
        self.init(rawValue: offset / 4)
    }
}

extension StationRegister {
    init?(offset: UInt32) {
        guard offset % 4 == 0, offset / 4 < WIFI_REGISTERS else { return nil }
        self.init(rawValue: offset / 4)
    }
}

extension StationCommand {
    init?(number: UInt32) {
        guard (Self.connect.rawValue...UInt32(WIFI_LAST_COMMAND)).contains(number) else { return nil }
        self.init(rawValue: number)
    }
}

extension SocketRegister {
    init?(offset: UInt32) {
        guard offset % 4 == 0, offset / 4 < NET_REGISTERS else { return nil }
        self.init(rawValue: offset / 4)
    }
}

extension SocketCommand {
    init?(number: UInt32) {
        guard (Self.connect.rawValue...UInt32(NET_LAST_COMMAND)).contains(number) else { return nil }
        self.init(rawValue: number)
    }
}
