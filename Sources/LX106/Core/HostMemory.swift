#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Zeroed memory of the host, which costs nothing until it is touched. On x86-64 it comes from the second GB of the address
/// space while there is room, unless it may be anywhere: whatever generated code needs lies within reach of its 32-bit
/// displacements, however many cores there are.
final class HostMemory {
    let base: UnsafeMutableRawPointer
    /// Size in bytes.
    let size: Int
    /// Whether the host lets this memory be executed.
    let isExecutable: Bool
    private let isMapped: Bool

    /// `size` bytes, executable if asked for and possible.
    init(size: Int, executable: Bool = false, anywhere: Bool = false) {
        self.size = size
        #if arch(x86_64) && os(Linux)
            let protection = PROT_READ | PROT_WRITE | (executable ? PROT_EXEC : 0)
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
            for near in anywhere ? [0] : [MAP_32BIT, 0] {
                guard let mapped = mmap(nil, size, protection, flags | near, -1, 0), mapped != MAP_FAILED else {
                    continue
                }
                base = mapped
                isExecutable = executable
                isMapped = true
                return
            }
        #endif
        base = .allocate(byteCount: size, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        isExecutable = false
        isMapped = false
    }

    deinit {
        #if arch(x86_64) && os(Linux)
            if isMapped {
                munmap(base, size)
                return
            }
        #endif
        base.deallocate()
    }
}
