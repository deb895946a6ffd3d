import ESP8266
import Record

/// Names guest code addresses after the functions they lie in.
struct Symbols {
    private let images: [ELFImage]
    /// By address, the number of the function's name; nil where no symbol is.
    private var known: [UInt32: Int32?] = [:]
    private var names: [String] = []
    private var numberOf: [String: Int32] = [:]

    init(_ images: [ELFImage]) {
        self.images = images
    }

    /// The function at `address`, or nil where no symbol is.
    mutating func name(_ address: UInt32) -> String? {
        guard let number = find(address) else { return nil }
        return names[Int(number)]
    }

    /// A call chain by name, innermost first; a function that calls itself appears once. Up to the first that has a name
    /// they are told by address, as that name alone would say that the chip was there; those behind it are left out.
    mutating func chain(_ addresses: [UInt32], limit: Int = 16) -> [String] {
        let unnamed = addresses.prefix { find($0) == nil }.prefix(limit)
        let numbers = numbers(Array(addresses.dropFirst(unnamed.count)), limit: limit - unnamed.count)
        return unnamed.map(RunRecord.Frame.hex) + names(of: numbers)
    }

    /// A call chain by the numbers of its functions, as long as this value lives; a function that calls itself appears once.
    /// Where what was running has no name, up to the first that has one, the chain begins with `CallProfile.unnamed`.
    mutating func numbers(_ addresses: [UInt32], limit: Int = 64) -> [Int32] {
        var chain: [Int32] = []
        for address in addresses {
            guard chain.count < limit else { break }
            guard let number = find(address) ?? (chain.isEmpty ? numbered(RunRecord.CallProfile.unnamed) : nil),
                chain.last != number
            else { continue }
            chain.append(number)
        }
        return chain
    }

    /// The names that `numbers` stand for.
    func names(of numbers: [Int32]) -> [String] { numbers.map { names[Int($0)] } }

    private mutating func find(_ address: UInt32) -> Int32? {
        if let number = known[address] { return number }
        let name = images.lazy.compactMap { $0.function(containing: address) }.first
        var number: Int32?
        if let name { number = numbered(name) }
        known[address] = .some(number)
        return number
    }

    private mutating func numbered(_ name: String) -> Int32 {
        if let number = numberOf[name] { return number }
        let number = Int32(names.count)
        names.append(name)
        numberOf[name] = number
        return number
    }
}
