import ESP8266

/// The bytes of a firmware, searched once for all texts that could tell what it is made of.
package struct FirmwareText: Sendable {
    private struct Place {
        var region: Int
        var offset: Int
    }

    private let regions: [[UInt8]]
    private let symbols: [String]
    private var places: [String: [Place]] = [:]
    /// Versions in the manner of the vendor's SDKs, such as `2.0.0(5a875ba)`, in the order of the file.
    package private(set) var vendorVersions: [String] = []

    /// More of the same say nothing new, and a hostile file could have millions.
    private static let mostPlaces = 8

    /// Looks for `marks` in `regions`.
    package init(regions: [[UInt8]], symbols: [String] = [], marks: [String]) {
        self.regions = regions
        self.symbols = symbols
        var marksByFirst = [[(name: String, bytes: [UInt8])]](repeating: [], count: 256)
        for mark in Set(marks).sorted() {
            guard let first = mark.utf8.first else { continue }
            marksByFirst[Int(first)].append((mark, Array(mark.utf8)))
        }
        var isWanted = marksByFirst.map { !$0.isEmpty }
        let parenthesis = UInt8(ascii: "(")
        isWanted[Int(parenthesis)] = true
        for region in regions.indices {
            for (offset, byte) in regions[region].enumerated() where isWanted[Int(byte)] {
                if byte == parenthesis { noteVersion(region, offset) }
                for mark in marksByFirst[Int(byte)] where regions[region][offset...].starts(with: mark.bytes) {
                    guard places[mark.name, default: []].count < Self.mostPlaces else { continue }
                    places[mark.name, default: []].append(Place(region: region, offset: offset))
                }
            }
        }
    }

    /// Whether the firmware holds `mark`, one of those searched for.
    package func holds(_ mark: String) -> Bool { places[mark] != nil }

    /// The texts that stand behind `mark`, up to what cannot be printed.
    package func following(_ mark: String) -> [String] {
        (places[mark] ?? []).map { place in
            let bytes = regions[place.region][(place.offset + mark.utf8.count)...].prefix(96)
            return String(decoding: bytes.prefix(while: Self.isPrintable), as: UTF8.self)
        }
    }

    /// The texts that begin with `mark` and nothing printable before it.
    package func beginning(with mark: String) -> [String] {
        zip(places[mark] ?? [], following(mark)).compactMap { place, rest in
            let isStart = place.offset == 0 || !Self.isPrintable(regions[place.region][place.offset - 1])
            return isStart ? mark + rest : nil
        }
    }

    /// The first symbol that begins with `prefix`.
    package func symbol(prefix: String) -> String? { symbols.first { $0.hasPrefix(prefix) } }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

    /// Notes three numbers or more, perhaps a name, in front of the parenthesis at `offset`, if seven or eight hexadecimal
    /// digits stand in it.
    private mutating func noteVersion(_ region: Int, _ offset: Int) {
        guard vendorVersions.count < Self.mostPlaces else { return }
        let bytes = regions[region]
        let hash = bytes[(offset + 1)...].prefix(9).prefix { Character(UnicodeScalar($0)).isHexDigit }
        let end = offset + 1 + hash.count
        guard (7...8).contains(hash.count), end < bytes.count, bytes[end] == UInt8(ascii: ")") else { return }
        let front = bytes[max(0, offset - 24)..<offset].reversed().prefix { byte in
            let character = Character(UnicodeScalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
        }
        let text = String(decoding: bytes[(offset - front.count)...end], as: UTF8.self)
        guard let version = text.firstMatch(of: /\d+\.\d+\.\d+[\w.-]*\([0-9a-fA-F]+\)$/)?.0 else { return }
        if !vendorVersions.contains(String(version)) { vendorVersions.append(String(version)) }
    }
}
