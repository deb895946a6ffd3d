import CloudServer
import CloudStore
import Inputs

/// Maps a server's failures to those with documented exit codes.
enum CloudFailure {
    /// Runs `body`.
    static func contained<Result>(_ body: () throws(CloudServerError) -> Result) throws(EmulationError) -> Result {
        do {
            return try body()
        } catch {
            switch error {
            case .unusable: throw .inconsistent(error.description)
            case .store(.unusable(let file, let message)): throw .badInput(file: file, line: nil, message: message)
            case .store(.missing): throw .notFound(error.description)
            case .store(.refused): throw .unwritable(error.description)
            case .store(.inUse), .unavailable, .noAnswer: throw .unavailable(error.description)
            }
        }
    }
}
