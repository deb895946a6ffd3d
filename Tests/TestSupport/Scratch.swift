import Foundation

/// A folder that goes away with its owner.
public final class Scratch {
    /// Where it is.
    public let path: String

    /// Makes it among the temporary files.
    public init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vesp-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file; its path.
    public func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// Writes a file; its path.
    public func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
