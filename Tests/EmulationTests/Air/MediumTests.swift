import Testing

@testable import ESP8266
@testable import Emulation

/// Who has the channel when.
@Suite struct MediumTests {
    private let air = Air()
    private let queue = EventQueue()

    private func transmission(
        _ number: UInt8,
        to receiver: EUI48 = .broadcast,
        isUrgent: Bool = false,
        completion: @escaping (Bool, Ticks) -> Void = { _, _ in }
    ) -> Medium.Transmission {
        let sender = EUI48(0x02_00_00_00_00_01)
        let frame = WirelessFrame(FrameControl(.data), to: receiver, from: sender, address3: sender, body: [number])
        return Medium.Transmission(
            channel: 1,
            rssi: -50,
            rates: [AirRate(code: 12), .basic],
            isAcknowledged: !receiver.isGroup,
            isUrgent: isUrgent,
            frame: { _ in frame.bytes },
            completion: completion
        )
    }

    private final class Log {
        var frames: [(number: UInt8, start: Ticks, end: Ticks)] = []
    }

    private func listen(acknowledges: Bool = true) -> Log {
        let log = Log()
        air.onReceived = { frame, at in
            log.frames.append((frame.bytes.last ?? 0, at - frame.airTime, at))
            return acknowledges
        }
        return log
    }

    @Test func `frames come one after another, with DIFS and a backoff of 0 to 15 slots between them`() {
        let log = listen()
        let medium = Medium(air: air, queue: queue, seed: 1)
        for number in 0..<20 { medium.send(transmission(UInt8(number)), at: 100_000) }
        queue.fire(until: Clock.ticksPerSecond)
        #expect(log.frames.map(\.number) == (0..<20).map { UInt8($0) })
        #expect(log.frames.first?.start == 100_000, "an idle channel is taken at once")
        for (one, next) in zip(log.frames, log.frames.dropFirst()) {
            let slots = (next.start - one.end - Air.difs) / Air.slot
            #expect((next.start - one.end - Air.difs) % Air.slot == 0 && slots <= 15)
        }
    }

    @Test func `what is urgent goes before what waits`() {
        let log = listen()
        let medium = Medium(air: air, queue: queue, seed: 1)
        for number in 1...3 { medium.send(transmission(UInt8(number)), at: 0) }
        queue.fire(until: 1000)
        for number in [8, 9] { medium.send(transmission(UInt8(number), isUrgent: true), at: 1000) }
        queue.fire(until: Clock.ticksPerSecond)
        #expect(log.frames.map(\.number) == [1, 8, 9, 2, 3])
    }

    @Test func `what the chip has no room for comes again, but for the last time and for all`() {
        let medium = Medium(air: air, queue: queue, seed: 1)
        var missed: [Bool] = []
        medium.onMissed = { _, comesAgain, _ in missed.append(comesAgain) }
        air.onReceived = { [air] frame, at in
            air.onMissed(frame, false, at)
            return false
        }
        medium.send(transmission(1, to: EUI48(0x5C_CF_7F_00_00_01)), at: 0)
        queue.fire(until: Clock.ticksPerSecond)
        #expect(missed == .init(repeating: true, count: 7) + [false])
        medium.send(transmission(2), at: Clock.ticksPerSecond)
        queue.fire(until: 2 * Clock.ticksPerSecond)
        #expect(missed.count == 9 && missed.last == false)
        air.onMissed(AirFrame(bytes: []), true, 0)
        #expect(missed.count == 10 && missed.last == false, "acknowledged, and lost")
    }

    @Test func `an acknowledgement has its time before the next frame`() {
        let log = listen()
        let medium = Medium(air: air, queue: queue, seed: 1)
        var ends: [Ticks] = []
        for number in 1...2 {
            let receiver = EUI48(0x02_00_00_00_00_05)
            medium.send(transmission(UInt8(number), to: receiver) { _, at in ends.append(at) }, at: 0)
        }
        queue.fire(until: Clock.ticksPerSecond)
        let rate = AirRate(code: 12)
        #expect(ends == log.frames.map { $0.end + rate.timeToAcknowledge })
        #expect(log.frames[1].start >= ends[0] + Air.difs)
    }

    @Test func `without an acknowledgement the window grows and the rate falls, eight times in all`() {
        let log = listen(acknowledges: false)
        let medium = Medium(air: air, queue: queue, seed: 1)
        var results: [Bool] = []
        medium.send(transmission(1, to: EUI48(0x02_00_00_00_00_05)) { isHeard, _ in results.append(isHeard) }, at: 0)
        queue.fire(until: Clock.ticksPerSecond)
        #expect(log.frames.count == 8 && results == [false])
    }

    @Test func `nobody sends into the chip's frame and its acknowledgement`() {
        let log = listen()
        let medium = Medium(air: air, queue: queue, seed: 1)
        medium.listen { _, _ in true }
        let frame = AirFrame(bytes: [UInt8](repeating: 0, count: 100), rate: .basic, channel: 1)
        let start = air.take(for: frame.airTime, from: 0, slots: 0), end = start + frame.airTime
        queue.schedule(at: end) { [air] at in #expect(air.onTransmitted(frame, at)) }
        medium.send(transmission(1), at: start + 100)
        queue.fire(until: Clock.ticksPerSecond)
        #expect(log.frames[0].start >= end + frame.rate.timeToAcknowledge + Air.difs)
    }

    @Test func `what finds no room is dropped`() {
        let medium = Medium(air: air, queue: queue, seed: 1)
        let taken = (0..<300).map { medium.send(transmission(UInt8($0 & 0xFF)), at: 0) }
        #expect(taken.count { $0 } == Medium.mostPending)
    }
}
