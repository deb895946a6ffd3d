/// A fault of the input or of the world outside, told in one line that names the culprit.
public enum EmulationError: Error, Sendable, Equatable {
    /// A file or a name was not found, or cannot be read.
    case notFound(String)
    /// A file holds what it must not hold.
    case badInput(file: String, line: Int?, message: String)
    /// What was asked for has no meaning.
    case misuse(String)
    /// Something outside refuses to work: a server, a socket.
    case unavailable(String)
    /// A file that is kept up to date cannot be written.
    case unwritable(String)
    /// The emulator itself is at fault.
    case inconsistent(String)
}

extension EmulationError: CustomStringConvertible {
    /// `FILE:LINE: message`, lower case, no full stop.
    public var description: String {
        switch self {
        case .notFound(let message), .misuse(let message), .unavailable(let message), .unwritable(let message),
            .inconsistent(let message):
            message
        case .badInput(let file, let line?, let message): "\(file):\(line): \(message)"
        case .badInput(let file, nil, let message): "\(file): \(message)"
        }
    }
}

extension EmulationError {
    /// The documented exit code.
    public var exitCode: Int32 {
        switch self {
        case .misuse: 64
        case .notFound: 66
        case .badInput: 65
        case .unavailable: 69
        case .unwritable: 73
        case .inconsistent: 70
        }
    }
}
