import Foundation
import Testing

@testable import Inputs

@Suite(.timeLimit(.minutes(1))) struct FileAccessTests {
    /// A folder with a FIFO in it, and somebody who writes `content` into it once.
    private final class Fifo: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vesp-\(UUID().uuidString)").path
        var path: String { "\(folder)/fifo" }

        init(_ content: [UInt8]) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try #require(mkfifo(path, 0o600) == 0)
            Thread { [path] in
                guard let handle = FileHandle(forWritingAtPath: path) else { return }
                try? handle.write(contentsOf: Data(content))
                try? handle.close()
            }.start()
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }

    @Test func `a FIFO is read to its end`() throws {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let fifo = try Fifo(content)
        #expect(try FileAccess.bytes(fifo.path) == content)
    }

    @Test func `a locator and its copies read a FIFO once`() throws {
        let fifo = try Fifo([1, 2, 3])
        let locator = Locator(current: "/", executable: "/vesp")
        let copy = locator
        #expect(try locator.bytes(fifo.path) == [1, 2, 3])
        #expect(try copy.bytes(fifo.path) == [1, 2, 3])
    }

    @Test func `a device without an end is refused`() {
        let error = EmulationError.badInput(file: "/dev/zero", line: nil, message: "is larger than 256 MB")
        #expect(throws: error) { try FileAccess.bytes("/dev/zero") }
    }

    @Test func `what is not there, a folder, and what may not be read are told apart`() throws {
        #expect(throws: EmulationError.notFound("/nothing: no such file")) { try FileAccess.bytes("/nothing") }
        #expect(throws: EmulationError.notFound("/tmp: is a directory, not a file")) { try FileAccess.bytes("/tmp") }
    }
}
