import ESP8266
import Foundation
import Inputs
import Record

/// A board on the desk of whoever develops for it: at the pace of a real one, its serial line open to programs of the host, its
/// flash chip kept in a file.
public final class Desk {
    /// A way to the serial line.
    public enum Port: Sendable, Equatable {
        /// A terminal of the host.
        case pseudoTerminal
        /// The bytes alone, on a TCP port of loopback; 0 for a free one.
        case tcp(Int)
        /// RFC 2217, likewise, with DTR and RTS as a NodeMCU has them.
        case rfc2217(Int)
    }

    /// How the board lies there.
    public struct Settings {
        /// Simulated seconds per second of the host; nil for as many as it can.
        public var pace: Double? = 1
        /// The ways to the serial line.
        public var ports: [Port] = [.pseudoTerminal]
        /// The crystal, MHz: 26 or 40.
        public var crystalMegahertz = 26
        /// The file that is the flash chip; nil for one that is gone with the board.
        public var flash: String?
        /// Whether GPIO0 is held low while power comes.
        public var waitsForHost = false
        /// Where users of the board's controls come from.
        public var controls: [any ControlSource] = []

        /// A NodeMCU at its own pace.
        public init() {}
    }

    /// Ends it.
    public var cancellation = Cancellation()
    /// Called with what programs of the host are told of, a line each, when there is a board behind it: the ways to the serial
    /// line in the order of the settings, the ports that lead to the device.
    public var onReady: (([String]) -> Void)?
    /// Who stops the board to look at it, and comes when it wants; the board does not wait for it.
    public var debugger: Debugger?
    /// Called with every line that the board prints.
    public var onConsole: ((RunRecord.ConsoleLine) -> Void)?

    /// What lies there now; nil before the first.
    var bench: Bench?
    /// What is around it, whatever lies there.
    var surroundings = Surroundings()
    var modem = ModemLines()
    var pace: Pace?
    /// What became of those that lay there before.
    var past = Past()
    let controls: Controls

    private let settings: Settings
    private let ports: [any SerialPort]
    private let file: FlashFile?
    /// The host's network, if the board is to reach it.
    private(set) var network: RealNetwork?
    private var lines: [SerialOutput]
    /// Where code stands in the flash that names were found for.
    private var code: [Range<Int>] = []
    /// Whether some of it has changed, or other code has come.
    private var isStale = false
    /// Whether the board starts with other firmware than names were found for.
    private var hasOtherFirmware = false
    /// Why the board with other firmware starts; nil for the first.
    private var restartCause: ResetCause?
    /// Where the boot ROM has the flash run without a reset: a host told it to, or a program in RAM came back.
    private var runsFlash: ELFImage.Symbol?
    private var failure: EmulationError?
    /// Whether a debugger has the board stand still, or had a moment ago.
    private var wasStopped = false
    /// What runs is called, for those who look at it.
    private(set) var firmwareName = ""

    /// Opens the ports and the flash's file.
    public init(_ settings: Settings) throws(EmulationError) {
        self.settings = settings
        var ports: [any SerialPort] = []
        for port in settings.ports {
            switch port {
            case .pseudoTerminal: ports.append(try PseudoTerminal())
            case .tcp(let number): ports.append(try SerialServer(port: number, hasControl: false))
            case .rfc2217(let number): ports.append(try SerialServer(port: number, hasControl: true))
            }
        }
        self.ports = ports
        controls = Controls(settings.controls)
        lines = ports.map { _ in SerialOutput() }
        file = if let path = settings.flash { try FlashFile(path) } else { nil }
        pace = settings.pace.map(Pace.init)
        controls.perform = { [unowned self] request throws(ControlRequest.Refusal) in try perform(request) }
    }

