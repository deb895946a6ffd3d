import ESP8266
import Inputs
import Record

extension UserFirmware {
    /// What stands in a flash chip, whatever that is: without an image, nothing has a name.
    ///
    /// - Throws: `EmulationError` when the tool's tables of signatures cannot be read.
    init(chip bytes: [UInt8], _ locator: Locator) throws(EmulationError) {
        guard (try? FlashDump(bytes: bytes)) != nil else {
            self.init(unknown: bytes)
            return
        }
        try self.init("flash", bytes, parts: [], size: bytes.count) { sdk throws(EmulationError) in
            try SignatureTable.shipped(by: locator, of: sdk)
        }
    }

    /// Where its code stands in the flash; empty when nothing is known of it.
    var codeRanges: [Range<Int>] {
        identity.format == .elf
            ? flash.pieces.map { $0.offset..<$0.end }
            : identity.parts.filter { ["image", "irom"].contains($0.kind) }.map { $0.offset..<$0.offset + $0.size }
    }

    /// Has `kept` stand in the flash wherever the firmware has nothing, as in a chip that it is written to.
    mutating func layOver(_ kept: [UInt8]) {
        guard !kept.isEmpty else { return }
        flash.pieces.insert(.init(offset: 0, bytes: Array(kept.prefix(flash.size))), at: 0)
    }
}
