import ESP8266

/// Names guest code addresses after the functions they lie in.
struct Symbols {
    private let images: [ELFImage]
    private var known: [UInt32: String?] = [:]

    init(_ images: [ELFImage]) {
        self.images = images
    }

    /// The function at `address`, or nil where no symbol is.
    mutating func name(_ address: UInt32) -> String? {
        if let name = known[address] { return name }
        let name = images.lazy.compactMap { $0.function(containing: address) }.first
        known[address] = name
        return name
    }

    /// A call chain by name, innermost first; a function that calls itself appears once.
    mutating func chain(_ addresses: [UInt32], limit: Int = 16) -> [String] {
        var names: [String] = []
        for address in addresses {
            guard names.count < limit else { break }
            if let name = name(address), names.last != name { names.append(name) }
        }
        return names
    }
}
