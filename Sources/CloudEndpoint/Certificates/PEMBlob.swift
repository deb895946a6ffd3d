import CMbedTLS

/// Texts as libmbedtls wants them.
enum PEMBlob {
    /// Calls `body` with one blob per text: its bytes and the NUL that libmbedtls wants behind PEM; empty for "".
    static func with<Result>(_ texts: [String], _ body: ([vesp_blob]) -> Result) -> Result {
        let ends = texts.map { $0.isEmpty ? 0 : $0.utf8.count + 1 }
        let bytes: [UInt8] = texts.flatMap { text -> [UInt8] in text.isEmpty ? [] : Array(text.utf8) + [0] }
        return bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            let blobs = ends.map { length in
                defer { start += length }
                return vesp_blob(bytes: buffer.baseAddress.map { $0 + start }, length: length)
            }
            return body(blobs)
        }
    }
}
