import CloudStore

/// Why a server does not start, or cannot be asked.
public enum CloudServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An address and port that cannot be listened on, and why.
    case unavailable(String, String)
    /// The endpoint's own certificates or keys cannot be used.
    case unusable(String)
    /// The file in which account and broker are to be kept.
    case store(StoreError)
    /// Nobody answers at a control port, or not as a server does.
    case noAnswer(String, String)

    /// One line.
    public var description: String {
        switch self {
        case .unavailable(let address, let reason): "\(address): \(reason)"
        case .unusable(let reason): "endpoint: \(reason)"
        case .store(let error): error.description
        case .noAnswer(let address, let reason): "no endpoint answers at \(address): \(reason)"
        }
    }
}
