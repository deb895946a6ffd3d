import Foundation
import Record

/// Where the tool's own files are: profiles, guest images and what else a run needs, in a checkout and as installed.
public struct Locator: Sendable {
    /// Working folder.
    public var current: String
    /// The tool's own path, links resolved.
    public var executable: String
    /// `--firmware DIR`.
    public var firmwareOption: String?
    /// `VESP_FIRMWARE`.
    public var firmwareVariable: String?
    private let pipes = PipeContents()

    /// A locator for a tool at `executable` run in `current`.
    public init(current: String, executable: String, firmwareOption: String? = nil, firmwareVariable: String? = nil) {
        self.current = current
        self.executable = executable
        self.firmwareOption = firmwareOption
        self.firmwareVariable = firmwareVariable
    }

    /// The folders to search for `name`, nearest first: the working folder, beside the executable, the installation's
    /// share folder, and every folder above the executable.
    func folders(for name: String) -> [String] {
        let beside = FileName.folder(of: executable)
        var folders = ["\(current)/\(name)", "\(beside)/\(name)", "\(beside)/../share/vesp/\(name)"]
        var above = beside
        while above.count > 1 {
            above = FileName.folder(of: above)
            guard !above.isEmpty else { break }
            folders.append(above == "/" ? "/\(name)" : "\(above)/\(name)")
        }
        return folders
    }

    /// Reads the profile called `name`, or the file `name` when it looks like one.
    public func profile(_ name: String) throws(EmulationError) -> Profile {
        if name.contains("/") || name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
            return try Profile(yaml: FileAccess.text(name), file: name)
        }
        for folder in folders(for: "Profiles") where FileAccess.exists("\(folder)/\(name).yml") {
            return try Profile(yaml: FileAccess.text("\(folder)/\(name).yml"), file: "\(name).yml")
        }
        let known = profileNames()
        let hint = Spelling.nearest(to: name, in: known).map { "; did you mean '\($0)'?" }
        throw .notFound("no profile '\(name)'" + (hint ?? "; known: \(known.joined(separator: ", "))"))
    }

    /// Names of all profiles that can be found, sorted.
    public func profileNames() -> [String] {
        var names: Set<String> = []
        for folder in folders(for: "Profiles") {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            names.formUnion(files.filter { $0.hasSuffix(".yml") }.map(FileName.stem))
        }
        return names.sorted()
    }

    /// The path of a firmware image.
    public func firmware(_ file: String) throws(EmulationError) -> String {
        if let folder = firmwareOption ?? firmwareVariable {
            let path = "\(folder)/\(file)"
            guard FileAccess.exists(path) else { throw .notFound("\(path): no such firmware image") }
            return path
        }
        let candidates =
            ["\(FileName.folder(of: executable))/\(file)"] + folders(for: "firmware").map { "\($0)/\(file)" }
            + folders(for: ".build/firmware").map { "\($0)/\(file)" }
        guard let path = candidates.first(where: FileAccess.exists) else {
            let target = file.hasPrefix("fidelity/") ? "fidelity-firmware" : "firmware"
            throw .notFound("\(file): no such firmware image; run make \(target), or name its folder with --firmware")
        }
        return path
    }

    /// The bytes of a file. A pipe is read the first time and remembered, by this locator and its copies.
    package func bytes(_ path: String) throws(EmulationError) -> [UInt8] {
        FileAccess.isReadOnce(path) ? try pipes.bytes(path) : try FileAccess.bytes(path)
    }

    /// The text of a UTF-8 file, which may be a pipe.
    package func text(_ path: String) throws(EmulationError) -> String { try FileAccess.text(of: bytes(path), path) }

    /// A given file, or the path of a certificate that the tool brings.
    package func certificate(_ given: String?, or file: String) throws(EmulationError) -> String {
        if let given { return given }
        return try certificate(file)
    }

    /// A name for a certificate that the tool brings, which no path has; `given` turns it into the path.
    package static func own(_ file: String) -> String { "resource:\(file)" }

    /// A path, or the path of the tool's certificate that it stands for.
    package func given(_ path: String) throws(EmulationError) -> String {
        guard path.hasPrefix("resource:") else { return path }
        return try certificate(String(path.dropFirst("resource:".count)))
    }

    /// The path of a certificate or key in `Resources/certificates`, for what the user names none of.
    public func certificate(_ file: String) throws(EmulationError) -> String {
        try resource("certificates/\(file)")
    }

    /// The path of a file or folder in `Resources`.
    public func resource(_ name: String) throws(EmulationError) -> String {
        guard let path = folders(for: "Resources/\(name)").first(where: FileManager.default.fileExists) else {
            throw .notFound("Resources/\(name): no such file or folder")
        }
        return path
    }

    /// The paths of the files in a folder of `Resources` whose names end in `ending`, sorted.
    package func resources(in folder: String, ending: String) throws(EmulationError) -> [String] {
        let path = try resource(folder)
        return try FileAccess.names(in: path).filter { $0.hasSuffix(ending) }.sorted().map { "\(path)/\($0)" }
    }
}
