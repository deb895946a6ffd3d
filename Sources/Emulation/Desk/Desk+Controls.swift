import ESP8266
import JSON
import Record

/// What those at the board's controls may do, and see.
extension Desk {
    /// Bytes on their way to the board, typed or by the serial ports, beyond which no more can be typed.
    private static let mostTyped = 1 << 16

    func tell(_ event: BoardEvent) { controls.tell(event, after: past.ticks) }

    func perform(_ request: ControlRequest) throws(ControlRequest.Refusal) -> [String: JSONValue] {
        guard let bench else { throw .init("there is no board yet") }
        switch request {
        case .state: return ["state": .object(state(of: bench))]
        case .follow: break
        case .drive(let pin, let isHigh):
            surroundings.driven[pin] = isHigh
            drive(pin, bench.board)
        case .adc(let volts):
            guard bench.guest.readsTOUT else {
                throw .init("adc: this firmware's way to TOUT is not known: its test_tout has no name")
            }
            surroundings.volts = volts
            bench.board.toutVolts = volts
        case .reset:
            guard surroundings.isPowered else { throw .init("reset: the board has no power") }
            bench.board.pressReset()
            pace?.restart(at: bench.board.now)
        case .power(let isOn): setPower(isOn, bench.board)
        case .accessPoint(let isPresent):
            guard bench.world.hasAccessPoint else {
                throw .init("access_point: there is none: the board was given no network (--wifi)")
            }
            surroundings.isAccessPointAway = !isPresent
            bench.world.setAccessPoint(isPresent: isPresent, at: bench.board.now)
        case .serial(let bytes): try type(bytes, bench.board)
        case .quit: cancellation.cancel()
        }
        return [:]
    }

    private func setPower(_ isOn: Bool, _ board: Board) {
        guard surroundings.isPowered != isOn else { return }
        surroundings.isPowered = isOn
        if isOn {
            board.cyclePower()
            pace?.restart(at: board.now)
        }
        tell(.power(isOn: isOn))
    }

    private func type(_ bytes: [UInt8], _ board: Board) throws(ControlRequest.Refusal) {
        guard surroundings.isPowered else { throw .init("serial: the board has no power") }
        let waiting = board.receiveBacklog
        guard waiting + bytes.count <= Self.mostTyped else {
            throw .init("serial: \(waiting) bytes wait to be typed already, at most \(Self.mostTyped) can")
        }
        board.receive(bytes, baud: board.uartBaud)
    }

    /// Puts what is around the board around a new one.
    func place(_ bench: Bench) {
        for pin in surroundings.driven.indices where surroundings.driven[pin] != nil { drive(pin, bench.board) }
        bench.board.toutVolts = surroundings.volts
        if surroundings.isAccessPointAway { bench.world.setAccessPoint(isPresent: false, at: bench.board.now) }
    }

    /// Somebody holds a pin, or lets go of it.
    private func drive(_ pin: Int, _ board: Board) {
        guard pin != 0 else { return driveGPIO0(board) }
        if let level = surroundings.driven[pin] {
            board.drive(pin: pin, high: level)
        } else {
            board.release(pin: pin)
        }
    }

    /// Puts GPIO0 where the serial line's DTR and RTS have it, and whoever drives it besides: low is stronger.
    func driveGPIO0(_ board: Board) { board.drive(pin: 0, high: !modem.pullsGPIO0 && surroundings.driven[0] ?? true) }

    private func state(of bench: Bench) -> [String: JSONValue] {
        let board = bench.board, recorder = bench.recorder, now = board.now, isPowered = surroundings.isPowered
        return [
            "seconds": .seconds(Seconds(ticks: past.ticks &+ now)), "powered": .bool(isPowered),
            "clock_mhz": .integer(Int64(board.clock.megahertz)), "firmware": .string(firmwareName),
            "boots": .integer(Int64(past.boots + recorder.record.boots.count)),
            "reset_cause": .known(recorder.record.boots.last?.cause) { .string($0) },
            "led": .bool(isPowered && recorder.ledIsOn), "pins": .array(pins(of: board)),
            "adc_volts": .seconds(Seconds(microseconds: Int64((surroundings.volts * 1_000_000).rounded()))),
            "access_point": .bool(bench.world.isAccessPointPresent),
            "joined": .bool(isPowered && bench.world.isJoined),
            "watchdogs": .object(["software": software(recorder, now), "hardware": hardware(board)]),
            "stall": stall(recorder, now),
            "heap_free_bytes": .known(isPowered ? recorder.source?.freeHeap : nil) { .integer(Int64($0)) },
            "bites": .integer(Int64(past.bites + recorder.bites)), "console_open": .string(recorder.console.open),
        ]
    }

    private func pins(of board: Board) -> [JSONValue] {
        board.pins.enumerated().map { number, pin in
            let held = surroundings.driven.indices.contains(number) ? surroundings.driven[number] : nil
            func level(_ isHigh: Bool) -> JSONValue { .integer(isHigh ? 1 : 0) }
            return .object([
                "pin": .integer(Int64(number)), "level": .known(surroundings.isPowered ? pin.isHigh : nil, level),
                "output": .bool(surroundings.isPowered && pin.isOutput), "driven": .known(held, level),
            ])
        }
    }

    private func software(_ recorder: RunRecorder, _ now: Ticks) -> JSONValue {
        guard surroundings.isPowered, recorder.soft.isKnown else { return .null }
        let remaining = recorder.soft.remaining(at: now)
        return .object(["armed": .bool(remaining != nil), "remaining_seconds": .known(remaining, JSONValue.seconds)])
    }

    private func hardware(_ board: Board) -> JSONValue {
        let watchdog = surroundings.isPowered ? board.hardWatchdog : nil
        return .object([
            "armed": .bool(watchdog != nil), "stage": .integer(Int64(watchdog?.stage ?? 0)),
            "remaining_seconds": .known(watchdog) { .seconds(Seconds(ticks: $0.remaining)) },
        ])
    }

    private func stall(_ recorder: RunRecorder, _ now: Ticks) -> JSONValue {
        guard surroundings.isPowered, recorder.source?.scheduler != nil else { return .null }
        let current = recorder.stalls.sinceServiced(at: now) ?? .zero
        let longest = max(past.longestStall, recorder.stalls.stalls.first?.seconds ?? .zero, current)
        return .object(["current_seconds": .seconds(current), "longest_seconds": .seconds(longest)])
    }
}
