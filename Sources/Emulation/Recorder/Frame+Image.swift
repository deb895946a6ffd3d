import ESP8266
import Record

extension RunRecord.Frame {
    /// The frame at `address`, named by the first image that knows it.
    init(_ address: UInt32, in images: [ELFImage]) {
        let symbol = images.lazy.compactMap { $0.functionSymbol(containing: address) }.first
        self.init(
            address: Self.hex(address),
            function: symbol?.name,
            offset: Int(address &- (symbol?.address ?? address))
        )
    }

    /// `0x` and eight digits.
    static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