    /// Runs `situation` until it is cancelled; the record of what ran last. A board whose flash got other firmware starts with
    /// the names of that at its next reset.
    public func run(_ situation: ResolvedScenario, _ locator: Locator) throws(EmulationError) -> RunRecord {
        var firmware = try first(situation.scenario, locator)
        if situation.scenario.network.isReal { network = try RealNetwork(situation.scenario) }
        let forwards = network?.forwards ?? []
        onReady?(ports.map { "serial \($0.name)" } + forwards.map { "forward \($0.announcement)" })
        defer { debugger?.ended(code: 0) }
        while true {
            var resolved = situation
            resolved.scenario.stop.conditions = [.time]
            resolved.scenario.stop.boots = .max
            resolved.scenario.timeLimit = Seconds(microseconds: Self.endless)
            var plan = try RunPlan(resolved, firmware, locator: locator)
            plan.crystalMegahertz = settings.crystalMegahertz
            let run = Run(plan)
            run.cancellation = cancellation
            run.onConsole = { [unowned self] line in
                onConsole?(line)
                tell(.console(line))
            }
            run.desk = self
            run.debugger = debugger
            run.keepsFlash = true
            runsFlash = plan.rom.symbol(named: "rom_run_flash")
            code = firmware.codeRanges
            isStale = false
            hasOtherFirmware = false
            firmwareName = FileName.name(of: firmware.identity.file)
            let record = try run.record()
            if let failure { throw failure }
            guard hasOtherFirmware, !cancellation.isCancelled, let flash = run.flash else { return record }
            firmware = try UserFirmware(chip: flash, locator)
            if let bench { past.add(bench) }
        }
    }

    /// Microseconds that no board lies on a desk.
    private static let endless: Int64 = 100_000 * 86_400 * 1_000_000
    /// Bytes of a flash chip of which nothing says the size: a NodeMCU's.
    private static let usualSize = 4 << 20

    private func first(_ scenario: Scenario, _ locator: Locator) throws(EmulationError) -> UserFirmware {
        let kept = file?.contents ?? []
        guard let path = scenario.firmware else {
            let least = kept.isEmpty ? Self.usualSize : kept.count
            let size = scenario.flashSize ?? FlashContents.sizes.first { $0 >= least } ?? FlashContents.largest
            guard kept.count <= size else {
                throw .misuse("\(settings.flash ?? "flash"): \(kept.count) bytes do not fit the flash chip of \(size)")
            }
            let chip = kept + [UInt8](repeating: 0xFF, count: size - kept.count)
            let firmware = try UserFirmware(chip: chip, locator)
            try file?.write(chip, at: 0)
            return firmware
        }
        var firmware = try UserFirmware(path, scenario, locator)
        firmware.layOver(kept)
        try file?.write(firmware.flash.bytes, at: 0)
        return firmware
    }

    /// The board is there, before its first instruction.
    func begin(_ bench: Bench) {
        let board = bench.board, recorder = bench.recorder
        self.bench = bench
        pace?.restart(at: board.now)
        lines = ports.map { _ in SerialOutput() }
        recorder.onSerial = { [unowned self, unowned board] byte, at in
            for index in ports.indices { lines[index].sent(byte, board.uartBaud, to: ports[index].baud, at: at) }
        }
        recorder.onRestart = { [unowned self, unowned board] cause in
            guard isStale else { return }
            hasOtherFirmware = true
            restartCause = cause == .powerOn ? .powerOn : .external
            board.stop()
        }
        // Whose firmware is not that which starts now says nothing of its start.
        recorder.onEvent = { [unowned self] event in if !hasOtherFirmware { tell(event) } }
        if let runsFlash {
            board.core.watch(runsFlash.address) { [unowned self, unowned board] _ in
                if isStale { board.pressReset() }
            }
        }
        board.onFlashWritten = { [unowned self, unowned board] range in written(range, board) }
        debugger?.onHold = { [unowned self, unowned board] in hold(board) }
        place(bench)
        if settings.waitsForHost, restartCause == nil { board.drive(pin: 0, high: false) }
        board.start(by: restartCause ?? .powerOn)
        driveGPIO0(board)
    }

