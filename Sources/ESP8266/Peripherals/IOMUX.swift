/// IO_MUX at 0x60000800: pin functions and pulls (RTOS:components/esp8266/include/esp8266/pin_mux_register.h).
final class IOMUX: Peripheral {
    enum Register: UInt32, CaseIterable {
        case conf = 0x00, mtdi = 0x04, mtck = 0x08, mtms = 0x0C, mtdo = 0x10, u0rxd = 0x14, u0txd = 0x18
        case sdClk = 0x1C, sdData0 = 0x20, sdData1 = 0x24, sdData2 = 0x28, sdData3 = 0x2C, sdCmd = 0x30
        case gpio0 = 0x34, gpio2 = 0x38, gpio4 = 0x3C, gpio5 = 0x40

        /// GPIO number of the pin, and the function that connects it to GPIO.
        var pin: (number: UInt32, gpioFunction: UInt32)? {
            switch self {
            case .conf: nil
            case .mtdi: (12, 3)
            case .mtck: (13, 3)
            case .mtms: (14, 3)
            case .mtdo: (15, 3)
            case .u0rxd: (3, 3)
            case .u0txd: (1, 3)
            case .sdClk: (6, 3)
            case .sdData0: (7, 3)
            case .sdData1: (8, 3)
            case .sdData2: (9, 3)
            case .sdData3: (10, 3)
            case .sdCmd: (11, 3)
            case .gpio0: (0, 0)
            case .gpio2: (2, 0)
            case .gpio4: (4, 0)
            case .gpio5: (5, 0)
            }
        }
    }

    /// FUNC 5:4 with its third bit 8, pulls 7:6, sleep settings 3:0.
    private static let pinMask: UInt32 = 0x1FF
    private let onRoute: (UInt32, Ticks) -> Void
    private var registers: [UInt32] = .init(repeating: 0, count: Register.allCases.count)

    /// - Parameter onRoute: called with the pins that belong to GPIO, bit n for GPIO n.
    init(onRoute: @escaping (UInt32, Ticks) -> Void) {
        self.onRoute = onRoute
    }

    convenience init(on board: Board) {
        self.init(onRoute: { [unowned board] pins, at in board.block(GPIO.self)?.route(pins, now: at) })
    }

    override func reset(now: Ticks) {
        registers = .init(repeating: 0, count: Register.allCases.count)
        onRoute(routed, now)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        Register(rawValue: offset).map { registers[Int($0.rawValue / 4)] }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        Register(rawValue: offset) == nil ? .changing : .steady
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        registers[Int(offset / 4)] = register == .conf ? value : value & Self.pinMask
        onRoute(routed, now)
        return true
    }

    private var routed: UInt32 { pins { function, pin in function == pin.gpioFunction } }

    /// Pins that no block but GPIO drives, bit n for GPIO n: GPIO's, and those of JTAG, which are inputs (MTDI, MTCK, MTMS, and
    /// MTDO while nobody debugs) and function 0.
    var undriven: UInt32 { routed | pins { function, pin in function == 0 && Self.jtag.contains(pin.number) } }

    private static let jtag: ClosedRange<UInt32> = 12...15

    private func pins(
        where isWanted: (_ function: UInt32, _ pin: (number: UInt32, gpioFunction: UInt32)) -> Bool
    ) -> UInt32 {
        var pins: UInt32 = 0
        for register in Register.allCases {
            guard let pin = register.pin else { continue }
            let value = registers[Int(register.rawValue / 4)]
            if isWanted(value >> 4 & 3 | value >> 6 & 4, pin) { pins |= 1 << pin.number }
        }
        return pins
    }
}
