/// Why a file does not keep what it should.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What stands in the file is no database of ours: its path, and what it is instead.
    case unusable(String, String)
    /// The folder that the file is to be in is not there.
    case missing(String)
    /// Another process has it.
    case inUse(String)
    /// The system does not let it be written, and why.
    case refused(String, String)

    /// One line.
    public var description: String {
        switch self {
        case .unusable(let path, let what): "\(path): \(what)"
        case .missing(let path): "\(path): no such folder"
        case .inUse(let path): "\(path): is in use by another process"
        case .refused(let path, let reason): "\(path): cannot be written: \(reason)"
        }
    }
}
