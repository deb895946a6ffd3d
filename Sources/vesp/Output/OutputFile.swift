import Glibc

/// A file that appears whole or not at all.
struct OutputFile {
    /// What tells one file from another, by whatever name. Devices and pipes have none: any number of outputs may go there.
    enum Identity: Hashable {
        case existing(device: dev_t, inode: ino_t)
        case new(device: dev_t, folder: ino_t, name: String)
    }

    /// The file itself, behind symbolic links.
    private let path: String
    /// What is there; nil without anything.
    private let status: stat?

    init(_ path: String) {
        status = Self.status(of: path)
        self.path = status == nil ? Self.missingTarget(of: path) : Self.target(of: path, status)
    }

    /// The same for the same file.
    var identity: Identity? { Self.identity(status) ?? (status == nil ? newIdentity : nil) }

    /// The identity of what an open descriptor writes to.
    static func identity(of descriptor: Int32) -> Identity? {
        var status = stat()
        return identity(fstat(descriptor, &status) == 0 ? status : nil)
    }

    /// What keeps the file from being written, as far as that can be known without writing it.
    var obstacle: WriteRefusal? {
        switch kind {
        case S_IFDIR: return WriteRefusal("is a directory")
        case nil where Self.link(at: path) != nil: return WriteRefusal(number: ELOOP)
        case nil, S_IFREG?:
            guard access(folder, W_OK | X_OK) == 0 else { return WriteRefusal() }
            return kind == nil || access(path, W_OK) == 0 ? nil : WriteRefusal()
        default: return access(path, W_OK) == 0 ? nil : WriteRefusal()
        }
    }

    /// Writes `bytes` beside the file and gives them its name. A file that is there keeps its mode, a new one gets
    /// `mode` less the umask. Devices and pipes are written directly.
    func replace(with bytes: [UInt8], mode: mode_t) throws(WriteRefusal) {
        if let obstacle { throw obstacle }
        if let kind, kind != S_IFREG { return try write(bytes, to: try Self.open(path, O_WRONLY, 0)) }
        let (descriptor, draft) = try draft()
        do throws(WriteRefusal) {
            try adopt(descriptor, mode)
            try write(bytes, to: descriptor)
            if rename(draft, path) != 0 { throw WriteRefusal() }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// What keeps `create` from writing the file, as far as that can be known without writing it.
    func obstacle(overwrites: Bool) -> WriteRefusal? {
        if kind == S_IFREG, !overwrites { return WriteRefusal("is there already; --force replaces it") }
        return obstacle
    }

    /// Writes a file that was not there before, unless it `overwrites` what is there. Secrets are for their owner only,
    /// whatever the mode of what was there.
    func create(with bytes: [UInt8], isSecret: Bool, overwrites: Bool) throws(WriteRefusal) {
        if let obstacle = obstacle(overwrites: overwrites) { throw obstacle }
        if let kind, kind != S_IFREG { return try write(bytes, to: try Self.open(path, O_WRONLY, 0)) }
        let (descriptor, draft) = try draft()
        do throws(WriteRefusal) {
            if !isSecret { try adopt(descriptor, 0o666) }
            try write(bytes, to: descriptor)
            try publish(draft, overwrites)
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Gives a draft the file's name, which unlike `rename` a link does not take from a file that came since. Where there
    /// are no links, on FAT, there is no better way.
    private func publish(_ draft: String, _ overwrites: Bool) throws(WriteRefusal) {
        if !overwrites, Glibc.link(draft, path) == 0 {
            unlink(draft)
        } else if !overwrites, errno != EPERM, errno != ENOTSUP {
            throw WriteRefusal()
        } else if rename(draft, path) != 0 {
            throw WriteRefusal()
        }
    }

    /// A new file beside this one, for its owner only.
    private func draft() throws(WriteRefusal) -> (descriptor: Int32, path: String) {
        var name = Array("\(folder)/.vesp-XXXXXX.tmp".utf8CString)
        let descriptor = mkstemps(&name, Int32(".tmp".utf8.count))
        guard descriptor >= 0 else { throw WriteRefusal() }
        return (descriptor, String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// Gives a draft the mode, and where the system allows it the owner, of what it replaces.
    private func adopt(_ descriptor: Int32, _ mode: mode_t) throws(WriteRefusal) {
        if let status {
            _ = fchown(descriptor, status.st_uid, status.st_gid)
            if fchmod(descriptor, status.st_mode & 0o7777) == 0 { return }
        } else {
            let mask = umask(0)
            umask(mask)
            if fchmod(descriptor, mode & ~mask) == 0 { return }
        }
        let refusal = WriteRefusal()
        close(descriptor)
        throw refusal
    }

    /// Adds `bytes` to the end of the file.
    func append(_ bytes: [UInt8]) throws(WriteRefusal) {
        try write(bytes, to: try Self.open(path, O_WRONLY | O_APPEND | O_CREAT, 0o666))
    }

    private var folder: String { Self.folder(of: path) }

    private var kind: mode_t? { status.map { $0.st_mode & S_IFMT } }

    private var newIdentity: Identity? {
        guard let folder = Self.status(of: folder) else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .new(device: folder.st_dev, folder: folder.st_ino, name: name)
    }

    private static func identity(_ status: stat?) -> Identity? {
        guard let status, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return .existing(device: status.st_dev, inode: status.st_ino)
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A regular file without links in its name; the links of /dev/fd lead to names that cannot be opened.
    private static func target(of path: String, _ status: stat?) -> String {
        guard identity(status) != nil, let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Where a link to nothing leads.
    private static func missingTarget(of path: String) -> String {
        var path = path
        for _ in 0..<40 {
            guard let next = link(at: path) else { break }
            path = next.hasPrefix("/") ? next : "\(folder(of: path))/\(next)"
        }
        return path
    }

    /// What the symbolic link at `path` says; nil when there is none.
    private static func link(at path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func open(_ path: String, _ flags: Int32, _ mode: mode_t) throws(WriteRefusal) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw WriteRefusal() }
        return descriptor
    }

    /// Writes and closes: some file systems tell only then that they are full.
    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(WriteRefusal) {
        do {
            try Descriptor.write(bytes, to: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        if close(descriptor) != 0 && errno != EINTR { throw WriteRefusal() }
    }
}
