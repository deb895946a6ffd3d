/// An area of the target's addresses, as `qXfer:memory-map` tells of it.
public struct MemoryArea: Sendable, Equatable {
    /// First address.
    public let base: UInt32
    /// Bytes.
    public let size: UInt32
    /// Whether a debugger may write to it.
    public let isWritable: Bool

    /// An area.
    public init(base: UInt32, size: UInt32, isWritable: Bool) {
        self.base = base
        self.size = size
        self.isWritable = isWritable
    }
}

/// The XML documents that `qXfer` reads (GDB manual, "Target Description Format", "Memory Map Format", "Thread List Format").
enum Documents {
    /// No registers: a GDB for Xtensa has them built in, and warns when a target describes them.
    static let target = """
        <?xml version="1.0"?>
        <!DOCTYPE target SYSTEM "gdb-target.dtd">
        <target version="1.0"><architecture>xtensa</architecture></target>

        """

    static func memoryMap(_ areas: [MemoryArea]) -> String {
        let lines = areas.map { area in
            let type = area.isWritable ? "ram" : "rom"
            let base = String(area.base, radix: 16), size = String(area.size, radix: 16)
            return "<memory type=\"\(type)\" start=\"0x\(base)\" length=\"0x\(size)\"/>\n"
        }
        return """
            <?xml version="1.0"?>
            <!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN" \
            "http://sourceware.org/gdb/gdb-memory-map.dtd">
            <memory-map>
            \(lines.joined())</memory-map>

            """
    }

    /// The one thread there is: the CPU.
    static let threads = "<?xml version=\"1.0\"?>\n<threads><thread id=\"1\" core=\"0\" name=\"LX106\"/></threads>\n"

    /// The answer to a read of `document` at `request`, "OFFSET,LENGTH": `m` and what is there, or `l` with the last of it.
    static func part(of document: String, _ request: some Collection<UInt8>) -> [UInt8]? {
        let numbers = request.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Hex.word($0) }
        guard numbers.count == 2, let offset = numbers[0], let length = numbers[1] else { return nil }
        let most = min(Int(length), PacketDecoder.mostBytes / 2)
        let rest = document.utf8.dropFirst(Int(offset))
        return [UInt8(ascii: rest.count > most ? "m" : "l")] + rest.prefix(most)
    }
}
