import JSON

/// What `iot-data` needs of whoever has shadows, messages and connections.
struct DataPlane {
    /// Carries a request about a shadow out at a time in seconds since 1970, and publishes what it leads to.
    var shadow: (ShadowRequest, [UInt8], Int64) -> Result<JSONValue, ShadowError>
    /// Names of the named shadows of a thing, in order.
    var shadowNames: (String) -> [String]
    /// Publishes.
    var publish: (MQTTMessage) -> Void
    /// All retained messages, in the order of their topics.
    var retained: () -> [RetainedMessage]
    /// Closes the connection of a client: its id, whether its session ends too, whether its last will is left out. Whether
    /// it was there.
    var disconnect: (String, Bool, Bool) -> Bool
}
