import Foundation

/// Reads input files; every failure names the file.
public enum FileAccess {
    /// No input of vesp is larger, but a device file would be read without end.
    private static let mostBytes = 256 << 20

    /// The bytes of a file, or what comes out of a pipe or a terminal until it ends; up to 256 MB.
    public static func bytes(_ path: String) throws(EmulationError) -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .notFound("\(path): no such file")
        }
        guard !isDirectory.boolValue else { throw .notFound("\(path): is a directory, not a file") }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .notFound("\(path): cannot be read") }
        var bytes: [UInt8] = []
        do {
            while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty, bytes.count <= mostBytes {
                bytes += part
            }
        } catch {
            throw .notFound("\(path): cannot be read")
        }
        guard bytes.count <= mostBytes else {
            throw .badInput(file: path, line: nil, message: "is larger than \(mostBytes >> 20) MB")
        }
        return bytes
    }

    /// The names of what is in a folder, in no order.
    package static func names(in folder: String) throws(EmulationError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .notFound("\(folder): \(exists(folder) ? "cannot be read as a folder" : "no such folder")")
        }
        return names
    }

    /// Whether reading `path` takes its content away: a pipe, a terminal, a socket.
    static func isReadOnce(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    /// The text of a UTF-8 file.
    public static func text(_ path: String) throws(EmulationError) -> String { try text(of: bytes(path), path) }

    /// `bytes` of the file at `path` as UTF-8 text.
    static func text(of bytes: [UInt8], _ path: String) throws(EmulationError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badInput(file: path, line: nil, message: "is not UTF-8 text")
        }
        return text
    }

    /// Whether a folder is there.
    static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// Whether a file is there.
    public static func exists(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
}
