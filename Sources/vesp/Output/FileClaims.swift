import ArgumentParser

/// The files that a command reads and writes, held against one another before anything is run.
struct FileClaims {
    private var inputs: [(path: String, file: OutputFile.Identity)] = []
    private var outputs: [(option: String, path: String)] = []

    /// The command reads `path`, if there is such a file.
    mutating func reads(_ path: String?) {
        if let path, let file = OutputFile(path).identity { inputs.append((path, file)) }
    }

    /// The command writes what `option` names.
    mutating func writes(_ path: String?, _ option: String) {
        if let path { outputs.append((option, path)) }
    }

    /// Refuses an output that is an input, two outputs that are one, and one that cannot be written, as far as that can
    /// be known without writing it.
    func check() throws {
        guard outputs.count(where: { $0.path == "-" }) <= 1 else {
            throw ValidationError("only one report can go to stdout")
        }
        var known: [OutputFile.Identity: String] = [:]
        if let file = OutputFile.identity(of: 1) { known[file] = "stdout" }
        for (option, path) in outputs where path != "-" {
            let output = OutputFile(path)
            guard let file = output.identity else { continue }
            if let other = known[file] { throw ValidationError("\(option) '\(path)': is the same file as \(other)") }
            if let input = inputs.first(where: { $0.file == file }) {
                throw ValidationError("\(option) '\(path)': is the same file as the input \(input.path)")
            }
            known[file] = "\(option) '\(path)'"
        }
        for (_, path) in outputs where path != "-" {
            if let obstacle = OutputFile(path).obstacle { throw OutputError.refused(path, obstacle) }
        }
    }
}
