import Record

/// The folder of a user's project.
struct ImportFolder {
    /// As the user gave it.
    let path: String
    /// Bytes of the longest file that is read.
    static let mostBytes = 1_000_000

    /// The folder at `path`; there must be one.
    init(_ path: String) throws(EmulationError) {
        guard FileAccess.isFolder(path) else { throw .notFound("\(path): no such folder") }
        self.path = path == "/" ? path : String(path.trimmingSuffix("/"))
    }

    /// The paths of those of `names` that are files, in their order.
    func present(_ names: [String]) -> [String] { names.map { "\(path)/\($0)" }.filter(FileAccess.exists) }

    /// The first of `names` that is a file.
    func first(_ names: [String]) throws(EmulationError) -> String {
        guard let found = present(names).first else { throw missing(names) }
        return found
    }

    /// The only one of `names` that is a file.
    func single(_ names: [String]) throws(EmulationError) -> String? {
        let found = present(names)
        guard found.count <= 1 else {
            throw .badInput(
                file: found[1],
                line: nil,
                message: "is there beside \(found[0]); which one is the device's?"
            )
        }
        return found.first
    }

    /// None of `names` is there.
    func missing(_ names: [String]) -> EmulationError {
        .notFound("\(path): has no \(names.joined(separator: ", nor "))")
    }

    /// A file of a configuration.
    static func bytes(_ path: String) throws(EmulationError) -> [UInt8] {
        let bytes = try FileAccess.bytes(path)
        guard bytes.count <= mostBytes else {
            throw .badInput(file: path, line: nil, message: "is longer than \(mostBytes) bytes")
        }
        return bytes
    }

    /// A file that is a certificate or key.
    static func credential(_ path: String, _ key: String) throws(EmulationError) -> ImportedConfiguration.Credential {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        return .init(pem: .init(text: text, file: path, line: nil, key: key), path: path)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self[...]
        while rest.last == character { rest = rest.dropLast() }
        return rest
    }
}
