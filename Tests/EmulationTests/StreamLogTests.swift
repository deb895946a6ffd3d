import Testing

@testable import Emulation

/// What a program that is run again reads and writes.
@Suite struct StreamLogTests {
    /// The other ends of the streams.
    private final class World {
        var input: [UInt8] = [1, 2, 3]
        var output: [UInt8] = []

        var streams: Exec.Streams {
            Exec.Streams(
                read: { [self] _, count in
                    defer { input.removeFirst(min(count, input.count)) }
                    return Array(input.prefix(count))
                },
                write: { [self] _, bytes in
                    output += bytes
                    return output.count < 4 ? .taken(bytes.count) : .refused(errno: 28)
                }
            )
        }
    }

    @Test func `what was read is read again, and what was written is not written twice`() {
        let world = World()
        let log = StreamLog(world.streams)
        for _ in 0..<3 {
            log.rewind()
            #expect(log.streams.read(0, 2) == [1, 2])
            #expect(log.streams.write(1, [7, 8, 9]) == .taken(3))
            #expect(log.streams.read(0, 2) == [3])
            #expect(log.streams.write(1, [10]) == .refused(errno: 28))
        }
        #expect(world.output == [7, 8, 9, 10] && world.input.isEmpty)
    }

    @Test func `a program that goes further than before meets the world again`() {
        let world = World()
        let log = StreamLog(world.streams)
        #expect(log.streams.read(0, 1) == [1])
        log.rewind()
        #expect(log.streams.read(0, 1) == [1] && log.streams.read(0, 1) == [2])
    }
}
