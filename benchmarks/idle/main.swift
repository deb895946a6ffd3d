import ESP8266
import Foundation
import LX106

/// Simulated seconds per host second of firmware that has nothing to do, on a whole board, stopped every 2 ms as a run is.
/// Usage: idle-bench PROGRAM, with the ELF file made of Sources/Firmware/bare/idle.S.

/// Moments at which a run looks at the guest.
let period = 2 * 1000 * Clock.ticksPerMicrosecond

/// Runs `board` for `time`, as a run does: a wait of the guest is one stop.
func run(_ board: Board, for time: Ticks) {
    let end = board.now + time
    while board.now < end {
        let wait = board.waitsUntil.map { max(board.now, $0) } ?? board.now
        _ = board.run(until: min(end, wait + period))
    }
}

/// Simulated seconds per second of CPU time of the program called `name`, and guest instructions per simulated second.
func measure(_ name: String, _ image: ELFImage, engine: Engine) throws -> (speed: Double, instructions: Double)? {
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
    run(board, for: Clock.ticksPerSecond / 10)
    let instructions = board.core.instructions
    let began = clock()
    var simulated = 0.0
    var seconds = 0.0
    while seconds < 0.5 && simulated < 2000 {
        run(board, for: Clock.ticksPerSecond)
        simulated += 1
        seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    }
    return (simulated / seconds, Double(board.core.instructions - instructions) / simulated)
}

/// Every program on every engine.
func printTable(_ image: ELFImage) throws {
    print("idle firmware: simulated seconds per second of CPU time, at 80 MHz")
    let programs = [
        "idle_jump", "idle_status", "idle_delay", "idle_deadline", "idle_prompt", "idle_tick", "busy",
    ]
    print("program".padding(toLength: 16, withPad: " ", startingAt: 0), terminator: "")
    print(Engine.allCases.map { $0.rawValue.leftPadded(12) }.joined(), "M instructions".leftPadded(16))
    for name in programs {
        var line = name.padding(toLength: 16, withPad: " ", startingAt: 0)
        var count = 0.0
        for engine in Engine.allCases {
            guard let result = try measure(name, image, engine: engine) else { continue }
            line += String(format: "%12.1f", result.speed)
            count = result.instructions
        }
        print(line + String(format: "%17.2f", count / 1e6))
    }
}

extension String {
    /// With spaces in front, `width` characters.
    func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

guard CommandLine.arguments.count == 2, let data = FileManager.default.contents(atPath: CommandLine.arguments[1]) else {
    print("usage: idle-bench PROGRAM")
    exit(64)
}
do {
    try printTable(ELFImage(bytes: [UInt8](data)))
} catch {
    print("\(CommandLine.arguments[1]): \(error)")
    exit(65)
}
