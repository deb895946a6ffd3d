import ESP8266
import Inputs
import LX106
import Record

/// Firmware of the user's own on a board: what is replaced, what is typed, what is watched.
final class UserGuest {
    private let firmware: UserFirmware
    private let rom: ELFImage
    private let board: Board
    private let recorder: RunRecorder
    private let typer: SerialTyper
    private let source: SDKSource
    private let calibration: CalibrationStandIn
    /// Frames that the SDK has thrown away before they were sent.
    private var discardedFrames = 0
    /// What the network tells of the firmware's connections.
    let wire: WireSource
    /// What the world around the device tells of its being late.
    let delays: DelaySource

    init(_ firmware: UserFirmware, rom: ELFImage, scenario: Scenario, _ board: Board, _ recorder: RunRecorder) {
        self.firmware = firmware
        self.rom = rom
        self.board = board
        self.recorder = recorder
        calibration = CalibrationStandIn(program: firmware.program, rom: rom, board: board)
        typer = SerialTyper(scenario, board: board)
        typer.onDone = { [unowned recorder] in recorder.reach(.serial) }
        recorder.onByte = { [typer] byte, at in typer.printed(byte, at: at) }
        source = SDKSource(
            program: firmware.program,
            rom: rom,
            leavesReason: firmware.leavesReason,
            runsFreeRTOS: firmware.runsFreeRTOS,
            board: board
        ) { [unowned(unsafe) recorder] event, at in recorder.take(event, at: at) }
        wire = WireSource { [unowned recorder] event, at in recorder.take(event, at: at) }
        recorder.wire = wire
        delays = DelaySource { [unowned recorder] event, at in recorder.take(event, at: at) }
        recorder.delays = delays
        if scenario.onTrip == .observe { source.holdBites() }
        recorder.source = source
        if let stage = firmware.secondStage { standIn(for: stage) }
        if let megahertz = scenario.clockMHz {
            ClockHold(megahertz: megahertz, program: firmware.program, rom: rom).watch(board)
        }
        seeApplicationEntered()
        stopAtMissingRoutines()
        countDiscardedFrames()
        typer.start()
    }

    /// Has the boot ROM find what the second stage loads: it asks `rom_load_image` for an entry, and gets the
    /// application's. What is loaded takes as long as the boot ROM's reads of the flash (assumed: what the second stage's
    /// instructions take is left out).
    private func standIn(for stage: SecondStage) {
        guard let loader = rom.symbol(named: "rom_load_image") else { return }
        // ESP8266_RTOS_SDK's call_start_cpu is told where in the flash its image is.
        if stage.kind == .partitions {
            board.core.watch(stage.entry) { core in core[register: 2] = UInt32(truncatingIfNeeded: stage.offset) }
        }
        let bytes = stage.segments.reduce(0) { $0 + $1.bytes.count }
        board.core.replace(loader.address) { [unowned board] core in
            for segment in stage.segments { _ = board.write(segment.bytes, at: segment.address) }
            if stage.mapsFlash { board.showFlash() }
            core[register: 2] = stage.entry
            return .return(cost: board.cycles(readingFlash: bytes))
        }
    }

    /// Whether the voltage at TOUT can reach the firmware.
    var readsTOUT: Bool { calibration.readsTOUT }

    /// The timeline's boot ends where the application begins, whoever loaded it.
    private func seeApplicationEntered() {
        board.core.watch(firmware.identity.entry) { [unowned self] _ in recorder.applicationEntered(at: board.now) }
    }

    /// What the chip's boot ROM has and ours cannot do has names of this form: whoever calls it must not go on with a
    /// wrong answer.
    private static let missing = "unimplemented$"

    private func stopAtMissingRoutines() {
        for symbol in rom.symbols where symbol.name.hasPrefix(Self.missing) {
            let name = String(symbol.name.dropFirst(Self.missing.count))
            board.core.watch(symbol.address) { [unowned self] core in
                recorder.lostIn(romRoutine: name, caller: core[register: 0] &- 3)
                board.stop()
            }
        }
    }

    /// libpp throws a frame away that has waited for its task for too long: 257 ms in NONOS 2.2 (read). Who computes for
    /// longer after a send has TCP send it again, after seconds.
    private func countDiscardedFrames() {
        for prefix in RadioCalibration.prefixes {
            guard let function = firmware.program.symbol(named: prefix + "lmacDiscardAgedMSDU") else { continue }
            board.core.watch(function.address) { [unowned self] _ in discardedFrames += 1 }
        }
    }

    /// Adds to `record` what is known of the firmware.
    func finish(_ record: inout RunRecord) {
        record.firmware = firmware.record(
            scheduler: source.scheduler,
            replaced: calibration.replaced
        )
        record.firmware?.notes += [clockNote, discardNote].compactMap { $0 }
    }

    private var discardNote: String? {
        guard discardedFrames > 0 else { return nil }
        let frames = discardedFrames == 1 ? "1 frame" : "\(discardedFrames) frames"
        return
            "the SDK discarded \(frames) unsent that had waited too long while the CPU was busy (lmacDiscardAgedMSDU)"
    }

    /// How long the CPU ran at another clock than in the end, which firmware chooses itself: Arduino's core for all that comes,
    /// the NONOS SDK around a handshake and a key of WPA2. Nil for less than 10 ms.
    private var clockNote: String? {
        // A cycle takes two ticks at 80 MHz, one at 160.
        let ticks = board.now, slow = 2 &* board.core.now
        let fast = min(ticks, slow > ticks ? slow - ticks : 0)
        let isFast = board.clock.megahertz == 160
        let other = Seconds(ticks: isFast ? ticks - fast : fast)
        guard other.microseconds >= 10_000 else { return nil }
        let clock = isFast ? 80 : 160
        return "the firmware ran the CPU at \(clock) MHz for \(other.text()) of \(Seconds(ticks: ticks).text()) s"
    }
}
