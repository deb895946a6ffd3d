/// A duration that someone measured on a real device.
public struct PublishedDuration: Sendable, Equatable {
    /// `handshake`, the name of a TLS state, or `hard watchdog` or `soft watchdog`: from the last feed to the bite.
    public var what: String
    /// How long it took.
    public var seconds: Seconds
    /// Where it was published.
    public var source: String
    /// What a reader should know.
    public var note: String

    package init(what: String, seconds: Seconds, source: String, note: String) {
        self.what = what
        self.seconds = seconds
        self.source = source
        self.note = note
    }
}
