/// What `iot-data` needs of whoever has shadows, messages and connections.
struct DataPlane {
    /// A message that is kept for those who subscribe later.
    struct Retained: Equatable, Sendable {
        var topic: String
        var payload: [UInt8]
        var qos: UInt8
        /// When it was published, milliseconds since 1970.
        var modified: Int64
    }

    /// A message to publish.
    struct Publication: Equatable, Sendable {
        var topic: String
        var payload: [UInt8]
        var qos: UInt8
        var isRetained: Bool
    }

    /// Carries a request about a shadow out at a time in seconds since 1970, and publishes what it leads to.
    var shadow: (ShadowRequest, [UInt8], Int64) -> Result<JSONValue, ShadowError>
    /// Names of the named shadows of a thing, in order.
    var shadowNames: (String) -> [String]
    /// Publishes at a time in milliseconds since 1970.
    var publish: (Publication, Int64) -> Void
    /// All retained messages, in the order of their topics.
    var retained: () -> [Retained]
    /// Closes the connection of a client: its id, whether its session ends too, whether its last will is left out. Whether
    /// it was there.
    var disconnect: (String, Bool, Bool) -> Bool
}
