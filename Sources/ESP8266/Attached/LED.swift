/// A light-emitting diode between a pin and the supply or ground.
public struct LED: Sendable, Equatable {
    /// GPIO number of the pin.
    public let pin: Int
    /// Whether it shines while the pin is low.
    public let isActiveLow: Bool

    /// The blue LED of the ESP-12 module, from the supply to GPIO2 (NodeMCU DEVKIT V1.0 circuit diagram).
    public static let module = LED(pin: 2, isActiveLow: true)

    /// Whether it shines with `pin` at that level; nil for a pin it is not wired to.
    public func isOn(pin: Int, high: Bool) -> Bool? { pin == self.pin ? high != isActiveLow : nil }
}
