extension SDKFamily {
    /// The layer of vesp's own guests, which prints what the SDK prints that it stands for.
    static let ownLayer = SDKFamily(
        name: "vesp's SDK layer",
        marks: [],
        symbols: ["sdk_time_us"],
        version: { _ in nil }
    )
}
