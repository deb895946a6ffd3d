import Foundation

/// Reads input files; every failure names the file.
public enum FileAccess {
    /// The bytes of a file.
    public static func bytes(_ path: String) throws(EmulationError) -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .notFound("\(path): no such file")
        }
        guard !isDirectory.boolValue else { throw .notFound("\(path): is a directory, not a file") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .notFound("\(path): cannot be read")
        }
        return [UInt8](data)
    }

    /// The text of a UTF-8 file.
    public static func text(_ path: String) throws(EmulationError) -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw .badInput(file: path, line: nil, message: "is not UTF-8 text")
        }
        return text
    }

    /// Whether a file is there.
    public static func exists(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
}
