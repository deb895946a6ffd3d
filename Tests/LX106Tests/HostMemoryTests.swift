import Testing

@testable import LX106

@Suite struct HostMemoryTests {
    @Test func `memory is zero, and pieces of it lie within 32 bits of each other`() {
        let pieces = [1, 4096, 1 << 20].map { HostMemory(size: $0, executable: $0 > 4096) }
        for piece in pieces {
            #expect((0..<piece.size).allSatisfy { piece.base.load(fromByteOffset: $0, as: UInt8.self) == 0 })
            #if arch(x86_64) && os(Linux)
                #expect(Int32(exactly: piece.base - pieces[0].base) != nil)
                #expect(piece.isExecutable == (piece.size > 4096))
            #endif
        }
    }

    @Test func `a flat list keeps its elements while it grows`() {
        var list = FlatList<Int>(room: 1)
        for number in 0..<100 { list.append(number) }
        #expect((0..<list.count).map { list[$0] } == Array(0..<100))
        list.removeAll()
        #expect(list.count == 0)
        list.append(7)
        #expect(list[0] == 7)
    }
}
