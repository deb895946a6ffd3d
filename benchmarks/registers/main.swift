import ESP8266
import Foundation
import LX106

/// CPU time of loads and stores of registers beside those of DRAM, on a whole board, in loops of three instructions.
/// Usage: register-bench PROGRAM, with the ELF file made of Sources/Firmware/bare/registers.S.

/// Nanoseconds of host time per access in the loop called `name`, and simulated seconds per host second.
func measure(_ name: String, _ image: ELFImage, engine: Engine) throws -> (nanoseconds: Double, speed: Double)? {
    guard let start = image.symbol(named: name) else { return nil }
    var configuration = BoardConfiguration()
    configuration.engine = engine
    let board = try Board(
        configuration: configuration,
        rom: image,
        flash: FlashContents(size: 4 << 20),
        link: NoNetwork()
    )
    board.core.jump(to: start.address)
    _ = board.run(until: Clock.ticksPerSecond / 100)
    let accesses = board.core[register: 5]
    let began = clock()
    _ = board.run(until: board.now + Clock.ticksPerSecond)
    let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    return (seconds * 1e9 / Double(board.core[register: 5] &- accesses), 1 / seconds)
}

/// Every loop on both engines, beside the one on DRAM.
func printTable(_ image: ELFImage) throws {
    for engine in [Engine.generated, .interpreted] {
        print("\(engine.rawValue): host time per access, times that of DRAM, simulated seconds per host second")
        for group in [
            ["load_dram", "load_uart_status", "load_rtc_memory", "load_frc2_count"],
            ["store_dram", "store_rtc_memory", "store_gpio_out", "store_uart_intclr"],
        ] {
            guard let dram = try measure(group[0], image, engine: engine) else { continue }
            for name in group {
                guard let result = name == group[0] ? dram : try measure(name, image, engine: engine) else { continue }
                let padded = name.padding(toLength: 20, withPad: " ", startingAt: 0)
                print(
                    padded,
                    String(
                        format: "%7.2f ns %6.1f x %8.1f",
                        result.nanoseconds,
                        result.nanoseconds / dram.nanoseconds,
                        result.speed
                    )
                )
            }
        }
    }
}

guard CommandLine.arguments.count == 2, let data = FileManager.default.contents(atPath: CommandLine.arguments[1]) else {
    print("usage: register-bench PROGRAM")
    exit(64)
}
do {
    try printTable(ELFImage(bytes: [UInt8](data)))
} catch {
    print("\(CommandLine.arguments[1]): \(error)")
    exit(65)
}
