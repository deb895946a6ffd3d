import ESP8266
import Foundation
import Inputs

/// The file that is a board's flash chip: every sector erased and every page programmed is in it when the chip is done with it,
/// whatever becomes of this process.
final class FlashFile {
    private let descriptor: Int32
    private let path: String
    /// What stood in it; empty for a file that was not there, or had nothing in it.
    let contents: [UInt8]

    /// Opens the file at `path`, or makes one.
    ///
    /// - Throws: `EmulationError` when it cannot be read and written, or is larger than any flash chip.
    init(_ path: String) throws(EmulationError) {
        self.path = path
        let exists = FileManager.default.fileExists(atPath: path)
        contents = exists ? try FileAccess.bytes(path) : []
        guard contents.count <= FlashContents.sizes.last ?? 0 else {
            throw .badInput(file: path, line: nil, message: FlashDumpError.tooLarge(contents.count).description)
        }
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure }
    }

    deinit { _ = Glibc.close(descriptor) }

    /// `bytes` stand in the chip at `offset` now.
    func write(_ bytes: [UInt8], at offset: Int) throws(EmulationError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let place = off_t(offset + bytes.count - rest.count)
            let count = rest.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, place) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure }
            rest = rest.dropFirst(count)
        }
    }

    private var failure: EmulationError {
        .unwritable("\(path): cannot be written: \(String(cString: strerror(errno)).lowercased())")
    }
}
