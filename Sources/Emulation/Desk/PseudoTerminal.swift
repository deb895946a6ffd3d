import Foundation
import Inputs

/// A board's serial line as a terminal of the host, which programs open and set like a serial port. It has no DTR and RTS.
final class PseudoTerminal: SerialPort {
    let name: String
    private let master: Int32
    /// Kept open: a terminal that nobody has open answers every read with an error.
    private let slave: Int32

    /// `struct termios2` of Linux: the rates stand in its last two words, whatever they are.
    private enum Termios2 {
        /// TCGETS2 (asm-generic/ioctls.h).
        static let get: UInt = 0x802C_542A
        static let size = 44
        static let outputSpeed = 40
    }

    /// Of Linux (asm-generic/ioctls.h): a terminal's number, and whether it is locked.
    private enum Request {
        static let number: UInt = 0x8004_5430, setLock: UInt = 0x4004_5431
    }

    private static func failure(closing descriptor: Int32) -> EmulationError {
        let reason = String(cString: strerror(errno)).lowercased()
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        return .unavailable("pseudo-terminal: \(reason)")
    }

    /// Until a program sets another rate: what most firmware speaks.
    private static let firstRate = speed_t(B115200)

    /// - Throws: `EmulationError.unavailable` when the host has no terminal left.
    init() throws(EmulationError) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var locked: Int32 = 0, number: UInt32 = 0
        guard master >= 0, ioctl(master, Request.setLock, &locked) == 0, ioctl(master, Request.number, &number) == 0
        else { throw Self.failure(closing: master) }
        name = "/dev/pts/\(number)"
        slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        self.master = master
        guard slave >= 0 else { throw Self.failure(closing: master) }
        var settings = termios()
        tcgetattr(slave, &settings)
        cfmakeraw(&settings)
        cfsetspeed(&settings, Self.firstRate)
        tcsetattr(slave, TCSANOW, &settings)
    }

    deinit {
        _ = Glibc.close(slave)
        _ = Glibc.close(master)
    }

    var descriptors: [Int32] { [master] }

    var baud: Int? {
        var settings = [UInt8](repeating: 0, count: Termios2.size)
        guard ioctl(master, Termios2.get, &settings) == 0 else { return nil }
        return Int(settings.withUnsafeBytes { $0.load(fromByteOffset: Termios2.outputSpeed, as: UInt32.self) })
    }

    func receive() -> [SerialInput] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &buffer, buffer.count)
        return count > 0 ? [.bytes(Array(buffer.prefix(count)))] : []
    }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
