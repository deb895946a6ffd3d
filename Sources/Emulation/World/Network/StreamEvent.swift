/// Something that happens to a TCP connection of a station, as seen there.
struct StreamEvent: Equatable {
    enum Kind: Equatable {
        /// The station asks for the connection, or somebody asks the station.
        case connect
        /// The connection stands.
        case established
        /// It was refused.
        case refused
        /// Bytes of the station's, in order and once.
        case sent([UInt8])
        /// Bytes for the station, in order and once.
        case received([UInt8])
        /// The peer sends no more.
        case closedByPeer
        /// The station sends no more.
        case closed
        /// The station has reset the connection.
        case reset
        /// The peer has.
        case resetByPeer
    }

    /// Number of the connection, from 1.
    var connection: Int
    /// Where the station's end is.
    var station: SocketAddress
    /// Where the other end is.
    var peer: SocketAddress
    /// Whether the station asked for it.
    var isOfStation: Bool
    var kind: Kind
}
