/// DTR and RTS as a NodeMCU has them: two transistors, so that RTS alone pulls the reset pin low, DTR alone GPIO0, and both
/// together neither (schematic of the NodeMCU DEVKIT 1.0).
struct ModemLines {
    /// Whether DTR is asserted.
    var dtr = false { didSet { change() } }
    /// Whether RTS is asserted.
    var rts = false { didSet { change() } }
    /// Whether the chip is held.
    private(set) var isResetting = false
    private var releasedAt: ContinuousClock.Instant?

    /// A capacitor at the reset pin: it rises when programs that set one line after the other are done with both (10 kΩ and
    /// 100 nF in the schematic, and what a program takes).
    private static let rise = Duration.milliseconds(10)

    private mutating func change() {
        let isPulled = rts && !dtr
        if isPulled {
            isResetting = true
            releasedAt = nil
        } else if isResetting, releasedAt == nil {
            releasedAt = .now
        }
    }

    /// Whether they pull GPIO0 low.
    var pullsGPIO0: Bool { dtr && !rts }

    /// Whether the reset pin has risen since the last question.
    mutating func isReleased() -> Bool {
        guard let releasedAt, .now - releasedAt >= Self.rise else { return false }
        isResetting = false
        self.releasedAt = nil
        return true
    }
}
