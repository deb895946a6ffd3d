import ESP8266
import Record

/// Who touches registers that no model exists of. Bounded: what is touched first is kept.
struct UnmodelledCollector {
    private static let mostRegisters = 256

    private var registers: [UInt32: RunRecord.UnmodelledRegister] = [:]

    /// An access to `address` by the function that `name` gives; the register, when it is touched for the first time.
    mutating func add(_ address: UInt32, isStore: Bool, function name: () -> String) -> RunRecord.UnmodelledRegister? {
        let word = address & ~3
        var register = registers[word]
        let isNew = register == nil
        guard !isNew || registers.count < Self.mostRegisters else { return nil }
        register =
            register
            ?? RunRecord.UnmodelledRegister(
                address: "0x" + String(word, radix: 16),
                block: Board.registerName(word),
                function: name(),
                reads: 0,
                writes: 0
            )
        if isStore { register?.writes += 1 } else { register?.reads += 1 }
        registers[word] = register
        return isNew ? register : nil
    }

    /// All of them by address; nil for none.
    func result() -> [RunRecord.UnmodelledRegister]? {
        registers.isEmpty ? nil : registers.sorted { $0.key < $1.key }.map(\.value)
    }
}
