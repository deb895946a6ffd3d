import ESP8266
import Inputs

/// Makes tables from libraries and reference programs that somebody has.
public enum SignatureMaker {
    /// The table of a linked program with symbols, or of libraries and object files.
    ///
    /// - Parameter name: the library's name and, behind a space, its version; nil takes what the files say of themselves.
    /// - Throws: `EmulationError.badInput` for a file that is neither, for a program together with other files, and where
    ///   no function or no name is found.
    public static func table(ofFiles paths: [String], name: String?) throws(EmulationError) -> SignatureTable {
        var files: [(path: String, bytes: [UInt8])] = []
        for path in paths { files.append((path, try FileAccess.bytes(path))) }
        guard let first = files.first else { throw .notFound("no file to make signatures of") }
        if let program = try program(in: files) {
            let (library, version) = try title(
                name,
                regions: program.segments.map(\.bytes),
                symbols: program.symbols.map(\.name),
                file: first.path
            )
            return try checked(.init(library: library, version: version, program: program), first.path)
        }
        var objects: [ELFObject] = []
        for (path, bytes) in files { objects += try Self.objects(bytes, path) }
        let (library, version) = try title(
            name,
            regions: objects.flatMap(\.sections).map(\.bytes),
            symbols: objects.flatMap(\.symbols).filter(\.isFunction).map(\.name),
            file: first.path
        )
        return try checked(.init(library: library, version: version, objects: objects), first.path)
    }

    private static func checked(_ table: SignatureTable, _ file: String) throws(EmulationError) -> SignatureTable {
        guard !table.functions.isEmpty else {
            throw .badInput(file: file, line: nil, message: "holds no function with a name and a size")
        }
        return table
    }

    /// The linked program that one of the files is.
    private static func program(in files: [(path: String, bytes: [UInt8])]) throws(EmulationError) -> ELFImage? {
        for (path, bytes) in files where !Archive.isOne(bytes) && !ELFObject.begins(bytes) {
            let program: ELFImage
            do {
                program = try ELFImage(bytes: bytes)
                try program.checkChip()
            } catch {
                let isOther = error == .notELF
                let message = isOther ? "neither a library nor an ELF file" : error.description
                throw .badInput(file: path, line: nil, message: message)
            }
            guard files.count == 1 else {
                throw .badInput(file: path, line: nil, message: "a linked program makes a table of its own")
            }
            return program
        }
        return nil
    }

    private static func objects(_ bytes: [UInt8], _ path: String) throws(EmulationError) -> [ELFObject] {
        guard Archive.isOne(bytes) else { return [try object(bytes, path, member: nil)] }
        let members: [Archive.Member]
        do {
            members = try Archive(bytes: bytes).members
        } catch {
            throw .badInput(file: path, line: nil, message: error.description)
        }
        var objects: [ELFObject] = []
        for member in members { objects.append(try object(member.bytes, path, member: member.name)) }
        return objects
    }

    private static func object(_ bytes: [UInt8], _ path: String, member: String?) throws(EmulationError) -> ELFObject {
        do {
            return try ELFObject(bytes: bytes)
        } catch {
            let place = member.map { "member '\($0)': " } ?? ""
            throw .badInput(file: path, line: nil, message: place + error.description)
        }
    }

    /// The name and version of the library: those given, or those that its texts tell.
    private static func title(
        _ name: String?,
        regions: [[UInt8]],
        symbols: [String],
        file: String
    ) throws(EmulationError) -> (library: String, version: String) {
        if let name {
            let words = name.split(separator: " ", maxSplits: 1)
            guard words.count == 2, name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), name.utf8.count <= 200 else {
                throw .badInput(file: file, line: nil, message: "a library has a name and a version, not '\(name)'")
            }
            return (String(words[0]), String(words[1]))
        }
        let text = FirmwareText(regions: regions, symbols: symbols, marks: SDKFamily.allMarks)
        guard let sdk = SDKFamily.found(in: text), let version = sdk.version else {
            throw .badInput(file: file, line: nil, message: "does not say its name and version; give it a --name")
        }
        return (sdk.name, version)
    }
}
