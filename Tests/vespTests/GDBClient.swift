import Foundation
import TestSupport
import Testing

/// GDB's side of its remote protocol, written after its manual (appendix E): Debian's gdb-multiarch has no Xtensa.
final class GDBClient {
    /// The other side is gone, or says what the manual does not know.
    struct Failed: Error, CustomStringConvertible { var description: String }

    /// Where a stopped target is, and why.
    struct Stop {
        /// The stop reply.
        var reply: String
        /// What it said before, by `O`.
        var console = ""
        var signal: Int { Int(reply.dropFirst().prefix(2), radix: 16) ?? -1 }
    }

    private let descriptor: Int32
    private var acknowledges = true
    private var waiting: [UInt8] = []

    /// Connects to a port of loopback, and begins as GDB does.
    init(port: Int) throws {
        descriptor = try LoopbackConnection.open(port: port)
        try write(Array("+".utf8))
        let features = try ask("qSupported:multiprocess-;swbreak+;hwbreak+;xmlRegisters=i386")
        guard features.contains("QStartNoAckMode+") else { throw Failed(description: features) }
        #expect(try ask("QStartNoAckMode") == "OK")
        acknowledges = false
        #expect(try ask("Hg0") == "OK")
        #expect(try ask("qXfer:features:read:target.xml:0,fff").contains("xtensa"))
        #expect(try ask("?") == "T05thread:1;")
    }

    deinit { close(descriptor) }

    /// The answer to a packet.
    func ask(_ packet: String) throws -> String {
        try send(packet)
        return try String(decoding: receive(), as: UTF8.self)
    }

    /// The answer to a packet that may end the line instead: then nil.
    func ask(_ packet: String, orClosed: Bool) throws -> String? {
        do { return try ask(packet) } catch is Failed where orClosed { return nil }
    }

    /// Has the target go on; where it stops next.
    func go(_ packet: String) throws -> Stop {
        try send(packet)
        return try waitForStop()
    }

    func send(_ packet: String) throws {
        var body: [UInt8] = []
        for byte in packet.utf8 { body += "$#}*".utf8.contains(byte) ? [0x7D, byte ^ 0x20] : [byte] }
        try write(Array("$\(String(decoding: body, as: UTF8.self))#\(Self.checksum(body))".utf8))
    }

    /// Ctrl-C.
    func interrupt() throws { try write([3]) }

    func waitForStop() throws -> Stop {
        var console: [UInt8] = []
        while true {
            let reply = try receive()
            guard reply.first == UInt8(ascii: "O"), reply.count > 2 else {
                return Stop(
                    reply: String(decoding: reply, as: UTF8.self),
                    console: String(decoding: console, as: UTF8.self)
                )
            }
            console += Self.bytes(reply.dropFirst())
        }
    }

    /// A register by its number.
    func register(_ number: Int) throws -> UInt32 {
        Self.word(Self.bytes(Array(try ask("p" + String(number, radix: 16)).utf8)[...]))
    }

    /// a0…a15, pc, sar, litbase, sr176, sr208, ps.
    func registers() throws -> [UInt32] {
        let bytes = Self.bytes(Array(try ask("g").utf8)[...])
        return stride(from: 0, to: bytes.count, by: 4).map { Self.word(Array(bytes[$0..<$0 + 4])) }
    }

    var pc: UInt32 { get throws { try register(16) } }

    func memory(_ address: UInt32, _ count: Int) throws -> [UInt8] {
        Self.bytes(Array(try ask("m\(hex(address)),\(String(count, radix: 16))").utf8)[...])
    }

    func word(_ address: UInt32) throws -> UInt32 { Self.word(try memory(address, 4)) }

    /// Sets a breakpoint (0, 1) or watchpoint (2, 3, 4).
    func insert(_ kind: Int, _ address: UInt32, _ length: Int = 4) throws {
        #expect(try ask("Z\(kind),\(hex(address)),\(length)") == "OK")
    }

    func remove(_ kind: Int, _ address: UInt32, _ length: Int = 4) throws {
        #expect(try ask("z\(kind),\(hex(address)),\(length)") == "OK")
    }

    /// What `monitor COMMAND` prints.
    func monitor(_ command: String) throws -> String {
        let digits = command.utf8.map { String(format: "%02x", $0) }.joined()
        return String(decoding: Self.bytes(Array(try ask("qRcmd,\(digits)").utf8)[...]), as: UTF8.self)
    }

    private func hex(_ value: UInt32) -> String { String(value, radix: 16) }

    private static func checksum(_ body: [UInt8]) -> String { String(format: "%02x", body.reduce(UInt8(0), &+)) }

    private static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
        }
    }

    private static func word(_ bytes: [UInt8]) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failed(description: "send: \(errno)")
        }
    }

    private func byte() throws -> UInt8 {
        if waiting.isEmpty {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw Failed(description: "the line is closed") }
            waiting = Array(chunk.prefix(count))
        }
        return waiting.removeFirst()
    }

    /// The next packet, acknowledged as long as that is the custom.
    private func receive() throws -> [UInt8] {
        while try byte() != UInt8(ascii: "$") {}
        var body: [UInt8] = [], payload: [UInt8] = []
        while case let next = try byte(), next != UInt8(ascii: "#") { body.append(next) }
        let sum = [try byte(), try byte()]
        guard String(decoding: sum, as: UTF8.self) == Self.checksum(body) else {
            throw Failed(description: "checksum of \(String(decoding: body, as: UTF8.self))")
        }
        if acknowledges { try write(Array("+".utf8)) }
        var isEscaped = false
        for byte in body {
            if isEscaped {
                payload.append(byte ^ 0x20)
                isEscaped = false
            } else if byte == 0x7D {
                isEscaped = true
            } else {
                payload.append(byte)
            }
        }
        return payload
    }
}