    /// Whether what was programmed may be an image in a place where none was: esptool's magic numbers.
    private static func beginsImage(_ bytes: [UInt8]) -> Bool { [0xE9, 0xEA].contains(bytes.first) }

    private func written(_ range: Range<Int>, _ board: Board) {
        let bytes = board.flashBytes(range)
        if code.isEmpty || code.contains(where: { $0.overlaps(range) }) || Self.beginsImage(bytes) { isStale = true }
        guard let file, failure == nil else { return }
        do {
            try file.write(bytes, at: range.lowerBound)
        } catch {
            failure = error
            board.stop()
        }
    }

    /// Until when the board may run before it is looked after again.
    func next(after now: Ticks) -> Ticks { now &+ Self.turn }

    /// Often enough for whoever waits for an answer, seldom enough to sleep in between.
    private static let turn: Ticks = 5 * 1000 * Clock.ticksPerMicrosecond
    private static let longestWait = Duration.milliseconds(20)
    /// Bytes on their way to the board beyond which the host has to wait.
    private static let mostWaiting = 4096

    /// Hands over what the board sent, takes what came, waits for the host's clock. Whether the run goes on.
    func turn() -> Bool {
        guard let board = bench?.board else { return false }
        deliver(board)
        debugger?.admit()
        if wasStopped {
            wasStopped = false
            pace?.restart(at: board.now)
        }
        while true {
            if cancellation.isCancelled || failure != nil || hasOtherFirmware || debugger?.isKilled == true {
                return false
            }
            listen(board, isHeld ? Self.longestWait : min(wait(board), Self.longestWait))
            if modem.isReleased(), surroundings.isPowered {
                board.pressReset()
                pace?.restart(at: board.now)
            }
            if !isHeld, wait(board) <= .zero { return true }
        }
    }

    /// A debugger has the board stand still, but its lines do not: what comes waits for it.
    private func hold(_ board: Board) {
        wasStopped = true
        deliver(board)
        listen(board, .zero)
        if modem.isReleased(), surroundings.isPowered { board.pressReset() }
    }

    private func deliver(_ board: Board) {
        for index in ports.indices {
            lines[index].pause(at: board.now)
            let bytes = lines[index].take()
            if !bytes.isEmpty { ports[index].send(bytes) }
        }
    }

    /// How long the host waits: for its clock, and at more than a real board's pace for what the world outside says.
    private func wait(_ board: Board) -> Duration {
        let own = pace?.wait(for: board.now) ?? .zero
        guard let network, pace.map({ $0.factor > 1 }) ?? true else { return own }
        return max(own, network.wait(at: board.now))
    }

    /// Whether the chip does nothing: it has no power, or somebody holds it in reset.
    private var isHeld: Bool { modem.isResetting || !surroundings.isPowered }

    /// Of a way that knows no rate, to a board that measures it: as esptool reckons with.
    private static let usualRate = 115_200

    private func listen(_ board: Board, _ wait: Duration) {
        let isFull = board.receiveBacklog > Self.mostWaiting
        let descriptors = (isFull ? [] : ports.flatMap(\.descriptors)) + controls.descriptors
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let own = entries.count
        entries += network?.descriptors ?? []
        let isReadable = poll(&entries, nfds_t(entries.count), Int32(clamping: wait.wholeMilliseconds)) > 0
        network?.take(entries[own...], at: board.now)
        controls.listen(isReadable: isReadable)
        guard isReadable, !isFull else { return }
        for port in ports {
            for input in port.receive() { take(input, port, board) }
        }
    }

    private func take(_ input: SerialInput, _ port: any SerialPort, _ board: Board) {
        switch input {
        case .bytes(let bytes):
            guard surroundings.isPowered else { break }
            let rate = board.isMeasuringBaud ? Self.usualRate : board.uartBaud
            board.receive(bytes, baud: port.baud ?? rate)
        case .dtr(let isAsserted): modem.dtr = isAsserted
        case .rts(let isAsserted): modem.rts = isAsserted
        }
        driveGPIO0(board)
    }
}
