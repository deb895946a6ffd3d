import GDBRemote

/// A target of registers that hold their number and 64 bytes of memory at 0x1000.
final class FakeTarget: DebugTarget {
    var registers = (0..<55).map { UInt32($0) }
    var memory = (0..<64).map { UInt8($0) }
    var points: [Breakpoint] = []
    var commands: [String] = []
    var canReverse = true
    let memoryMap = [
        MemoryArea(base: 0x1000, size: 64, isWritable: true),
        MemoryArea(base: 0x4000_0000, size: 16, isWritable: false),
    ]

    func readRegister(_ number: Int) -> UInt32? { registers.indices.contains(number) ? registers[number] : nil }

    func writeRegister(_ number: Int, _ value: UInt32) -> Bool {
        guard registers.indices.contains(number) else { return false }
        registers[number] = value
        return true
    }

    func readMemory(at address: UInt32, count: Int) -> [UInt8] {
        let offset = Int(address &- 0x1000)
        return offset < memory.count ? Array(memory[offset...].prefix(count)) : []
    }

    func writeMemory(_ bytes: [UInt8], at address: UInt32) -> Bool {
        let offset = Int(address &- 0x1000)
        guard offset + bytes.count <= memory.count else { return false }
        memory.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return true
    }

    func insert(_ point: Breakpoint) -> Bool {
        points.append(point)
        return true
    }

    func remove(_ point: Breakpoint) { points.removeAll { $0 == point } }

    func monitor(_ command: String) -> String {
        commands.append(command)
        return "done\n"
    }
}
