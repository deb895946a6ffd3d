import Foundation
import GuestABI
import LX106
import TestSupport
import Testing

@testable import ESP8266

/// A board with our boot ROM, brought to the first instruction of a program that does nothing, so that a test can call
/// any routine of the ROM and see what it does to the board.
final class ROMBoard: BoardObserver {
    static let path = packageRoot + "/.build/firmware/rom.elf"
    static var isBuilt: Bool { FileManager.default.fileExists(atPath: path) }

    /// Where the program begins, where calls return to, where it rests, and where the places for handlers begin.
    static let entry: UInt32 = 0x4010_0000
    static let landing: UInt32 = 0x4010_0008
    private static let rest: UInt32 = 0x4010_0010
    private static let places: UInt32 = 0x4010_0018
    private static let placeCount = 32
    private static let stack: UInt32 = 0x3FFF_8000
    private static let scratch: UInt32 = 0x3FFF_B000
    /// Erasing the whole flash chip takes half of it.
    private static let secondsOfPatience: Ticks = 20
    /// `ret.n`, in a word of its own.
    private static let emptyRoutine: [UInt8] = [0x0D, 0xF0, 0, 0]

    let board: Board
    let rom: ELFImage
    private(set) var console: [UInt8] = []
    private(set) var boots = 0
    /// Registers without a model that were written.
    private(set) var unknownStores: [UInt32] = []

    var core: Core { board.core }
    var text: String { String(decoding: console, as: UTF8.self) }

    /// - Parameter flash: what stands in the flash instead of the program; the board is not started then.
    init(flash: [UInt8]? = nil, crystalMegahertz: Int = 40) throws {
        rom = try ELFImage(bytes: Array(Data(contentsOf: URL(fileURLWithPath: Self.path))))
        let endless = TinyELF.endless + [UInt8](repeating: 0, count: 8 - TinyELF.endless.count)
        let routines = (0..<Self.placeCount).flatMap { _ in Self.emptyRoutine }
        let program = try ELFImage(bytes: TinyELF.bytes(code: endless + endless + endless + routines, at: Self.entry))
        let contents =
            try flash.map { FlashContents(size: 4 << 20, pieces: [.init(offset: 0, bytes: $0)]) }
            ?? FlashContents(program: program, configuration: BoardConfiguration(), area: [])
        var configuration = BoardConfiguration()
        configuration.crystalMegahertz = crystalMegahertz
        board = try Board(configuration: configuration, rom: rom, flash: contents, link: NoNetwork())
        board.observer = self
        guard flash == nil else { return }
        stop(at: Self.entry)
        stop(at: Self.landing)
        try run()
        try #require(core.pc == Self.entry)
    }

    /// A routine that returns at once, whose calls `watch` can see.
    static func place(_ number: Int) -> UInt32 { places + 4 * UInt32(number % placeCount) }

    func address(_ name: String) throws -> UInt32 {
        try #require(rom.symbol(named: name), "\(name) is not in the ROM").address
    }

    private func stop(at address: UInt32) {
        core.watch(address) { [unowned board] _ in board.stop() }
    }

    /// Executes until something stops the board.
    func run() throws {
        try #require(board.run(until: board.now + Self.secondsOfPatience * Clock.ticksPerSecond) == .stopped)
    }

    /// Executes from `address` on with `arguments` in a2 and following, as firmware does; a2 at the end.
    @discardableResult
    func execute(from address: UInt32, _ arguments: [UInt32] = []) throws -> UInt32 {
        core.jump(to: address)
        core[special: .ps] = 0x20
        core[register: 0] = Self.landing
        core[register: 1] = Self.stack
        for (index, argument) in arguments.enumerated() { core[register: 2 + index] = argument }
        try run()
        return core[register: 2]
    }

    @discardableResult
    func call(_ name: String, _ arguments: UInt32...) throws -> UInt32 {
        let result = try execute(from: address(name), arguments)
        try #require(core.pc == Self.landing, "\(name) did not return")
        return result
    }

    /// Lets what is in the UART's FIFO out.
    func settle() {
        core.jump(to: Self.rest)
        _ = board.run(until: board.now + 30_000 * Clock.ticksPerMicrosecond)
    }

    /// A word as the guest reads it.
    func load(_ address: UInt32) throws -> UInt32 {
        try call("ets_memcpy", Self.scratch, address, 4)
        return word(Self.scratch)
    }

    func words(_ address: UInt32, _ count: Int) -> [UInt32] {
        let bytes = board.bytes(at: address, count: 4 * count)
        return stride(from: 0, to: bytes.count, by: 4).map { at in
            (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
        }
    }

    func word(_ address: UInt32) -> UInt32 { words(address, 1).first ?? 0 }

    func write(_ bytes: [UInt8], at address: UInt32) {
        let segment = ELFImage.Segment(address: address, bytes: bytes, memorySize: UInt32(bytes.count))
        #expect(board.memory.load(segment))
        core.invalidateCode()
    }

    func write(words: [UInt32], at address: UInt32) {
        write(
            words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } },
            at: address
        )
    }

    func register<Kind: Peripheral>(_ kind: Kind.Type, _ offset: UInt32) -> UInt32? {
        board.block(kind)?.read(offset, now: board.now)
    }

    func uartSent(_ byte: UInt8, at ticks: Ticks) { console.append(byte) }
    func booted(cause: ResetCause, at ticks: Ticks) { boots += 1 }
    func uart1Sent(_ byte: UInt8, at ticks: Ticks) {}
    func restarts(cause: ResetCause, at ticks: Ticks) {}
    func macTimerArmed(period: Ticks, isHandler: Bool, at ticks: Ticks) {}
    func macTimerExpired(at ticks: Ticks) {}
    func pinChanged(_ pin: Int, high: Bool, at ticks: Ticks) {}
    func hardWatchdogFed(_ stages: WatchdogStages, at ticks: Ticks) {}
    func hardWatchdogFed(_ stages: WatchdogStages, _ repetition: Repetition) {}
    func hardWatchdogStopped(at ticks: Ticks) {}
    func hardWatchdogBit(at ticks: Ticks) {}
    func probed(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks) {}
    func wifiEntered(_ phase: WiFiPhase, at ticks: Ticks) {}
    func unknownAccess(_ address: UInt32, isStore: Bool, pc: UInt32, at ticks: Ticks) {
        if isStore { unknownStores.append(address) }
    }
}
