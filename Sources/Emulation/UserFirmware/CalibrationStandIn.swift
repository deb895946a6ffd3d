import ESP8266
import LX106
import Record

/// Stands in for the functions of the closed calibration library that a firmware has names for.
final class CalibrationStandIn {
    private struct Function {
        let name: String
        let address: UInt32
        let reason: String
        var calls = 0
    }

    private let board: Board
    private var functions: [Function] = []
    /// Whether the firmware's way to the voltage at TOUT is known: else what is there cannot reach it.
    private(set) var readsTOUT = false

    /// Replaces what of `RadioCalibration.all` has a name in `program`.
    init(program: ELFImage, rom: ELFImage, board: Board) {
        self.board = board
        let table = Self.symbol(RadioCalibration.table, in: program)?.address
        let idle = rom.symbol(named: "rom_phy_functions")?.address
        for entry in RadioCalibration.all {
            guard let symbol = Self.symbol(entry.function, in: program) else { continue }
            if entry.effect == .voltage { readsTOUT = true }
            let index = functions.count
            functions.append(Function(name: symbol.name, address: symbol.address, reason: entry.reason))
            board.core.replace(symbol.address) { [unowned self] core in
                functions[index].calls += 1
                core[register: 2] = act(entry.effect, core, table: table, idle: idle) ?? entry.result
                return .return(cost: entry.microseconds &* Cycles(board.clock.megahertz))
            }
        }
    }

    private static func symbol(_ name: String, in program: ELFImage) -> ELFImage.Symbol? {
        RadioCalibration.prefixes.lazy.compactMap { program.symbol(named: $0 + name) }.first
    }

    /// Does what reaches beyond the radio; the result, where it is one of that.
    private func act(_ effect: RadioCalibration.Effect, _ core: Core, table: UInt32?, idle: UInt32?) -> UInt32? {
        let reading = RadioCalibration.reading(volts: board.toutVolts)
        switch effect {
        case .none: break
        case .start:
            board.switchPLLOn()
            if let table, let idle { _ = board.write(idle.littleEndianBytes, at: table) }
        case .channel: board.air.channel = Self.channel(megahertz: core[register: 2])
        case .receiver: board.switchReceiverOn()
        case .voltage: return reading
        case .voltages:
            let sample = UInt16(truncatingIfNeeded: reading).littleEndianBytes
            let samples = (0..<(core[register: 3] & 0xFFFF)).flatMap { _ in sample }
            _ = board.write(samples, at: core[register: 2])
        }
        return nil
    }

    /// Channel of a centre frequency (802.11-2016, 15.4.4.3: 5 MHz apart, the fourteenth 12 MHz above the thirteenth); nil for
    /// another frequency.
    static func channel(megahertz: UInt32) -> Int? {
        if megahertz == 2484 { return 14 }
        return (2412...2472).contains(megahertz) && megahertz % 5 == 2 ? Int(megahertz - 2407) / 5 : nil
    }

    /// What was replaced, and how often it was called.
    var replaced: [RunRecord.Firmware.Replaced] {
        functions.map { function in
            .init(
                function: function.name,
                address: RunRecord.Frame.hex(function.address),
                reason: function.reason,
                calls: function.calls
            )
        }
    }
}
