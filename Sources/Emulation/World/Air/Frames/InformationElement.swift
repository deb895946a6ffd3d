/// An element of a management frame: id, length, body (IEEE 802.11-2016 9.4.2.1).
struct InformationElement: Equatable, Sendable {
    /// Element IDs of Table 9-77.
    enum ID {
        static let ssid: UInt8 = 0
        static let supportedRates: UInt8 = 1
        static let dsParameter: UInt8 = 3
        static let tim: UInt8 = 5
        static let erp: UInt8 = 42
        static let htCapabilities: UInt8 = 45
        static let rsn: UInt8 = 48
        static let extendedSupportedRates: UInt8 = 50
        static let htOperation: UInt8 = 61
        static let vendor: UInt8 = 221
    }

    var id: UInt8
    /// At most 255 bytes; what is longer is cut.
    var body: [UInt8]

    init(_ id: UInt8, _ body: [UInt8]) {
        self.id = id
        self.body = Array(body.prefix(255))
    }

    var bytes: [UInt8] { [id, UInt8(body.count)] + body }

    /// The elements from `offset` on, up to the first that is longer than what is left.
    static func list(_ bytes: [UInt8], from offset: Int) -> [InformationElement] {
        var elements: [InformationElement] = []
        var at = max(0, offset)
        while at + 2 <= bytes.count, at + 2 + Int(bytes[at + 1]) <= bytes.count {
            let end = at + 2 + Int(bytes[at + 1])
            elements.append(InformationElement(bytes[at], Array(bytes[at + 2..<end])))
            at = end
        }
        return elements
    }
}

extension [InformationElement] {
    /// All of them, one after another.
    var bytes: [UInt8] { flatMap(\.bytes) }

    /// Body of the first element `id`.
    func body(_ id: UInt8) -> [UInt8]? { first { $0.id == id }?.body }

    /// Body of the first vendor specific element that begins with `prefix` (OUI and type).
    func vendor(_ prefix: [UInt8]) -> [UInt8]? {
        first { $0.id == InformationElement.ID.vendor && $0.body.starts(with: prefix) }?.body
    }

    /// Supported rates and their extension, in units of 500 kbit/s, with bit 7 of the basic ones.
    var rates: [UInt8] {
        (body(InformationElement.ID.supportedRates) ?? []) + (body(InformationElement.ID.extendedSupportedRates) ?? [])
    }
}
