import Record

extension Scenario {
    /// The access point as firmware of the user's own finds it on the air, and what goes wrong with it.
    public struct Radio: Sendable, Equatable {
        /// How stations are let in.
        public enum Security: String, Sendable, CaseIterable {
            /// By anybody.
            case open
            /// WPA with TKIP.
            case wpa
            /// WPA2 with CCMP.
            case wpa2
            /// Both, as a station wants.
            case wpaAndWPA2 = "wpa-wpa2"
        }

        /// The newest standard an access point speaks.
        public enum Mode: String, Sendable, CaseIterable {
            /// 802.11b, up to 11 Mbit/s.
            case b
            /// 802.11g, up to 54 Mbit/s.
            case g
            /// 802.11n, 20 MHz, up to 65 Mbit/s.
            case n
        }

        /// A moment at which stations are sent away.
        public struct Deauthentication: Sendable, Equatable {
            /// When.
            public var at: Seconds
            /// Reason code of 802.11.
            public var reason: Int

            /// That a station leaves the network is the most usual reason (IEEE 802.11-2016 Table 9-45).
            public static let usualReason = 3
        }

        /// A while without beacons.
        public struct Silence: Sendable, Equatable {
            /// Its first moment.
            public var from: Seconds
            /// The moment after it.
            public var to: Seconds
        }

        /// Security; nil for WPA2 where there is a password, else none.
        public var security: Security?
        /// Channel, 1…13.
        public var channel = 1
        /// Strength at the device, in dBm (assumed: a room away).
        public var rssi = -50
        /// Whether beacons keep the network's name to themselves.
        public var isHidden = false
        /// From beacon to beacon, in time units of 1,024 µs.
        public var beaconInterval = 100
        /// Address of the access point; nil for the tool's.
        public var bssid: String?
        /// Its newest standard.
        public var mode = Mode.n
        /// When it sends the device away.
        public var deauthentications: [Deauthentication] = []
        /// When it falls silent for good.
        public var vanishAt: Seconds?
        /// When it sends no beacons.
        public var lostBeacons: [Silence] = []
        /// Frames and acknowledgements that are lost, in a thousand.
        public var lossPermille = 0
        /// Share of the time that others send on the channel, in a thousand.
        public var busyPermille = 0
        /// Status with which it refuses associations.
        public var associationStatus: Int?

        /// A network without faults.
        public init() {}
    }

    /// A station that joins the network of firmware that is an access point itself.
    public struct Station: Sendable, Equatable {
        /// The network that it looks for; nil for no station.
        public var ssid: String?
        /// The password it has; empty for an open network.
        public var password = ""

        /// No station.
        public init() {}
    }
}
