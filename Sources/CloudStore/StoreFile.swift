import Foundation

/// The file that a database is in.
enum StoreFile {
    /// Makes an empty file where there is none.
    static func make(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        switch errno {
        case EEXIST: try check(path)
        case ENOENT, ENOTDIR: throw .missing(path)
        default: throw refused(path)
        }
    }

    /// Looks at a file without opening it: to close it again would take the lock from whoever in this process has it.
    private static func check(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK | W_OK) == 0 else { throw refused(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .refused(path, "is no regular file") }
    }

    private static func refused(_ path: String) -> StoreError {
        .refused(path, String(cString: strerror(errno)).lowercased())
    }
}
