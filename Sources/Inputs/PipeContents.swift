import Synchronization

/// What has come out of pipes such as `--key <(decrypt key.pem)`: they give it once, and a study wants it for every run.
final class PipeContents: Sendable {
    private let contents = Mutex<[String: [UInt8]]>([:])

    /// What came out of the pipe at `path`; who asks meanwhile waits.
    func bytes(_ path: String) throws(EmulationError) -> [UInt8] {
        try contents.withLock { contents throws(EmulationError) in
            if let known = contents[path] { return known }
            let bytes = try FileAccess.bytes(path)
            contents[path] = bytes
            return bytes
        }
    }
}
