import CloudServer
import Inputs

/// Maps a server's failures to those with documented exit codes.
enum CloudFailure {
    /// Runs `body`.
    static func contained<Result>(_ body: () throws(CloudServerError) -> Result) throws(EmulationError) -> Result {
        do {
            return try body()
        } catch {
            if case .unusable = error { throw .inconsistent(error.description) }
            throw .unavailable(error.description)
        }
    }
}
