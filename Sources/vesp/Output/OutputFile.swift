import Glibc

/// A file that appears whole or not at all.
struct OutputFile {
    /// Why the system refused.
    struct Refusal: Error {
        var reason: String

        /// What `errno` says.
        init() { reason = String(cString: strerror(errno)) }

        init(_ reason: String) { self.reason = reason }
    }

    /// The file itself, behind a symbolic link.
    private let path: String

    init(_ path: String) {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        self.path = resolved.map { String(cString: $0) } ?? path
    }

    /// What keeps the file from being written, as far as that can be known without writing it.
    var obstacle: String? {
        switch kind {
        case S_IFDIR: return "is a directory"
        case nil, S_IFREG?: return access(folder, W_OK) == 0 ? nil : Refusal().reason
        default: return access(path, W_OK) == 0 ? nil : Refusal().reason
        }
    }

    /// Writes `bytes` beside the file and gives them its name. Devices and pipes are written directly.
    func replace(with bytes: [UInt8]) throws(Refusal) {
        if let kind, kind != S_IFREG { return try write(bytes, to: path, O_WRONLY) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let draft = "\(folder)/.\(name).\(getpid()).tmp"
        do throws(Refusal) {
            try write(bytes, to: draft, O_WRONLY | O_CREAT | O_TRUNC)
            if rename(draft, path) != 0 { throw Refusal() }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The kind of file that is there; nil without one.
    private var kind: mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func write(_ bytes: [UInt8], to path: String, _ flags: Int32) throws(Refusal) {
        let descriptor = open(path, flags, 0o666)
        guard descriptor >= 0 else { throw Refusal() }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw Refusal() }
        }
    }
}
